from odoo import models


class MrpProduction(models.Model):
    _inherit = "mrp.production"

    def _perpetual_extra_cost(self):
        """Core keeps the subcontractor's price here; it is owed to the vendor instead."""
        if self._perpetual_finished_moves()._perpetual_service_receipt():
            return 0.0
        return super()._perpetual_extra_cost()

    def _perpetual_value_output(self, fact, value):
        """What comes from a subcontractor costs its components and the service."""
        super()._perpetual_value_output(fact, value)
        receipt = fact.move._perpetual_service_receipt()
        if receipt:
            service = receipt._perpetual_service(fact.quantity)
            fact.move._perpetual_owe_service(fact, service.amount, service.foreign)
            if fact.value is not None:
                fact.value += service.amount

from odoo import models

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger import Store


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _perpetual_value_fact(self, fact, position, quantity):
        """More or less of what a subcontractor made is more or less of the service, too."""
        super()._perpetual_value_fact(fact, position, quantity)
        move = self.move_id
        if fact.kind != "production_in" or not move._perpetual_service_receipt():
            return
        booked = Store(self.env).booked_amounts(move.id)
        if booked.quantity:
            amount = quantity * booked.counterpart / booked.quantity
            foreign = move._perpetual_service_receipt()._perpetual_service(fact.quantity).foreign
            move._perpetual_owe_service(fact, amount, foreign if quantity > ZERO else -foreign)

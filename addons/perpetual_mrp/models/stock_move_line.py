from odoo import models

from .stock_move import PRODUCTION_KINDS


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _perpetual_value_fact(self, fact, position, quantity):
        """Production differs from standard, or from an earlier value, by a variance; what is
        unbuilt leaves at the value at which it was produced."""
        super()._perpetual_value_fact(fact, position, quantity)
        if fact.kind not in PRODUCTION_KINDS:
            return
        company = self.company_id
        fact.difference_account = company.perpetual_production_variance_account_id or None
        origin = self.move_id.unbuild_id and self.move_id.origin_returned_move_id
        if fact.operation == "issue" and origin:
            value = self.move_id._perpetual_produced_value(fact.quantity, fact.pool_lot)
            if value is not None:
                fact.operation, fact.value = "take_back", value
                fact.origin_lines = tuple(origin.move_line_ids.ids)

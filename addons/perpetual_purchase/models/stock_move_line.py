from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _perpetual_value_fact(self, fact, position, quantity):
        """Goods that cost nothing are posted too: their bill has to meet something."""
        super()._perpetual_value_fact(fact, position, quantity)
        fact.always_posted = self.move_id._perpetual_is_accrued(fact.kind)

    def _perpetual_undo(self, fact, incoming):
        """Units taken off a receipt leave GRNI and stock at what the receipt stands at."""
        super()._perpetual_undo(fact, incoming)
        if fact.kind == "receipt" and self.move_id._perpetual_is_accrued(fact.kind):
            accrued = self.move_id._perpetual_accrued(fact.kind, -fact.quantity)
            fact.value, fact.counterpart_value = accrued.amount, -accrued.amount

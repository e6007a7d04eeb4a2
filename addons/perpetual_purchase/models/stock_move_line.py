from odoo import models


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _perpetual_value_fact(self, fact, position, quantity):
        """Goods that cost nothing are posted too: their bill has to meet something."""
        super()._perpetual_value_fact(fact, position, quantity)
        fact.always_posted = self.move_id._perpetual_is_accrued(fact.kind)

    def _perpetual_undo(self, fact, incoming, legacy_unit_value):
        """Units taken off a receipt leave GRNI and stock at what the receipt stands at."""
        super()._perpetual_undo(fact, incoming, legacy_unit_value)
        move = self.move_id
        if fact.kind == "receipt" and move._perpetual_is_accrued(fact.kind):
            moves = move | move.returned_move_ids
            accrued = moves._perpetual_share(fact.quantity, settled=True)
            if accrued:
                fact.value, fact.counterpart_value = accrued.amount, -accrued.amount

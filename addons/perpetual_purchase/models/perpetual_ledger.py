from odoo import models


class PerpetualLedger(models.AbstractModel):
    _inherit = "perpetual.ledger"

    def _after_record(self, lines):
        result = super()._after_record(lines)
        order_lines = self.env["purchase.order.line"]
        for line in lines:
            if line.kind in ("receipt", "vendor_return") and line.account_move:
                order_lines |= line.fact.move.purchase_line_id
        if order_lines:
            order_lines._perpetual_match_grni()
        return result

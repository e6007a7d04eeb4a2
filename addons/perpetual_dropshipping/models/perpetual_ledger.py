from odoo import models


class PerpetualLedger(models.AbstractModel):
    _inherit = "perpetual.ledger"

    def _after_record(self, lines):
        """A drop-shipment is matched with the vendor's bill like any receipt."""
        result = super()._after_record(lines)
        dropped = [line for line in lines if line.kind == "dropship" and line.account_move]
        moves = self.env["stock.move"].union(*(line.fact.move for line in dropped))
        moves.purchase_line_id._perpetual_match_grni()
        return result

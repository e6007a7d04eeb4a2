from odoo import models

from ..ledger import GOODS_KINDS


class PerpetualLedger(models.AbstractModel):
    _inherit = "perpetual.ledger"

    def _after_record(self, lines):
        result = super()._after_record(lines)
        moves = self.env["stock.move"].union(
            *(line.fact.move for line in lines if line.kind in GOODS_KINDS and line.fact.move)
        )
        moves.sale_line_id._perpetual_match_gdni()
        return result

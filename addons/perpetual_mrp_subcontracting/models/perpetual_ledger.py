from odoo import models


class PerpetualLedger(models.AbstractModel):
    _inherit = "perpetual.ledger"

    def _after_record(self, lines):
        """The subcontractor's bill may be there already."""
        result = super()._after_record(lines)
        served = [
            line.fact.counterpart_vals.get("perpetual_purchase_line_id")
            for line in lines
            if line.kind == "production_in" and line.account_move
        ]
        self.env["purchase.order.line"].browse(
            {line_id for line_id in served if line_id}
        )._perpetual_match_grni()
        return result

from odoo import fields, models


class PerpetualWriteOff(models.Model):
    _inherit = "perpetual.write.off"

    clearing = fields.Selection(
        selection_add=[("grni", "Goods received not invoiced")], ondelete={"grni": "cascade"}
    )

    def _after_post(self):
        """Units written off are matched: what is billed for them later stays open."""
        super()._after_post()
        if self.clearing == "grni":
            self.line_ids._match_grni()

    def _after_cancel(self):
        """Receipts and bills that were written off are matched again."""
        super()._after_cancel()
        if self.clearing == "grni":
            matches = self.env["perpetual.grni.match"]._of_items(self.line_ids.clearing_line_ids)
            order_lines = matches.purchase_line_id
            matches._release()
            order_lines._perpetual_match_grni()

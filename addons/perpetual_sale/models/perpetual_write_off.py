from odoo import fields, models


class PerpetualWriteOff(models.Model):
    _inherit = "perpetual.write.off"

    clearing = fields.Selection(
        selection_add=[("gdni", "Goods delivered not invoiced")], ondelete={"gdni": "cascade"}
    )

    def _after_post(self):
        """Units written off are matched: an invoice that comes later expenses nothing."""
        super()._after_post()
        if self.clearing == "gdni":
            self.line_ids._match_gdni()

    def _after_cancel(self):
        """Deliveries that were written off wait for their invoice again."""
        super()._after_cancel()
        if self.clearing == "gdni":
            matches = self.env["perpetual.gdni.match"].search(
                [("write_off_line_id", "in", self.line_ids.ids)]
            )
            matches.write({"active": False, "released_on": self.reversal_move_id.date})
            matches.sale_line_id._perpetual_match_gdni()

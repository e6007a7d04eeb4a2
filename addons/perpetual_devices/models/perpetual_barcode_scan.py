from odoo import api, models


class PerpetualBarcodeScan(models.Model):
    _inherit = "perpetual.barcode.scan"

    @api.model
    def _begin(self, vals):
        """A scan of a box that a call has brought is done."""
        scan, is_new = super()._begin(vals)
        if is_new:
            # Raw scans are written by steps only.
            taken = self.env["perpetual.scan"].sudo().search(
                [("uuid", "=", vals["uuid"]), ("state", "=", "routed")]
            )  # fmt: skip
            taken.state = "taken"
        return scan, is_new

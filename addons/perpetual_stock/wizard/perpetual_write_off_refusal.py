from odoo import fields, models


class PerpetualWriteOffRefusal(models.TransientModel):
    """Asks why a write-off is refused."""

    _name = "perpetual.write.off.refusal"
    _description = "Refusal of a Write-Off"

    write_off_id = fields.Many2one("perpetual.write.off", required=True, ondelete="cascade")
    reason = fields.Text(required=True)

    def action_refuse(self):
        """Refuse the request, for this reason."""
        self.ensure_one()
        self.write_off_id._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}

from odoo import fields, models


class PerpetualDamageRefusal(models.TransientModel):
    """Asks why damaged goods are not to be written off."""

    _name = "perpetual.damage.refusal"
    _description = "Refusal of a Damage Report"

    damage_id = fields.Many2one("perpetual.damage", required=True, ondelete="cascade")
    reason = fields.Text(required=True)

    def action_refuse(self):
        """Refuse the report, for this reason."""
        self.ensure_one()
        self.damage_id._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}

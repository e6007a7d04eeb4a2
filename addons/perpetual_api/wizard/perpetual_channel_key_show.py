from odoo import fields, models


class PerpetualChannelKeyShow(models.TransientModel):
    """A new key, shown once: nothing of it is kept but a digest."""

    _name = "perpetual.channel.key.show"
    _description = "New Channel Key"

    key_id = fields.Many2one("perpetual.channel.key", "Key", readonly=True)
    secret = fields.Char("Copy It Now", store=False, readonly=True)

    def action_close(self):
        return {"type": "ir.actions.act_window_close"}

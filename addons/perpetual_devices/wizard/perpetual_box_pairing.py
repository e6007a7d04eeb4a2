from odoo import fields, models


class PerpetualBoxPairing(models.TransientModel):
    """The code that pairs a box, shown once: nothing of it is kept but a digest."""

    _name = "perpetual.box.pairing"
    _description = "Pair a Box"

    box_id = fields.Many2one("perpetual.iot.box", "Box", required=True, readonly=True)
    code = fields.Char(store=False, readonly=True)
    command = fields.Char(store=False, readonly=True)

    def action_close(self):
        return {"type": "ir.actions.act_window_close"}

from odoo import fields, models


class PerpetualOpenItemAsOf(models.TransientModel):
    _inherit = "perpetual.open.item.as.of"

    listing = fields.Selection(
        selection_add=[("perpetual.grni.item", "Goods Received Not Invoiced")],
        ondelete={"perpetual.grni.item": "cascade"},
    )

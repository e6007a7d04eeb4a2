from odoo import fields, models


class PerpetualOpenItemAsOf(models.TransientModel):
    _inherit = "perpetual.open.item.as.of"

    listing = fields.Selection(
        selection_add=[("perpetual.gdni.item", "Goods Delivered Not Invoiced")],
        ondelete={"perpetual.gdni.item": "cascade"},
    )

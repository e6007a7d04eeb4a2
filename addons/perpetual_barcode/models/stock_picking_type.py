from odoo import fields, models


class StockPickingType(models.Model):
    _inherit = "stock.picking.type"

    perpetual_blind_receipt = fields.Boolean(
        "Blind Receipt",
        help="Whoever receives goods in the barcode app does not see how many are expected, so "
        "they are counted. What is more or less than ordered is reported when it is validated.",
    )
    perpetual_any_lot = fields.Boolean(
        "Pick Any Lot",
        help="Whoever picks with the barcode app may take another lot than the reserved one. Off:"
        " it is refused and kept as a pick error. One serial number is as good as another.",
    )

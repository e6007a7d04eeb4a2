from odoo import fields, models


class StockLocation(models.Model):
    _inherit = "stock.location"

    perpetual_reason_id = fields.Many2one(
        "perpetual.variance.reason",
        "Root Cause",
        readonly=True,
        index="btree_not_null",
        help="Counting differences of this root cause have their counterpart here.",
    )

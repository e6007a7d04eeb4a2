from odoo import fields, models
from odoo.fields import Domain


class StockLocation(models.Model):
    _name = "stock.location"
    _inherit = ["stock.location", "perpetual.count.figures"]

    perpetual_reason_id = fields.Many2one(
        "perpetual.variance.reason",
        "Root Cause",
        readonly=True,
        index="btree_not_null",
        help="Counting differences of this root cause have their counterpart here.",
    )

    perpetual_gain_account_id = fields.Many2one(
        "account.account",
        "Account of Gains",
        check_company=True,
        ondelete="restrict",
        help="Gains found by counting with this location as their counterpart. Empty: where its"
        " losses are.",
    )

    def _perpetual_lines(self):
        return Domain("location_id", "child_of", self.ids)

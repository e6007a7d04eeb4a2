from odoo import fields, models


class PerpetualReceivingDiscrepancy(models.Model):
    """Goods that came otherwise than ordered: a fact with who, when and why, for the buyer."""

    _name = "perpetual.receiving.discrepancy"
    _description = "Receiving Discrepancy"
    _inherit = [
        "perpetual.barcode.kept",
        "mail.thread",
        "mail.activity.mixin",
        "perpetual.barcode.photo",
    ]
    _perpetual_by_hand = ("state",)
    _order = "id DESC"
    _rec_name = "picking_id"

    kind = fields.Selection(
        [
            ("over", "More than ordered"),
            ("short", "Less than ordered"),
            ("unexpected", "Not ordered"),
            ("damaged", "Damaged"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [("open", "Open"), ("settled", "Settled"), ("withdrawn", "Taken Back")],
        default="open",
        required=True,
        tracking=True,
    )
    picking_id = fields.Many2one(
        "stock.picking", "Transfer", required=True, readonly=True, index=True
    )
    move_id = fields.Many2one("stock.move", "Stock Move", readonly=True)
    partner_id = fields.Many2one(related="picking_id.partner_id", string="Vendor", store=True)
    origin = fields.Char(related="picking_id.origin", string="Source Document")
    company_id = fields.Many2one(
        related="picking_id.company_id", string="Company", store=True, index=True
    )
    product_id = fields.Many2one("product.product", "Product", required=True, readonly=True)
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    lot_name = fields.Char("Lot/Serial Number", readonly=True)
    quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="How many were too many, missing, not ordered or damaged.",
    )
    taken_in = fields.Boolean("Taken In", readonly=True)
    reason_id = fields.Many2one("perpetual.barcode.reason", "Reason", readonly=True)
    note = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users", "Found By", required=True, readonly=True, default=lambda self: self.env.uid
    )
    found_at = fields.Datetime(
        "Found At", required=True, readonly=True, default=fields.Datetime.now
    )
    device = fields.Char(readonly=True)
    scan_id = fields.Many2one(
        "perpetual.barcode.scan", "Scan", readonly=True, index="btree_not_null"
    )

    def _withdraw(self):
        """Whoever reported it has taken it back in the app."""
        self._by_flow().write({"state": "withdrawn"})

    def action_settle(self):
        """The buyer has dealt with it."""
        self.state = "settled"

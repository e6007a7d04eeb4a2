from odoo import fields, models


class PerpetualPickError(models.Model):
    """A pick that was refused or could not be made: a fact for the pick accuracy."""

    _name = "perpetual.pick.error"
    _inherit = ["perpetual.barcode.kept"]
    _description = "Pick Error"
    _order = "id DESC"
    _rec_name = "picking_id"

    kind = fields.Selection(
        [
            ("product", "Wrong product"),
            ("lot", "Wrong lot or serial number"),
            ("bin", "Wrong bin"),
            ("too_many", "More than ordered"),
            ("short", "Short"),
            ("gone", "Not there"),
        ],
        required=True,
        readonly=True,
    )
    picking_id = fields.Many2one(
        "stock.picking", "Transfer", required=True, readonly=True, index=True
    )
    move_id = fields.Many2one("stock.move", "Stock Move", readonly=True)
    company_id = fields.Many2one(
        related="picking_id.company_id", string="Company", store=True, index=True
    )
    product_id = fields.Many2one("product.product", "Product", readonly=True)
    expected = fields.Char(readonly=True)
    scanned = fields.Char(readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True, help="In the product's unit.")
    reason_id = fields.Many2one("perpetual.barcode.reason", "Reason", readonly=True)
    note = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users", "User", required=True, readonly=True, default=lambda self: self.env.uid
    )
    device = fields.Char(readonly=True)
    scan_id = fields.Many2one(
        "perpetual.barcode.scan", "Scan", readonly=True, index="btree_not_null"
    )
    happened_at = fields.Datetime(
        "Happened At", required=True, readonly=True, default=fields.Datetime.now
    )

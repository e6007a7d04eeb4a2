import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError

#: Photos of one discrepancy, and the size of one in bytes.
PHOTOS = 6
PHOTO_SIZE = 8 * 1024 * 1024


class PerpetualReceivingDiscrepancy(models.Model):
    """Goods that came otherwise than ordered: a fact with who, when and why, for the buyer."""

    _name = "perpetual.receiving.discrepancy"
    _description = "Receiving Discrepancy"
    _inherit = ["mail.thread", "mail.activity.mixin"]
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
        [("open", "Open"), ("settled", "Settled")], default="open", required=True, tracking=True
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
    photo_ids = fields.Many2many("ir.attachment", string="Photos", readonly=True)

    def _attach(self, photos):
        """Keep photos, each a base64 text.

        :raises UserError: too many, too large, or no picture
        """
        self.ensure_one()
        if len(photos) > PHOTOS:
            raise UserError(self.env._("At most %s photos, please.", PHOTOS))
        vals = []
        for number, photo in enumerate(photos, 1):
            try:
                content = base64.b64decode(photo.rpartition(",")[2], validate=True)
            except (binascii.Error, AttributeError) as error:
                raise UserError(self.env._("Photo %s cannot be read.", number)) from error
            if len(content) > PHOTO_SIZE:
                raise UserError(self.env._("Photo %s is larger than 8 MB.", number))
            vals.append(
                {
                    "name": f"{self.picking_id.name} {number}.jpg",
                    "raw": content,
                    "res_model": self._name,
                    "res_id": self.id,
                }
            )
        self.photo_ids = self.env["ir.attachment"].create(vals)

    def action_settle(self):
        """The buyer has dealt with it."""
        self.state = "settled"

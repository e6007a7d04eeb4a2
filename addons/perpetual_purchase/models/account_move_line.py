from odoo import fields, models

from odoo.addons.perpetual_stock.ledger.facts import decimal


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # Core's purchase_line_id on a receipt's item would value the whole order line anew
    # whenever the entry is posted; hence a link of our own.
    perpetual_purchase_line_id = fields.Many2one(
        "purchase.order.line",
        string="Received Purchase Line",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    perpetual_grni_match_id = fields.Many2one(
        "perpetual.grni.match",
        string="GRNI Match",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The item is the price difference of this match.",
    )

    def _perpetual_quantity(self):
        """Units of the item in the product's unit, positive."""
        self.ensure_one()
        unit = self.product_id.uom_id
        if not unit or not self.product_uom_id:
            return decimal(abs(self.quantity))
        quantity = self.product_uom_id._compute_quantity(
            abs(self.quantity), unit, rounding_method="HALF-UP"
        )
        return decimal(quantity)

from odoo import fields, models

from odoo.addons.perpetual_stock.ledger.facts import decimal


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # Core's sale_line_ids on a delivery's item would make it one of the order's invoice
    # lines; hence a link of our own.
    perpetual_sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Delivered Sales Line",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The item is on goods delivered not invoiced because of this sales order line.",
    )
    perpetual_gdni_match_id = fields.Many2one(
        "perpetual.gdni.match",
        string="Delivery Match",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The item is the cost of goods sold of this match, or its counterpart.",
    )

    def _perpetual_write_off_links(self):
        return [*super()._perpetual_write_off_links(), "perpetual_sale_line_id"]

    def _perpetual_quantity_in(self, uom):
        """Units of the item in ``uom``, positive."""
        self.ensure_one()
        quantity = abs(self.quantity)
        if self.product_uom_id and uom:
            quantity = self.product_uom_id._compute_quantity(
                quantity, uom, rounding_method="HALF-UP"
            )
        return decimal(quantity)

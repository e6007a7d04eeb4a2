from odoo import fields, models

from .product_template import CONTINUOUS


class ProductCategory(models.Model):
    _inherit = "product.category"

    property_valuation = fields.Selection(
        selection_add=CONTINUOUS,
        help="Periodic: the accounting entries are suggested by the inventory valuation"
        " report at closing.\n"
        "Perpetual: entries are created when a product is billed or invoiced.\n"
        "Continuous: every receipt, delivery, return, count, scrap and change of cost is"
        " posted the moment it happens, from the stock ledger.",
    )

    def write(self, vals):
        if "property_valuation" not in vals:
            return super().write(vals)
        products = (
            self.env["product.product"]
            .with_context(active_test=False)
            .search([("categ_id", "in", self.ids), ("is_storable", "=", True)])
        )
        with products._perpetual_guard_switch():
            return super().write(vals)

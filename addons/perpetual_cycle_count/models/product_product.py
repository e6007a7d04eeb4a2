from odoo import api, fields, models
from odoo.fields import Domain

from .perpetual_count_figures import HIDDEN

#: Who sees what is on hand in value: whoever only counts would know the book by it.
VALUED = (
    "stock.group_stock_user,account.group_account_readonly,account.group_account_invoice,"
    "product.group_product_manager,perpetual_stock.group_inventory_value"
)


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = ["product.product", "perpetual.count.figures"]

    total_value = fields.Monetary(groups=VALUED)
    avg_cost = fields.Monetary(groups=VALUED)
    perpetual_abc = fields.Char(
        "ABC Class",
        compute="_compute_perpetual_abc",
        groups=HIDDEN,
        help="Classes in force in your companies' warehouses.",
    )

    @api.depends_context("allowed_company_ids")
    def _compute_perpetual_abc(self):
        rows = self.env["perpetual.abc.assignment"].search(
            [("product_id", "in", self.ids), ("date_to", "=", False)]
        )
        for product in self:
            own = rows.filtered(lambda row, product=product: row.product_id == product._origin)
            names = {f"{row.class_id.name}{(row.xyz or '').upper()}" for row in own}
            product.perpetual_abc = ", ".join(sorted(names)) or "–"

    def _perpetual_lines(self):
        return Domain("product_id", "in", self.ids)

    def action_perpetual_classes(self):
        """Open the product's classes, with history."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_cycle_count.perpetual_abc_assignment_action"
        )
        return {**action, "domain": [("product_id", "in", self.ids)], "context": {}}

from odoo import _, api, fields, models
from odoo.fields import Domain

CONTINUOUS = [("continuous", "Continuous (at every transaction)")]


class ProductTemplate(models.Model):
    _inherit = "product.template"

    valuation = fields.Selection(selection_add=CONTINUOUS)

    def write(self, vals):
        if "categ_id" not in vals:
            return super().write(vals)
        variants = self.with_context(active_test=False).product_variant_ids
        with variants._perpetual_guard_switch():
            return super().write(vals)

    def _search_valuation(self, operator, value):
        """Core knows its own two values only."""
        values = value if operator == "in" else [value]
        if operator not in ("=", "in") or "continuous" not in values:
            return super()._search_valuation(operator, value)
        mine = Domain("categ_id.property_valuation", "=", "continuous")
        if self.env.company.inventory_valuation == "continuous":
            mine |= Domain("categ_id.property_valuation", "=", False)
            mine |= Domain("categ_id", "=", False)
        others = [other for other in values if other != "continuous"]
        return Domain.OR([mine, *(super(ProductTemplate, self)._search_valuation("=", other) for other in others)])

    def action_perpetual_entries(self):
        """Open the stock ledger card of these products."""
        return self.product_variant_ids.action_perpetual_entries()

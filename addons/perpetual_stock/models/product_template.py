from odoo import api, fields, models
from odoo.fields import Domain

CONTINUOUS = [("continuous", "Continuous (at every transaction)")]
#: What decides whether the ledger values a product.
SWITCHES = {"categ_id", "is_storable", "type"}


class ProductTemplate(models.Model):
    _inherit = "product.template"

    valuation = fields.Selection(selection_add=CONTINUOUS)
    perpetual_entry_count = fields.Integer(
        compute="_compute_perpetual_entry_count",
        string="Ledger Entry Count",
        groups="stock.group_stock_user,perpetual_stock.group_inventory_value",
    )
    perpetual_value = fields.Monetary(
        compute="_compute_perpetual_value",
        string="Ledger Value",
        groups="perpetual_stock.group_inventory_value",
    )

    @api.depends_context("company")
    def _compute_perpetual_entry_count(self):
        for template in self:
            variants = template.with_context(active_test=False).product_variant_ids
            template.perpetual_entry_count = sum(variants.mapped("perpetual_entry_count"))

    @api.depends_context("company")
    def _compute_perpetual_value(self):
        for template in self:
            variants = template.with_context(active_test=False).product_variant_ids
            template.perpetual_value = sum(variants.mapped("perpetual_value"))

    def write(self, vals):
        variants = self.with_context(active_test=False).product_variant_ids
        # Core drops the valuation by lot of what is not tracked.
        is_untracked = vals.get("tracking") == "none"
        if "lot_valuated" in vals or is_untracked:
            wanted = bool(vals.get("lot_valuated")) and not is_untracked
            changed = self.filtered(lambda one: one.lot_valuated != wanted)
            (variants & changed.product_variant_ids)._perpetual_check_lot_valuated()
        if SWITCHES.isdisjoint(vals):
            return super().write(vals)
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
        return Domain.OR(
            [
                mine,
                *(super(ProductTemplate, self)._search_valuation("=", other) for other in others),
            ]
        )

    def action_perpetual_entries(self):
        """Open the stock ledger card of these products."""
        variants = self.with_context(active_test=False).product_variant_ids
        return variants.action_perpetual_entries()

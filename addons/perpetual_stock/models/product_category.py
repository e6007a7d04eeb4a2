from odoo import api, fields, models

from .product_template import CONTINUOUS

#: What decides whether the ledger values a category's products, and on which account.
SWITCHES = {"property_valuation", "property_stock_valuation_account_id"}


class ProductCategory(models.Model):
    _inherit = "product.category"

    property_valuation = fields.Selection(
        selection_add=CONTINUOUS,
        ondelete={"continuous": "set periodic"},
        help="Periodic: the accounting entries are suggested by the inventory valuation"
        " report at closing.\n"
        "Perpetual: entries are created when a product is billed or invoiced.\n"
        "Continuous: every receipt, delivery, return, count, scrap and change of cost is"
        " posted the moment it happens, from the stock ledger.",
    )

    perpetual_missing = fields.Char(
        compute="_compute_perpetual_missing",
        help="What has to be set before stock of this category can be posted.",
    )

    perpetual_shared = fields.Char(
        compute="_compute_perpetual_shared",
        help="Categories of another valuation on the same inventory account.",
    )

    @api.depends("property_valuation", "property_stock_valuation_account_id")
    @api.depends_context("company")
    def _compute_perpetual_shared(self):
        company = self.env.company
        groups = company._perpetual_categories_by_account()
        for category in self:
            account = category._perpetual_inventory_account()
            mine = category._origin._perpetual_valuation() == "continuous"
            others = groups.get(account, {}).get(not mine, self.browse()) - category._origin
            in_question = mine or groups.get(account, {}).get(True)
            category.perpetual_shared = in_question and ", ".join(others.mapped("display_name"))

    def _perpetual_valuation(self):
        return self.property_valuation or self.env.company.inventory_valuation

    def _perpetual_inventory_account(self):
        """Account of the category's stock in this company."""
        company = self.env.company
        return self.property_stock_valuation_account_id or company.account_stock_valuation_id

    @api.depends(
        "property_valuation",
        "property_stock_valuation_account_id",
        "property_price_difference_account_id",
        "property_account_expense_categ_id",
    )
    @api.depends_context("company")
    def _compute_perpetual_missing(self):
        company = self.env.company
        for category in self:
            valuation = category.property_valuation or company.inventory_valuation
            missing = company._perpetual_missing() if valuation == "continuous" else {}
            own = {
                "account_stock_valuation_id": category.property_stock_valuation_account_id,
                "perpetual_price_difference_account_id": (
                    category.property_price_difference_account_id
                ),
            }
            names = [label for name, label in missing.items() if not own.get(name)]
            if valuation == "continuous" and category._perpetual_lacks_expense():
                names.append(self.env._("Expense Account (on the category or the company)"))
            category.perpetual_missing = ", ".join(names)

    def _perpetual_lacks_expense(self):
        """Whether the cost of what is sold has no account but those of products. Set-up
        leaves it alone: core's bills and invoices use the same account."""
        company = self.env.company
        account = self.property_account_expense_categ_id or company.expense_account_id
        return company.anglo_saxon_accounting and not account

    def write(self, vals):
        if SWITCHES.isdisjoint(vals):
            return super().write(vals)
        products = (
            self.env["product.product"]
            .with_context(active_test=False)
            .search([("categ_id", "in", self.ids), ("is_storable", "=", True)])
        )
        with products._perpetual_guard_switch("property_stock_valuation_account_id" in vals):
            return super().write(vals)

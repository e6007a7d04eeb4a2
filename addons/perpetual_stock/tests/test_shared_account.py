from odoo.tests import tagged

from .common import PerpetualCommon


@tagged("post_install", "-at_install")
class TestSharedAccount(PerpetualCommon):
    """An inventory account of continuous and other categories: said, not refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.periodic = cls.make_category("average", valuation="periodic")
        cls.make_product("average", categ_id=cls.periodic.id)

    def shared(self, category, role="stock_manager"):
        category.invalidate_recordset()
        return category.with_env(self.as_role(role)).perpetual_shared or ""

    def settings(self):
        admin = self.make_user("admin", "base.group_system,account.group_account_manager")
        env = self.as_role(admin)
        return env["res.config.settings"].create({}).perpetual_shared

    def test_both_sides_say_so(self):
        self.assertIn(self.periodic.display_name, self.shared(self.categories["fifo"]))
        self.assertNotIn(
            self.categories["average"].display_name, self.shared(self.categories["fifo"])
        )
        self.assertIn(self.categories["fifo"].display_name, self.shared(self.periodic))
        words = self.settings()
        self.assertIn(self.periodic.display_name, words)
        self.assertIn(self.account("inventory").display_name, words)

    def test_an_account_of_its_own(self):
        self.periodic.with_company(self.company).property_stock_valuation_account_id = self.env[
            "account.account"
        ].create({"name": "Other stock", "code": "110190", "account_type": "asset_current"})
        self.assertFalse(self.shared(self.periodic))
        self.assertNotIn(self.periodic.display_name, self.shared(self.categories["fifo"]))

    def test_no_continuous_category_no_word(self):
        for category in self.categories.values():
            category.property_valuation = "periodic"
        self.assertFalse(self.shared(self.periodic))
        self.assertFalse(self.settings())

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PerpetualCommon


@tagged("post_install", "-at_install")
class TestSwitch(PerpetualCommon):
    """In and out of continuous valuation only with empty shelves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.periodic = cls.make_category("average", "periodic")
        cls.sundry = cls.make_product("average", name="Sundry", categ_id=cls.periodic.id)

    def assert_refused(self, record, field, value, name, words):
        """Writing raises a message with the product's name, and changes nothing."""
        before = record[field]
        with self.assertRaises(UserError) as caught:
            record.write({field: value})
        self.assertIn(name, str(caught.exception))
        self.assertIn(self.company.name, str(caught.exception))
        self.assertIn(words, str(caught.exception))
        self.env.invalidate_all()
        # Defaults of properties were written and taken back.
        self.env.registry.clear_cache()
        self.assertEqual(record[field], before)

    def assert_core_closes(self, company):
        """What core still values itself is core's to close."""
        if self.sundry.valuation == "continuous" or not self.sundry.total_value:
            super().assert_core_closes(company)

    ENTERING = "does not know"
    LEAVING = "still have stock"

    def test_category_in(self):
        self.receive(self.sundry, 5, 10)
        self.assert_refused(
            self.periodic, "property_valuation", "continuous", "Sundry", self.ENTERING
        )
        self.deliver(self.sundry, 5)
        self.periodic.property_valuation = "continuous"
        self.receive(self.sundry, 2, 30)
        self.assertEqual(self.on_hand(self.sundry), (2, 60))

    def test_category_out(self):
        self.receive(self.average, 5, 10)
        for other in ("periodic", "real_time"):
            self.assert_refused(
                self.categories["average"],
                "property_valuation",
                other,
                self.average.name,
                self.LEAVING,
            )
        self.deliver(self.average, 5)
        self.categories["average"].property_valuation = "periodic"
        move = self.receive(self.average, 5, 10)
        self.assertFalse(move.perpetual_entry_ids)
        self.deliver(self.average, 5)

    def test_negative_stock_is_stock(self):
        self.deliver(self.standard, 5)
        self.assert_refused(
            self.categories["standard"],
            "property_valuation",
            "periodic",
            self.standard.name,
            self.LEAVING,
        )

    def test_product_in_and_out(self):
        self.receive(self.sundry, 5, 10)
        self.receive(self.average, 5, 10)
        continuous = self.categories["average"]
        for record in (self.sundry, self.sundry.product_tmpl_id):
            self.assert_refused(record, "categ_id", continuous.id, "Sundry", self.ENTERING)
        for record in (self.average, self.average.product_tmpl_id):
            self.assert_refused(
                record, "categ_id", self.periodic.id, self.average.name, self.LEAVING
            )

    def test_product_no_longer_tracked(self):
        self.receive(self.average, 5, 10)
        self.assert_refused(self.average, "is_storable", False, self.average.name, self.LEAVING)

    def test_archived_product(self):
        self.receive(self.average, 5, 10)
        self.average.active = False
        self.assert_refused(
            self.categories["average"],
            "property_valuation",
            "periodic",
            self.average.name,
            self.LEAVING,
        )

    def test_company_default(self):
        """Categories without a valuation of their own follow the company."""
        category = self.env["product.category"].create({"name": "Follows"})
        product = self.make_product("average", name="Follower", categ_id=category.id)
        self.assertEqual(product.valuation, "periodic")
        self.count(product, 5)
        self.assert_refused(
            self.company, "inventory_valuation", "continuous", "Follower", self.ENTERING
        )
        self.assertEqual(product.valuation, "periodic")
        self.count(product, 0)
        self.company.inventory_valuation = "continuous"
        self.assertEqual(product.valuation, "continuous")
        self.count(product, 5)
        self.assert_refused(
            self.company, "inventory_valuation", "periodic", "Follower", self.LEAVING
        )

    def test_many_products_are_counted(self):
        products = [
            self.make_product("average", name=f"Sundry {number}", categ_id=self.periodic.id)
            for number in range(7)
        ]
        for product in products:
            self.count(product, 1)
        with self.assertRaises(UserError) as caught:
            self.periodic.property_valuation = "continuous"
        self.assertIn("and 2 more", str(caught.exception))

    def test_a_service_never_matters(self):
        self.make_product("average", categ_id=self.periodic.id, type="service", is_storable=False)
        self.periodic.property_valuation = "continuous"

    def test_valuation_by_lot(self):
        """Part of the costing key: refused with stock, free without."""
        product = self.make_product("average", tracking="lot")
        lot = self.make_lot(product, "A")
        self.receive(product, 5, 10, lot=lot)
        with self.assertRaises(UserError) as caught:
            product.lot_valuated = True
        self.assertIn(product.name, str(caught.exception))
        self.deliver(product, 5, lot=lot)
        product.lot_valuated = True
        self.receive(product, 5, 10, lot=lot)
        self.assertEqual(self.pool(product, lot=lot).value, 50)
        with self.assertRaises(UserError) as caught:
            product.tracking = "none"
        self.assertIn(product.name, str(caught.exception))

    def test_search_by_valuation(self):
        """The mode is searchable, also together with core's two."""
        for values, found, missing in (
            (["continuous"], self.average, self.sundry),
            (["periodic"], self.sundry, self.average),
        ):
            products = self.env["product.product"].search([("valuation", "=", values[0])])
            self.assertIn(found, products)
            self.assertNotIn(missing, products)
        both = self.env["product.product"].search([("valuation", "in", ["continuous", "periodic"])])
        self.assertLessEqual(self.average | self.sundry, both)


@tagged("post_install", "-at_install")
class TestInventoryAccount(PerpetualCommon):
    """The value of the stock follows its account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.env["account.account"].create(
            {"name": "Other inventory", "code": "110198", "account_type": "asset_current"}
        )
        cls.other.account_stock_variation_id = cls.company.expense_account_id
        cls.elsewhere = cls.make_category(
            "fifo", name="Elsewhere", property_stock_valuation_account_id=cls.other.id
        )

    def assert_followed(self, product, quantity, value):
        """The pool is what it was, its value is on the other account."""
        self.assertEqual(self.on_hand(product), (quantity, value))
        leaving, entering = self.entries(product)[-2:]
        self.assertEqual((leaving.value, entering.value), (-value, value))
        self.assertEqual(leaving.valuation_account_id, self.account("inventory"))
        self.assertEqual(entering.valuation_account_id, self.other)
        self.assertIn("Inventory account changed", entering.reason)
        self.assert_entry(
            leaving | entering,
            [
                ("inventory", 0, value),
                ("Other inventory", value, 0),
            ],
        )

    def test_product_in_another_category(self):
        self.receive(self.fifo, 10, 10)
        self.receive(self.fifo, 10, 20)
        self.fifo.with_env(self.as_role("product_manager")).categ_id = self.elsewhere
        self.assert_followed(self.fifo, 20, 300)
        self.assertEqual(self.layers(self.fifo), [(10, 100), (10, 200)])
        move = self.deliver(self.fifo, 4)
        self.assert_entry(move, [("cogs", 40, 0), ("Other inventory", 0, 40)])

    def test_account_of_the_category(self):
        self.receive(self.average, 10, 10)
        self.categories["average"].property_stock_valuation_account_id = self.other
        self.assert_followed(self.average, 10, 100)

    def test_account_of_the_company(self):
        """Categories without an account of their own follow."""
        self.receive(self.average, 10, 10)
        self.deliver(self.standard, 3)
        self.company.account_stock_valuation_id = self.other
        self.assertEqual(self.on_hand(self.average), (10, 100))
        self.assertEqual(self.on_hand(self.standard), (-3, -30))
        items = self.env["account.move.line"].search([("account_id", "=", self.other.id)])
        self.assertEqual(sum(items.mapped("balance")), 70)

    def test_lots_and_companies(self):
        """Every pool of the product; the other company's account is its own."""
        self.make_second_company()
        product = self.make_product("fifo", tracking="lot")
        product.lot_valuated = True
        for name, cost in (("A", 10), ("B", 20)):
            self.receive(product, 5, cost, lot=self.make_lot(product, name))
        self.elsewhere.with_company(self.company2).write(
            {"property_valuation": "continuous", "property_cost_method": "fifo"}
        )
        lot = self.make_lot(product, "C")
        self.receive(product, 5, 30, lot=lot, company=self.company2)
        product.categ_id = self.elsewhere
        items = self.env["account.move.line"].search([("account_id", "=", self.other.id)])
        self.assertEqual(sum(items.mapped("balance")), 150)
        self.assertEqual(self.balance("inventory"), 0)
        self.assertEqual(self.balance("inventory", self.company2), 150)

    def test_nothing_on_hand(self):
        self.receive(self.fifo, 10, 10)
        self.deliver(self.fifo, 10)
        self.fifo.categ_id = self.elsewhere
        self.assertEqual(len(self.entries(self.fifo)), 2)

    def test_the_same_account(self):
        self.receive(self.average, 10, 10)
        self.average.categ_id = self.categories["fifo"]
        self.assertEqual(len(self.entries(self.average)), 1)

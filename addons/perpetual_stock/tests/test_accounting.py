from odoo.tests import tagged

from .common import METHODS, PerpetualCommon


@tagged("post_install", "-at_install")
class TestContinental(PerpetualCommon):
    """Without Anglo-Saxon accounting, trade goes to the stock variation account."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.anglo_saxon_accounting = False
        cls.company.perpetual_setup()

    def test_trade(self):
        for product in self.products.values():
            receipt = self.receive(product, 10, 10)
            self.assert_entry(receipt, [("inventory", 100, 0), ("variation", 0, 100)])
            issue = self.deliver(product, 4)
            self.assert_entry(issue, [("variation", 40, 0), ("inventory", 0, 40)])
            back = self.return_from_customer(issue, 1)
            self.assert_entry(back, [("inventory", 10, 0), ("variation", 0, 10)])
            returned = self.return_to_vendor(receipt, 2)
            self.assert_entry(returned, [("variation", 20, 0), ("inventory", 0, 20)])
        self.assertEqual(self.balance("variation"), -150)

    def test_inside_the_company(self):
        self.receive(self.average, 10, 10)
        loss = self.count(self.average, 8)
        self.assert_entry(loss, [("shrinkage", 20, 0), ("inventory", 0, 20)])
        waste = self.scrap(self.average, 1)
        self.assert_entry(waste, [("scrap", 10, 0), ("inventory", 0, 10)])
        entry = self.set_cost(self.average, 12)
        self.assert_entry(entry, [("inventory", 14, 0), ("revaluation", 0, 14)])

    def test_negative_stock(self):
        self.receive(self.fifo, 2, 10)
        self.deliver(self.fifo, 5)
        move = self.receive(self.fifo, 5, 12)
        self.assert_entry(move, [("inventory", 54, 0), ("variation", 0, 54)])
        self.assertEqual(self.on_hand(self.fifo), (2, 24))

    def test_standard(self):
        move = self.receive(self.standard, 10, 12)
        self.assert_entry(
            move, [("inventory", 100, 0), ("difference", 20, 0), ("variation", 0, 120)]
        )


@tagged("post_install", "-at_install")
class TestOtherCurrency(PerpetualCommon):
    """A currency without decimals: every amount is a whole number."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_second_company(currency="JPY")
        cls.standard.with_company(cls.company2).standard_price = 10.4

    def test_whole_yen(self):
        yen = {"company": self.company2}
        for method, received in (("standard", 31), ("average", 100), ("fifo", 100)):
            product = self.products[method]
            self.receive(product, 3, 33.3, **yen)
            self.assertEqual(self.on_hand(product, self.company2), (3, received))
            values = [self.deliver(product, 1, **yen).value for _unit in range(3)]
            self.assertEqual(sum(values), received)
            self.assertEqual([value % 1 for value in values], [0, 0, 0])
        self.assertEqual(self.balance("grni", self.company2), -300)
        self.assertEqual(self.balance("difference", self.company2), 69)

    def test_beside_a_company_with_cents(self):
        self.receive(self.average, 3, 33.335)
        self.receive(self.average, 3, 33.335, company=self.company2)
        self.assertEqual(self.on_hand(self.average), (3, 100.01))
        self.assertEqual(self.on_hand(self.average, self.company2), (3, 100))


@tagged("post_install", "-at_install")
class TestUnits(PerpetualCommon):
    """Fractions of a unit, and units of a document that are not the product's."""

    def test_grams_of_a_kilogram(self):
        kilogram = self.env.ref("uom.product_uom_kgm")
        gram = self.env.ref("uom.product_uom_gram")
        for method in METHODS:
            product = self.make_product(
                method, uom_id=kilogram.id, standard_price=12.34 * (method == "standard")
            )
            self.receive(product, 1.5, 12.34)
            move = self.deliver(product, 250, uom=gram)
            self.assertEqual(move.perpetual_entry_ids.quantity, -0.25)
            self.deliver(product, 1250, uom=gram)
            self.assertEqual(self.on_hand(product), (0, 0))

    def test_tenths_add_up(self):
        """0.1 + 0.2 is 0.3 in the ledger, whatever binary fractions say."""
        kilogram = self.env.ref("uom.product_uom_kgm")
        for method in METHODS:
            product = self.make_product(method, uom_id=kilogram.id)
            for quantity in (0.1, 0.2, 0.7, 1.1, 2.2):
                self.receive(product, quantity, 3)
            self.deliver(product, 4.3)
            self.assertEqual(self.on_hand(product), (0, 0))

    def test_a_product_kept_in_dozens(self):
        """Five units are 0.42 of a dozen: the quants' rounding is the ledger's."""
        product = self.make_product("average", uom_id=self.dozen.id)
        self.receive(product, 2, 120)
        move = self.deliver(product, 5, uom=self.unit)
        moved = move.move_line_ids.quantity_product_uom
        self.assertEqual(move.perpetual_entry_ids.quantity, -moved)
        self.assertEqual(self.on_hand(product)[0], product.qty_available)


@tagged("post_install", "-at_install")
class TestOtherValuations(PerpetualCommon):
    """Periodic and at-invoicing products beside continuous ones: core's own business."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.core_account = cls.env["account.account"].create(
            {
                "name": "Core inventory",
                "code": "110199",
                "account_type": "asset_current",
                "account_stock_variation_id": cls.company.expense_account_id.id,
            }
        )
        cls.core_products = cls.env["product.product"]
        for valuation in ("periodic", "real_time"):
            category = cls.make_category(
                "average", valuation, property_stock_valuation_account_id=cls.core_account.id
            )
            cls.core_products |= cls.make_product("average", name=valuation, categ_id=category.id)

    def assert_core_closes(self, company):
        """Only core's own products are left to close, on their own account."""
        vals_list = company.with_company(company)._action_close_stock_valuation()
        items = self.env["account.move.line"].search([("account_id", "=", self.core_account.id)])
        open_value = sum(self.core_products.mapped("total_value")) - sum(items.mapped("balance"))
        found = [vals for vals in vals_list if vals["account_id"] == self.core_account.id]
        self.assertEqual(sum(vals["debit"] - vals["credit"] for vals in found), open_value)
        inventory = self.account("inventory", company).id
        self.assertNotIn(inventory, [vals["account_id"] for vals in vals_list])

    def test_no_ledger_and_no_entry(self):
        self.receive(self.average, 10, 10)
        for product in self.core_products:
            receipt = self.receive(product, 10, 10)
            issue = self.deliver(product, 4)
            for move in (receipt, issue, self.count(product, 5), self.scrap(product, 1)):
                self.assertFalse(move.perpetual_entry_ids)
                self.assertFalse(move.account_move_id)
            product.with_env(self.as_role("product_manager")).standard_price = 11
            self.assertFalse(self.entries(product))
            self.assertFalse(self.pool(product))
        self.assertEqual(self.on_hand(self.average), (10, 100))

    def test_core_values_its_own(self):
        for product in self.core_products:
            product.standard_price = 10
            receipt = self.receive(product, 10)
            issue = self.deliver(product, 4)
            self.assertEqual((receipt.value, issue.value), (100, 40))
            self.assertEqual(product.total_value, 60)
            back = self.return_from_customer(issue, 2)
            self.assertEqual(back.value, 20)

    def test_core_posts_for_locations_with_an_account(self):
        location = self.average.property_stock_inventory
        location.valuation_account_id = self.account("scrap")
        for product in self.core_products:
            product.standard_price = 10
            self.receive(product, 10)
            move = self.count(product, 8)
            expected = 20 if product.valuation == "real_time" else 0
            posted = move.account_move_id.line_ids.filtered("debit").debit
            self.assertEqual(posted, expected)
            self.assertFalse(move.perpetual_entry_ids)

    def test_mixed_transfer(self):
        goods = [(product, 5) for product in (self.average, *self.core_products)]
        kind = self.warehouse().in_type_id
        picking = self.prepare(goods, self.suppliers, self.stock(), kind, 10)
        moves = self.validate(picking).move_ids
        self.assert_items(
            moves.perpetual_entry_ids.account_move_id, [("inventory", 50, 0), ("grni", 0, 50)]
        )

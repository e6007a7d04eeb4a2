from odoo.tests import tagged

from .common import METHODS, PerpetualCommon


@tagged("post_install", "-at_install")
class TestRevaluation(PerpetualCommon):
    """A cost set by hand revalues what is on hand, and posts it."""

    def test_up(self):
        """Worked example 6: 10 at 5, the cost changed to 6 posts +10."""
        self.set_cost(self.standard, 5)
        for product in self.products.values():
            self.receive(product, 10, 5)
            entry = self.set_cost(product, 6)
            self.assert_entry(entry, [("inventory", 10, 0), ("revaluation", 0, 10)])
            self.assert_ledger(
                product, [("receipt", 10, 50, 10, 50), ("revaluation", 0, 10, 10, 60)]
            )
            self.assertEqual(product.standard_price, 6)
            move = self.deliver(product, 4)
            self.assert_entry(move, [("cogs", 24, 0), ("inventory", 0, 24)])

    def test_down(self):
        for product in self.products.values():
            self.receive(product, 10, 10)
            entry = self.set_cost(product, 7.5)
            self.assert_entry(entry, [("revaluation", 25, 0), ("inventory", 0, 25)])

    def test_average_of_two_receipts(self):
        """Worked example 16: 10 at 2 and 10 at 4 are 60; 20 more make 80, unit 4."""
        self.receive(self.average, 10, 2)
        self.receive(self.average, 10, 4)
        self.assertEqual(self.on_hand(self.average), (20, 60))
        self.set_cost(self.average, 4)
        self.assertEqual(self.on_hand(self.average), (20, 80))

    def test_fifo_spreads_over_the_layers(self):
        self.receive(self.fifo, 10, 10)
        self.receive(self.fifo, 5, 20)
        self.set_cost(self.fifo, 7.77)
        self.assertEqual(self.layers(self.fifo), [(10, 77.7), (5, 38.85)])

    def test_worthless(self):
        """A cost of 0 writes everything off; free goods come and go without an entry."""
        for product in self.products.values():
            self.receive(product, 10, 10)
            entry = self.set_cost(product, 0)
            self.assert_entry(entry, [("revaluation", 100, 0), ("inventory", 0, 100)])
            self.assert_no_entry(self.deliver(product, 10))
            self.assertEqual(self.on_hand(product), (0, 0))

    def test_a_tiny_standard(self):
        """100,000 at .0005 are 50, ordered at .0006 are 60."""
        self.set_cost(self.standard, 0.0005)
        move = self.receive(self.standard, 100_000, 0.0006)
        self.assert_entry(move, [("inventory", 50, 0), ("difference", 10, 0), ("grni", 0, 60)])

    def test_nothing_on_hand(self):
        """No value moves; the cost counts for what comes in without a price."""
        for product in self.products.values():
            self.receive(product, 2, 10)
            self.deliver(product, 2)
            self.assertFalse(self.set_cost(product, 3))
            self.count(product, 5)
            self.assertEqual(self.on_hand(product), (5, 15))

    def test_the_same_cost(self):
        for product in self.products.values():
            self.receive(product, 10, 10)
            self.assertFalse(self.set_cost(product, 10))

    def test_negative_stock(self):
        for method in METHODS:
            product = self.products[method]
            self.receive(product, 5, 10)
            self.deliver(product, 8)
            entry = self.set_cost(product, 12)
            self.assert_entry(entry, [("revaluation", 6, 0), ("inventory", 0, 6)])
            self.assertEqual(self.on_hand(product), (-3, -36))

    def test_a_return_after_a_revaluation(self):
        """It comes back at the value at which it left."""
        for product in self.products.values():
            self.receive(product, 10, 10)
            move = self.deliver(product, 4)
            self.set_cost(product, 20)
            back = self.return_from_customer(move, 4)
            items = [("inventory", 40, 0), ("cogs", 0, 40)]
            if product == self.standard:
                # In stock everything is at standard, so the rest is a price difference.
                items = [("inventory", 80, 0), ("cogs", 0, 40), ("difference", 0, 40)]
            self.assert_entry(back, items)

    def test_an_old_move_keeps_its_value(self):
        """History is not rewritten (in core it is)."""
        moves = [self.receive(product, 10, 10) for product in self.products.values()]
        counts = [self.count(product, 15) for product in self.products.values()]
        for product in self.products.values():
            self.set_cost(product, 20)
        self.assertEqual([move.value for move in moves], [100, 100, 100])
        self.assertEqual([move.value for move in counts], [50, 50, 50])

    def test_reason_names_the_cost(self):
        self.receive(self.average, 10, 10)
        entry = self.set_cost(self.average, 12)
        self.assertIn("12.00", entry.reason)
        self.assertEqual(entry.user_id, self.users["product_manager"])

    def test_standard_cost_written_past_the_hooks(self):
        """A program that silences core's revaluation: caught up by the next transaction."""
        self.receive(self.standard, 10, 10)
        self.standard.with_context(disable_auto_revaluation=True).standard_price = 11
        self.deliver(self.standard, 4)
        self.assert_ledger(
            self.standard,
            [
                ("receipt", 10, 100, 10, 100),
                ("revaluation", 0, 10, 10, 110),
                ("issue", -4, -44, 6, 66),
            ],
        )
        self.assertEqual(self.balance("revaluation"), -10)


@tagged("post_install", "-at_install")
class TestChangeOfMethod(PerpetualCommon):
    """A category changes its costing method with stock on hand: nothing is revalued."""

    def switch(self, method, wanted):
        self.categories[method].property_cost_method = wanted
        self.env.invalidate_all()
        self.assert_invariants()

    def stock_up(self, product):
        self.receive(product, 10, 10)
        self.receive(product, 5, 20)

    def test_average_to_fifo(self):
        self.stock_up(self.average)
        self.switch("average", "fifo")
        self.receive(self.average, 5, 30)
        self.assertEqual(self.layers(self.average), [(15, 200), (5, 150)])
        move = self.deliver(self.average, 3)
        self.assertEqual(move.value, 40)

    def test_fifo_to_average(self):
        self.stock_up(self.fifo)
        self.switch("fifo", "average")
        move = self.deliver(self.fifo, 3)
        self.assertEqual(move.value, 40)
        self.assertEqual(self.layers(self.fifo), [])

    def test_to_standard(self):
        """The standard cost is what the goods cost on average; no value moves."""
        for method in ("average", "fifo"):
            product = self.products[method]
            self.stock_up(product)
            self.switch(method, "standard")
            self.deliver(product, 3)
            self.assertAlmostEqual(self.on_hand(product)[1], 160, 2)
        self.assertEqual(self.balance("revaluation"), 0)

    def test_to_standard_and_a_new_standard(self):
        self.stock_up(self.average)
        self.switch("average", "standard")
        entry = self.set_cost(self.average, 14)
        self.assert_entry(entry, [("inventory", 10, 0), ("revaluation", 0, 10)])

    def test_a_standard_that_cannot_be_told_exactly(self):
        """What the rounded standard misses of the value goes to revaluation."""
        self.receive(self.average, 1_000_000, 1)
        self.receive(self.average, 500_000, 1.5)
        self.deliver(self.average, 1)
        self.switch("average", "standard")
        self.deliver(self.average, 1)
        self.assertEqual(self.on_hand(self.average)[0], 1_499_998)

    def test_standard_to_others(self):
        for wanted in ("average", "fifo"):
            category = self.make_category("standard")
            product = self.make_product("standard", categ_id=category.id, standard_price=10)
            self.receive(product, 10, 12)
            category.property_cost_method = wanted
            move = self.receive(product, 10, 20)
            self.assert_entry(move, [("inventory", 200, 0), ("grni", 0, 200)])
            self.assertEqual(self.on_hand(product), (20, 300))

    def test_negative_standard_to_fifo(self):
        """The debt has no issue of its own any more; the next receipt settles it."""
        self.deliver(self.standard, 5)
        self.switch("standard", "fifo")
        move = self.receive(self.standard, 8, 12)
        self.assertEqual(self.on_hand(self.standard), (3, 36))
        self.assert_entry(move, [("inventory", 86, 0), ("cogs", 10, 0), ("grni", 0, 96)])

    def test_the_company_default(self):
        """Categories without a method of their own follow the company."""
        category = self.env["product.category"].create(
            {"name": "No method", "property_valuation": "continuous"}
        )
        category.property_cost_method = False
        self.company.cost_method = "average"
        product = self.make_product("average", categ_id=category.id)
        self.assertEqual(product.cost_method, "average")
        self.receive(product, 10, 10)
        self.company.cost_method = "fifo"
        self.receive(product, 10, 20)
        self.assertEqual(self.deliver(product, 12).value, 140)

    def test_moved_to_a_category_of_another_method(self):
        self.stock_up(self.average)
        self.average.with_env(self.as_role("product_manager")).categ_id = self.categories["fifo"]
        self.receive(self.average, 5, 30)
        self.assertEqual(self.layers(self.average), [(15, 200), (5, 150)])

"""A receipt with landed costs whose done quantity is corrected.

The freight was paid: it is a cost of what did come, by the same share on hand and share
consumed as if the right quantity had been received at once.
"""

from odoo.tests import tagged

from .common import LandedCommon


@tagged("post_install", "-at_install")
class TestCorrected(LandedCommon):
    def each(self):
        """(product, its receipt of 10 at 10) under average cost and FIFO."""
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                yield product, self.receive(product, 10, cost=10)

    def assert_corrected(self, product, rows):
        """The journal entry of the last correction: all of it."""
        self.assert_entry(self.last_entry(product), rows)

    def test_all_on_hand(self):
        """8 came, at 80 and the freight of 50."""
        for product, move in self.each():
            self.land(50, move)
            self.edit(move, 8)
            self.assert_corrected(product, [("grni", 20, 0), ("inventory", 0, 20)])
            self.assertEqual(self.on_hand(product), (8, 130))
            self.assertEqual(move.value, 130)
        self.assertEqual(self.layers(self.fifo), [(8, 130)])
        self.assertEqual(self.balance("difference"), 0)

    def test_sold_since(self):
        """8 came, of which 4 were sold: half of the freight is cost of goods sold."""
        for product, move in self.each():
            self.land(50, move)
            out = self.deliver(product, 4)
            self.assert_entry(out, [("cogs", 60, 0), ("inventory", 0, 60)])
            self.edit(move, 8)
            self.assert_corrected(product, [("grni", 20, 0), ("cogs", 5, 0), ("inventory", 0, 25)])
            self.assertEqual(self.on_hand(product), (4, 40 + 25))

    def test_sold_before(self):
        """The same, whether the goods left before or after the freight was landed."""
        for product, move in self.each():
            self.deliver(product, 4)
            self.land(50, move)
            self.edit(move, 8)
            self.assert_corrected(product, [("grni", 20, 0), ("cogs", 5, 0), ("inventory", 0, 25)])
            self.assertEqual(self.on_hand(product), (4, 40 + 25))

    def test_sold_what_came(self):
        """All that came has left: so has the freight."""
        for product, move in self.each():
            self.land(50, move)
            self.deliver(product, 8)
            self.edit(move, 8)
            self.assert_corrected(product, [("grni", 20, 0), ("cogs", 10, 0), ("inventory", 0, 30)])
            self.assertEqual(self.on_hand(product), (0, 0))

    def test_nothing_came(self):
        """Other goods of the pool do not bear it: it is an expense."""
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                self.receive(product, 10, cost=10)
                move = self.receive(product, 10, cost=10)
                self.land(50, move)
                self.edit(move, 0)
                self.assert_corrected(
                    product, [("grni", 100, 0), ("cogs", 50, 0), ("inventory", 0, 150)]
                )
                self.assertEqual(self.on_hand(product), (10, 100))
                self.assertEqual(move.value, 0)

    def test_standard(self):
        """All of the freight is a price difference and stays one."""
        move = self.receive(self.standard, 10, cost=10)
        self.land(50, move)
        self.edit(move, 8)
        self.assert_corrected(self.standard, [("grni", 20, 0), ("inventory", 0, 20)])
        self.assertEqual(self.on_hand(self.standard), (8, 80))
        self.assertEqual(self.balance("difference"), 50)

    def test_more_came(self):
        """12 came, of which 4 were sold: they bear a third of the freight."""
        for product, move in self.each():
            self.land(50, move)
            self.deliver(product, 4)
            self.edit(move, 12)
            self.assert_corrected(
                product, [("inventory", 23.33, 0), ("grni", 0, 20), ("cogs", 0, 3.33)]
            )
            self.assertEqual(self.on_hand(product), (8, 80 + 33.33))

    def test_corrected_up_and_down(self):
        """Units come and go at the receipt's price and take no freight along."""
        for product, move in self.each():
            self.land(50, move)
            for quantity, value in ((8, 130), (5, 100), (9, 140), (8, 130)):
                self.edit(move, quantity)
                self.assertEqual(self.on_hand(product), (quantity, value))
        self.assertEqual(self.balance("difference"), 0)

    def test_two_landed_costs_then_taken_back(self):
        """A reversal finds all of the freight on what did come."""
        for product, move in self.each():
            first = self.land(50, move)
            self.deliver(product, 4)
            self.land(30, move)
            self.edit(move, 8)
            self.assertEqual(self.on_hand(product), (4, 40 + 40))
            back = self.take_back(first)
            self.assert_cost(back, [("clearing", 50, 0), ("inventory", 0, 25), ("cogs", 0, 25)])
            self.assertEqual(self.on_hand(product), (4, 40 + 15))

    def test_rounding_loses_nothing(self):
        """3 came instead of 7, freight of 0.10."""
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                move = self.receive(product, 7, cost=1)
                self.land(0.1, move)
                self.deliver(product, 1)
                self.edit(move, 3)
                self.assertEqual(self.on_hand(product), (2, 2.07))

    def test_another_lot(self):
        """Valued by lot: freight goes along with what was received as the wrong lot."""
        for method in ("average", "fifo"):
            with self.subTest(method):
                product = self.make_product(method, tracking="lot", lot_valuated=True)
                wrong, right = self.env["stock.lot"].create(
                    [{"name": name, "product_id": product.id} for name in ("Wrong", "Right")]
                )
                move = self.receive(product, 10, cost=10, lot=wrong)
                self.land(50, move)
                self.edit(move, 8, lot_id=right.id)
                self.assert_corrected(product, [("grni", 20, 0), ("inventory", 0, 20)])
                pools = [self.pool(product, lot=lot) for lot in (wrong, right)]
                self.assertEqual([(p.quantity, p.value) for p in pools], [(0, 0), (8, 130)])


@tagged("post_install", "-at_install")
class TestCorrectedContinental(LandedCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.anglo_saxon_accounting = False

    def test_share_of_the_stock_variation(self):
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                move = self.receive(product, 10, cost=10)
                self.land(50, move)
                self.deliver(product, 4)
                self.edit(move, 8)
                self.assert_entry(
                    self.last_entry(product), [("variation", 25, 0), ("inventory", 0, 25)]
                )
                self.assertEqual(self.on_hand(product), (4, 65))

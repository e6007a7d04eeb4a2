from odoo.tests import tagged

from .common import METHODS, PerpetualCommon


@tagged("post_install", "-at_install")
class TestEditQuantity(PerpetualCommon):
    """A changed done quantity is a transaction of its own; nothing is scaled."""

    # Receipts

    def test_receipt_up(self):
        """More of a receipt comes in at the receipt's cost."""
        for method in ("average", "fifo"):
            product = self.products[method]
            first = self.receive(product, 5, 10)
            self.assert_entry(first, [("inventory", 50, 0), ("grni", 0, 50)])
            second = self.receive(product, 10, 20)
            self.assert_entry(second, [("inventory", 200, 0), ("grni", 0, 200)])
            self.edit(first, 15)
            self.assert_ledger(
                product,
                [
                    ("receipt", 5, 50, 5, 50),
                    ("receipt", 10, 200, 15, 250),
                    ("receipt", 10, 100, 25, 350),
                ],
            )
            self.assert_entry(self.last_entry(product), [("inventory", 100, 0), ("grni", 0, 100)])
            self.assertEqual(first.value, 150)
        self.assertEqual(self.average.standard_price, 14)
        self.assertEqual(self.layers(self.fifo), [(5, 50), (10, 200), (10, 100)])

    def test_receipt_down_average(self):
        """Less of a receipt goes out at what came in, so the rest keeps its own cost."""
        first = self.receive(self.average, 10, 10)
        self.receive(self.average, 10, 20)
        self.edit(first, 4)
        self.assert_entry(self.last_entry(self.average), [("grni", 60, 0), ("inventory", 0, 60)])
        self.assertEqual(self.on_hand(self.average), (14, 240))

    def test_receipt_down_average_after_it_was_sold(self):
        """The pool no longer holds those units: running cost, GRNI at the receipt's price."""
        first = self.receive(self.average, 10, 10)
        self.receive(self.average, 10, 20)
        self.deliver(self.average, 15)
        self.edit(first, 4)
        self.assert_entry(
            self.last_entry(self.average),
            [("grni", 60, 0), ("difference", 30, 0), ("inventory", 0, 90)],
        )
        self.assertEqual(self.on_hand(self.average), (-1, -15))

    def test_receipt_down_fifo(self):
        """Out of its own layer, the younger one first left alone."""
        first = self.receive(self.fifo, 10, 10)
        self.receive(self.fifo, 10, 20)
        self.edit(first, 4)
        self.assert_entry(self.last_entry(self.fifo), [("grni", 60, 0), ("inventory", 0, 60)])
        self.assertEqual(self.layers(self.fifo), [(4, 40), (10, 200)])

    def test_receipt_down_fifo_after_it_was_sold(self):
        first = self.receive(self.fifo, 10, 10)
        self.receive(self.fifo, 10, 20)
        self.deliver(self.fifo, 8)
        self.edit(first, 5)
        self.assert_entry(
            self.last_entry(self.fifo),
            [("grni", 50, 0), ("difference", 30, 0), ("inventory", 0, 80)],
        )
        self.assertEqual(self.layers(self.fifo), [(7, 140)])

    def test_receipt_standard(self):
        move = self.receive(self.standard, 10, 12)
        self.edit(move, 15)
        self.assert_entry(
            self.last_entry(self.standard),
            [("inventory", 50, 0), ("difference", 10, 0), ("grni", 0, 60)],
        )
        self.edit(move, 5)
        self.assert_entry(
            self.last_entry(self.standard),
            [("grni", 120, 0), ("inventory", 0, 100), ("difference", 0, 20)],
        )
        self.assertEqual(self.on_hand(self.standard), (5, 50))

    def test_receipt_to_nothing_and_back(self):
        for product in self.products.values():
            move = self.receive(product, 7, 11.37)
            self.edit(move, 0)
            self.assertEqual(self.on_hand(product), (0, 0))
            self.assertEqual(move.value, 0)
            self.edit(move, 3)
            self.assertEqual(self.on_hand(product)[0], 3)
        self.assertEqual(self.balance("grni"), -3 * 34.11)

    def test_receipt_in_dozens(self):
        move = self.receive(self.average, 1, 10, uom=self.dozen)
        self.edit(move, 3)
        self.assert_ledger(
            self.average, [("receipt", 12, 120, 12, 120), ("receipt", 24, 240, 36, 360)]
        )

    # Issues

    def test_issue_up(self):
        """More of an issue is costed by the method at the time of the edit."""
        for method, value in (("standard", 20), ("average", 40), ("fifo", 20)):
            product = self.products[method]
            self.receive(product, 10, 10)
            move = self.deliver(product, 4)
            self.receive(product, 6, 30)
            self.edit(move, 6)
            self.assert_entry(
                self.last_entry(product), [("cogs", value, 0), ("inventory", 0, value)]
            )
            self.assertEqual(move.value, 40 + value)

    def test_issue_down(self):
        """Less of an issue comes back at the value at which it left."""
        for method in METHODS:
            product = self.products[method]
            self.receive(product, 10, 10)
            move = self.deliver(product, 8)
            self.receive(product, 6, 30)
            self.edit(move, 5)
            self.assert_entry(self.last_entry(product), [("inventory", 30, 0), ("cogs", 0, 30)])
            self.assertEqual(move.value, 50)
        self.assertEqual(self.layers(self.fifo), [(5, 50), (6, 180)])

    def test_issue_down_fifo_refills_the_last_layer_taken(self):
        self.receive(self.fifo, 10, 10)
        self.receive(self.fifo, 10, 20)
        move = self.deliver(self.fifo, 14)
        self.edit(move, 12)
        self.assertEqual(self.layers(self.fifo), [(8, 160)])
        self.edit(move, 7)
        self.assertEqual(self.layers(self.fifo), [(3, 30), (10, 200)])
        self.edit(move, 0)
        self.assertEqual(self.layers(self.fifo), [(10, 100), (10, 200)])
        self.assertEqual(self.balance("cogs"), 0)

    def test_issue_below_zero_and_back(self):
        """Worked example 5."""
        move = self.receive(self.average, 10, 10)
        self.assert_entry(move, [("inventory", 100, 0), ("grni", 0, 100)])
        move = self.deliver(self.average, 20)
        self.assert_entry(move, [("cogs", 200, 0), ("inventory", 0, 200)])
        self.edit(move, 10)
        rows = [("inventory", 100, 0), ("cogs", 0, 100)]
        self.assert_entry(self.last_entry(self.average), rows)
        self.edit(move, 11)
        rows = [("cogs", 10, 0), ("inventory", 0, 10)]
        self.assert_entry(self.last_entry(self.average), rows)
        self.assert_ledger(
            self.average,
            [
                ("receipt", 10, 100, 10, 100),
                ("issue", -20, -200, -10, -100),
                ("issue", 10, 100, 0, 0),
                ("issue", -1, -10, -1, -10),
            ],
        )

    def test_issue_fifo_below_zero_and_back(self):
        self.receive(self.fifo, 10, 10)
        move = self.deliver(self.fifo, 20)
        self.edit(move, 12)
        self.assertEqual(self.layers(self.fifo), [(-2, -20)])
        self.edit(move, 9)
        self.assertEqual(self.layers(self.fifo), [(1, 10)])

    # Counts and returns

    def test_count_gain_up_and_down(self):
        for product in self.products.values():
            self.receive(product, 10, 10)
            move = self.count(product, 15)
            self.edit(move, 8)
            self.assert_entry(self.last_entry(product), [("inventory", 30, 0), ("gain", 0, 30)])
            self.edit(move, 2)
            self.assert_entry(self.last_entry(product), [("gain", 60, 0), ("inventory", 0, 60)])
            self.assertEqual(self.on_hand(product), (12, 120))

    def test_count_loss_up_and_down(self):
        for product in self.products.values():
            self.receive(product, 10, 10)
            move = self.count(product, 5)
            self.edit(move, 7)
            entry = self.last_entry(product)
            self.assert_entry(entry, [("shrinkage", 20, 0), ("inventory", 0, 20)])
            self.edit(move, 1)
            entry = self.last_entry(product)
            self.assert_entry(entry, [("inventory", 60, 0), ("shrinkage", 0, 60)])
            self.assertEqual(self.on_hand(product), (9, 90))

    def test_customer_return(self):
        for product in self.products.values():
            self.receive(product, 10, 10)
            sold = self.deliver(product, 8)
            self.receive(product, 5, 30)
            move = self.return_from_customer(sold, 2)
            self.edit(move, 3)
            self.assert_entry(self.last_entry(product), [("inventory", 10, 0), ("cogs", 0, 10)])
            self.edit(move, 1)
            self.assert_entry(self.last_entry(product), [("cogs", 20, 0), ("inventory", 0, 20)])

    def test_vendor_return(self):
        """GRNI at the receipt's price in both directions, stock at its own value."""
        first = self.receive(self.average, 10, 10)
        self.receive(self.average, 10, 20)
        move = self.return_to_vendor(first, 4)
        self.edit(move, 6)
        self.assert_entry(
            self.last_entry(self.average),
            [("grni", 20, 0), ("difference", 10, 0), ("inventory", 0, 30)],
        )
        self.edit(move, 3)
        self.assert_entry(
            self.last_entry(self.average),
            [("inventory", 45, 0), ("difference", 0, 15), ("grni", 0, 30)],
        )
        self.assertEqual(self.on_hand(self.average), (17, 255))

    def test_an_added_line(self):
        """A line added to a done transfer is recorded like the others."""
        move = self.receive(self.average, 10, 10)
        env = self.as_role("stock_user")
        env["stock.move.line"].create(
            {
                "move_id": move.id,
                "picking_id": move.picking_id.id,
                "product_id": self.average.id,
                "quantity": 2,
                "location_id": self.suppliers.id,
                "location_dest_id": self.stock().id,
            }
        )
        self.assert_ledger(
            self.average, [("receipt", 10, 100, 10, 100), ("receipt", 2, 20, 12, 120)]
        )

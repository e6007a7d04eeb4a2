from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LandedCommon


@tagged("post_install", "-at_install")
class TestMethods(LandedCommon):
    """The share on hand goes to inventory, the share consumed to cost of goods sold."""

    def test_average_all_on_hand(self):
        move = self.receive(self.average, 10, cost=10)
        cost = self.land(50, move)
        self.assert_cost(cost, [("inventory", 50, 0), ("clearing", 0, 50)])
        self.assert_shares(cost, [(self.average, 50, 0)])
        self.assert_ledger(
            self.average, [("receipt", 10, 100, 10, 100), ("landed_cost", 0, 50, 10, 150)]
        )
        self.assertEqual(move.value, 150)
        self.assertEqual(self.average.with_company(self.company).standard_price, 15)

    def test_d14_share_of_what_was_sold_reaches_cogs(self):
        """D14: core leaves the landed cost of sold goods out of cost of goods sold."""
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                move = self.receive(product, 10, cost=10)
                self.deliver(product, 4)
                cost = self.land(50, move)
                self.assert_cost(cost, [("inventory", 30, 0), ("cogs", 20, 0), ("clearing", 0, 50)])
                self.assert_shares(cost, [(product, 30, 20)])
                self.assertEqual(self.on_hand(product), (6, 90))

    def test_standard_is_a_price_difference(self):
        move = self.receive(self.standard, 10, cost=10)
        self.deliver(self.standard, 4)
        cost = self.land(50, move)
        self.assert_cost(cost, [("difference", 50, 0), ("clearing", 0, 50)])
        self.assert_shares(cost, [(self.standard, 0, 50)])
        self.assertEqual(self.on_hand(self.standard), (6, 60))
        self.assertEqual(move.value, 100)

    def test_fifo_goes_to_the_layers_of_that_receipt(self):
        """Worked example 13: 10@10 and 10@20, 100 on the first, one out: 19 pieces, 380."""
        first = self.receive(self.fifo, 10, cost=10)
        self.receive(self.fifo, 10, cost=20)
        self.land(100, first)
        self.assertEqual(self.layers(self.fifo), [(10, 200), (10, 200)])
        out = self.deliver(self.fifo, 1)
        self.assert_entry(out, [("cogs", 20, 0), ("inventory", 0, 20)])
        self.assertEqual(self.on_hand(self.fifo), (19, 380))

    def test_example_13_average_with_a_younger_receipt(self):
        """Worked example 13: 10@10, all out, in again to 15 … landed 60."""
        self.receive(self.average, 10, cost=10)
        self.deliver(self.average, 10)
        move = self.receive(self.average, 5, cost=2)
        cost = self.land(60, move)
        self.assert_cost(cost, [("inventory", 60, 0), ("clearing", 0, 60)])
        self.assertEqual(self.on_hand(self.average), (5, 70))

    def test_average_takes_the_oldest_units_to_have_left(self):
        first = self.receive(self.average, 10, cost=10)
        second = self.receive(self.average, 10, cost=10)
        self.deliver(self.average, 12)
        self.assert_shares(self.land(30, first), [(self.average, 0, 30)])
        self.assert_shares(self.land(30, second), [(self.average, 24, 6)])
        self.assertEqual(self.on_hand(self.average), (8, 104))

    def test_everything_sold(self):
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                move = self.receive(product, 10, cost=10)
                self.deliver(product, 10)
                cost = self.land(50, move)
                self.assert_cost(cost, [("cogs", 50, 0), ("clearing", 0, 50)])
                self.assertEqual(self.on_hand(product), (0, 0))

    def test_below_zero(self):
        """Goods that are owed bear nothing: what was received has left."""
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                self.set_cost(product, 10)
                self.deliver(product, 15)
                move = self.receive(product, 10, cost=10)
                cost = self.land(50, move)
                self.assert_cost(cost, [("cogs", 50, 0), ("clearing", 0, 50)])
                self.assertEqual(self.on_hand(product), (-5, -50))

    def test_two_landed_costs_on_one_receipt(self):
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                move = self.receive(product, 10, cost=10)
                self.land(50, move)
                self.deliver(product, 5)
                self.land(20, move)
                self.assertEqual(self.on_hand(product), (5, 85))
                self.assertEqual(move.value, 170)

    def test_credit(self):
        """A negative landed cost: the forwarder gives a discount."""
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                move = self.receive(product, 10, cost=10)
                self.deliver(product, 4)
                cost = self.land(-20, move)
                self.assert_cost(cost, [("inventory", 0, 12), ("cogs", 0, 8), ("clearing", 20, 0)])
                self.assertEqual(self.on_hand(product), (6, 48))

    def test_credit_never_takes_stock_below_nothing(self):
        move = self.receive(self.average, 10, cost=1)
        cost = self.land(-50, move)
        self.assert_cost(cost, [("inventory", 0, 10), ("cogs", 0, 40), ("clearing", 50, 0)])
        self.assertEqual(self.on_hand(self.average), (10, 0))

    def test_not_received_yet(self):
        picking = self.prepare(
            [(self.average, 10)], self.suppliers, self.stock(), self.warehouse().in_type_id, cost=10
        )
        draft = self.draft_cost(50, picking.move_ids.with_env(self.env))
        with self.assertRaisesRegex(UserError, "is not received yet. Validate the transfer first"):
            draft.button_validate()

    def test_inventory_account_is_refused(self):
        move = self.receive(self.average, 10, cost=10)
        draft = self.draft_cost(50, move)
        draft.cost_lines.account_id = self.account("inventory")
        with self.assertRaisesRegex(UserError, "inventory that the stock ledger keeps"):
            draft.button_validate()

from odoo.tests import tagged

from .common import METHODS, PerpetualCommon


@tagged("post_install", "-at_install")
class TestIssue(PerpetualCommon):
    """Goods out to customers, back from them, and more out than there is."""

    def stock_up(self):
        """10 at 10 and 10 at 20 of each product; standard cost 10."""
        for product in self.products.values():
            self.receive(product, 10, 10)
            self.receive(product, 10, 20)

    # Deliveries

    def test_delivery(self):
        """COGS gets the ledger's value at once; the last unit out takes the residue."""
        self.stock_up()
        for method, value, left in (
            ("standard", 120, 80),
            ("average", 180, 120),
            ("fifo", 140, 160),
        ):
            product = self.products[method]
            move = self.deliver(product, 12, partner=self.customer)
            self.assert_entry(move, [("cogs", value, 0), ("inventory", 0, value)])
            self.assertEqual(self.on_hand(product), (8, left))
            self.assertEqual(move.value, value)
            entry = move.perpetual_entry_ids
            self.assertEqual(entry.kind, "issue")
            self.assertEqual(entry.counterpart_account_id, self.account("cogs"))
            self.assertEqual(entry.account_move_id.line_ids.partner_id, self.customer)
            self.deliver(product, 8)
            self.assertEqual(self.on_hand(product), (0, 0))
        self.assertEqual(self.balance("inventory"), 0)
        self.assertEqual(self.balance("cogs"), 800)

    def test_delivery_by_the_dozen(self):
        self.receive(self.average, 30, 2)
        move = self.deliver(self.average, 2, uom=self.dozen)
        self.assert_ledger(self.average, [("receipt", 30, 60, 30, 60), ("issue", -24, -48, 6, 12)])
        self.assert_entry(move, [("cogs", 48, 0), ("inventory", 0, 48)])

    def test_expense_account_of_the_product(self):
        account = self.env["account.account"].create(
            {"name": "Own COGS", "code": "599998", "account_type": "expense_direct_cost"}
        )
        self.average.property_account_expense_id = account
        self.receive(self.average, 1, 5)
        move = self.deliver(self.average, 1)
        self.assert_entry(move, [("Own COGS", 5, 0), ("inventory", 0, 5)])

    def test_rounding_residue_leaves_with_the_last_unit(self):
        self.receive(self.average, 3, 3.335)
        self.assertEqual(self.on_hand(self.average), (3, 10.01))
        values = [self.deliver(self.average, 1).value for _unit in range(3)]
        self.assertAlmostEqual(sum(values), 10.01, 6)
        self.assertEqual(self.on_hand(self.average), (0, 0))

    # Customer returns

    def test_linked_return(self):
        """At the value at which the units left, whatever the cost is by then."""
        self.stock_up()
        sold = {method: self.deliver(self.products[method], 12) for method in METHODS}
        for product in self.products.values():
            self.receive(product, 8, 30)
        for method, value in (("standard", 60), ("average", 90), ("fifo", 70)):
            move = self.return_from_customer(sold[method], 6)
            self.assertEqual(move.perpetual_entry_ids.kind, "customer_return")
            self.assert_entry(move, [("inventory", value, 0), ("cogs", 0, value)])
        self.assertEqual(self.layers(self.fifo), [(8, 160), (8, 240), (6, 70)])

    def test_return_of_everything_leaves_no_cogs(self):
        self.stock_up()
        for product in self.products.values():
            move = self.deliver(product, 13)
            self.receive(product, 5, 41)
            self.return_from_customer(move, 13)
        self.assertEqual(self.balance("cogs"), 0)

    def test_unlinked_return(self):
        """Nothing says which delivery it was: current cost."""
        self.stock_up()
        for method, value in (("standard", 20), ("average", 30), ("fifo", 32.5)):
            product = self.products[method]
            self.deliver(product, 4)
            move = self.receive(product, 2, source=self.customers)
            self.assertEqual(move.perpetual_entry_ids.kind, "customer_return")
            self.assert_entry(move, [("inventory", value, 0), ("cogs", 0, value)])

    def test_return_to_an_empty_shelf(self):
        """Worked example 8: sold out, bought at another price, then returned."""
        self.receive(self.fifo, 10, 10)
        move = self.deliver(self.fifo, 10)
        self.receive(self.fifo, 10, 20)
        self.return_from_customer(move, 10)
        self.assertEqual(self.on_hand(self.fifo), (20, 300))

    # Negative stock

    def test_negative_average_is_settled_by_the_next_receipt(self):
        self.receive(self.average, 10, 10)
        self.deliver(self.average, 15)
        move = self.receive(self.average, 10, 12)
        self.assert_ledger(
            self.average,
            [
                ("receipt", 10, 100, 10, 100),
                ("issue", -15, -150, -5, -50),
                ("receipt", 10, 120, 5, 70),
                ("negative_settlement", 0, -10, 5, 60),
            ],
        )
        self.assert_entry(move, [("inventory", 110, 0), ("cogs", 10, 0), ("grni", 0, 120)])
        self.assertEqual(self.average.standard_price, 12)

    def test_negative_fifo_is_settled_debt_by_debt(self):
        self.receive(self.fifo, 2, 10)
        first = self.deliver(self.fifo, 5)
        self.deliver(self.fifo, 4)
        self.assertEqual(self.layers(self.fifo), [(-3, -30), (-4, -40)])
        move = self.receive(self.fifo, 5, 13)
        self.assert_ledger(
            self.fifo,
            [
                ("receipt", 2, 20, 2, 20),
                ("issue", -5, -50, -3, -30),
                ("issue", -4, -40, -7, -70),
                ("receipt", 5, 65, -2, -5),
                ("negative_settlement", 0, -9, -2, -14),
                ("negative_settlement", 0, -6, -2, -20),
            ],
        )
        self.assert_entry(move, [("inventory", 50, 0), ("cogs", 15, 0), ("grni", 0, 65)])
        settled = self.entries(self.fifo).filtered(lambda row: row.kind == "negative_settlement")
        self.assertEqual(settled[0].reverses_id, first.perpetual_entry_ids)
        self.assertEqual(self.layers(self.fifo), [(-2, -20)])

    def test_negative_standard_needs_no_settlement(self):
        self.deliver(self.standard, 5)
        move = self.receive(self.standard, 8, 12)
        self.assert_ledger(self.standard, [("issue", -5, -50, -5, -50), ("receipt", 8, 80, 3, 30)])
        self.assert_entry(move, [("inventory", 80, 0), ("difference", 16, 0), ("grni", 0, 96)])

    def test_negative_without_any_cost(self):
        """Sold before anything was ever bought: the receipt brings the cost to COGS."""
        for product in (self.average, self.fifo):
            out = self.deliver(product, 4)
            self.assert_no_entry(out)
            move = self.receive(product, 4, 9)
            self.assert_entry(move, [("cogs", 36, 0), ("grni", 0, 36)])
            self.assertEqual(self.on_hand(product), (0, 0))

    def test_a_negative_location_in_a_pool_with_stock(self):
        """The pool is the company's: one location below zero owes nothing."""
        shelf = self.make_location()
        self.receive(self.average, 10, 10)
        move = self.deliver(self.average, 4, source=shelf)
        self.assert_entry(move, [("cogs", 40, 0), ("inventory", 0, 40)])
        self.assertEqual(self.on_hand(self.average), (6, 60))

"""Figures that others published or proved, through Odoo's own transfers.

Numbers 1 to 16 are the scenarios of the project's list of worked examples; 4 and 5 are in
``test_edit``, those of orders and bills (9 to 12 and 15) with purchasing.
"""

from odoo.tests import tagged

from .common import PerpetualCommon


@tagged("post_install", "-at_install")
class TestPublished(PerpetualCommon):
    """Tables from textbooks: goods sold and what is left, by method."""

    def play(self, method, steps):
        """Buy (quantity, unit cost) and sell (quantity,); returns each sale's cost.

        Every step's journal entry is asserted.
        """
        product = self.make_product(method, standard_price=10.0 if method == "standard" else 0.0)
        costs = []
        for quantity, *cost in steps:
            if cost:
                move = self.receive(product, quantity, cost[0])
                ordered = quantity * cost[0]
                self.assert_entry(move, self.receipt_items(move.value, ordered))
            else:
                move = self.deliver(product, quantity)
                self.assert_entry(move, [("cogs", move.value, 0), ("inventory", 0, move.value)])
                costs.append(round(move.value, 2))
        return costs, self.on_hand(product)

    def receipt_items(self, value, ordered):
        value, ordered = round(value, 2), round(ordered, 2)
        difference = round(ordered - value, 2)
        items = [("inventory", value, 0), ("grni", 0, ordered)]
        if difference:
            items.append(("difference", max(difference, 0), max(-difference, 0)))
        return items

    def test_odoo_cheat_sheet(self):
        steps = [(8, 10), (4, 16), (10,), (2, 6)]
        self.assertEqual(self.play("fifo", steps), ([112], (4, 44)))
        self.assertEqual(self.play("average", steps), ([120], (4, 36)))

    def test_odoo_cheat_sheet_standard(self):
        product = self.standard
        balances = []
        move = self.receive(product, 8, 10)
        self.assert_entry(move, [("inventory", 80, 0), ("grni", 0, 80)])
        balances.append(self.on_hand(product)[1])
        move = self.receive(product, 4, 16)
        self.assert_entry(move, [("inventory", 40, 0), ("difference", 24, 0), ("grni", 0, 64)])
        balances.append(self.on_hand(product)[1])
        move = self.deliver(product, 10)
        self.assert_entry(move, [("cogs", 100, 0), ("inventory", 0, 100)])
        balances.append(self.on_hand(product)[1])
        move = self.receive(product, 2, 9)
        self.assert_entry(move, [("inventory", 20, 0), ("difference", 0, 2), ("grni", 0, 18)])
        balances.append(self.on_hand(product)[1])
        self.assertEqual(balances, [80, 120, 20, 40])
        self.assertEqual(self.balance("difference"), 24 - 2)

    def test_accountingexplained_fifo(self):
        steps = [(68, 15), (140, 15.5), (94,), (40, 16), (78, 16.5), (116,), (62,)]
        self.assertEqual(self.play("fifo", steps), ([1423, 1799, 1004], (54, 891)))

    def test_accountingexplained_average(self):
        steps = [(60, 15), (140, 15.5), (190,), (70, 16), (30,)]
        self.assertEqual(self.play("average", steps), ([2916.5, 477.56], (50, 795.94)))

    def test_kieso_call_mart(self):
        steps = [(2000, 4), (6000, 4.4), (4000,), (2000, 4.75)]
        self.assertEqual(self.play("fifo", steps), ([16800], (6000, 27100)))
        self.assertEqual(self.play("average", steps), ([17200], (6000, 26700)))

    def test_trade_example(self):
        steps = [(3000, 0.6), (4000, 0.74), (4400,), (2200, 0.8), (2100,)]
        self.assertEqual(self.play("fifo", steps)[1], (2700, 2130))
        self.assertEqual(self.play("average", steps), ([2992, 1543.5], (2700, 1984.5)))

    def test_boylan_office_supply(self):
        """Specific identification: a pool per lot. Freight of 80 is in the price of 80 units."""
        product = self.make_product("average", tracking="lot")
        product.lot_valuated = True
        old, new = self.make_lot(product, "opening"), self.make_lot(product, "purchase")
        self.receive(product, 30, 18, lot=old)
        bought = self.receive(product, 80, 21, lot=new)
        self.assert_entry(bought, [("inventory", 1680, 0), ("grni", 0, 1680)])
        back = self.return_to_vendor(bought, 3)
        self.assert_entry(back, [("grni", 63, 0), ("inventory", 0, 63)])
        sold = self.deliver(product, 26, lot=new)
        self.assert_entry(sold, [("cogs", 546, 0), ("inventory", 0, 546)])
        returned = self.return_from_customer(sold, 1)
        self.assert_entry(returned, [("inventory", 21, 0), ("cogs", 0, 21)])
        sold = self.deliver(product, 30, lot=new)
        self.assert_entry(sold, [("cogs", 630, 0), ("inventory", 0, 630)])
        self.assertEqual(self.pool(product, lot=old).value, 540)
        self.assertEqual(self.pool(product, lot=new).value, 462)
        self.assertEqual(self.balance("inventory"), 1002)


@tagged("post_install", "-at_install")
class TestScenarios(PerpetualCommon):
    """Cases that Odoo's own versions stumbled over."""

    def bought(self, product, quantity, cost):
        """Receive, and assert the journal entry."""
        move = self.receive(product, quantity, cost)
        value = round(quantity * cost, 2)
        self.assert_entry(move, [("inventory", value, 0), ("grni", 0, value)])
        return move

    def sold(self, product, quantity, value):
        """Deliver, and assert the journal entry."""
        move = self.deliver(product, quantity)
        self.assert_entry(move, [("cogs", value, 0), ("inventory", 0, value)])
        return move

    def test_1_fifo_edited_below_zero_and_settled(self):
        first = self.bought(self.fifo, 10, 10)
        self.bought(self.fifo, 10, 8)
        self.sold(self.fifo, 3, 30)
        self.edit(first, 12)
        self.assert_entry(self.last_entry(self.fifo), [("inventory", 20, 0), ("grni", 0, 20)])
        self.sold(self.fifo, 9, 86)
        short = self.deliver(self.fifo, 20)
        self.assert_entry(short, [("cogs", 184, 0), ("inventory", 0, 184)])
        last = self.receive(self.fifo, 10, 12)
        self.assert_ledger(
            self.fifo,
            [
                ("receipt", 10, 100, 10, 100),
                ("receipt", 10, 80, 20, 180),
                ("issue", -3, -30, 17, 150),
                ("receipt", 2, 20, 19, 170),
                ("issue", -9, -86, 10, 84),
                ("issue", -20, -184, -10, -100),
                ("receipt", 10, 120, 0, 20),
                ("negative_settlement", 0, -20, 0, 0),
            ],
        )
        self.assert_entry(last, [("inventory", 100, 0), ("cogs", 20, 0), ("grni", 0, 120)])

    def test_2_fifo_return_of_one_of_two_layers(self):
        self.bought(self.fifo, 8, 10)
        self.bought(self.fifo, 4, 16)
        sold = self.sold(self.fifo, 10, 112)
        self.bought(self.fifo, 2, 6)
        back = self.return_from_customer(sold, 1)
        self.assert_entry(back, [("inventory", 11.2, 0), ("cogs", 0, 11.2)])

    def test_3_average_with_consigned_goods(self):
        self.bought(self.average, 60, 15)
        self.bought(self.average, 140, 15.5)
        self.sold(self.average, 190, 2916.50)
        self.bought(self.average, 70, 16)
        self.sold(self.average, 30, 477.56)
        self.receive(self.average, 10, 99, owner=self.vendor)
        last = self.deliver(self.average, 50)
        self.assert_ledger(
            self.average,
            [
                ("receipt", 60, 900, 60, 900),
                ("receipt", 140, 2170, 200, 3070),
                ("issue", -190, -2916.5, 10, 153.5),
                ("receipt", 70, 1120, 80, 1273.5),
                ("issue", -30, -477.56, 50, 795.94),
                ("receipt", 0, 0, 50, 795.94),
                ("issue", -50, -795.94, 0, 0),
            ],
        )
        self.assert_entry(last, [("cogs", 795.94, 0), ("inventory", 0, 795.94)])
        self.assertEqual(self.balance("inventory"), 0)

    def test_2_fifo_delivery_edited_down(self):
        """The unit taken last goes back, not a tenth of all: 16.00, and 4.80 nowhere."""
        self.receive(self.fifo, 8, 10)
        self.receive(self.fifo, 4, 16)
        sold = self.deliver(self.fifo, 10)
        self.receive(self.fifo, 2, 6)
        self.edit(sold, 9)
        self.assert_entry(self.last_entry(self.fifo), [("inventory", 16, 0), ("cogs", 0, 16)])
        self.assertEqual(self.layers(self.fifo), [(3, 48), (2, 12)])
        self.assertEqual(self.balance("difference"), 0)

    def test_6_a_new_cost(self):
        for product in self.products.values():
            self.set_cost(product, 5)
            self.receive(product, 10, 5)
            entry = self.set_cost(product, 6)
            self.assert_entry(entry, [("inventory", 10, 0), ("revaluation", 0, 10)])
            self.assertEqual(self.on_hand(product), (10, 60))

    def test_10_standard_price_difference(self):
        move = self.receive(self.standard, 1, 12)
        self.assert_entry(move, [("inventory", 10, 0), ("difference", 2, 0), ("grni", 0, 12)])
        screw = self.make_product("standard")
        self.env["decimal.precision"].search([("name", "=", "Product Price")]).digits = 4
        screw.standard_price = 0.0005
        move = self.receive(screw, 100_000, 0.0006)
        self.assert_entry(move, [("inventory", 50, 0), ("difference", 10, 0), ("grni", 0, 60)])

    def test_16_average_revalued(self):
        self.receive(self.average, 10, 2)
        self.receive(self.average, 10, 4)
        entry = self.set_cost(self.average, 4)
        self.assert_entry(entry, [("inventory", 20, 0), ("revaluation", 0, 20)])
        self.assertEqual(self.on_hand(self.average), (20, 80))

    def test_7_average_rounding(self):
        self.bought(self.average, 10, 16.83)
        self.bought(self.average, 10, 20)
        self.sold(self.average, 10, 184.15)
        self.sold(self.average, 9, 165.73)
        self.assertEqual(self.on_hand(self.average), (1, 18.42))
        last = self.deliver(self.average, 1)
        self.assert_entry(last, [("cogs", 18.42, 0), ("inventory", 0, 18.42)])
        self.assertEqual(self.on_hand(self.average), (0, 0))

    def test_8_fifo_returns(self):
        self.bought(self.fifo, 10, 10)
        sold = self.sold(self.fifo, 10, 100)
        self.bought(self.fifo, 10, 20)
        back = self.return_from_customer(sold, 10)
        self.assert_entry(back, [("inventory", 100, 0), ("cogs", 0, 100)])
        self.assertEqual(self.on_hand(self.fifo), (20, 300))
        other = self.make_product("fifo")
        first = self.bought(other, 10, 10)
        self.bought(other, 10, 20)
        back = self.return_to_vendor(first, 2)
        self.assert_entry(back, [("grni", 20, 0), ("inventory", 0, 20)])
        self.assertEqual(self.on_hand(other), (18, 280))

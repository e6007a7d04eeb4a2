"""Each purchasing flow with its entries line by line, by all three costing methods.

=====================================  ====================================================
flow                                   tests
=====================================  ====================================================
bill before, between, after receipts   TestMatrix.test_bills_before_between_and_after;
                                       test_receipt_and_bill: test_bill_before_receipt,
                                       test_bill_between_partial_receipts, test_oldest_first
bill above, below, part sold           TestMatrix.test_above_and_below_part_sold;
                                       test_price_difference: TestPriceDifference
discount                               TestMatrix.test_discount; test_receipt_and_bill:
                                       test_discount; test_worked_example_11_*
tax that cannot be recovered           test_tax: TestTax
three rates, price and exchange apart  TestMatrix.test_three_rates; test_currency: TestCurrency
order in packs, stock in units         TestMatrix.test_packs; test_receipt_and_bill:
                                       test_dozens, test_packs_that_do_not_divide
refund, return, re-receipt             test_return: TestReturn
bill reset, cancelled, edited, again   TestMatrix.test_reset_edited_and_posted_again;
                                       test_corrections: TestCorrections
bill without an order                  TestMatrix.test_bill_without_an_order; test_corrections:
                                       test_bill_without_an_order, test_bill_line_linked_…
one bill for many orders               TestMatrix.test_one_bill_for_many_orders
over-billing                           TestMatrix.test_over_billed; test_corrections
zero in both currencies                assert_settled in all of them; test_random: TestRandom
listing and write-off                  test_listing, test_write_off, test_tours
=====================================  ====================================================

Defects of core: D7 ``test_d7_reset_to_draft``, D12 ``test_d12_return_and_re_receipt``, D13
``test_d13_receipt_and_bill``, D19 ``test_d19_same_price_other_rate`` (D1 to D3 in
``perpetual_sale``). Worked examples: 9, 10 and 11 in ``test_price_difference``, 12 in
``test_return``, 15 and standard cost here, the others in ``perpetual_stock``.
"""

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestMatrix(PurchaseCommon):
    def on_hand_or_difference(self, product, amount, sold=0.0):
        """Items of a price difference: the part on hand, the part that was sold."""
        if product == self.standard:
            parts = {"difference": amount}
        else:
            parts = {"inventory": amount - sold, "cogs": sold}
        return [
            *((name, max(part, 0), max(-part, 0)) for name, part in parts.items() if part),
            ("grni", max(-amount, 0), max(amount, 0)),
        ]

    def receipt(self, move):
        """The ledger entry of the receipt itself, without differences posted with it."""
        return move.perpetual_entry_ids.filtered("quantity")

    def test_bills_before_between_and_after(self):
        for product in self.products.values():
            order = self.order((product, 10, 10))
            line = order.order_line
            before = self.bill((line, 3, 12))
            self.assert_bill(before, [("grni", 36, 0), ("payable", 0, 36)])
            self.assert_difference_lines(before, [])
            first = self.receive_order(order, 4)
            self.assert_entry(self.receipt(first), [("inventory", 40, 0), ("grni", 0, 40)])
            self.assert_difference_lines(before, self.on_hand_or_difference(product, 6))
            between = self.bill((line, 4, 9))
            self.assert_bill(between, [("grni", 36, 0), ("payable", 0, 36)])
            self.assert_difference_lines(between, self.on_hand_or_difference(product, -1))
            second = self.receive_order(order)
            self.assert_entry(self.receipt(second), [("inventory", 60, 0), ("grni", 0, 60)])
            # 1 unit with the bill, 3 with the second receipt: an entry each.
            rows = [(product, -1), (product, -3)]
            self.assert_difference_lines(
                between, [item for row in rows for item in self.on_hand_or_difference(*row)]
            )
            self.assert_open(order, -30)
            after = self.bill((line, 3, 10))
            self.assert_bill(after, [("grni", 30, 0), ("payable", 0, 30)])
            self.assert_difference_lines(after, [])
            self.assert_settled(order)
            value = 100 if product == self.standard else 102
            self.assertEqual(self.on_hand(product), (10, value))

    def test_above_and_below_part_sold(self):
        for product in self.products.values():
            for price, amount, sold in ((12, 20, 8), (9, -10, -4)):
                order = self.order((product, 10, 10))
                self.receive_order(order)
                out = self.deliver(product, 4)
                self.assert_entry(out, [("cogs", 40, 0), ("inventory", 0, 40)])
                bill = self.bill((order.order_line, 10, price))
                payable = 10 * price
                self.assert_bill(bill, [("grni", payable, 0), ("payable", 0, payable)])
                rows = self.on_hand_or_difference(product, amount, sold)
                self.assert_difference_lines(bill, rows)
                self.assert_settled(order)
                self.deliver(product, 6)
                self.assertEqual(self.on_hand(product), (0, 0))

    def test_discount(self):
        for product in self.products.values():
            order = self.order((product, 10, 10, {"discount": 10}))
            move = self.receive_order(order)
            rows = [("inventory", 90, 0), ("grni", 0, 90)]
            if product == self.standard:
                rows = [("inventory", 100, 0), ("difference", 0, 10), ("grni", 0, 90)]
            self.assert_entry(move, rows)
            bill = self.bill((order.order_line, 10, 10, {"discount": 20}))
            self.assert_bill(bill, [("grni", 80, 0), ("payable", 0, 80)])
            self.assert_difference_lines(bill, self.on_hand_or_difference(product, -10))
            self.assert_settled(order)

    def test_three_rates(self):
        """Ordered at 1.20, received at 1.25, billed at 1.30 and 1.00 dearer a piece."""
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2026-01-01": 1.20, "2026-02-01": 1.25, "2026-03-01": 1.30})
        for product in self.products.values():
            with freeze_time("2026-01-15 12:00:00"):
                order = self.order((product, 10, 8), currency=euro)
            with freeze_time("2026-02-15 12:00:00"):
                move = self.receive_order(order)
            self.assert_entry(move, [("inventory", 100, 0), ("grni", 0, 100)])
            self.assert_open(order, -100, -80)
            with freeze_time("2026-03-15 12:00:00"):
                bill = self.bill((order.order_line, 10, 9))
            self.assert_bill(bill, [("grni", 117, 0), ("payable", 0, 117)])
            kind = "difference" if product == self.standard else "inventory"
            # 10 at the bill's rate is price, 80 times the change of the rate exchange.
            rows = [(kind, 13, 0), ("grni", 0, 13), ("exchange_loss", 4, 0), ("grni", 0, 4)]
            self.assert_difference_lines(bill, rows)
            self.assert_settled(order)
            value = 100 if product == self.standard else 113
            self.assertEqual(self.on_hand(product), (10, value))

    def test_packs(self):
        """2 dozen ordered at 120, half of them sold, the first dozen billed at 132."""
        for product in self.products.values():
            order = self.order((product, 2, 120, {"product_uom_id": self.dozen.id}))
            move = self.receive_order(order)
            self.assert_entry(move, [("inventory", 240, 0), ("grni", 0, 240)])
            self.assertEqual(self.on_hand(product), (24, 240))
            self.deliver(product, 12)
            bill = self.bill((order.order_line, 1, 132))
            self.assert_bill(bill, [("grni", 132, 0), ("payable", 0, 132)])
            self.assert_difference_lines(bill, self.on_hand_or_difference(product, 12, sold=12))
            self.assertEqual(self.matches(bill).quantity, 12)
            self.bill((order.order_line, 1, 120))
            self.assert_settled(order)

    def test_reset_edited_and_posted_again(self):
        for product in self.products.values():
            order = self.order((product, 10, 10))
            self.receive_order(order)
            self.deliver(product, 4)
            bill = self.bill((order.order_line, 10, 12))
            self.assert_difference_lines(bill, self.on_hand_or_difference(product, 20, sold=8))
            self.reset(bill)
            self.assertFalse(self.matches(bill))
            self.assert_open(order, -100)
            moves = self.matches(bill, live=False).variance_line_ids.move_id
            posted, taken_back = moves.sorted("id")
            rows = self.on_hand_or_difference(product, 20, sold=8)
            self.assert_items(posted, rows)
            self.assert_items(taken_back, [(name, credit, debit) for name, debit, credit in rows])
            self.assertEqual(self.on_hand(product), (6, 60))
            bill = self.repost(bill, price_unit=11)
            self.assert_bill(bill, [("grni", 110, 0), ("payable", 0, 110)])
            self.assert_difference_lines(bill, self.on_hand_or_difference(product, 10, sold=4))
            self.assert_settled(order)
            self.reset(bill).with_env(self.as_role("biller")).button_cancel()
            self.assert_open(order, -100)
            self.bill(order)
            self.assert_settled(order)

    def test_bill_without_an_order(self):
        """It waits on GRNI beside the receipt: nothing says that they belong together."""
        for product in self.products.values():
            move = self.receive(product, 3, 10, partner=self.vendor)
            self.assert_entry(move, [("inventory", 30, 0), ("grni", 0, 30)])
            bill = self.as_role("biller")["account.move"].create(
                {
                    "move_type": "in_invoice",
                    "partner_id": self.vendor.id,
                    "invoice_date": "2026-01-15",
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "quantity": 3,
                                "price_unit": 10,
                                "tax_ids": [],
                            }
                        )
                    ],
                }
            )
            bill.action_post()
            self.assert_bill(bill.with_env(self.env), [("grni", 30, 0), ("payable", 0, 30)])
            self.assertEqual(self.balance("grni"), 0)
            self.assertEqual(self.on_hand(product), (3, 30))

    def test_one_bill_for_many_orders(self):
        """Three orders, one product of each method, one bill at three prices."""
        orders = [self.order((product, 10, 10)) for product in self.products.values()]
        for order in orders:
            self.receive_order(order)
        bill = self.bill(
            *(
                (order.order_line, 10, price)
                for order, price in zip(orders, (11, 12, 13), strict=True)
            )
        )
        self.assert_bill(
            bill, [("grni", 110, 0), ("grni", 120, 0), ("grni", 130, 0), ("payable", 0, 360)]
        )
        rows = [(self.standard, 10), (self.average, 20), (self.fifo, 30)]
        self.assert_difference_lines(
            bill, [item for row in rows for item in self.on_hand_or_difference(*row)]
        )
        for order in orders:
            self.assert_settled(order)

    def test_over_billed(self):
        """2 more are billed than came: they are open until they come, or are refunded."""
        for product in self.products.values():
            order = self.order((product, 10, 10))
            self.receive_order(order)
            bill = self.bill((order.order_line, 12, 11))
            self.assert_bill(bill, [("grni", 132, 0), ("payable", 0, 132)])
            self.assert_difference_lines(bill, self.on_hand_or_difference(product, 10))
            self.assert_open(order, 22)
            refund = self.refund((order.order_line, 2, 11))
            self.assert_bill(refund, [("grni", 0, 22), ("payable", 22, 0)])
            self.assert_difference_lines(refund, self.on_hand_or_difference(product, 10)[:0])
            self.assert_settled(order)


@tagged("post_install", "-at_install")
class TestWorkedExamples(PurchaseCommon):
    """Scenarios of the list of worked examples that are about purchasing alone."""

    def test_standard_cost(self):
        """10 at a standard of 90, ordered at 100."""
        self.standard.standard_price = 90
        order = self.order((self.standard, 10, 100))
        move = self.receive_order(order)
        self.assert_entry(move, [("inventory", 900, 0), ("difference", 100, 0), ("grni", 0, 1000)])
        bill = self.bill(order)
        self.assert_bill(bill, [("grni", 1000, 0), ("payable", 0, 1000)])
        self.assert_difference_lines(bill, [])
        self.assert_settled(order)

    def test_worked_example_9_line_by_line(self):
        """5 ordered at 12; bills before, between and after their receipts: 62 in the end."""
        for product in (self.average, self.fifo):
            order = self.order((product, 5, 12))
            line = order.order_line
            first = self.receive_order(order, 2)
            self.assert_entry(first, [("inventory", 24, 0), ("grni", 0, 24)])
            matched, early = self.bill((line, 2, 12)), self.bill((line, 1, 8))
            self.assert_bill(matched, [("grni", 24, 0), ("payable", 0, 24)])
            self.assert_bill(early, [("grni", 8, 0), ("payable", 0, 8)])
            self.assert_open(order, 8)
            for quantity in (2, 1):
                move = self.receive_order(order, quantity)
                entry = move.perpetual_entry_ids.filtered("quantity")
                value = 12 * quantity
                self.assert_entry(entry, [("inventory", value, 0), ("grni", 0, value)])
            self.assert_difference_lines(matched, [])
            self.assert_difference_lines(early, [("grni", 4, 0), ("inventory", 0, 4)])
            last = self.bill((line, 2, 15))
            self.assert_bill(last, [("grni", 30, 0), ("payable", 0, 30)])
            # One unit of each of the two receipts that were open.
            each = [("inventory", 3, 0), ("grni", 0, 3)]
            self.assert_difference_lines(last, 2 * each)
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (5, 62))

    def test_worked_example_15_first_half(self):
        """Received: inventory 100, in 100; billed: in 100, payable 100."""
        for product in self.products.values():
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            self.assert_entry(move, [("inventory", 100, 0), ("grni", 0, 100)])
            bill = self.bill(order)
            self.assert_bill(bill, [("grni", 100, 0), ("payable", 0, 100)])
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (10, 100))

    def test_boylan_office_supply(self):
        """By lot: 80 ordered at 20 and 1 of freight each, 3 back for 63, all of it billed."""
        product = self.make_product("average", tracking="lot")
        product.lot_valuated = True
        old, new = self.make_lot(product, "opening"), self.make_lot(product, "purchase")
        self.receive(product, 30, 18, lot=old)
        order = self.order((product, 80, 21))
        picking = order.picking_ids.with_env(self.as_role("stock_user"))
        self._pick(picking.move_ids, 80, lot=new)
        self.validate(picking)
        move = order.order_line.move_ids
        self.assert_entry(move, [("inventory", 1680, 0), ("grni", 0, 1680)])
        back = self.return_to_vendor(move, 3)
        self.assert_entry(back, [("grni", 63, 0), ("inventory", 0, 63)])
        self.bill((order.order_line, 77, 21))
        self.assert_settled(order)
        sold = self.deliver(product, 26, lot=new)
        self.assert_entry(sold, [("cogs", 546, 0), ("inventory", 0, 546)])
        self.return_from_customer(sold, 1)
        sold = self.deliver(product, 30, lot=new)
        self.assert_entry(sold, [("cogs", 630, 0), ("inventory", 0, 630)])
        self.assertEqual(self.balance("inventory"), 1002)

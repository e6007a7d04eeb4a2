from odoo.tests import tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestReturn(PurchaseCommon):
    """Goods that go back to the vendor, their refunds, and replacements."""

    # Before the bill

    def test_return_before_the_bill(self):
        for product in self.products.values():
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            back = self.return_to_vendor(move, 3)
            self.assert_entry(back, [("grni", 30, 0), ("inventory", 0, 30)])
            self.assert_open(order, -70)
            self.bill((order.order_line, 7))
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (7, 70))

    def test_whole_return_before_the_bill(self):
        for product in self.products.values():
            order = self.order((product, 10, 11.37))
            self.return_to_vendor(self.receive_order(order), 10)
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (0, 0))
        self.assertEqual(self.balance("difference"), 0)

    def test_return_of_partly_billed_goods(self):
        """4 billed at 12, 3 returned, 3 billed at 10: what is left cost 4 · 12 + 3 · 10."""
        for product in (self.average, self.fifo):
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            self.bill((order.order_line, 4, 12))
            self.return_to_vendor(move, 3)
            self.assert_open(order, -30)
            self.assertEqual(self.on_hand(product), (7, 78))
            self.bill((order.order_line, 3))
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (7, 78))
        self.assertEqual(self.balance("difference"), 0)

    # After the bill

    def test_return_after_the_bill_and_refund(self):
        for product in self.products.values():
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            self.bill(order)
            back = self.return_to_vendor(move, 3)
            self.assert_entry(back, [("grni", 30, 0), ("inventory", 0, 30)])
            self.assert_open(order, 30)
            refund = self.refund((order.order_line, 3))
            self.assert_bill(refund, [("grni", 0, 30), ("payable", 30, 0)])
            self.assert_difference(refund, [])
            self.assert_settled(order)

    def test_refund_before_the_return(self):
        for product in self.products.values():
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            self.bill(order)
            self.refund((order.order_line, 3))
            self.assert_open(order, -30)
            self.return_to_vendor(move, 3)
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (7, 70))

    def test_refund_stays_with_its_return_when_an_over_bill_is_cancelled(self):
        """11 billed of 10 at 11, 2 back and refunded: 6 stay billed, 2 of them refunded."""
        for product, value in ((self.standard, 80), (self.average, 84), (self.fifo, 84)):
            order = self.order((product, 10, 10))
            move = self.receive_order(order, 6)
            self.bill((order.order_line, 6, 11))
            over = self.bill((order.order_line, 5, 11))
            self.receive_order(order)
            self.return_to_vendor(move, 2)
            self.refund((order.order_line, 2, 11))
            self.assert_open(order, 11)
            self.reset(over).button_cancel()
            self.assert_open(order, -40)
            self.assertEqual(self.on_hand(product), (8, value))
            self.bill((order.order_line, 4))
            self.assert_settled(order)

    def test_replacement_instead_of_a_refund(self):
        """Goods sent back and received once more: no document of the accountant's."""
        for product in self.products.values():
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            self.bill((order.order_line, 10, 12))
            back = self.return_to_vendor(move, 3)
            again = self.give_back(back, 3)
            value = 10 if product == self.standard else 12
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (10, 10 * value))
            self.assertEqual(sum(again.perpetual_entry_ids.mapped("value")), 3 * value)

    def test_return_at_the_billed_price(self):
        """What was billed at 12 goes back at 12."""
        for product in self.products.values():
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            self.bill((order.order_line, 10, 12))
            back = self.return_to_vendor(move, 3)
            rows = [("grni", 36, 0), ("inventory", 0, 36)]
            if product == self.standard:
                rows = [("grni", 36, 0), ("inventory", 0, 30), ("difference", 0, 6)]
            self.assert_entry(back, rows)
            self.refund((order.order_line, 3, 12))
            self.assert_settled(order)

    def test_refund_at_another_price(self):
        """Refunded 11 for what was paid 12: the vendor keeps 3, a price difference."""
        for product in self.products.values():
            order = self.order((product, 10, 12))
            move = self.receive_order(order)
            self.bill(order)
            self.return_to_vendor(move, 3)
            refund = self.refund((order.order_line, 3, 11))
            self.assert_difference(refund, [("difference", 3, 0), ("grni", 0, 3)])
            self.assert_settled(order)

    def test_return_when_the_cost_has_moved(self):
        """GRNI gets the receipt's price back, stock its carrying cost."""
        order = self.order((self.average, 10, 10))
        move = self.receive_order(order)
        self.receive_order(self.order((self.average, 10, 20)))
        back = self.return_to_vendor(move, 4)
        self.assert_entry(back, [("grni", 40, 0), ("difference", 20, 0), ("inventory", 0, 60)])
        self.bill((order.order_line, 6))
        self.assert_settled(order)

    def test_worked_example_12(self):
        """In, 3 back, in again; billed at 12; 1 and 5 back: GRNI fully reconciled."""
        for product in (self.average, self.fifo):
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            self.assert_entry(move, [("inventory", 100, 0), ("grni", 0, 100)])
            back = self.return_to_vendor(move, 3)
            self.assert_entry(back, [("grni", 30, 0), ("inventory", 0, 30)])
            again = self.give_back(back, 3)
            self.assert_entry(again, [("inventory", 30, 0), ("grni", 0, 30)])
            bill = self.bill((order.order_line, 10, 12))
            self.assert_bill(bill, [("grni", 120, 0), ("payable", 0, 120)])
            self.assert_difference(bill, [("inventory", 20, 0), ("grni", 0, 20)])
            self.assertEqual(self.matches(bill).mapped("price_difference"), [14, 6])
            one, five = self.return_to_vendor(move, 1), self.return_to_vendor(move, 5)
            self.assertEqual(
                [(row.kind, row.value) for row in self.entries(product)],
                [
                    ("receipt", 100),
                    ("vendor_return", -30),
                    ("receipt", 30),
                    ("price_difference", 14),
                    ("price_difference", 6),
                    ("vendor_return", -12),
                    ("vendor_return", -60),
                ],
            )
            self.assert_entry(one, [("grni", 12, 0), ("inventory", 0, 12)])
            self.assert_entry(five, [("grni", 60, 0), ("inventory", 0, 60)])
            self.assert_open(order, 72)
            self.refund((order.order_line, 6, 12))
            self.assert_settled(order)
            self.assertEqual(again.value, 36)

    def test_d12_return_and_re_receipt(self):
        """Core counted the return twice and came to 130 for what was billed with 150."""
        order = self.order((self.average, 10, 10))
        move = self.receive_order(order)
        back = self.return_to_vendor(move, 10)
        again = self.give_back(back, 10)
        self.bill((order.order_line, 10, 15))
        self.assertEqual(again.value, 150)
        self.assertEqual(self.on_hand(self.average), (10, 150))
        self.assertEqual(self.average.total_value, 150)
        self.assert_settled(order)

    def test_return_of_goods_already_sold(self):
        """Bill above the order, part sold, then the rest goes back."""
        for product in (self.average, self.fifo):
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            self.deliver(product, 4)
            self.bill((order.order_line, 10, 12))
            self.assertEqual(self.on_hand(product), (6, 72))
            back = self.return_to_vendor(move, 6)
            self.assert_entry(back, [("grni", 72, 0), ("inventory", 0, 72)])
            self.refund((order.order_line, 6, 12))
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (0, 0))

    # Done quantities edited

    def test_receipt_edited_up(self):
        for product in self.products.values():
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            self.edit(move, 12)
            self.assert_open(order, -120)
            self.bill((order.order_line, 12))
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (12, 120))

    def test_receipt_edited_up_after_the_order_price_changed(self):
        """More of a receipt costs what the receipt cost."""
        order = self.order((self.fifo, 10, 10))
        move = self.receive_order(order)
        order.order_line.price_unit = 99
        self.edit(move, 12)
        self.assert_open(order, -120)

    def test_receipt_edited_down(self):
        for product in self.products.values():
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            self.edit(move, 8)
            self.assert_open(order, -80)
            self.bill((order.order_line, 8))
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (8, 80))

    def test_receipt_edited_down_after_the_bill(self):
        """Billed for 10 at 12 and only 8 came: 24 wait for the vendor's refund."""
        for product in (self.average, self.fifo):
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            self.bill((order.order_line, 10, 12))
            self.edit(move, 8)
            self.assert_open(order, 24)
            self.assertEqual(self.on_hand(product), (8, 96))
            self.refund((order.order_line, 2, 12))
            self.assert_settled(order)
        self.assertEqual(self.balance("difference"), 0)

    def test_return_edited(self):
        for product in self.products.values():
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            back = self.return_to_vendor(move, 5)
            self.edit(back, 3)
            self.assert_open(order, -70)
            self.assertEqual(self.on_hand(product), (7, 70))
            self.edit(back, 4)
            self.assert_open(order, -60)
            self.bill((order.order_line, 6))
            self.assert_settled(order)

    # The bill reversed

    def test_bill_reversed_and_billed_anew(self):
        """A credit note for the whole bill opens the receipt for the right one."""
        for product in self.products.values():
            order = self.order((product, 10, 10))
            self.receive_order(order)
            bill = self.bill(order)
            self.reverse(bill)
            self.assert_open(order, -100)
            self.bill(order)
            self.assert_settled(order)

    def test_bill_reversed_before_the_receipt(self):
        for product in self.products.values():
            order = self.order((product, 10, 10))
            bill = self.bill(order)
            self.reverse(bill)
            self.assert_settled(order)
            self.receive_order(order)
            self.assert_open(order, -100)
            self.bill(order)
            self.assert_settled(order)

    def test_bill_above_the_order_reversed(self):
        """The credit note takes the bill's price back: nothing is left of the 20 more."""
        for product in (self.average, self.fifo):
            order = self.order((product, 10, 10))
            self.receive_order(order)
            bill = self.bill((order.order_line, 10, 12))
            self.assertEqual(self.on_hand(product), (10, 120))
            self.reverse(bill)
            self.assert_open(order, -120)
            self.bill((order.order_line, 10, 10))
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (10, 100))
        self.assertEqual(self.balance("difference"), 0)

    def test_bill_reversed_and_billed_anew_at_another_price(self):
        """The goods cost what the second bill says: 6 on hand and 4 sold of 10, received in
        parts; a reset takes it back."""
        for product in (self.average, self.fifo):
            order = self.order((product, 10, 10))
            self.receive_order(order, 3)
            self.receive_order(order)
            first = self.bill((order.order_line, 10, 12))
            self.deliver(product, 4)
            self.reverse(first)
            bill = self.bill((order.order_line, 10, 9))
            self.assert_difference(bill, [("grni", 30, 0), ("inventory", 0, 18), ("cogs", 0, 12)])
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (6, 54))
            self.reset(bill)
            self.assertEqual(self.on_hand(product), (6, 72))
            self.repost(bill, price_unit=11)
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (6, 66))
        self.assertEqual(self.balance("difference"), 0)

    def test_bill_reversed_in_part_and_billed_anew(self):
        """4 of 10 are credited at 12 and billed at 9, 1 of them never was received."""
        for product in (self.average, self.fifo):
            order = self.order((product, 10, 10))
            self.receive_order(order, 9)
            first = self.bill((order.order_line, 10, 12))
            self.refund((order.order_line, 4, 12), reversed_entry_id=first.id)
            self.bill((order.order_line, 4, 9))
            self.assertEqual(self.on_hand(product), (9, 6 * 12 + 3 * 9))
            self.receive_order(order)
            self.assert_settled(order)
            self.assertEqual(sum(self.on_hand(product)), 10 + 6 * 12 + 4 * 9)

    def test_bill_reversed_and_billed_anew_at_standard_cost(self):
        order = self.order((self.standard, 10, 10))
        self.receive_order(order)
        self.reverse(self.bill((order.order_line, 10, 12)))
        bill = self.bill((order.order_line, 10, 9))
        self.assert_difference(bill, [("grni", 30, 0), ("difference", 0, 30)])
        self.assert_settled(order)
        self.assertEqual(self.on_hand(self.standard), (10, 100))

    def test_bill_reversed_and_billed_anew_continental(self):
        self.company.anglo_saxon_accounting = False
        for product in (self.average, self.fifo):
            order = self.order((product, 10, 10))
            self.receive_order(order)
            self.reverse(self.bill((order.order_line, 10, 12)))
            self.deliver(product, 4)
            bill = self.bill((order.order_line, 10, 9))
            self.assert_difference(bill, [("variation", 30, 12), ("inventory", 0, 18)])
            self.assertEqual(self.on_hand(product), (6, 54))

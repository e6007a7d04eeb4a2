from odoo.tests import tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestContinental(PurchaseCommon):
    """Bills on expense accounts, receipts against the variation of stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.anglo_saxon_accounting = False
        cls.company.with_company(cls.company).perpetual_setup()
        cls.company.invalidate_recordset()

    def test_receipt_and_bill(self):
        for product in self.products.values():
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            self.assert_entry(move, [("inventory", 100, 0), ("variation", 0, 100)])
            bill = self.bill(order)
            self.assert_bill(bill, [("cogs", 100, 0), ("payable", 0, 100)])
            self.assert_difference(bill, [])
            self.assertEqual(self.matches(bill).quantity, 10)
        self.assertEqual(self.balance("grni"), 0)

    def test_bill_above_the_order_part_sold(self):
        """Only what is on hand is dearer: the rest of the bill is an expense already."""
        for product in (self.average, self.fifo):
            variation = self.balance("variation")
            order = self.order((product, 10, 10))
            self.receive_order(order)
            self.deliver(product, 4)
            bill = self.bill((order.order_line, 10, 12))
            rows = [("inventory", 12, 0), ("variation", 8, 0), ("variation", 0, 20)]
            self.assert_difference_lines(bill, rows)
            self.assertEqual(self.on_hand(product), (6, 72))
            self.assertEqual(self.balance("variation") - variation, -72)
            self.reset(bill)
            self.assertEqual(self.on_hand(product), (6, 60))
            self.assertEqual(self.balance("variation") - variation, -60)
            self.repost(bill)
            self.assertEqual(self.on_hand(product), (6, 72))

    def test_bill_before_receipt(self):
        order = self.order((self.fifo, 10, 10))
        self.bill((order.order_line, 10, 12))
        self.receive_order(order)
        self.assertEqual(self.on_hand(self.fifo), (10, 120))
        self.assertEqual(self.balance("variation"), -120)

    def test_standard_keeps_its_cost(self):
        order = self.order((self.standard, 10, 10))
        self.receive_order(order)
        bill = self.bill((order.order_line, 10, 12))
        self.assert_difference(bill, [])
        self.assertEqual(self.on_hand(self.standard), (10, 100))

    def test_return_and_refund(self):
        for product in (self.average, self.fifo):
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            self.bill((order.order_line, 10, 12))
            back = self.return_to_vendor(move, 3)
            self.assert_entry(back, [("variation", 36, 0), ("inventory", 0, 36)])
            refund = self.refund((order.order_line, 3, 11))
            self.assert_difference(refund, [])
            self.assertEqual(self.on_hand(product), (7, 84))

    def test_tax_that_cannot_be_recovered(self):
        tax = self.make_tax(10)
        order = self.order((self.fifo, 10, 10, {"tax_ids": tax.ids}))
        self.receive_order(order)
        self.assertEqual(self.on_hand(self.fifo), (10, 110))
        bill = self.bill((order.order_line, 10, 12))
        self.assert_bill(bill, [("cogs", 120, 0), ("cogs", 12, 0), ("payable", 0, 132)])
        self.assertEqual(self.on_hand(self.fifo), (10, 132))

    def test_foreign_currency(self):
        """The rate of the bill is in the expense; stock takes the price part only."""
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2026-01-01": 1.25})
        order = self.order((self.fifo, 10, 8), currency=euro)
        self.receive_order(order)
        self.set_rates(euro, {"2026-01-01": 1.30})
        bill = self.bill((order.order_line, 10, 9))
        self.assert_bill(bill, [("cogs", 117, 0), ("payable", 0, 117)])
        self.assertEqual(self.on_hand(self.fifo), (10, 113))

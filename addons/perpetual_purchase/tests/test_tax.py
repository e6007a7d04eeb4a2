from odoo import Command
from odoo.tests import tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestTax(PurchaseCommon):
    """Tax that cannot be recovered is a cost of the goods (D13)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.make_tax(10)

    def taxed(self, product, quantity=10, price=10, tax=None):
        return self.order((product, quantity, price, {"tax_ids": (tax or self.tax).ids}))

    def test_d13_receipt_and_bill(self):
        """Core valued the receipt at 110 and, once billed, at 100."""
        for product in self.products.values():
            order = self.taxed(product)
            move = self.receive_order(order)
            rows = [("inventory", 110, 0), ("grni", 0, 110)]
            if product == self.standard:
                rows = [("inventory", 100, 0), ("difference", 10, 0), ("grni", 0, 110)]
            self.assert_entry(move, rows)
            bill = self.bill(order)
            self.assert_bill(bill, [("grni", 100, 0), ("grni", 10, 0), ("payable", 0, 110)])
            self.assert_difference(bill, [])
            self.assert_settled(order)
            self.assertEqual(move.value, 100 if product == self.standard else 110)

    def test_bill_before_receipt(self):
        for product in self.products.values():
            order = self.taxed(product)
            self.bill(order)
            self.assert_open(order, 110)
            self.receive_order(order)
            self.assert_settled(order)

    def test_parts(self):
        for product in self.products.values():
            order = self.taxed(product)
            line = order.order_line
            self.receive_order(order, 3)
            self.bill((line, 5))
            self.receive_order(order, 7)
            self.assert_open(order, -55)
            self.bill((line, 5))
            self.assert_settled(order)

    def test_price_difference_with_its_tax(self):
        for product in (self.average, self.fifo):
            order = self.taxed(product)
            self.receive_order(order)
            self.deliver(product, 4)
            bill = self.bill((order.order_line, 10, 12))
            self.assert_difference(
                bill, [("inventory", 13.2, 0), ("cogs", 8.8, 0), ("grni", 0, 22)]
            )
            self.assertEqual(self.on_hand(product), (6, 79.2))
            self.assert_settled(order)

    def test_tax_that_the_order_did_not_have(self):
        """The bill's tax makes the goods dearer."""
        for product in (self.average, self.fifo):
            order = self.order((product, 10, 10))
            self.receive_order(order)
            bill = self.bill((order.order_line, 10, 10, {"tax_ids": self.tax.ids}))
            self.assert_difference(bill, [("inventory", 10, 0), ("grni", 0, 10)])
            self.assertEqual(self.on_hand(product), (10, 110))
            self.assert_settled(order)

    def test_several_lines_and_orders(self):
        """One tax, three order lines: each has its own tax item."""
        first = self.order(
            (self.fifo, 10, 10, {"tax_ids": self.tax.ids}),
            (self.average, 10, 20, {"tax_ids": self.tax.ids}),
        )
        second = self.taxed(self.fifo, 10, 30)
        for order in (first, second):
            self.receive_order(order)
        bill = self.bill(first, second)
        taxes = bill.line_ids.filtered("tax_line_id")
        self.assertEqual(sorted(taxes.mapped("balance")), [10, 20, 30])
        self.assertEqual(taxes.perpetual_purchase_line_id, first.order_line | second.order_line)
        self.assertEqual(bill.amount_tax, 60)
        self.assert_settled(first)
        self.assert_settled(second)

    def test_other_lines_keep_one_tax_item(self):
        """Only what lands on GRNI is told apart."""
        recoverable = self.make_tax(20, recoverable=True)
        order = self.order(
            (self.fifo, 10, 10, {"tax_ids": recoverable.ids}),
            (self.average, 10, 20, {"tax_ids": recoverable.ids}),
        )
        self.receive_order(order)
        bill = self.bill(order)
        taxes = bill.line_ids.filtered("tax_line_id")
        self.assertEqual(taxes.balance, 60)
        self.assertFalse(taxes.perpetual_purchase_line_id)
        self.assert_settled(order)

    def test_half_recoverable(self):
        account = self.env["account.account"].create(
            {"name": "Half", "code": "131099", "account_type": "asset_current"}
        )
        lines = [
            Command.create({"repartition_type": "base"}),
            Command.create(
                {"repartition_type": "tax", "factor_percent": 50, "account_id": account.id}
            ),
            Command.create({"repartition_type": "tax", "factor_percent": 50}),
        ]
        tax = self.make_tax(
            30, invoice_repartition_line_ids=lines, refund_repartition_line_ids=lines
        )
        order = self.taxed(self.fifo, tax=tax)
        self.receive_order(order)
        self.assertEqual(self.on_hand(self.fifo), (10, 115))
        bill = self.bill(order)
        self.assert_bill(
            bill, [("grni", 100, 0), ("grni", 15, 0), ("Half", 15, 0), ("payable", 0, 130)]
        )
        self.assert_settled(order)

    def test_price_includes_the_tax(self):
        tax = self.make_tax(25, price_include_override="tax_included")
        order = self.taxed(self.fifo, price=12.5, tax=tax)
        self.receive_order(order)
        self.assertEqual(self.on_hand(self.fifo), (10, 125))
        self.bill(order)
        self.assert_settled(order)

    def test_refund(self):
        for product in self.products.values():
            order = self.taxed(product)
            move = self.receive_order(order)
            self.bill(order)
            self.return_to_vendor(move, 4)
            self.assert_open(order, 44)
            refund = self.refund((order.order_line, 4))
            self.assert_bill(refund, [("grni", 0, 40), ("grni", 0, 4), ("payable", 44, 0)])
            self.assert_settled(order)

    def test_reversed_bill(self):
        for product in self.products.values():
            order = self.taxed(product)
            self.receive_order(order)
            bill = self.bill(order)
            self.reverse(bill)
            self.assert_open(order, -110)
            self.bill(order)
            self.assert_settled(order)

    def test_reset_edited_and_posted_again(self):
        order = self.taxed(self.average)
        self.receive_order(order)
        bill = self.bill(order)
        self.repost(self.reset(bill), price_unit=12)
        self.assertEqual(self.on_hand(self.average), (10, 132))
        self.assert_settled(order)
        self.repost(self.reset(bill), tax_ids=[Command.clear()])
        self.assertEqual(self.on_hand(self.average), (10, 120))
        self.assert_settled(order)

    def test_order_linked_afterwards(self):
        """The draft's tax item follows when its line is linked to an order."""
        order = self.taxed(self.average)
        self.receive_order(order)
        bill = self.bill((order.order_line, 10, 10, {"purchase_line_id": False}))
        self.reset(bill)
        self.repost(bill, purchase_line_id=order.order_line.id)
        self.assert_settled(order)

    def test_foreign_currency(self):
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2026-01-01": 1.25})
        order = self.order((self.fifo, 10, 8, {"tax_ids": self.tax.ids}), currency=euro)
        self.receive_order(order)
        self.assert_open(order, -110, -88)
        self.bill((order.order_line, 3))
        self.assert_open(order, -77, -61.6)
        self.bill((order.order_line, 7))
        self.assert_settled(order)
        self.assertEqual(self.on_hand(self.fifo), (10, 110))

    def test_two_bills_with_cents(self):
        """Tax rounded per bill against tax rounded per receipt."""
        for product in (self.average, self.fifo):
            order = self.taxed(product, 3, 1.11)
            for _number in range(3):
                self.receive_order(order, 1)
            self.bill((order.order_line, 1))
            self.bill((order.order_line, 2))
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (3, 3.66))

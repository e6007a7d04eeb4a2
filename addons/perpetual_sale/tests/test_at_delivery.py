from odoo.tests import tagged

from .common import METHODS, SaleCommon


@tagged("post_install", "-at_install")
class TestAtDelivery(SaleCommon):
    """Cost of goods sold is posted by the delivery, and the invoice posts none."""

    timing = "delivery"

    def test_delivery_then_invoice(self):
        for product in self.products.values():
            self.receive(product, 10, 10)
            self.receive(product, 10, 20)
        for method, value in (("standard", 120), ("average", 180), ("fifo", 140)):
            line = self.sell(self.products[method], 12)
            move = self.ship(line)
            self.assert_entry(move, [("cogs", value, 0), ("inventory", 0, value)])
            invoice = self.invoice(line)
            self.assert_silent(invoice)
            self.assert_cost(invoice, [])
        self.assertFalse(self.env["perpetual.gdni.match"].search([]))

    def test_invoice_then_delivery(self):
        self.stock_up()
        for product in self.products.values():
            line = self.sell(product, 4)
            invoice = self.invoice(line)
            self.assert_silent(invoice)
            move = self.ship(line)
            self.assert_entry(move, [("cogs", 40, 0), ("inventory", 0, 40)])
            self.assert_cost(invoice, [])

    def test_return_and_credit_note(self):
        """The goods come back at the value at which they left; the papers post no cost."""
        self.stock_up()
        for method in METHODS:
            product = self.products[method]
            line = self.sell(product, 6)
            move = self.ship(line)
            invoice = self.invoice(line)
            self.receive(product, 10, 40)
            back = self.return_from_customer(move, 2)
            self.assert_entry(back, [("inventory", 20, 0), ("cogs", 0, 20)])
            note = self.credit(invoice, 2)
            self.assert_silent(note)
            self.assert_cost(note, [])

    def test_analytics_of_the_order(self):
        """The cost is analysed as the order is, also when it comes back."""
        shop = self.make_analytic("Shop")
        self.receive(self.average, 10, 10)
        order = self.sell_all([(self.average, 4)])
        order.order_line.analytic_distribution = {str(shop.id): 100}
        self.return_from_customer(self.ship(order.order_line), 1)
        items = order.order_line.move_ids.perpetual_entry_ids.account_move_id.line_ids
        cogs = items.filtered("analytic_distribution")
        self.assertEqual(cogs.account_id, self.account("cogs"))
        self.assertEqual(sorted(cogs.analytic_line_ids.mapped("amount")), [-40, 10])

    def test_d1_second_delivery_at_another_cost(self):
        """Core prices all invoiced units at today's cost: 180 for goods that cost 140."""
        self.receive(self.average, 10, 10)
        line = self.sell(self.average, 20)
        self.ship(line, 10)
        self.assert_silent(self.invoice(line, 10))
        self.receive(self.average, 10, 14)
        move = self.ship(line, 10)
        self.assert_silent(self.invoice(line, 10))
        self.assert_entry(move, [("cogs", 140, 0), ("inventory", 0, 140)])
        self.assertEqual(self.balance("cogs"), 240)
        self.assertEqual(self.balance("inventory"), 0)

    def test_d2_invoice_before_delivery(self):
        """Core posts 24 at invoice and leaves it there when the goods leave at 32."""
        self.receive(self.average, 2, 12)
        line = self.sell(self.average, 2)
        self.assert_silent(self.invoice(line))
        self.assertEqual(self.balance("cogs"), 0)
        self.receive(self.average, 2, 20)
        self.assert_entry(self.ship(line), [("cogs", 32, 0), ("inventory", 0, 32)])

    def test_d3_credit_note_of_the_order(self):
        """Core credits today's cost when the credit note names no invoice."""
        self.average.invoice_policy = "delivery"
        self.receive(self.average, 10, 10)
        line = self.sell(self.average, 10)
        move = self.ship(line)
        self.invoice(line)
        self.receive(self.average, 10, 50)
        back = self.return_from_customer(move, 2)
        note = self.credit_order(line)
        self.assertEqual(note.move_type, "out_refund")
        self.assertFalse(note.reversed_entry_id)
        self.assert_silent(note)
        self.assert_entry(back, [("inventory", 20, 0), ("cogs", 0, 20)])
        self.assertEqual(self.balance("cogs"), 80)

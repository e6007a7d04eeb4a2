"""Invoiced orders: the cost is the order's, whatever the invoice says and when."""

from odoo.tests import tagged

from .common import METHODS, PosCommon


@tagged("post_install", "-at_install")
class TestInvoice(PosCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "point_of_sale.group_pos_manager,account.group_account_invoice"
        cls.users["shop_biller"] = cls.make_user("shop_biller", f"base.group_user,{groups}")

    def setUp(self):
        super().setUp()
        for product in self.products.values():
            self.receive(product, 10, 10)

    def sell_to_customer(self, product, quantity=2, **vals):
        return self.sell([(product, quantity)], partner_id=self.customer.id, **vals)

    def invoice(self, order):
        """Press Invoice on the order."""
        user = order.with_env(self.as_role("shop_biller")).with_context(generate_pdf=False)
        user.action_pos_order_invoice()
        self.env.invalidate_all()
        return order.account_move

    def test_invoiced_at_once(self):
        for method in METHODS:
            with self.subTest(method):
                order = self.sell_to_customer(self.products[method], to_invoice=True)
                self.assertEqual(order.account_move.state, "posted")
                self.assert_no_cost(order.account_move)
                self.assert_entry(self.moves(order), [("cogs", 20, 0), ("inventory", 0, 20)])
        self.assert_no_cost(self.close())
        self.assertEqual(self.balance("cogs"), 60)

    def test_invoiced_before_the_close(self):
        order = self.sell_to_customer(self.fifo)
        self.assert_no_cost(self.invoice(order))
        self.assert_no_cost(self.close())
        self.assertEqual(self.balance("cogs"), 20)

    def test_invoiced_after_the_close(self):
        """Core takes the order back out of the closing entry: it had no cost there."""
        order = self.sell_to_customer(self.fifo)
        closing = self.close()
        invoice = self.invoice(order)
        taken_back = self.env["account.move"].search([("reversed_pos_order_id", "=", order.id)])
        self.assertEqual(len(taken_back), 1)
        for entry in (closing, invoice, taken_back):
            self.assert_no_cost(entry)
        self.assertEqual(self.balance("cogs"), 20)

    def test_credited(self):
        for method in METHODS:
            with self.subTest(method):
                product = self.products[method]
                order = self.sell_to_customer(product, to_invoice=True)
                self.receive(product, 10, 30)
                refund = self.refund(order, 1, partner_id=self.customer.id, to_invoice=True)
                self.assertEqual(refund.account_move.move_type, "out_refund")
                self.assert_no_cost(refund.account_move)
                self.assert_entry(self.moves(refund), [("inventory", 10, 0), ("cogs", 0, 10)])

    def test_continental(self):
        """The stock variation account is the counterpart; invoices have no cost either."""
        self.company.anglo_saxon_accounting = False
        self.company.perpetual_setup()
        order = self.sell_to_customer(self.average, to_invoice=True)
        self.assert_no_cost(order.account_move)
        self.assert_entry(self.moves(order), [("variation", 20, 0), ("inventory", 0, 20)])
        self.assert_no_cost(self.close())


@tagged("post_install", "-at_install")
class TestInvoiceWithStockAtClose(TestInvoice):
    update_stock = "closing"

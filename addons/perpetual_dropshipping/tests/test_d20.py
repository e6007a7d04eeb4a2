"""D20: what core skips in ``stock_dropshipping`` since 19.0, with the right figures.

==============================================  ===========================================
skipped in core (stock_dropshipping/tests)      here, or where
==============================================  ===========================================
TestStockValuation
.test_dropship_*_perpetual_continental_*        test_d20_continental
.test_dropship_*_perpetual_anglosaxon_ordered   test_d20_sold_at_12_bought_at_8
.test_dropship_*_perpetual_anglosaxon_delivered the same: the invoice posts no cost
.test_dropship_standard_…_ordered_return        test_d20_returned_and_sent_again
.test_dropship_fifo_return                      test_d20_returned_and_sent_again
.test_dropship_cogs_multiple_invoices           test_d20_three_orders_of_one_sale
.test_dropship_standard_…_return_internal_aml   test_dropship: test_into_stock_at_standard
TestLifoPrice.test_lifoprice                    test_d20_last_in_first_out_of_the_shelf
TestPurchaseOrder.test_qty_received_does_sync_… test_d20_less_than_was_sent
==============================================  ===========================================

Other by design: cost of goods sold is the order's price under standard cost, too (core took the
standard price, and left the difference on the account of stock received).
"""

from odoo.tests import tagged

from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestD20(DropshipCommon):
    def test_d20_sold_at_12_bought_at_8(self):
        for product in self.products.values():
            with self.subTest(product.name):
                before = self.balance("cogs")
                line, _move = self.dropship(product, 1, 8)
                self.bill(self.orders(line))
                self.assert_silent(self.invoice(line))
                self.assertEqual(self.balance("cogs") - before, 8)
                self.assert_settled(self.orders(line))

    def test_d20_continental(self):
        """The bill is the expense; the transfer posts nothing."""
        self.company.anglo_saxon_accounting = False
        for product in self.products.values():
            with self.subTest(product.name):
                line, move = self.dropship(product, 1, 8)
                self.assertFalse(move.perpetual_entry_ids.account_move_id)
                bill = self.bill(self.orders(line))
                self.assert_bill(bill, [("cogs", 8, 0), ("payable", 0, 8)])

    def test_d20_returned_and_sent_again(self):
        for product in self.products.values():
            with self.subTest(product.name):
                before = self.balance("cogs")
                line, move = self.dropship(product, 1, 8)
                back = self.send_back(move, 1)
                self.assert_entry(back, [("grni", 8, 0), ("cogs", 0, 8)])
                again = self.send_back(back, 1)
                self.assert_entry(again, [("cogs", 8, 0), ("grni", 0, 8)])
                self.bill(self.orders(line))
                self.assert_settled(self.orders(line))
                self.assertEqual(self.balance("cogs") - before, 8)

    def test_d20_three_orders_of_one_sale(self):
        """One more each time, bought at 8, 16 and 24; the last goes back and comes again."""
        line, _move = self.dropship(self.fifo, 1, 8)
        total = 8
        for units, price in ((2, 16), (3, 24)):
            line.with_env(self.as_role("stock_manager")).sudo().product_uom_qty = units
            order_line = line.purchase_line_ids.filtered(lambda row: row.state == "draft")
            order_line.price_unit, order_line.tax_ids = price, False
            order_line.order_id.with_env(self.as_role("buyer")).button_confirm()
            move = self.send(line)
            total += price
            self.assertEqual(self.balance("cogs"), total)
        back = self.send_back(move, 1)
        self.assertEqual(self.balance("cogs"), 24)
        self.send_back(back, 1)
        self.assertEqual(self.balance("cogs"), 48)
        self.assert_silent(self.invoice(line))
        for order in line.purchase_line_ids.order_id:
            self.bill(order)
            self.assert_settled(order)

    def test_d20_last_in_first_out_of_the_shelf(self):
        """Which goods are picked does not change what they cost: 10 at 60, then 10 at 80."""
        lifo = self.env.ref("stock.removal_lifo")
        self.categories["fifo"].removal_strategy_id = lifo
        for quantity, price in ((10, 60), (30, 80)):
            order = self.order((self.fifo, quantity, price))
            self.receive_order(order)
        move = self.deliver(self.fifo, 20)
        self.assertEqual(abs(move.value), 1400)
        self.assertEqual(self.on_hand(self.fifo), (20, 1600))

    def test_d20_less_than_was_sent(self):
        """10 at 15 shipped, then mended to 5: by 5 less received and owed."""
        for product in self.products.values():
            with self.subTest(product.name):
                line, move = self.dropship(product, 10, 15)
                self.edit(move, 5)
                order = self.orders(line)
                self.assertEqual(order.order_line.qty_received, 5)
                self.assert_open(order, -75)
                self.assertEqual(
                    product.with_company(self.company).standard_price,
                    10 if product == self.standard else 0,
                )

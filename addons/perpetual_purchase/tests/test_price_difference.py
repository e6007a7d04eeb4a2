from odoo.tests import tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestPriceDifference(PurchaseCommon):
    """Bills above and below what was accrued: on hand to inventory, the rest to COGS."""

    def billed(self, product, price, sold=0, quantity=10):
        """Receive 10 at 10, deliver some, bill ``quantity`` at ``price``."""
        order = self.order((product, 10, 10))
        self.receive_order(order)
        if sold:
            self.deliver(product, sold)
        return order, self.bill((order.order_line, quantity, price))

    # Average and FIFO

    def test_above_all_on_hand(self):
        for product in (self.average, self.fifo):
            order, bill = self.billed(product, 12)
            self.assert_bill(bill, [("grni", 120, 0), ("payable", 0, 120)])
            self.assert_difference(bill, [("inventory", 20, 0), ("grni", 0, 20)])
            self.assert_ledger(
                product, [("receipt", 10, 100, 10, 100), ("price_difference", 0, 20, 10, 120)]
            )
            self.assert_settled(order)
            self.assertEqual(product.standard_price, 12)
            self.assertEqual(product.total_value, 120)

    def test_below_all_on_hand(self):
        for product in (self.average, self.fifo):
            order, bill = self.billed(product, 9)
            self.assert_difference(bill, [("grni", 10, 0), ("inventory", 0, 10)])
            self.assertEqual(self.on_hand(product), (10, 90))
            self.assert_settled(order)

    def test_above_part_sold(self):
        for product in (self.average, self.fifo):
            order, bill = self.billed(product, 12, sold=4)
            self.assert_difference(bill, [("inventory", 12, 0), ("cogs", 8, 0), ("grni", 0, 20)])
            self.assertEqual(self.on_hand(product), (6, 72))
            self.assert_settled(order)

    def test_below_part_sold(self):
        for product in (self.average, self.fifo):
            order, bill = self.billed(product, 7, sold=4)
            self.assert_difference(bill, [("grni", 30, 0), ("inventory", 0, 18), ("cogs", 0, 12)])
            self.assertEqual(self.on_hand(product), (6, 42))
            self.assert_settled(order)

    def test_all_sold(self):
        for product in (self.average, self.fifo):
            order, bill = self.billed(product, 12, sold=10)
            self.assert_difference(bill, [("cogs", 20, 0), ("grni", 0, 20)])
            self.assertEqual(self.on_hand(product), (0, 0))
            self.assert_settled(order)

    def test_sold_short(self):
        """More was delivered than there is: no unit of the receipt is left."""
        for product in (self.average, self.fifo):
            order, bill = self.billed(product, 12, sold=13)
            self.assert_difference(bill, [("cogs", 20, 0), ("grni", 0, 20)])
            self.assert_settled(order)

    def test_the_accounts_in_the_end(self):
        """Bought for 120, 4 of 10 sold: 72 in stock, 48 cost of sales, by any method."""
        for product in (self.average, self.fifo):
            stock, cogs = self.balance("inventory"), self.balance("cogs")
            self.billed(product, 12, sold=4)
            self.assertEqual(self.balance("inventory") - stock, 72)
            self.assertEqual(self.balance("cogs") - cogs, 48)
        self.assertEqual(self.balance("difference"), 0)

    def test_fifo_prices_its_own_layer(self):
        first = self.order((self.fifo, 10, 10))
        self.receive_order(first)
        self.receive_order(self.order((self.fifo, 10, 20)))
        self.deliver(self.fifo, 5)
        bill = self.bill((first.order_line, 10, 12))
        self.assert_difference(bill, [("inventory", 10, 0), ("cogs", 10, 0), ("grni", 0, 20)])
        self.assertEqual(self.layers(self.fifo), [(5, 60), (10, 200)])

    def test_average_with_later_receipts(self):
        """What came later is on hand before it: 5 of the 10 are taken as sold."""
        first = self.order((self.average, 10, 10))
        self.receive_order(first)
        self.receive_order(self.order((self.average, 10, 20)))
        self.deliver(self.average, 5)
        bill = self.bill((first.order_line, 10, 12))
        self.assert_difference(bill, [("inventory", 10, 0), ("cogs", 10, 0), ("grni", 0, 20)])
        self.assertEqual(self.on_hand(self.average), (15, 235))

    def test_bill_before_receipt_above_the_order(self):
        for product in (self.average, self.fifo):
            order = self.order((product, 10, 10))
            bill = self.bill((order.order_line, 10, 12))
            self.receive_order(order)
            self.assert_difference(bill, [("inventory", 20, 0), ("grni", 0, 20)])
            self.assertEqual(self.on_hand(product), (10, 120))
            self.assert_settled(order)

    def test_category_expense_account(self):
        """The consumed share goes where the goods' own cost of sales went."""
        account = self.env["account.account"].create(
            {"name": "Own COGS", "code": "509999", "account_type": "expense_direct_cost"}
        )
        self.categories["fifo"].property_account_expense_categ_id = account
        _order, bill = self.billed(self.fifo, 12, sold=10)
        self.assert_difference(bill, [("Own COGS", 20, 0), ("grni", 0, 20)])

    # Standard

    def test_standard_above(self):
        order, bill = self.billed(self.standard, 12, sold=4)
        self.assert_difference(bill, [("difference", 20, 0), ("grni", 0, 20)])
        self.assertEqual(self.on_hand(self.standard), (6, 60))
        self.assert_settled(order)

    def test_standard_below(self):
        order, bill = self.billed(self.standard, 7)
        self.assert_difference(bill, [("grni", 30, 0), ("difference", 0, 30)])
        self.assert_settled(order)

    def test_standard_with_the_category_account(self):
        """Core posts its own difference there too, on continuous goods it must not."""
        account = self.env["account.account"].create(
            {"name": "Own difference", "code": "599999", "account_type": "expense"}
        )
        self.categories["standard"].property_price_difference_account_id = account
        order, bill = self.billed(self.standard, 12)
        self.assert_bill(bill, [("grni", 120, 0), ("payable", 0, 120)])
        self.assert_difference(bill, [("Own difference", 20, 0), ("grni", 0, 20)])
        self.assert_settled(order)

    # Worked examples

    def test_worked_example_9(self):
        for product in (self.average, self.fifo):
            order = self.order((product, 5, 12))
            line = order.order_line
            self.receive_order(order, 2)
            self.assertEqual(self.on_hand(product), (2, 24))
            self.bill((line, 2, 12))
            self.bill((line, 1, 8))
            self.receive_order(order, 2)
            self.receive_order(order, 1)
            bill = self.bill((line, 2, 15))
            self.assert_difference(bill, [("inventory", 6, 0), ("grni", 0, 6)])
            self.assertEqual(self.on_hand(product), (5, 62))
            self.assert_settled(order)

    def test_worked_example_10(self):
        order = self.order((self.standard, 1, 10))
        self.receive_order(order)
        bill = self.bill((order.order_line, 1, 12))
        self.assert_difference(bill, [("difference", 2, 0), ("grni", 0, 2)])
        self.assert_settled(order)

    def test_worked_example_10_tiny_prices(self):
        """100,000 at a standard of .0005, billed at .0006: 60, and 10 of difference."""
        self.set_cost(self.standard, 0.0005)
        order = self.order((self.standard, 100000, 0.0005))
        move = self.receive_order(order)
        self.assert_entry(move, [("inventory", 50, 0), ("grni", 0, 50)])
        bill = self.bill((order.order_line, 100000, 0.0006))
        self.assert_bill(bill, [("grni", 60, 0), ("payable", 0, 60)])
        self.assert_difference(bill, [("difference", 10, 0), ("grni", 0, 10)])
        self.assert_settled(order)

    def test_worked_example_11_discount_on_the_bill(self):
        order = self.order((self.fifo, 1, 110))
        self.receive_order(order)
        bill = self.bill((order.order_line, 1, 100, {"discount": 10}))
        self.assert_bill(bill, [("grni", 90, 0), ("payable", 0, 90)])
        self.assert_difference(bill, [("grni", 20, 0), ("inventory", 0, 20)])
        self.assertEqual(self.on_hand(self.fifo), (1, 90))
        self.assert_settled(order)

    def test_worked_example_11_bills_in_parts(self):
        order = self.order((self.fifo, 10, 50))
        self.receive_order(order)
        self.deliver(self.fifo, 5)
        shares = [(1, 10, 0), (3, 30, 0), (2, 10, 10), (4, 0, 40)]
        for quantity, cogs, inventory in shares:
            bill = self.bill((order.order_line, quantity, 60))
            rows = [("grni", 0, quantity * 10)]
            rows += [("cogs", cogs, 0)] if cogs else []
            rows += [("inventory", inventory, 0)] if inventory else []
            self.assert_difference(bill, rows)
        move = self.deliver(self.fifo, 2)
        self.assert_entry(move, [("cogs", 120, 0), ("inventory", 0, 120)])
        self.assert_settled(order)

    # Prices of nothing

    def test_free_goods_that_are_billed_after_all(self):
        for product in (self.average, self.fifo):
            order = self.order((product, 10, 0))
            self.receive_order(order)
            self.assertEqual(self.on_hand(product), (10, 0))
            bill = self.bill((order.order_line, 10, 3))
            self.assert_difference(bill, [("inventory", 30, 0), ("grni", 0, 30)])
            self.assertEqual(self.on_hand(product), (10, 30))
            self.assert_settled(order)

    def test_goods_that_turn_out_to_be_free(self):
        for product in (self.average, self.fifo):
            order = self.order((product, 10, 5))
            self.receive_order(order)
            bill = self.bill((order.order_line, 10, 0))
            self.assert_difference(bill, [("grni", 50, 0), ("inventory", 0, 50)])
            self.assertEqual(self.on_hand(product), (10, 0))
            self.assert_settled(order)

    # By lot

    def test_valued_by_lot(self):
        """The difference follows the units of each lot."""
        product = self.make_product("average", tracking="lot", lot_valuated=True)
        lots = [self.make_lot(product, name) for name in ("L1", "L2")]
        order = self.order((product, 10, 10))
        picking = order.picking_ids.with_env(self.as_role("stock_user"))
        move = picking.move_ids
        move.move_line_ids.unlink()
        for lot, quantity in zip(lots, (4, 6), strict=True):
            move.move_line_ids = [
                (
                    0,
                    0,
                    {
                        "product_id": product.id,
                        "product_uom_id": product.uom_id.id,
                        "quantity": quantity,
                        "lot_id": lot.id,
                        "picking_id": picking.id,
                        "location_id": move.location_id.id,
                        "location_dest_id": move.location_dest_id.id,
                    },
                )
            ]
        move.picked = True
        self.validate(picking)
        self.deliver(product, 2, lot=lots[0])
        bill = self.bill((order.order_line, 10, 12))
        self.assert_difference(bill, [("inventory", 16, 0), ("cogs", 4, 0), ("grni", 0, 20)])
        pools = [self.pool(product, lot=lot) for lot in lots]
        self.assertEqual([(pool.quantity, pool.value) for pool in pools], [(2, 24), (6, 72)])
        self.assert_settled(order)

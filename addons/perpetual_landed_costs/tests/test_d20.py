"""D20: what core skips in its landed cost suites since 19.0, with the right figures.

======================================================  ===================================
skipped in core (stock_landed_costs/tests)              here
======================================================  ===================================
TestStockValuationLCFIFO.test_normal_1, alreadyout_2    test_methods: test_fifo_goes_to_…
….test_negative_1                                       test_d20_negative
….test_alreadyout_1                                     test_methods: test_everything_sold
….test_alreadyout_3                                     test_d20_already_out_then_edited
….test_fifo_to_standard_1                               test_d20_to_standard
….test_rounding_1, 2, 3                                 test_d20_rounding
….test_in_and_out_1                                     test_d20_two_costs_then_out
….test_landed_cost_different_uom                        test_d20_other_unit
TestStockValuationLCAVCO (the same)                     the same, by both methods
TestStockValuationLCFIFOVB.vendor_bill_flow_*           test_bill: test_example_15_…
….test_create_landed_cost_from_bill_multi_currencies    test_bill: test_foreign_currency*
TestStockLandedCostsLots.test_stock_landed_costs_lots   test_d20_lots
….test_landed_cost_when_partially_sold                  test_d20_lots_partly_sold
TestStockLandedCostsRounding                            test_split: test_example_13_…
TestStockLandedCosts.test_aml_account_selection         test_bill: test_service_of_a_…
TestLandedCosts.test_01_negative_landed_costs_on_…      test_methods: test_credit
….test_invoice_after_lc, invoice_after_lc_amls          test_d20_bill_after_landed_cost
….test_lc_with_avco_ordered_qty_backorder               test_flows: test_backorder
….test_landed_costs_avco_invoice_before_receipt         test_d20_bill_before_receipt
….test_refund_landed_cost_creates_negative_valuation    test_bill: test_refund
======================================================  ===================================

Not taken over: branches (one chart of accounts for several companies).
"""

from odoo import Command
from odoo.tests import tagged

from .common import LandedCommon


@tagged("post_install", "-at_install")
class TestD20(LandedCommon):
    def both(self):
        """FIFO and average, one after the other."""
        for product in (self.fifo, self.average):
            with self.subTest(product.name):
                yield product

    def receive_lots(self, product, lots, cost):
        """One receipt of {lot: quantity}."""
        kind = self.warehouse().in_type_id
        goods = [(product, sum(lots.values()))]
        picking = self.prepare(goods, self.suppliers, self.stock(), kind, cost)
        move = picking.move_ids
        vals = move.move_line_ids.copy_data()[0]
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create({**vals, "quantity": quantity, "lot_id": lot.id})
            for lot, quantity in lots.items()
        ]
        move.picked = True
        return self.validate(picking).move_ids

    def make_lots(self, method, *names):
        product = self.make_product(method, tracking="lot", lot_valuated=True)
        return product, [self.make_lot(product, name) for name in names]

    def test_d20_negative(self):
        """2 out before 10 in: 8 of 10 bear 80 of the 100."""
        for product in self.both():
            self.set_cost(product, 10)
            self.deliver(product, 2)
            move = self.receive(product, 10, cost=15)
            self.land(100, move)
            self.assertEqual(self.on_hand(product), (8, 200))

    def test_d20_already_out_then_edited(self):
        """10 in, 10 out, then the receipt is corrected to 15: 5 of 15 bear 20 of the 60."""
        for product in self.both():
            move = self.receive(product, 10, cost=10)
            self.deliver(product, 10)
            self.edit(move, 15)
            cost = self.land(60, move)
            self.assert_cost(cost, [("inventory", 20, 0), ("cogs", 40, 0), ("clearing", 0, 60)])
            self.assertEqual(self.on_hand(product), (5, 70))

    def test_d20_to_standard(self):
        """15 of 20 are left and half of the landed cost: 250, the value that core then freezes."""
        first = self.receive(self.fifo, 10, cost=10)
        self.receive(self.fifo, 10, cost=15)
        self.deliver(self.fifo, 5)
        self.land(100, first)
        self.assertEqual(self.on_hand(self.fifo), (15, 250))

    def test_d20_rounding(self):
        for product in self.both():
            for price, landed, costs in (
                (20, 40, [33.33, 33.34, 33.33]),
                (20, 38, [32.67, 32.66, 32.67]),
                (1, 1.85, [1.62, 1.61, 1.62]),
            ):
                move = self.receive(product, 3, cost=price)
                self.land(landed, move)
                actual = [self.deliver(product, 1).value for _number in range(3)]
                self.assertEqual(sorted(actual), sorted(costs))
                self.assertEqual(self.on_hand(product), (0, 0))

    def test_d20_two_costs_then_out(self):
        for product in self.both():
            move = self.receive(product, 10, cost=100)
            self.land(100, move)
            self.land(50, move)
            self.assertEqual(self.on_hand(product), (10, 1150))
            self.assertEqual(self.deliver(product, 1).value, 115)

    def test_d20_other_unit(self):
        """Received by the dozen, kept by the piece."""
        for product in self.both():
            move = self.receive(product, 1, cost=10, uom=self.dozen)
            self.land(24, move)
            self.assertEqual(self.on_hand(product), (12, 144))

    def test_d20_lots(self):
        """15 at 10 in three lots and 10 at 11 in two: 3 each, so 10.20 and 11.30 a piece."""
        for method in ("average", "fifo"):
            with self.subTest(method):
                first, lots = self.make_lots(method, "A1", "A2", "A3")
                second, others = self.make_lots(method, "B1", "B2")
                moves = self.receive_lots(first, dict.fromkeys(lots, 5), 10)
                moves |= self.receive_lots(second, dict.fromkeys(others, 5), 11)
                self.land(6, moves, "equal")
                self.assertEqual([lot.standard_price for lot in lots], [10.2] * 3)
                self.assertEqual([lot.standard_price for lot in others], [11.3] * 2)
                self.assertEqual(self.deliver(first, 3, lot=lots[1]).value, 30.6)
                self.assertEqual(self.deliver(second, 2, lot=others[0]).value, 22.6)

    def test_d20_lots_partly_sold(self):
        """Five pieces in lots of 1, 2, 1 and 1; one of the first two lots each is sold."""
        product, lots = self.make_lots("fifo", "L1", "L2", "L3", "L4")
        move = self.receive_lots(product, dict(zip(lots, (1, 2, 1, 1), strict=True)), 10000)
        self.deliver(product, 1, lot=lots[0])
        self.deliver(product, 1, lot=lots[1])
        cost = self.land(5000, move)
        self.assert_cost(cost, [("inventory", 3000, 0), ("cogs", 2000, 0), ("clearing", 0, 5000)])
        values = [self.pool(product, lot=lot).value for lot in lots]
        self.assertEqual(values, [0, 11000, 11000, 11000])

    def test_d20_bill_after_landed_cost(self):
        for product in self.both():
            order = self.order((product, 10, 100))
            move = self.receive_order(order)
            self.land(50, move)
            bill = self.bill((order.order_line, 10, 110))
            self.assert_difference(bill, [("inventory", 100, 0), ("grni", 0, 100)])
            self.assertEqual(self.on_hand(product), (10, 1150))

    def test_d20_bill_before_receipt(self):
        for product in self.both():
            order = self.order((product, 10, 100))
            self.bill((order.order_line, 10, 110))
            move = self.receive_order(order)
            self.land(50, move)
            self.assertEqual(self.on_hand(product), (10, 1150))
            self.assert_settled(order)

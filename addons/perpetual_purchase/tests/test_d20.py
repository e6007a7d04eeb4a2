"""D20: what core skips in ``purchase_stock`` since 19.0, with the right figures.

==================================================  ==========================================
skipped in core (purchase_stock/tests)              here, or where
==================================================  ==========================================
TestStockValuationWithCOA
.test_anglosaxon_valuation_*_discount               test_d20_discounts
.test_anglosaxon_valuation_price_unit_diff_avco     test_price_difference: test_above_all_…
.test_price_diff_with_partial_bills_and_delivered…  test_d20_hundreds_billed_in_parts
.test_partial_bills_and_reconciliation              test_d20_all_delivered_billed_in_parts
.test_pdiff_and_credit_notes                        test_d20_many_bills_and_credit_notes
.test_pdiff_with_credit_notes_and_delivered_qties   test_d20_billed_three_times_and_sold
.test_pdiff_with_returns_and_credit_notes           test_return: test_worked_example_12
.test_pdiff_and_aml_labels                          test_d20_labels_of_the_bill
.test_pdiff_and_order_between_bills_01, 02          test_d20_order_between_bills
.test_pdiff_multi_curr_and_rates                    test_d20_bill_date_and_accounting_date
.test_bill_date_exchange_rate_for_price_diff_amls   the same
.test_pdiff_lot_valuation                           test_price_difference: test_valued_by_lot
.test_purchase_with_backorders_and_return_and_…     test_d20_backorders_return_and_prices
.test_invoice_on_ordered_qty_with_backorder_and_…   test_currency: test_parts_at_many_rates
.test_pdiff_date                                    test_corrections: test_the_difference_is_…
.test_invoice_first_receipt_later_with_multi…       test_currency: test_bill_before_receipt
.test_analytic_distribution_propagation_with_…      test_d20_analytics_of_the_exchange
.test_curr_rates_and_out_qty                        test_d20_sold_before_a_bill_at_another_rate
.test_bill_with_zero_qty                            test_d20_nothing_of_a_line_is_billed
.test_fifo_return_and_receive_all_on_backorder      test_d20_returned_and_received_again
.test_fifo_return_twice_and_bill, _bill_return_…    the same; test_return
.test_incoming_with_negative_qty                    test_d20_order_of_less_than_nothing
.test_return_a_return_avco_prod_with_exchange_diff  test_currency: test_replacement
.test_manual_non_standard_cost_bill_post            test_continental: test_bill_above_the_…
.test_100_percent_discount                          test_d20_all_of_it_discounted
.test_standard_valuation_return_credit_note         test_return: test_return_after_the_bill_…
TestPurchaseOrder.test_receive_qty_invoiced_but_…   test_d20_draft_bill_counts_for_nothing
TestReorderingRule.test_decrease_qty_multi_step_*   demand of moves only, no figure of value
==================================================  ==========================================

Other by design: where the rate of the bill's date differs from the receipt's, that is an exchange
difference and no price of goods.
"""

from odoo.tests import freeze_time, tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestD20(PurchaseCommon):
    def both(self):
        """Average cost and FIFO, one after the other."""
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                yield product

    def sold(self):
        return self.balance("cogs")

    def test_d20_discounts(self):
        """Price of the order, of the bill less 10 per cent, and what the goods then cost."""
        less = {"discount": 10}
        for product in self.products.values():
            for ordered, difference in ((110, -20), (100, -10), (90, 0)):
                with self.subTest(product.name, ordered=ordered):
                    self.set_cost(product, 90)
                    before = self.on_hand(product)[1]
                    order = self.order((product, 1, ordered))
                    self.receive_order(order)
                    bill = self.bill((order.order_line, 1, 100, less))
                    self.assert_bill(bill, [("grni", 90, 0), ("payable", 0, 90)])
                    if difference:
                        other = "difference" if product == self.standard else "inventory"
                        self.assert_difference(
                            bill, [("grni", -difference, 0), (other, 0, -difference)]
                        )
                    self.assert_settled(order)
                    self.assertEqual(self.on_hand(product)[1] - before, 90)

    def test_d20_hundreds_billed_in_parts(self):
        """10 hundred at 100 euro (50 dollars), 5 of them delivered, then billed at 120 euro."""
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2020-01-01": 0.5})
        hundred = self.env["uom.uom"].create(
            {"name": "Hundred", "relative_factor": 100, "relative_uom_id": self.unit.id}
        )
        for product in self.both():
            sold = self.sold()
            order = self.order((product, 10, 100, {"product_uom_id": hundred.id}), currency=euro)
            self.receive_order(order, 7)
            self.receive_order(order)
            self.deliver(product, 500)
            self.assertEqual(self.sold() - sold, 250)
            for quantity, consumed, on_hand in ((1, 10, 0), (3, 30, 0), (2, 10, 10), (4, 0, 40)):
                bill = self.bill((order.order_line, quantity, 120))
                amount = consumed + on_hand
                rows = [("inventory", on_hand, 0), ("cogs", consumed, 0), ("grni", 0, amount)]
                self.assert_difference(bill, [row for row in rows if any(row[1:])])
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (500, 300))
            out = self.deliver(product, 200)
            self.assert_entry(out, [("cogs", 120, 0), ("inventory", 0, 120)])

    def test_d20_all_delivered_billed_in_parts(self):
        for product in self.both():
            order = self.order((product, 5, 10))
            self.receive_order(order)
            self.deliver(product, 5)
            for quantity in (1, 4):
                bill = self.bill((order.order_line, quantity, 12))
                self.assert_difference(bill, [("cogs", 2 * quantity, 0), ("grni", 0, 2 * quantity)])
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (0, 0))

    def test_d20_many_bills_and_credit_notes(self):
        """12 at 10 in three receipts; what is billed less what is refunded is what they cost."""
        for product in self.products.values():
            with self.subTest(product.name):
                order = self.order((product, 12, 10))
                for quantity in (4, 3, 5):
                    self.receive_order(order, quantity)
                line, bills = order.order_line, []
                for quantity, price in ((3, 12), (2, 11), (1, 15), (4, 9), (2, 10)):
                    bills.append(self.bill((line, quantity, price)))
                for number, quantity, price in ((0, 1, 12), (1, 2, 11), (3, 2, 9), (4, 1, 10)):
                    self.refund((line, quantity, price), reversed_entry_id=bills[number].id)
                self.bill((line, 6, 18))
                self.assert_settled(order)
                cost = 120 if product == self.standard else 175
                self.assertEqual(self.on_hand(product), (12, cost))
        self.assertEqual(self.balance("difference"), 175 - 120)

    def test_d20_billed_three_times_and_sold(self):
        """Billed at 12, credited, billed at 9, credited, billed at 10; sold at the cost of then."""
        for product in self.both():
            sold = self.sold()
            order = self.order((product, 10, 10))
            self.receive_order(order)
            bill = self.bill((order.order_line, 10, 12))
            self.assert_entry(self.deliver(product, 3), [("cogs", 36, 0), ("inventory", 0, 36)])
            self.reverse(bill)
            bill = self.bill((order.order_line, 10, 9))
            self.assert_entry(self.deliver(product, 1), [("cogs", 9, 0), ("inventory", 0, 9)])
            self.reverse(bill)
            self.bill((order.order_line, 10, 10))
            self.assert_settled(order)
            self.assertEqual(self.on_hand(product), (6, 60))
            self.assertEqual(self.sold() - sold, 40)

    def test_d20_labels_of_the_bill(self):
        for product in self.products.values():
            order = self.order((product, 1, 10))
            self.receive_order(order)
            bill = self.bill((order.order_line, 1, 12), post=False)
            bill.invoice_line_ids.name = "As the vendor calls it"
            bill.with_env(self.as_role("biller")).action_post()
            self.assertEqual(bill.invoice_line_ids.name, "As the vendor calls it")
            self.assertTrue(self.matches(bill).price_difference)

    def test_d20_order_between_bills(self):
        """A credit note and the next bill, posted in either order: 12 and 13 is what was paid."""
        for product in self.both():
            for is_refund_first in (True, False):
                with self.subTest(is_refund_first=is_refund_first):
                    before = self.on_hand(product)[1]
                    order = self.order((product, 2, 10))
                    self.receive_order(order, 1)
                    self.receive_order(order)
                    line = order.order_line
                    bill = self.bill((line, 1, 11))
                    drafts = [
                        self.refund((line, 1, 11), reversed_entry_id=bill.id, post=False),
                        self.bill((line, 1, 12), post=False),
                    ]
                    for draft in drafts if is_refund_first else drafts[::-1]:
                        draft.with_env(self.as_role("biller")).action_post()
                    self.bill((line, 1, 13))
                    self.assert_settled(order)
                    self.assertEqual(self.on_hand(product)[1] - before, 25)

    @freeze_time("2026-03-03 12:00:00")
    def test_d20_bill_date_and_accounting_date(self):
        """Received at 1.50; the bill's date is of 1.25 and its accounting date of 1.30: the
        bill's date counts, the goods keep their price and the rest is exchange."""
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2026-03-01": 1.25, "2026-03-02": 1.3, "2026-03-03": 1.5})
        for product in self.products.values():
            with self.subTest(product.name):
                self.set_cost(product, 150)
                order = self.order((product, 1, 100), currency=euro)
                self.receive_order(order)
                bill = self.bill(order, invoice_date="2026-03-01", date="2026-03-02")
                self.assert_bill(bill, [("grni", 125, 0), ("payable", 0, 125)])
                self.assert_difference(bill, [("grni", 25, 0), ("exchange_gain", 0, 25)])
                self.assertEqual(self.on_hand(product), (1, 150))
                self.assert_settled(order)

    def test_d20_backorders_return_and_prices(self):
        """Each bill prices its own receipt; what comes in after a return replaces it first."""
        for product in self.both():
            order = self.order((product, 100, 10))
            line = order.order_line
            self.assertEqual(self.receive_order(order, 30).value, 300)
            self.bill((line, 30, 12))
            second = self.receive_order(order, 30)
            self.assertEqual(second.value, 300)
            self.bill((line, 30, 13))
            self.assertEqual(self.on_hand(product), (60, 360 + 390))
            self.return_to_vendor(second, 10)
            self.receive_order(order, 30)
            # 60 of the 80 are billed, the other 20 accrued at the order's price. Those that went
            # back at 13 had left the average at 12.50.
            self.assert_open(order, -200)
            kept = 5 if product == self.average else 0
            self.assertEqual(self.on_hand(product), (80, 360 + 390 + 200 + kept))

    @freeze_time("2026-03-03 12:00:00")
    def test_d20_analytics_of_the_exchange(self):
        """The order's account bears what was billed: accrual and exchange add nothing to it."""
        plan = self.env["account.analytic.plan"].create({"name": "Shops"})
        shop = self.env["account.analytic.account"].create({"name": "Shop", "plan_id": plan.id})
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2026-03-01": 1.25, "2026-03-03": 1.5})
        distribution = {"analytic_distribution": {str(shop.id): 100}}
        order = self.order((self.fifo, 10, 10, distribution), currency=euro)
        self.receive_order(order)
        bill = self.bill((order.order_line, 10, 10, distribution), date="2026-03-01")
        self.assert_difference(bill, [("grni", 25, 0), ("exchange_gain", 0, 25)])
        lines = self.env["account.analytic.line"].search([(plan._column_name(), "=", shop.id)])
        self.assertEqual(lines.mapped("amount"), [-125])

    @freeze_time("2026-03-03 12:00:00")
    def test_d20_sold_before_a_bill_at_another_rate(self):
        """Bought at 4.3351 a euro, billed at 4.3480: sold at what it was worth, 12.90 lost."""
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2026-03-02": 4.3351, "2026-03-03": 4.348})
        for product in self.both():
            with freeze_time("2026-03-02 12:00:00"):
                order = self.order((product, 1, 1000), currency=euro)
                self.receive_order(order)
            out = self.deliver(product, 1)
            self.assert_entry(out, [("cogs", 4335.1, 0), ("inventory", 0, 4335.1)])
            bill = self.bill(order)
            self.assert_difference(bill, [("exchange_loss", 12.9, 0), ("grni", 0, 12.9)])
            self.assert_settled(order)

    def test_d20_nothing_of_a_line_is_billed(self):
        order = self.order((self.fifo, 1, 10), (self.average, 1, 20))
        self.receive_order(order)
        first, second = order.order_line
        self.bill((first,), (second, 0))
        self.assert_open(order, -20)
        self.bill((second,))
        self.assert_settled(order)

    def test_d20_returned_and_received_again(self):
        """1 at 10 is there; of 4 at 25 one comes, goes back, then all 4 come."""
        for product in self.both():
            self.bill(self.received(self.order((product, 1, 10))))
            order = self.order((product, 4, 25))
            first = self.receive_order(order, 1)
            back = self.return_to_vendor(first, 1)
            self.assert_entry(
                back,
                [("grni", 25, 0), ("inventory", 0, 25)]
                if product == self.fifo
                else [("grni", 25, 0), ("inventory", 0, 17.5), ("difference", 0, 7.5)],
            )
            self.give_back(back, 1)
            self.receive_order(order)
            self.bill(order)
            self.assert_settled(order)
            kept = 0 if product == self.fifo else 7.5
            self.assertEqual(self.on_hand(product), (5, 110 + kept))

    def received(self, order):
        self.receive_order(order)
        return order

    def test_d20_order_of_less_than_nothing(self):
        """An order of −2 sends goods to the vendor: at carrying cost, refunded at its price."""
        # Core looks for a transfer that the goods may go out with, as the buyer.
        self.users["buyer"].group_ids |= self.env.ref("stock.group_stock_user")
        for product in self.products.values():
            with self.subTest(product.name):
                self.receive(product, 5, 10)
                order = self.order((product, -2, 10))
                picking = order.picking_ids.with_env(self.as_role("stock_user"))
                self._pick(picking.move_ids, 2)
                moves = self.validate(picking).move_ids
                self.assertEqual(self.last_entry(product).kind, "vendor_return")
                self.assert_entry(moves, [("grni", 20, 0), ("inventory", 0, 20)])
                self.refund((order.order_line, 2, 10))
                self.assert_settled(order)
                self.assertEqual(self.on_hand(product), (3, 30))

    def test_d20_all_of_it_discounted(self):
        for product in self.both():
            order = self.order((product, 2, 50, {"discount": 100}))
            self.receive_order(order)
            self.bill(order)
            self.assertEqual(self.on_hand(product), (2, 0))
            self.assert_settled(order)

    def test_d20_draft_bill_counts_for_nothing(self):
        for product in self.products.values():
            with self.subTest(product.name):
                self.set_cost(product, 500)
                order = self.order((product, 5, 500))
                draft = self.bill(order, post=False)
                move = self.receive_order(order)
                self.assert_entry(move, [("inventory", 2500, 0), ("grni", 0, 2500)])
                self.assert_open(order, -2500)
                draft.with_env(self.as_role("biller")).action_post()
                self.assert_settled(order)

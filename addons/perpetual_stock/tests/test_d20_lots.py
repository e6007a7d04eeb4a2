"""D20: what core skips in ``stock_account``'s TestLotValuation since 19.0, right figures.

=============================================  ============================================
skipped in core                                here, or where
=============================================  ============================================
test_lot_normal_1, test_real_time_valuation    test_d20_lots_have_their_own_cost
test_lot_normal_2                              test_d20_unknown_lot_leaves
test_lot_normal_3 (dropship)                   perpetual_dropshipping: test_lots
test_disable_lot_valuation, enable_*,          test_d20_switching_is_refused_with_stock,
lot_valuated_update_from_product_product       test_d20_switching_when_empty
test_enforce_lot_receipt                       test_d20_a_lot_is_required
test_inventory_adjustment_existing_lot         test_d20_count_of_a_known_lot
test_inventory_adjustment_new_lot, new_lot_*   test_d20_count_of_a_new_lot
test_change_standard_price                     test_d20_cost_of_the_product
test_value_multicompanies                      test_d20_two_companies
test_change_lot_cost, manual_lot_revaluation   test_d20_cost_of_a_lot
test_lot_move_update_after_done                test_d20_quantity_of_a_done_line
test_lot_change_lot_after_done                 test_d20_another_lot_on_a_done_line
test_lot_fifo_vacuum                           test_d20_owed_lots
test_return_lot_valuated                       test_d20_return_of_the_same_lot
=============================================  ============================================

Other by design: a product is worth the sum of its lots; a lot that was never received leaves at
the product's cost and is owed; valuing by lot is not switched while stock is on hand.
"""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import METHODS, PerpetualCommon


@tagged("post_install", "-at_install")
class TestD20Lots(PerpetualCommon):
    """Each lot is a pool with a cost of its own."""

    def setUp(self):
        super().setUp()
        self.goods, self.lots = {}, {}
        for method in METHODS:
            cost = 10.0 if method == "standard" else 0.0
            product = self.make_product(method, tracking="lot", standard_price=cost)
            product.lot_valuated = True
            self.goods[method] = product
            self.lots[method] = [self.make_lot(product, name) for name in ("1", "2", "3")]

    def of(self, *methods):
        """(product, its three lots) for each method."""
        for method in methods or METHODS:
            with self.subTest(method):
                yield self.goods[method], self.lots[method]

    def receive_lots(self, product, lots, cost, company=None):
        """One receipt of {lot: quantity}."""
        kind = self.warehouse(company).in_type_id
        goods = [(product, sum(lots.values()))]
        picking = self.prepare(
            goods, self.suppliers, self.stock(company), kind, cost, company=company
        )
        move = picking.move_ids
        vals = move.move_line_ids.copy_data()[0]
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create({**vals, "quantity": quantity, "lot_id": lot.id})
            for lot, quantity in lots.items()
        ]
        move.picked = True
        return self.validate(picking).move_ids

    def values(self, lots, company=None):
        """(quantity, value) of each lot's pool; core's own figures agree."""
        found = []
        for lot in lots:
            pool = self.pool(lot.product_id, company, lot)
            lot = lot.with_company(company or self.company)
            lot.invalidate_recordset()
            self.assertAlmostEqual(lot.total_value, pool.value, 6)
            if pool.quantity > 0:
                self.assertAlmostEqual(lot.standard_price, pool.value / pool.quantity, 2)
            found.append((pool.quantity, round(pool.value, 2)))
        return found

    def line_of(self, move, lot):
        return move.move_line_ids.filtered(lambda line: line.lot_id == lot)

    def quant_values(self, product):
        quants = self.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id", "=", self.stock().id)], order="id"
        )
        return {quant.lot_id.name: round(quant.value, 2) for quant in quants}

    def test_d20_lots_have_their_own_cost(self):
        for product, lots in self.of("average", "fifo"):
            move = self.receive_lots(product, {lots[0]: 5, lots[1]: 5}, 5)
            self.assert_entry(move, [("inventory", 50, 0), ("grni", 0, 50)])
            self.receive(product, 10, 7, lot=lots[2])
            out = self.deliver(product, 2, lot=lots[0])
            self.assert_entry(out, [("cogs", 10, 0), ("inventory", 0, 10)])
            self.assertEqual(self.values(lots), [(3, 15), (5, 25), (10, 70)])
            self.assertEqual(self.quant_values(product), {"1": 15, "2": 25, "3": 70})
            cost = product.with_company(self.company).standard_price
            self.assertAlmostEqual(cost, 110 / 18, 6)

    def test_d20_lots_at_standard(self):
        for product, lots in self.of("standard"):
            move = self.receive_lots(product, {lots[0]: 5, lots[1]: 5}, 12)
            self.assert_entry(
                move, [("inventory", 100, 0), ("difference", 20, 0), ("grni", 0, 120)]
            )
            out = self.deliver(product, 2, lot=lots[0])
            self.assert_entry(out, [("cogs", 20, 0), ("inventory", 0, 20)])
            self.assertEqual(self.values(lots), [(3, 30), (5, 50), (0, 0)])

    def test_d20_unknown_lot_leaves(self):
        """At the product's cost; the lot is owed until it comes in."""
        for product, lots in self.of("average", "fifo"):
            self.receive_lots(product, {lots[0]: 5, lots[1]: 5}, 5)
            out = self.deliver(product, 2, lot=lots[2])
            self.assert_entry(out, [("cogs", 10, 0), ("inventory", 0, 10)])
            self.assertEqual(self.pool(product, lot=lots[2]).value, -10)
            self.receive(product, 2, 6, lot=lots[2])
            self.assertEqual(self.pool(product, lot=lots[2]).value, 0)

    def test_d20_owed_lots(self):
        """Each lot settles its own debt."""
        for product, lots in self.of("average", "fifo"):
            self.set_cost(product, 9)
            self.deliver(product, 2, lot=lots[0])
            self.receive(product, 10, 7, lot=lots[2])
            self.assertEqual(self.pool(product, lot=lots[0]).value, -18)
            self.receive(product, 5, 5, lot=lots[0])
            self.assertEqual(self.values(lots), [(3, 15), (0, 0), (10, 70)])

    def test_d20_a_lot_is_required(self):
        for product, _lots in self.of():
            with self.assertRaises(UserError), self.env.cr.savepoint():
                self.receive(product, 10, 5)

    def test_d20_switching_is_refused_with_stock(self):
        for product, lots in self.of():
            self.receive(product, 10, 10, lot=lots[0])
            with self.assertRaisesRegex(UserError, "valuation by lot cannot change"):
                product.product_tmpl_id.lot_valuated = False
            with self.assertRaisesRegex(UserError, "valuation by lot cannot change"):
                product.lot_valuated = False

    def test_d20_switching_when_empty(self):
        """Off and on again; the lots start anew."""
        for product, lots in self.of("average", "fifo"):
            self.receive(product, 10, 10, lot=lots[0])
            self.deliver(product, 10, lot=lots[0])
            product.lot_valuated = False
            self.receive(product, 4, 20, lot=lots[1])
            self.assertEqual(self.on_hand(product), (4, 80))
            self.deliver(product, 4, lot=lots[1])
            product.lot_valuated = True
            self.receive(product, 2, 30, lot=lots[1])
            self.assertEqual(self.values(lots), [(0, 0), (2, 60), (0, 0)])

    def test_d20_count_of_a_known_lot(self):
        for product, lots in self.of("average", "fifo"):
            self.receive(product, 10, 5, lot=lots[0])
            self.receive(product, 10, 9, lot=lots[1])
            move = self.count(product, 12, lot=lots[0])
            self.assert_entry(move, [("inventory", 10, 0), ("gain", 0, 10)])
            move = self.count(product, 7, lot=lots[1])
            self.assert_entry(move, [("shrinkage", 27, 0), ("inventory", 0, 27)])
            self.assertEqual(self.values(lots), [(12, 60), (7, 63), (0, 0)])

    def test_d20_count_to_zero_is_value_zero(self):
        for product, lots in self.of():
            self.receive(product, 3, 3.33, lot=lots[0])
            self.count(product, 0, lot=lots[0])
            self.assertEqual(self.values(lots[:1]), [(0, 0)])

    def test_d20_count_of_a_new_lot(self):
        """At the product's cost."""
        for product, lots in self.of("average", "fifo"):
            self.receive(product, 10, 5, lot=lots[0])
            self.receive(product, 10, 9, lot=lots[1])
            move = self.count(product, 1, lot=lots[2])
            self.assert_entry(move, [("inventory", 7, 0), ("gain", 0, 7)])

    def test_d20_cost_of_the_product(self):
        """Every lot is worth the new cost."""
        for product, lots in self.of():
            self.receive_lots(product, {lots[0]: 5, lots[1]: 5}, 10)
            self.set_cost(product, 12)
            self.assertEqual(self.values(lots), [(5, 60), (5, 60), (0, 0)])

    def test_d20_cost_of_a_lot(self):
        """That lot only; the product is worth the sum."""
        for product, lots in self.of("average", "fifo"):
            self.receive_lots(product, {lots[0]: 5, lots[1]: 5}, 5)
            lots[0].with_env(self.as_role("stock_manager")).standard_price = 10
            self.assertEqual(self.values(lots), [(5, 50), (5, 25), (0, 0)])
            entry = self.entries(product, lot=lots[0])[-1:]
            self.assert_entry(entry, [("inventory", 25, 0), ("revaluation", 0, 25)])
            cost = product.with_company(self.company).standard_price
            self.assertAlmostEqual(cost, 7.5, 6)

    def test_d20_two_companies(self):
        other = self.make_second_company()
        for product, lots in self.of("average", "fifo"):
            self.receive_lots(product, {lots[0]: 5, lots[1]: 5}, 5)
            self.receive_lots(product, {lots[0]: 3, lots[2]: 3}, 6, company=other)
            self.assertEqual(self.values(lots), [(5, 25), (5, 25), (0, 0)])
            self.assertEqual(self.values(lots, other), [(3, 18), (0, 0), (3, 18)])

    def test_d20_quantity_of_a_done_line(self):
        for product, lots in self.of("average", "fifo"):
            move = self.receive_lots(product, {lots[0]: 4, lots[1]: 4}, 5)
            line = self.line_of(move, lots[1])
            line.with_env(self.as_role("stock_user")).quantity = 6
            self.assertEqual(self.values(lots), [(4, 20), (6, 30), (0, 0)])

    def test_d20_another_lot_on_a_done_line(self):
        for product, lots in self.of("average", "fifo"):
            move = self.receive_lots(product, {lots[0]: 4, lots[1]: 4}, 5)
            line = self.line_of(move, lots[1])
            line.with_env(self.as_role("stock_user")).lot_id = lots[2]
            self.assertEqual(self.values(lots), [(4, 20), (0, 0), (4, 20)])
            self.receive(product, 4, 4, lot=lots[2])
            out = self.deliver(product, 3, lot=lots[0])
            self.assertEqual(out.value, 15)
            out.move_line_ids.with_env(self.as_role("stock_user")).lot_id = lots[2]
            self.assertEqual(self.pool(product, lot=lots[0]).value, 20)
            self.assertEqual(self.pool(product, lot=lots[2]).quantity, 5)

    def test_d20_return_of_the_same_lot(self):
        """At what it left at, whatever the lot has come to cost since."""
        for product, lots in self.of("average", "fifo"):
            self.receive(product, 5, 10, lot=lots[0])
            out = self.deliver(product, 2, lot=lots[0])
            self.receive(product, 3, 16, lot=lots[0])
            back = self.return_from_customer(out, 2)
            self.assert_entry(back, [("inventory", 20, 0), ("cogs", 0, 20)])
            self.assertEqual(self.values(lots[:1]), [(8, 98)])

    def test_d20_scrap_of_a_lot(self):
        for product, lots in self.of("average", "fifo"):
            self.receive(product, 5, 10, lot=lots[0])
            self.receive(product, 5, 20, lot=lots[1])
            move = self.scrap(product, 2, lot_id=lots[1].id)
            self.assert_entry(move, [("scrap", 40, 0), ("inventory", 0, 40)])
            self.assertEqual(self.values(lots[:2]), [(5, 50), (3, 60)])

    def test_d11_lot_emptied_today_was_worth_something_yesterday(self):
        """D11: core shows a lot that was emptied today as worth nothing yesterday."""
        for product, lots in self.of("average", "fifo"):
            with freeze_time("2026-04-01 12:00:00"):
                self.receive(product, 5, 10, lot=lots[0])
            with freeze_time("2026-04-02 12:00:00"):
                self.deliver(product, 5, lot=lots[0])
                rows = self.as_role("accountant")["perpetual.ledger.entry"].valuation_at(
                    self.company, "2026-04-01", [("product_id", "=", product.id)]
                )
                self.assertEqual([(row.lot, row.value) for row in rows], [(lots[0], 50)])

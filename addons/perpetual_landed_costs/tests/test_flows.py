from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import LandedCommon


@tagged("post_install", "-at_install")
class TestFlows(LandedCommon):
    """Landed costs beside returns, lots, transfers, corrections, locked periods."""

    def test_reversal_with_all_on_hand(self):
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                move = self.receive(product, 10, cost=10)
                cost = self.land(50, move)
                reversal = self.take_back(cost)
                self.assert_cost(reversal, [("inventory", 0, 50), ("clearing", 50, 0)])
                self.assertEqual(self.on_hand(product), (10, 100))
                self.assertEqual(move.value, 100)
                self.assertEqual(cost.perpetual_reversal_ids, reversal)

    def test_reversal_after_a_sale(self):
        """What was sold since took 20 of the 50 along: it comes off cost of goods sold."""
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                move = self.receive(product, 10, cost=10)
                cost = self.land(50, move)
                out = self.deliver(product, 4)
                self.assert_entry(out, [("cogs", 60, 0), ("inventory", 0, 60)])
                reversal = self.take_back(cost)
                self.assert_cost(
                    reversal, [("inventory", 0, 30), ("cogs", 0, 20), ("clearing", 50, 0)]
                )
                self.assertEqual(self.on_hand(product), (6, 60))

    def test_reversal_at_standard(self):
        move = self.receive(self.standard, 10, cost=10)
        reversal = self.take_back(self.land(50, move))
        self.assert_cost(reversal, [("difference", 0, 50), ("clearing", 50, 0)])

    def test_reversal_only_once(self):
        cost = self.land(50, self.receive(self.average, 10, cost=10))
        self.take_back(cost)
        with self.assertRaisesRegex(UserError, "is taken back by .* already"):
            self.take_back(cost)

    def test_reversal_of_a_draft(self):
        draft = self.draft_cost(50, self.receive(self.average, 10, cost=10))
        with self.assertRaisesRegex(UserError, "is not validated"):
            draft.action_perpetual_reverse()
        draft.button_cancel()
        self.assertEqual(draft.state, "cancel")

    def test_reversal_of_a_reversal(self):
        cost = self.land(50, self.receive(self.average, 10, cost=10))
        self.take_back(self.take_back(cost))
        self.assertEqual(self.on_hand(self.average), (10, 150))

    def test_reversal_keeps_the_split(self):
        """Line by line, whatever the weights have become."""
        self.average.weight, self.fifo.weight = 1, 3
        moves = self.receive(self.average, 1, cost=10) | self.receive(self.fifo, 1, cost=10)
        cost = self.land(40, moves, "by_weight")
        self.average.weight = 9
        reversal = self.take_back(cost)
        lines = reversal.valuation_adjustment_lines.sorted("id")
        self.assertEqual(lines.mapped("additional_landed_cost"), [-10, -30])
        self.assertEqual(lines.mapped("cost_line_id"), reversal.cost_lines)
        self.assertEqual(self.on_hand(self.fifo), (1, 10))

    def test_vendor_return_before(self):
        """What went back bears its share: it was shipped, too."""
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                move = self.receive(product, 10, cost=10)
                self.return_to_vendor(move, 2)
                cost = self.land(50, move)
                self.assert_cost(cost, [("inventory", 40, 0), ("cogs", 10, 0), ("clearing", 0, 50)])
                self.assertEqual(self.on_hand(product), (8, 120))

    def test_vendor_return_after(self):
        """The vendor gives the price back, not the freight."""
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                move = self.receive(product, 10, cost=10)
                self.land(50, move)
                back = self.return_to_vendor(move, 2)
                self.assert_entry(
                    back, [("grni", 20, 0), ("difference", 10, 0), ("inventory", 0, 30)]
                )
                self.assertEqual(self.on_hand(product), (8, 120))

    def test_vendor_return_of_an_order(self):
        move = self.receive_order(self.order((self.fifo, 10, 10)))
        self.land(50, move)
        back = self.return_to_vendor(move, 10)
        self.assert_entry(back, [("grni", 100, 0), ("difference", 50, 0), ("inventory", 0, 150)])
        self.assertEqual(self.on_hand(self.fifo), (0, 0))
        self.assertEqual(self.balance("grni"), 0)

    def test_customer_return_before(self):
        """What came back came in anew: it does not count as what is left of the receipt."""
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                move = self.receive(product, 10, cost=10)
                out = self.deliver(product, 4)
                self.return_from_customer(out, 4)
                self.land(50, move)
                self.assertEqual(self.on_hand(product), (10, 130))

    def test_price_difference_after(self):
        """The bill's price on top of the landed cost, both on what is on hand."""
        order = self.order((self.fifo, 10, 10))
        move = self.receive_order(order)
        self.deliver(self.fifo, 5)
        self.land(50, move)
        bill = self.bill((order.order_line, 10, 12))
        self.assert_difference(bill, [("inventory", 10, 0), ("cogs", 10, 0), ("grni", 0, 20)])
        self.assertEqual(self.on_hand(self.fifo), (5, 85))

    def test_lots_with_their_own_cost(self):
        for method in ("average", "fifo"):
            with self.subTest(method):
                product = self.make_product(method, tracking="lot")
                product.lot_valuated = True
                lots = [self.make_lot(product, name) for name in ("A", "B")]
                kind = self.warehouse().in_type_id
                picking = self.prepare([(product, 10)], self.suppliers, self.stock(), kind, 10)
                line = picking.move_ids.move_line_ids
                line.write({"quantity": 6, "lot_id": lots[0].id})
                line.copy({"quantity": 4, "lot_id": lots[1].id, "picked": True})
                move = self.validate(picking).move_ids
                self.deliver(product, 3, lot=lots[0])
                cost = self.land(50, move)
                self.assert_cost(cost, [("inventory", 35, 0), ("cogs", 15, 0), ("clearing", 0, 50)])
                self.assertEqual(self.pool(product, lot=lots[0]).value, 45)
                self.assertEqual(self.pool(product, lot=lots[1]).value, 60)
                self.assertEqual(len(cost._perpetual_entries()), 2)
                self.assertEqual([lot.total_value for lot in lots], [45, 60])

    def test_goods_in_transit(self):
        """What is under way between warehouses is on hand; it arrives with its cost."""
        transit = self.company.internal_transit_location_id
        transit.active = True
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                move = self.receive(product, 10, cost=10)
                self.transfer(product, 10, self.stock(), transit)
                self.assertEqual(self.balance("transit"), 100)
                self.land(50, move)
                self.assertEqual(self.on_hand(product), (10, 150))
                self.transfer(product, 10, transit, self.stock())
                self.assertEqual(self.balance("transit"), 0)

    def test_internal_transfer_changes_nothing(self):
        shelf = self.make_location()
        move = self.receive(self.average, 10, cost=10)
        self.transfer(self.average, 10, self.stock(), shelf)
        cost = self.land(50, move)
        self.assert_cost(cost, [("inventory", 50, 0), ("clearing", 0, 50)])

    def test_on_a_delivery(self):
        """Freight to the customer is no cost of stock: it is expensed."""
        self.receive(self.average, 10, cost=10)
        out = self.deliver(self.average, 4)
        cost = self.land(50, out)
        self.assert_cost(cost, [("cogs", 50, 0), ("clearing", 0, 50)])
        self.assertEqual(self.on_hand(self.average), (6, 60))

    @freeze_time("2026-05-20 12:00:00")
    def test_on_its_own_date(self):
        move = self.receive(self.average, 10, cost=10)
        cost = self.land(50, move, date="2026-05-10")
        self.assertEqual(str(cost.account_move_id.date), "2026-05-10")

    @freeze_time("2026-05-20 12:00:00")
    def test_in_a_locked_period(self):
        """Posted on the first open date."""
        move = self.receive(self.average, 10, cost=10)
        self.company.fiscalyear_lock_date = "2026-05-12"
        cost = self.land(50, move, date="2026-05-10")
        self.assertEqual(str(cost.account_move_id.date), "2026-05-13")

    def test_in_the_journal_of_the_landed_cost(self):
        journal = self.env["account.journal"].create(
            {"name": "Landed", "code": "LAND", "type": "general", "company_id": self.company.id}
        )
        move = self.receive(self.average, 10, cost=10)
        cost = self.land(50, move, account_journal_id=journal.id)
        self.assertEqual(cost.account_move_id.journal_id, journal)

    def test_entry_cannot_be_reset(self):
        cost = self.land(50, self.receive(self.average, 10, cost=10))
        with self.assertRaisesRegex(UserError, "posts the stock ledger entry"):
            cost.account_move_id.button_draft()

    def test_value_set_by_hand_after(self):
        move = self.receive(self.average, 10, cost=10)
        self.land(50, move)
        move.with_env(self.as_role("stock_manager")).value_manual = 200
        self.assertEqual(self.on_hand(self.average), (10, 200))
        self.assertEqual(move.value, 200)

    def test_backorder(self):
        """Each receipt of an order bears its own freight."""
        order = self.order((self.fifo, 10, 10))
        first = self.receive_order(order, 6)
        second = self.receive_order(order, 4)
        self.land(60, first)
        self.land(10, second)
        self.assertEqual(self.layers(self.fifo), [(6, 120), (4, 50)])

    def test_zero(self):
        move = self.receive(self.average, 10, cost=10)
        cost = self.land(0, move)
        self.assertFalse(cost.account_move_id)
        self.assert_ledger(
            self.average, [("receipt", 10, 100, 10, 100), ("landed_cost", 0, 0, 10, 100)]
        )

    def test_consigned_goods_bear_nothing(self):
        """What is another's is not worth more to us: all of it is expensed."""
        move = self.receive(self.average, 10, cost=10, owner=self.vendor)
        cost = self.land(50, move)
        self.assert_cost(cost, [("cogs", 50, 0), ("clearing", 0, 50)])
        self.assertEqual(self.on_hand(self.average), (0, 0))

    def test_continental(self):
        """The bill stays an expense; what is on hand takes it off the stock variation."""
        self.company.anglo_saxon_accounting = False
        self.company.perpetual_setup()
        move = self.receive(self.average, 10, cost=10)
        self.deliver(self.average, 4)
        freight = self.bill_freight(50)
        self.assert_bill(freight, [("clearing", 50, 0), ("payable", 0, 50)])
        cost = self.land_bill(freight, move, cost_lines=[])
        self.assert_items(
            cost._perpetual_entries().account_move_id,
            [("inventory", 30, 0), ("variation", 0, 30)],
        )

    def test_second_company(self):
        other = self.make_second_company()
        self.receive(self.average, 10, cost=10)
        move = self.receive(self.average, 10, cost=20, company=other)
        cost = self.draft_cost(50, move, company_id=other.id)
        cost.cost_lines.account_id = other.expense_account_id
        cost.account_journal_id = other.account_stock_journal_id
        cost.button_validate()
        self.assertEqual(self.on_hand(self.average, other), (10, 250))
        self.assertEqual(self.on_hand(self.average), (10, 100))
        self.assertEqual(cost.sudo().account_move_id.company_id, other)

    def test_lines_made_by_hand(self):
        """An amount corrected on a valuation adjustment is what is posted."""
        moves = self.receive(self.average, 10, cost=10) | self.receive(self.fifo, 10, cost=10)
        cost = self.draft_cost(50, moves)
        cost.compute_landed_cost()
        lines = cost.valuation_adjustment_lines.sorted("id")
        cost.valuation_adjustment_lines = [
            Command.update(lines[0].id, {"additional_landed_cost": 10}),
            Command.update(lines[1].id, {"additional_landed_cost": 40}),
        ]
        cost.button_validate()
        self.assertEqual(self.on_hand(self.average), (10, 110))
        self.assertEqual(self.on_hand(self.fifo), (10, 140))

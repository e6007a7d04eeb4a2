"""A missing account, and whatever else goes wrong, never stops a sale."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.perpetual_stock.models.perpetual_ledger import PerpetualLedger

from .common import METHODS, PosCommon

LOGGER = "odoo.addons.perpetual_pos.models.stock_picking"


class QueueCommon(PosCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Everybody else of the database who would be told, too.
        cls.company.perpetual_accountant_id = cls.users["accountant"]

    def setUp(self):
        super().setUp()
        for product in self.products.values():
            self.receive(product, 10, 10)

    def retry(self, rows=None):
        """Press Try Again."""
        rows = rows or self.queue()
        result = rows.with_env(self.as_role("accountant")).action_retry()
        self.env.invalidate_all()
        return result

    def activities(self):
        return self.env["mail.activity"].search(
            [("res_model", "=", "perpetual.pos.queue"), ("res_id", "in", self.queue().ids)]
        )

    def tie_out(self, at_date=None):
        (row,) = [
            row for row in self.company.perpetual_tie_out(at_date) if row["check"] == "pos_queue"
        ]
        return row


@tagged("post_install", "-at_install")
class TestQueue(QueueCommon):
    def test_one_look_up_for_many_orders(self):
        """The register asks for many orders and lines: as many queries as for one."""
        self.break_accounts()
        orders = self.env["pos.order"]
        for method in METHODS:
            orders |= self.sell([(self.products[method], 1)])
        names = ("perpetual_is_waiting", "perpetual_waiting_error")
        seen = orders.with_env(self.as_role("pos_manager"))
        one = self.queries(seen[0], *names)
        self.assertLessEqual(self.queries(seen, *names), one)
        for order, method in zip(seen, METHODS, strict=True):
            self.assertIn(self.products[method].name, order.perpetual_waiting_error)
        self.mend_accounts()
        self.retry()

    def test_one_look_up_for_many_lines(self):
        """The cost of an order of six lines asks the queue once."""
        self.break_accounts()
        order = self.sell([(product, 1) for product in self.products.values() for _twice in "ab"])
        queue = type(self.env["perpetual.pos.queue"])
        with patch.object(queue, "search", autospec=True, side_effect=queue.search) as searched:
            order.lines._compute_total_cost(order.picking_ids.move_ids)
        self.assertEqual(searched.call_count, 1)
        self.assertEqual(len(order.lines), 6)
        self.mend_accounts()
        self.retry()

    def test_sale_is_kept_and_put_right(self):
        self.break_accounts()
        for method in METHODS:
            with self.subTest(method):
                order = self.sell([(self.products[method], 2)])
                self.assertEqual((order.state, order.amount_paid), ("paid", 100))
                row = self.queue(order)
                self.assertEqual((row.state, row.attempts), ("waiting", 1))
                self.assertIn("has no Expense Account", row.error)
                self.assertEqual(row.picking_id, order.picking_ids)
                self.assertEqual(order.picking_ids.origin, order.name)
                self.assert_no_entry(self.moves(order))
                self.assertEqual(self.on_hand(self.products[method]), (10, 100))
        orders = self.queue().order_id
        self.assert_no_cost(self.close(orders.session_id))
        self.mend_accounts()
        self.retry()
        self.assertEqual(set(self.queue().mapped("state")), {"done"})
        for order in orders:
            self.assert_entry(self.moves(order), [("cogs", 20, 0), ("inventory", 0, 20)])
        self.assertFalse(self.activities())

    def test_retry_that_fails_waits_longer(self):
        self.break_accounts()
        order = self.sell([(self.fifo, 2)])
        row = self.queue(order)
        before = row.next_try
        result = self.retry()
        self.assertEqual((row.state, row.attempts), ("waiting", 2))
        self.assertGreater(row.next_try, before)
        self.assertEqual(result["params"]["type"], "warning")
        self.assertIn("has no Expense Account", result["params"]["message"])
        self.mend_accounts()
        self.assertEqual(self.retry()["params"]["type"], "success")

    def test_the_job_tries_what_is_due(self):
        self.break_accounts()
        order = self.sell([(self.fifo, 2)])
        row = self.queue(order)
        self.mend_accounts()
        job = self.env.ref("perpetual_pos.ir_cron_pos_queue")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
        self.assertIn(row.next_try, triggers.mapped("call_at"))
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
            self.assertEqual(row.state, "waiting", "It is not due yet.")
            with freeze_time(row.next_try):
                job.method_direct_trigger()
        self.assertEqual(row.state, "done")
        self.assert_entry(self.moves(order), [("cogs", 20, 0), ("inventory", 0, 20)])

    def test_the_entry_has_the_day_of_the_sale(self):
        with freeze_time("2090-03-02 12:00:00"):
            self.break_accounts()
            order = self.sell([(self.fifo, 2)])
            self.assertEqual(str(self.queue(order).date), "2090-03-02")
        with freeze_time("2090-03-05 12:00:00"):
            self.mend_accounts()
            self.retry()
        move = self.moves(order)
        self.assertEqual(str(move.perpetual_entry_ids.account_move_id.date), "2090-03-02")
        self.assertEqual(str(move.perpetual_entry_ids.effective_at.date()), "2090-03-05")
        self.assertEqual(str(move.date.date()), "2090-03-02")

    def test_locked_since_then(self):
        with freeze_time("2090-03-02 12:00:00"):
            self.break_accounts()
            order = self.sell([(self.fifo, 2)])
            self.close(order.session_id)
        with freeze_time("2090-04-05 12:00:00"):
            self.mend_accounts()
            self.company.fiscalyear_lock_date = "2090-03-31"
            self.retry()
        self.assertEqual(
            str(self.moves(order).perpetual_entry_ids.account_move_id.date), "2090-04-01"
        )

    def test_validated_by_hand(self):
        """The warehouse may put it right; its date stays that of the sale."""
        with freeze_time("2090-03-02 12:00:00"):
            self.break_accounts()
            order = self.sell([(self.fifo, 2)])
        with freeze_time("2090-03-05 12:00:00"):
            self.mend_accounts()
            self.validate(order.picking_ids.with_env(self.as_role("stock_user")))
        self.assertEqual(self.queue(order).state, "done")
        entry = self.moves(order).perpetual_entry_ids.account_move_id
        self.assertEqual(str(entry.date), "2090-03-02")
        self.assertFalse(self.activities())

    def test_validated_in_part(self):
        """The rest goes on waiting, as its backorder, with the day of the sale."""
        with freeze_time("2090-03-02 12:00:00"):
            self.break_accounts()
            order = self.sell([(self.fifo, 3)])
        with freeze_time("2090-03-05 12:00:00"):
            self.mend_accounts()
            move = self.moves(order).with_env(self.as_role("stock_user"))
            self._pick(move, 2)
            self.validate(move.picking_id.with_context(skip_backorder=True))
            first, rest = self.queue(order)
            self.assertEqual((first.state, rest.state), ("done", "waiting"))
            self.assertIn("in part", rest.error)
            self.assertEqual(len(self.activities()), 1)
            self.retry()
        self.assertEqual(set(self.queue().mapped("state")), {"done"})
        entries = self.moves(order).perpetual_entry_ids.account_move_id
        self.assertEqual(set(map(str, entries.mapped("date"))), {"2090-03-02"})
        self.assertEqual(sum(self.moves(order).mapped("value")), 30)
        self.assertFalse(self.activities())

    def test_cancelled_by_hand(self):
        self.break_accounts()
        order = self.sell([(self.fifo, 2)])
        order.picking_ids.with_env(self.as_role("stock_manager")).action_cancel()
        self.assertEqual(self.queue(order).state, "cancelled")
        self.assertFalse(self.activities())
        self.mend_accounts()

    def test_any_error_of_ours(self):
        """Not only what we expect: the sale is kept, the trace is in the log."""

        def fail(_ledger, facts):
            if facts:
                raise ZeroDivisionError("boom")

        with (
            patch.object(PerpetualLedger, "_record", fail),
            self.assertLogs(LOGGER, "ERROR"),
        ):
            order = self.sell([(self.fifo, 2)])
        self.assertIn("boom", self.queue(order).error)
        self.assertEqual(self.moves(order).state, "assigned")
        self.retry()
        self.assert_entry(self.moves(order), [("cogs", 20, 0), ("inventory", 0, 20)])

    def test_error_of_the_database(self):
        def fail(ledger, facts):
            if facts:
                ledger.env.cr.execute("SELECT 1/0")

        with (
            patch.object(PerpetualLedger, "_record", fail),
            self.assertLogs(LOGGER, "ERROR"),
            mute_logger("odoo.sql_db"),
        ):
            order = self.sell([(self.fifo, 2)])
        self.assertEqual(self.queue(order).state, "waiting")
        self.retry()
        self.assertEqual(self.queue(order).state, "done")

    def test_nobody_can_be_told(self):
        """An activity that cannot be made is no reason to lose a sale either."""
        self.break_accounts()
        queue = "odoo.addons.perpetual_pos.models.perpetual_pos_queue"
        Queue = type(self.env["perpetual.pos.queue"])
        with (
            patch.object(Queue, "activity_schedule", side_effect=ZeroDivisionError("boom")),
            self.assertLogs(queue, "ERROR"),
        ):
            order = self.sell([(self.fifo, 2)])
        self.assertEqual(self.queue(order).state, "waiting")
        self.mend_accounts()
        self.retry()

    def test_refund_of_what_waits(self):
        """It waits, too; then the sale goes first, and its value comes back."""
        self.break_accounts()
        order = self.sell([(self.fifo, 4)])
        refund = self.refund(order, 1)
        self.assertIn(order.name, self.queue(refund).error)
        self.mend_accounts()
        self.receive(self.fifo, 5, 30)
        self.retry(self.queue(refund))
        self.assertEqual(set(self.queue().mapped("state")), {"done"})
        self.assert_entry(self.moves(order), [("cogs", 40, 0), ("inventory", 0, 40)])
        self.assert_entry(self.moves(refund), [("inventory", 10, 0), ("cogs", 0, 10)])

    def test_margin_is_to_come(self):
        self.break_accounts()
        order = self.sell([(self.fifo, 2)])
        self.assertFalse(order.is_total_cost_computed)
        self.mend_accounts()
        self.retry()
        self.assertTrue(order.is_total_cost_computed)
        self.assertEqual(order.margin, 80)

    def test_invoiced_order(self):
        self.break_accounts()
        order = self.sell([(self.fifo, 2)], partner_id=self.customer.id, to_invoice=True)
        self.assertEqual(order.account_move.state, "posted")
        self.mend_accounts()
        self.retry()
        self.assert_entry(self.moves(order), [("cogs", 20, 0), ("inventory", 0, 20)])

    def test_missing_journal(self):
        journal = self.company.account_stock_journal_id
        self.company.account_stock_journal_id = False
        order = self.sell([(self.fifo, 2)])
        self.assertIn("has no stock journal", self.queue(order).error)
        self.company.account_stock_journal_id = journal
        self.retry()
        self.assert_entry(self.moves(order), [("cogs", 20, 0), ("inventory", 0, 20)])

    def test_other_products_are_cores(self):
        """Core leaves a transfer undone that it cannot validate; the queue is not for it."""
        category = self.make_category("average", valuation="periodic")
        product = self.env["product.product"].create(
            {"name": "Periodic", "is_storable": True, "tracking": "lot", "categ_id": category.id}
        )
        order = self.sell([(product, 1)], user="pos_manager")
        self.assertNotEqual(order.picking_ids.state, "done")
        self.assertFalse(self.queue(order))

    # Who is told

    def test_one_activity_for_all(self):
        self.break_accounts()
        self.sell([(self.fifo, 1)])
        self.sell([(self.fifo, 1)])
        self.assertEqual(len(self.activities()), 1)
        activity = self.activities()
        self.assertEqual(activity.user_id, self.users["accountant"])
        self.assertEqual(str(activity.note).count("has no Expense Account"), 1)
        self.sell([(self.average, 1)])
        self.assertEqual(self.activities(), activity)
        self.assertEqual(str(activity.note).count("has no Expense Account"), 2)
        self.mend_accounts()
        self.retry(self.queue()[0])
        self.assertEqual(self.activities(), activity, "Two still wait.")
        self.retry()
        self.assertFalse(self.activities())

    def test_the_tie_out_says_so(self):
        self.assertEqual((self.tie_out()["difference"], self.tie_out()["detail"]), (0, ""))
        self.break_accounts()
        order = self.sell([(self.fifo, 1)])
        row = self.tie_out()
        self.assertEqual((row["expected"], row["actual"]), (0, 1))
        self.assertIn(order.name, row["detail"])
        self.assertEqual(row["offenders"], {"perpetual.pos.queue": self.queue(order).ids})
        yesterday = fields.Date.subtract(self.queue(order).date, days=1)
        self.assertEqual(self.tie_out(yesterday)["difference"], 0)
        screen = self.env["perpetual.tie.out"].with_env(self.as_role("accountant")).create({})
        screen.action_check()
        line = screen.line_ids.filtered(lambda line: line.check == "pos_queue")
        self.assertEqual((line.state, line.waiting_sale_count), ("off", 1))
        action = line.action_open_waiting_sales()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, self.queue(order))
        self.mend_accounts()
        self.retry()
        self.assertEqual(self.tie_out()["difference"], 0)

    def test_the_shop_sees_that_it_waits(self):
        self.break_accounts()
        order = self.sell([(self.fifo, 1)])
        self.sell([(self.fifo, 1)])
        for role in ("cashier", "pos_manager"):
            mine = order.with_env(self.as_role(role))
            self.assertTrue(mine.perpetual_is_waiting)
            self.assertIn("has no Expense Account", mine.perpetual_waiting_error)
            self.assertEqual(mine.session_id.perpetual_waiting_count, 2)
            found = mine.search([("perpetual_is_waiting", "=", True)])
            self.assertEqual(found.with_env(self.env), self.queue().order_id)
        self.mend_accounts()
        self.retry()
        self.assertFalse(order.perpetual_is_waiting)
        self.assertFalse(order.search([("perpetual_is_waiting", "=", True)]))
        self.assertIn(order, order.search([("perpetual_is_waiting", "=", False)]))

    def test_only_accountants_retry(self):
        self.break_accounts()
        row = self.queue(self.sell([(self.fifo, 1)]))
        for role in ("cashier", "pos_manager", "auditor", "stock_manager"):
            with self.subTest(role), self.assertRaises(AccessError):
                row.with_env(self.as_role(role)).action_retry()
        self.mend_accounts()
        self.retry(row)

    def test_who_reads_the_queue(self):
        self.break_accounts()
        row = self.queue(self.sell([(self.fifo, 1)]))
        for role in ("accountant", "auditor", "controller", "pos_manager"):
            self.assertEqual(row.with_env(self.as_role(role)).search([]).ids, row.ids)
        for role in ("cashier", "stock_user", "employee"):
            with self.assertRaises(AccessError):
                row.with_env(self.as_role(role)).read(["error"])
        for role in ("accountant", "pos_manager", "account_manager"):
            with self.assertRaises(AccessError):
                row.with_env(self.as_role(role)).write({"state": "done"})
        self.mend_accounts()
        self.retry(row)


@tagged("post_install", "-at_install")
class TestQueueWithStockAtClose(QueueCommon):
    update_stock = "closing"

    def test_sale_is_kept_and_put_right(self):
        self.break_accounts()
        order = self.sell([(self.fifo, 2)])
        self.assertEqual(self.queue(order).state, "waiting")
        self.assert_no_cost(self.close(order.session_id))
        self.assertEqual(order.session_id.picking_ids, order.picking_ids, "moved once")
        self.mend_accounts()
        self.retry()
        self.assert_entry(self.moves(order), [("cogs", 20, 0), ("inventory", 0, 20)])
        self.assertEqual(order.margin, 80)

    def test_the_close_does_not_fail_either(self):
        """What moves at the close because it was switched since waits without an order."""
        periodic = self.make_category("average", valuation="periodic")
        product = self.make_product("average", categ_id=periodic.id, standard_price=7)
        order = self.sell([(product, 2)])
        product.categ_id = self.categories["average"]
        self.break_accounts()
        self.close(order.session_id)
        row = self.queue()
        self.assertEqual((row.state, row.session_id), ("waiting", order.session_id))
        self.assertIn(row.picking_id.name, self.tie_out()["detail"])
        self.mend_accounts()
        self.retry()
        self.assert_entry(row.picking_id.move_ids, [("cogs", 14, 0), ("inventory", 0, 14)])

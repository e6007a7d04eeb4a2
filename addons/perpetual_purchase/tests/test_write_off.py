from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .write_off_common import WriteOffCase


@tagged("post_install", "-at_install")
class TestWriteOff(WriteOffCase):
    """What nobody will bill, or deliver, any more."""

    # What is posted

    def test_received_not_billed(self):
        """The rest of a partly billed receipt, under each costing method."""
        for product in self.products.values():
            order = self.order((product, 10, 10))
            self.receive_order(order)
            self.bill((order.order_line, 4))
            write_off = self.approve(self.request(self.rows(purchase_order_id=order.id)))
            self.assert_posted(write_off.account_move_id, [("grni", 60, 0), ("difference", 0, 60)])
            self.assert_settled(order)
            self.assert_rows([])
            self.assertEqual(self.on_hand(product), (10, 100))

    def test_billed_not_received(self):
        for product in self.products.values():
            order = self.order((product, 10, 10))
            self.receive_order(order, 7)
            self.bill(order)
            write_off = self.approve(self.request(self.rows(purchase_order_id=order.id)))
            self.assert_posted(write_off.account_move_id, [("grni", 0, 30), ("difference", 30, 0)])
            self.assert_settled(order)
            self.assert_rows([])

    def test_returned_not_refunded(self):
        order = self.order((self.average, 10, 10))
        move = self.receive_order(order)
        self.bill(order)
        self.return_to_vendor(move, 3)
        write_off = self.approve(self.request(self.rows()))
        self.assert_posted(write_off.account_move_id, [("grni", 0, 30), ("difference", 30, 0)])
        self.assert_settled(order)

    def test_refunded_not_returned(self):
        order = self.order((self.fifo, 10, 10))
        self.receive_order(order)
        self.bill(order)
        self.refund((order.order_line, 3))
        write_off = self.approve(self.request(self.rows()))
        self.assert_posted(write_off.account_move_id, [("grni", 30, 0), ("difference", 0, 30)])
        self.assert_settled(order)

    def test_tax_that_cannot_be_recovered(self):
        order = self.order((self.fifo, 10, 10, {"tax_ids": self.make_tax(10).ids}))
        self.bill(order)
        self.receive_order(order, 4)
        write_off = self.approve(self.request(self.rows()))
        self.assertEqual(write_off.amount, -66)
        self.assert_posted(
            write_off.account_move_id,
            [("grni", 0, 60), ("grni", 0, 6), ("difference", 66, 0)],
        )
        self.assert_settled(order)

    def test_foreign_currency(self):
        """Reconciled to zero in both currencies, without an exchange entry."""
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2026-01-01": 1.25})
        order = self.order((self.average, 10, 8), currency=euro)
        self.receive_order(order)
        self.set_rates(euro, {"2026-01-01": 1.30})
        self.bill((order.order_line, 3, 9))
        entries = self.env["account.move"].search_count([])
        write_off = self.approve(self.request(self.rows()))
        self.assertEqual(self.env["account.move"].search_count([]), entries + 1)
        (item,) = write_off.line_ids.clearing_line_ids
        self.assertEqual((item.currency_id, item.amount_currency, item.balance), (euro, 56, 70))
        self.assert_settled(order)

    def test_without_an_order(self):
        self.receive(self.average, 3, 10, partner=self.vendor)
        write_off = self.approve(self.request(self.rows()))
        self.assert_posted(write_off.account_move_id, [("grni", 30, 0), ("difference", 0, 30)])
        self.assert_rows([])

    def test_posted_by_hand(self):
        """A stranger on the account is cleared, and the tie-out agrees afterwards."""
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "line_ids": [
                    Command.create({"account_id": self.account("grni").id, "credit": 5}),
                    Command.create({"account_id": self.account("cogs").id, "debit": 5}),
                ],
            }
        )
        entry.action_post()
        self.approve(self.request(self.rows()))
        self.assert_rows([])

    def test_several_lines_on_another_account(self):
        """One entry; each line keeps its vendor, and the account that was chosen."""
        other = self.env["res.partner"].create({"name": "Other Vendor"})
        for vendor in (self.vendor, other):
            self.receive_order(self.order((self.fifo, 5, 10), vendor=vendor))
        action = self.rows().action_write_off()
        write_off = self.as_role("accountant")[action["res_model"]].browse(action["res_id"])
        write_off.write({"reason": "Old", "account_id": self.account("gain").id})
        write_off.action_request()
        self.approve(write_off.with_env(self.env))
        move = write_off.with_env(self.env).account_move_id
        self.assert_posted(
            move, [("grni", 50, 0), ("grni", 50, 0), ("gain", 0, 50), ("gain", 0, 50)]
        )
        self.assertEqual(set(move.line_ids.partner_id), {self.vendor, other})

    def test_in_a_locked_period(self):
        with freeze_time("2026-03-10 12:00:00"):
            self.receive_order(self.order((self.fifo, 5, 10)))
        with freeze_time("2026-03-20 12:00:00"):
            write_off = self.request(self.rows())
            # Core works out the dates of a done transfer late, and may not once it is locked.
            self.env.flush_all()
            self.company.fiscalyear_lock_date = "2026-03-31"
            self.approve(write_off)
        self.assertEqual(str(write_off.account_move_id.date), "2026-04-01")

    # What comes later

    def test_a_bill_that_comes_after_all(self):
        """It is open as billed and not received; cancelling the write-off settles both."""
        order = self.order((self.fifo, 10, 10))
        self.receive_order(order)
        write_off = self.approve(self.request(self.rows()))
        bill = self.bill(order)
        self.assert_rows([("bill", -10, -100)])
        self.assertFalse(self.matches(bill))
        self.cancel(write_off)
        self.assertEqual(self.matches(bill).quantity, 10)
        self.assert_rows([])
        self.assert_settled(order)
        self.assertEqual(self.balance("difference"), 0)

    def test_goods_that_come_after_all(self):
        order = self.order((self.fifo, 10, 10))
        self.bill((order.order_line, 10, 12))
        write_off = self.approve(self.request(self.rows()))
        self.receive_order(order)
        self.assert_rows([("receipt", 10, 100)])
        self.cancel(write_off)
        self.assert_rows([])
        self.assertEqual(self.on_hand(self.fifo), (10, 120))

    def test_cancelled(self):
        order = self.order((self.fifo, 10, 10))
        self.receive_order(order)
        self.bill((order.order_line, 4))
        write_off = self.approve(self.request(self.rows()))
        self.cancel(write_off)
        self.assertEqual(write_off.state, "cancelled")
        self.assert_posted(write_off.reversal_move_id, [("grni", 0, 60), ("difference", 60, 0)])
        self.assert_rows([("receipt", 6, 60)])
        self.assertEqual(write_off.line_ids.clearing_line_ids.mapped("reconciled"), [True, True])
        # And once more.
        self.approve(self.request(self.rows()))
        self.assert_rows([])

    def test_as_of_a_date_before(self):
        with freeze_time("2026-01-10 12:00:00"):
            self.receive_order(self.order((self.fifo, 5, 10)))
        with freeze_time("2026-02-10 12:00:00"):
            self.approve(self.request(self.rows()))
        for date, amounts in (("2026-01-31", [50]), ("2026-02-28", [])):
            Item = self.as_role("accountant")["perpetual.grni.item"]
            self.assertEqual(
                Item.with_context(perpetual_as_of=date).search([]).mapped("amount"), amounts
            )
            rows = self.company.perpetual_tie_out(date)
            self.assertEqual([row["difference"] for row in rows if row["check"] == "grni"], [0])

    def test_its_documents_cannot_be_reset(self):
        order = self.order((self.fifo, 10, 10))
        bill = self.bill(order)
        write_off = self.approve(self.request(self.rows()))
        with self.assertRaisesRegex(UserError, write_off.name):
            self.reset(bill)
        with self.assertRaisesRegex(UserError, "cancel the write-off"):
            write_off.account_move_id.button_draft()
        self.cancel(write_off)
        self.reset(bill)
        self.assert_rows([])

    def test_as_of_a_date_before_it_was_cancelled(self):
        """It was written off then; the total is the balance of that day."""
        with freeze_time("2026-01-10 12:00:00"):
            self.receive_order(self.order((self.fifo, 5, 10)))
        with freeze_time("2026-02-10 12:00:00"):
            write_off = self.approve(self.request(self.rows()))
        with freeze_time("2026-03-10 12:00:00"):
            self.cancel(write_off)
        Item = self.as_role("accountant")["perpetual.grni.item"]
        rows = Item.with_context(perpetual_as_of="2026-02-28").search([])
        self.assertEqual(
            [(row.kind, row.amount) for row in rows], [("receipt", 50), ("write_off", -50)]
        )
        tie_out = self.company.perpetual_tie_out("2026-02-28")
        self.assertEqual([row["difference"] for row in tie_out if row["check"] == "grni"], [0])

    def test_the_bill_deleted_once_it_is_cancelled(self):
        order = self.order((self.fifo, 10, 10))
        bill = self.bill(order)
        write_off = self.approve(self.request(self.rows()))
        self.cancel(write_off)
        self.reset(bill).with_env(self.as_role("biller")).unlink()
        self.assertTrue(write_off.exists())
        self.assert_rows([])

    def test_undone_by_hand(self):
        """An accountant who undoes the reconciliation is told to do it again."""
        self.receive_order(self.order((self.fifo, 5, 10)))
        write_off = self.approve(self.request(self.rows()))
        write_off.line_ids.clearing_line_ids.remove_move_reconcile()
        self.assertEqual(self.rows().mapped("kind"), ["receipt", "write_off"])
        with self.assertRaisesRegex(UserError, "unreconciled, by hand"):
            self.rows().action_write_off()
        self.ignore_reconciliation = True

    def test_chosen_as_of_a_past_date(self):
        """What was open then and is settled now cannot be written off."""
        with freeze_time("2026-01-10 12:00:00"):
            order = self.order((self.fifo, 5, 10))
            self.receive_order(order)
        with freeze_time("2026-02-10 12:00:00"):
            self.bill(order)
        rows = self.rows().with_context(perpetual_as_of="2026-01-31").search([])
        self.assertEqual(rows.amount, 50)
        with self.assertRaisesRegex(UserError, "no open amount now"):
            rows.action_write_off()

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .common import PurchaseCommon

APPROVERS = {
    "approver": "perpetual_stock.group_approver_1",
    "director": "perpetual_stock.group_approver_2",
}


class WriteOffCase(PurchaseCommon):
    """An accountant requests, an approver decides, up to 500 or above."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role, groups in APPROVERS.items():
            cls.users[role] = cls.make_user(role, groups)
        cls.company.perpetual_write_off_limit = 500

    # Verbs

    def rows(self, role="accountant", **domain):
        Item = self.as_role(role)["perpetual.grni.item"]
        Item.invalidate_model()
        return Item.search([(field, "=", value) for field, value in domain.items()])

    def request(self, rows, reason="The vendor has closed down", role="accountant"):
        """Choose rows in the listing, say why, and ask for approval."""
        action = rows.with_env(self.as_role(role)).action_write_off()
        write_off = self.as_role(role)[action["res_model"]].browse(action["res_id"])
        write_off.reason = reason
        write_off.action_request()
        return write_off.with_env(self.env)

    def approve(self, write_off, role="approver"):
        write_off.with_env(self.as_role(role)).action_approve()
        return write_off

    def refuse(self, write_off, reason, role="approver"):
        env = self.as_role(role)
        action = write_off.with_env(env).action_refuse()
        env[action["res_model"]].with_context(**action["context"]).create(
            {"reason": reason}
        ).action_refuse()

    def cancel(self, write_off, role="approver"):
        write_off.with_env(self.as_role(role)).action_cancel()

    def assert_posted(self, move, rows):
        """Exactly these items: [(account, debit, credit)]."""
        self.assert_bill(move, rows)
        self.assertEqual(move.journal_id, self.company.account_stock_journal_id)

    def assert_rows(self, rows):
        """[(kind, quantity, amount)], and the total is the account's balance."""
        found = self.rows()
        self.assertEqual([(row.kind, row.quantity, row.amount) for row in found], rows)
        self.assertAlmostEqual(sum(found.mapped("amount")), -self.balance("grni"), 6)
        (check,) = (row for row in self.company.perpetual_tie_out() if row["check"] == "grni")
        self.assertEqual(check["difference"], 0)


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


@tagged("post_install", "-at_install")
class TestApproval(WriteOffCase):
    """Who may ask, who may decide, and what is kept of it."""

    def setUp(self):
        super().setUp()
        self.purchase = self.order((self.fifo, 10, 10))
        self.receive_order(self.purchase)

    def big(self):
        """600: more than level 1 may decide on."""
        self.receive_order(self.order((self.average, 10, 50)))
        return self.request(self.rows())

    def test_what_is_kept(self):
        with freeze_time("2026-02-01 10:00:00"):
            write_off = self.request(self.rows(), reason="Closed down")
        self.assertTrue(write_off.name.startswith("WRO/"))
        self.assertEqual(write_off.account_id, self.account("difference"))
        self.assertRecordValues(
            write_off.line_ids,
            [
                {
                    "kind_label": "Received, not billed",
                    "order_name": self.purchase.name,
                    "partner_id": self.vendor.id,
                    "product_id": self.fifo.id,
                    "quantity": 10,
                    "amount": 100,
                }
            ],
        )
        with freeze_time("2026-02-02 10:00:00"):
            self.approve(write_off)
        self.assertRecordValues(
            write_off,
            [
                {
                    "state": "posted",
                    "requester_id": self.users["accountant"].id,
                    "approver_id": self.users["approver"].id,
                    "reason": "Closed down",
                    "amount": 100,
                }
            ],
        )
        self.assertEqual(str(write_off.requested_on), "2026-02-01 10:00:00")
        self.assertEqual(str(write_off.decided_on), "2026-02-02 10:00:00")
        self.assertEqual(write_off.account_move_id.ref, f"{write_off.name}: Closed down")

    def test_a_reason_is_required(self):
        for reason in ("", "  "):
            with self.assertRaisesRegex(UserError, "needs a reason"):
                self.request(self.rows(), reason=reason)

    def test_nobody_approves_their_own(self):
        for role in ("approver", "director"):
            write_off = self.request(self.rows(), role=role)
            seen = write_off.with_env(self.as_role(role))
            self.assertFalse(seen.can_decide)
            with self.assertRaisesRegex(UserError, "somebody else"):
                seen.action_approve()
            with self.assertRaisesRegex(UserError, "somebody else"):
                seen.action_refuse()
            self.cancel(write_off, role)

    def test_not_even_what_they_drew_up(self):
        """Drawn up by an approver, requested by somebody else in their name."""
        action = self.rows(role="approver").action_write_off()
        write_off = self.env[action["res_model"]].browse(action["res_id"])
        write_off.with_env(self.as_role("accountant")).reason = "Old"
        write_off.with_env(self.as_role("accountant")).action_request()
        with self.assertRaisesRegex(UserError, "somebody else"):
            self.approve(write_off)
        self.approve(write_off, "director")

    def test_level_1_up_to_the_limit(self):
        self.company.perpetual_write_off_limit = 100
        write_off = self.request(self.rows())
        self.assertTrue(write_off.with_env(self.as_role("approver")).can_decide)
        self.approve(write_off)
        self.assertEqual(write_off.state, "posted")

    def test_level_2_above_the_limit(self):
        write_off = self.big()
        self.assertFalse(write_off.with_env(self.as_role("approver")).can_decide)
        with self.assertRaisesRegex(UserError, "level 2"):
            self.approve(write_off)
        with self.assertRaisesRegex(UserError, "level 2"):
            self.refuse(write_off, "No")
        self.approve(write_off, "director")
        with self.assertRaisesRegex(UserError, "level 2"):
            self.cancel(write_off)
        self.cancel(write_off, "director")

    def test_the_limit_is_on_all_lines(self):
        """A debit and a credit that nearly cancel out are still 900 to decide on."""
        order = self.order((self.average, 10, 80))
        self.bill(order)
        write_off = self.request(self.rows())
        self.assertEqual((write_off.amount, write_off.gross_amount), (-700, 900))
        with self.assertRaisesRegex(UserError, "level 2"):
            self.approve(write_off)

    def test_others_decide_nothing(self):
        write_off = self.request(self.rows())
        for role in ("biller", "controller", "auditor"):
            with self.assertRaisesRegex(UserError, "Only approvers"):
                self.approve(write_off, role)
        self.assertEqual(write_off.state, "requested")

    def test_refused_and_kept(self):
        write_off = self.request(self.rows())
        self.refuse(write_off, "The bill is under way")
        self.assertRecordValues(
            write_off,
            [
                {
                    "state": "refused",
                    "refusal_reason": "The bill is under way",
                    "approver_id": self.users["approver"].id,
                    "account_move_id": False,
                }
            ],
        )
        for act in (write_off.action_approve, write_off.action_request, write_off.action_cancel):
            with self.assertRaises(UserError):
                act()
        with self.assertRaises(UserError):
            write_off.with_env(self.as_role("accountant")).unlink()
        self.assertEqual(self.rows().amount, 100)
        # The lines may be asked for again.
        self.approve(self.request(self.rows(), reason="They say they will not bill it"))

    def test_withdrawn(self):
        write_off = self.request(self.rows())
        self.cancel(write_off, "accountant")
        self.assertEqual(write_off.state, "cancelled")
        with self.assertRaises(UserError):
            self.approve(write_off)

    def test_only_the_requester_withdraws(self):
        """An approver who does not agree says why."""
        write_off = self.request(self.rows())
        for role in ("approver", "director", "biller", "controller"):
            self.assertFalse(write_off.with_env(self.as_role(role)).can_withdraw)
            with self.assertRaisesRegex(UserError, "Refuse it instead"):
                self.cancel(write_off, role)
        self.assertTrue(write_off.with_env(self.as_role("accountant")).can_withdraw)

    def test_not_in_two_requests(self):
        write_off = self.request(self.rows())
        with self.assertRaisesRegex(UserError, write_off.name):
            self.request(self.rows())

    def test_billed_meanwhile(self):
        """What is decided on is what was requested, or nothing is posted."""
        write_off = self.request(self.rows())
        self.bill((self.purchase.order_line, 4))
        with self.assertRaisesRegex(UserError, "changed"):
            self.approve(write_off)
        self.assertFalse(write_off.account_move_id)

    def test_nobody_writes_the_decision(self):
        for role in ("accountant", "approver", "director", "biller", "controller"):
            write_off = self.request(self.rows())
            seen = write_off.with_env(self.as_role(role))
            for vals in (
                {"state": "posted"},
                {"approver_id": self.users["approver"].id},
                {"requester_id": self.users["biller"].id},
            ):
                with self.assertRaises(AccessError):
                    seen.write(vals)
            # Not even the lines, once it is requested.
            with self.assertRaises(UserError):
                seen.account_id = self.account("gain")
            with self.assertRaises(UserError):
                seen.line_ids.unlink()
            with self.assertRaises(AccessError):
                seen.line_ids.write({"amount": 1})
            self.cancel(write_off, "accountant")
        with self.assertRaises(AccessError):
            self.as_role("accountant")["perpetual.write.off"].create(
                {
                    "company_id": self.company.id,
                    "clearing": "grni",
                    "account_id": self.account("gain").id,
                    "state": "requested",
                }
            )

    def test_lines_come_from_the_listing_only(self):
        """Of a draft they may be taken off, not made up."""
        self.receive_order(self.order((self.average, 1, 10)))
        action = self.rows().action_write_off()
        write_off = self.as_role("accountant")[action["res_model"]].browse(action["res_id"])
        with self.assertRaises(AccessError):
            write_off.line_ids[0].amount = 1
        with self.assertRaises(AccessError):
            write_off.line_ids = [Command.create({"amount": 1})]
        with Form(write_off) as form:
            form.line_ids.remove(1)
            form.reason = "Old"
        write_off.action_request()
        self.assertEqual(write_off.amount, 100)

    def test_the_auditor_only_reads(self):
        write_off = self.request(self.rows()).with_env(self.as_role("auditor"))
        self.assertEqual(write_off.amount, 100)
        with self.assertRaises(AccessError):
            write_off.reason = "Changed"
        with self.assertRaises(AccessError):
            self.rows().with_env(self.as_role("auditor")).action_write_off()

    def test_of_the_own_company(self):
        write_off = self.request(self.rows())
        other = self.env["res.company"].create({"name": "Other"})
        self.users["approver"].company_ids |= other
        env = self.as_role("approver", other)
        self.assertNotIn(write_off, env["perpetual.write.off"].search([]))

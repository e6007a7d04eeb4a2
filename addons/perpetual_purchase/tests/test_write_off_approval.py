from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from .write_off_common import WriteOffCase


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

    # Activities

    def asked(self, write_off):
        """Names of the roles that find the request among their activities."""
        logins = write_off.activity_ids.user_id.mapped("login")
        ours = {user.login: role for role, user in self.users.items()}
        return sorted(ours[login] for login in logins if login in ours)

    def test_approvers_are_asked(self):
        write_off = self.request(self.rows())
        self.assertEqual(self.asked(write_off), ["approver", "director"])
        mine = self.as_role("approver")["mail.activity"].search(
            [("res_model", "=", write_off._name), ("user_id", "=", self.users["approver"].id)]
        )
        self.assertEqual(mine.res_id, write_off.id)
        self.assertIn("100", mine.summary)
        self.approve(write_off)
        self.assertFalse(write_off.activity_ids)
        self.assertIn("Approved", " ".join(write_off.message_ids.mapped("body")))

    def test_above_the_limit_only_level_2_is_asked(self):
        write_off = self.big()
        self.assertEqual(self.asked(write_off), ["director"])
        self.refuse(write_off, "They will bill it", role="director")
        self.assertFalse(write_off.activity_ids)

    def test_the_requester_is_not_asked(self):
        write_off = self.request(self.rows(), role="approver")
        self.assertEqual(self.asked(write_off), ["director"])

    def test_nothing_to_decide_once_withdrawn(self):
        write_off = self.request(self.rows())
        self.cancel(write_off, "accountant")
        self.assertFalse(write_off.activity_ids)

    def test_approvers_of_another_company_are_not_asked(self):
        self.make_second_company()
        self.users["director"].write(
            {"company_ids": [Command.set(self.company2.ids)], "company_id": self.company2.id}
        )
        self.assertEqual(self.asked(self.request(self.rows())), ["approver"])

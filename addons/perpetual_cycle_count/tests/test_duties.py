from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CountCommon


@tagged("post_install", "-at_install")
class TestDuties(CountCommon):
    """Rule 7: who may decide, whatever they click or call."""

    def setUp(self):
        super().setUp()
        self.receive(self.average, 100, 5)
        self.session = self.open_session(self.average)
        self.row = self.found(self.session)

    def found(self, session, counted=90, people=None):
        people = people or (self.first, self.second)
        for number, user in enumerate(people, 1):
            self.tally(session, {self.average: counted}, user=user, round_number=number)
        return self.variance(session)

    def refused(self, user, words, error=UserError, row=None):
        row = row or self.row
        with self.assertRaisesRegex(error, words):
            row.with_user(user).action_approve()
        self.assertIn(row.state, ("investigate", "to_approve"))

    def again(self, **how):
        """Another session that finds the same, by others."""
        self.session.with_user(self.controller).action_cancel()
        user = how.pop("user", None)
        self.session = self.open_session(self.average, user=user)
        self.row = self.found(self.session, **how)
        return self.row

    def test_no_root_cause(self):
        self.refused(self.approver, "has no root cause")
        with self.assertRaisesRegex(UserError, "has no root cause"):
            self.row.with_user(self.controller).action_submit()

    def test_another_cause_is_approved_anew(self):
        """Level 1 has approved one cause; with another one its approval no longer counts. What
        is decided keeps its evidence."""
        self.env.ref("perpetual_cycle_count.perpetual_approval_rule_2").min_value = 10
        self.investigate(self.row)
        self.row.with_user(self.approver).action_approve()
        self.assertEqual((self.row.state, self.row.level_needed), ("to_approve", "2"))
        other = self.env.ref("perpetual_cycle_count.perpetual_variance_reason_mis_scan")
        self.row.with_user(self.controller).reason_id = other
        self.assertEqual(self.row.level_needed, "1, 2")
        self.row.with_user(self.approver).action_approve()
        self.row.with_user(self.approver_2).action_approve()
        self.assertEqual(self.row.state, "approved")
        row = self.row.with_user(self.controller)
        row.evidence_ids = [(0, 0, {"name": "shelf.txt", "raw": b"seen"})]
        with self.assertRaisesRegex(UserError, "its evidence stays"):
            row.evidence_ids = [(5,)]

    def test_evidence_stays(self):
        """Of what is decided, nobody takes the file away or puts another one in its place."""
        row = self.row.with_user(self.controller)
        self.investigate(self.row)
        file = row.env["ir.attachment"].create({"name": "shelf.txt", "raw": b"seen"})
        row.evidence_ids = file
        file.write({"raw": b"better"})
        self.approve(self.row)
        administrator = self.env["ir.attachment"].browse(file.id)
        for own in (file, administrator):
            for way in (
                own.unlink,
                lambda own=own: own.write({"raw": b"changed"}),
                lambda own=own: own.write({"res_id": 0}),
            ):
                with self.assertRaisesRegex(UserError, "shelf.txt is evidence"):
                    way()
        file.name = "shelf at noon.txt"
        row.evidence_ids = [(0, 0, {"name": "more.txt", "raw": b"more"})]
        self.assertEqual(len(row.evidence_ids), 2)

    def test_photos_of_counts_stay(self):
        line = self.session.line_ids.filtered(lambda one: one.round == 1)
        entry = line.sudo().entry_id
        entry._keep_photo("c2Vlbg==")
        with self.assertRaisesRegex(UserError, "is evidence of a count"):
            entry.photo_ids.unlink()

    def test_not_an_approver(self):
        self.investigate(self.row)
        self.refused(self.controller, "needs an approver of level 1", AccessError)
        with self.assertRaises(AccessError):
            self.row.with_user(self.first).action_approve()
        with self.assertRaises(AccessError):
            self.row.with_user(self.users["auditor"]).action_approve()

    def test_not_who_counted(self):
        """An approver who has counted the key, in any round, decides nothing on it."""
        for people in ((self.approver, self.second), (self.first, self.approver)):
            self.again(people=people)
            self.investigate(self.row)
            self.refused(self.approver, "You have counted")
        self.assertFalse(self.row.with_user(self.approver).can_approve)

    def test_not_who_corrected_a_count(self):
        """Also who counted and was corrected on the same sheet by another entry."""
        self.again()
        entry = self.row.line_id.entry_id
        self.assertIn(entry.user_id, self.row.counter_ids)

    def test_opened_above_the_bound(self):
        """Up to the bound the opener approves, above it somebody else."""
        self.again(user=self.approver_2)
        self.investigate(self.row)
        self.row.with_user(self.approver_2).action_approve()
        self.assertEqual(self.row.state, "approved")
        self.env.ref("perpetual_cycle_count.perpetual_approval_rule_2").min_value = 50
        self.again(user=self.approver_2)
        self.investigate(self.row)
        self.refused(self.approver_2, "You opened")

    def test_two_levels_by_two_people(self):
        self.env.ref("perpetual_cycle_count.perpetual_approval_rule_2").min_value = 50
        self.investigate(self.row)
        self.assertEqual(self.row.level_needed, "1, 2")
        self.approve(self.row)
        self.assertEqual((self.row.state, self.row.level_needed), ("to_approve", "2"))
        self.refused(self.approver, "needs an approver of level 2", AccessError)
        self.approve(self.row, self.approver_2)
        self.assertEqual(self.row.state, "approved")
        self.assertEqual(self.row.approval_ids.user_id, self.approver + self.approver_2)

    def test_one_person_is_not_two_levels(self):
        self.env.ref("perpetual_cycle_count.perpetual_approval_rule_2").min_value = 50
        self.investigate(self.row)
        self.approve(self.row, self.approver_2)
        self.assertEqual(self.row.state, "to_approve")
        self.refused(self.approver_2, "You have approved .* already")

    def test_bounds_of_a_rule(self):
        """Value, percentage and class: each bound that is set has to be reached."""
        rule = self.env.ref("perpetual_cycle_count.perpetual_approval_rule_2")
        for vals, applies in (
            ({"min_value": 50, "min_percent": 0, "class_name": False}, True),
            ({"min_value": 50.01, "min_percent": 0, "class_name": False}, False),
            ({"min_value": 0, "min_percent": 10, "class_name": False}, True),
            ({"min_value": 0, "min_percent": 10.01, "class_name": False}, False),
            ({"min_value": 0, "min_percent": 0, "class_name": "C"}, True),
            ({"min_value": 0, "min_percent": 0, "class_name": "A"}, False),
        ):
            with self.subTest(vals):
                rule.write(vals)
                self.row.invalidate_recordset()
                self.assertEqual(self.row.level_needed, "1, 2" if applies else "1")

    def test_evidence_and_action(self):
        theft = self.env.ref("perpetual_cycle_count.perpetual_variance_reason_theft")
        row = self.row.with_user(self.controller)
        row.reason_id = theft
        self.refused(self.approver, "needs evidence")
        row.evidence_ids = row.env["ir.attachment"].create({"name": "p.txt", "raw": b"seen"})
        for vals in (
            {"corrective_action": "A lock"},
            {"action_owner_id": self.approver_2.id},
        ):
            row.write(vals)
            self.refused(self.approver, "needs a corrective action")
        row.action_due = "2026-12-24"
        self.approve(self.row)
        self.assertEqual(self.row.state, "approved")
        activity = self.row.activity_ids
        self.assertEqual(activity.user_id, self.approver_2)
        self.assertEqual(str(activity.date_deadline), "2026-12-24")

    def test_many_at_once_all_or_none(self):
        self.receive(self.fifo, 100, 5)
        other = self.open_session(self.fifo)
        for number, user in ((1, self.approver), (2, self.second)):
            self.tally(other, {self.fifo: 80}, user=user, round_number=number)
        rows = self.row + self.variance(other)
        for row in rows:
            self.investigate(row)
        words = "You have counted .*Product fifo"
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            rows.with_user(self.approver).action_approve()
        self.env.invalidate_all()
        self.assertFalse(rows.approval_ids)
        self.approve(rows, self.approver_2)
        self.assertEqual(rows.mapped("state"), ["approved", "approved"])

    def test_figures_are_not_written(self):
        row = self.row.with_user(self.approver_2)
        for vals in ({"state": "approved"}, {"quantity": 0}, {"unit_cost": 0}, {"is_within": True}):
            with self.subTest(vals), self.assertRaisesRegex(AccessError, "follow from counts"):
                row.write(vals)
        with self.assertRaises(AccessError):
            row.create({"product_id": self.average.id})
        with self.assertRaises(AccessError):
            row.unlink()
        with self.assertRaises(AccessError):
            row.approval_ids.create({"variance_id": row.id, "decision": "approved", "level": "1"})

    def test_decided_is_decided(self):
        self.investigate(self.row)
        self.approve(self.row)
        with self.assertRaisesRegex(UserError, "is decided"):
            self.row.with_user(self.controller).reason_id = False
        with self.assertRaisesRegex(UserError, "is approved: there is nothing to approve"):
            self.approve(self.row, self.approver_2)
        with self.assertRaisesRegex(UserError, "there is nothing to reject"):
            self.row.with_user(self.approver_2).action_reject()

    def test_rejected_is_counted_again(self):
        self.env.ref("perpetual_cycle_count.perpetual_approval_rule_2").min_value = 50
        self.investigate(self.row)
        self.approve(self.row)
        self.row.with_user(self.approver_2).action_reject("Look behind the rack")
        self.assertEqual((self.row.state, self.session.state), ("recount", "counting"))
        self.assertEqual(self.row.approval_ids.mapped("is_valid"), [False, False])
        # Neither of the two who have counted it.
        with self.assertRaisesRegex(UserError, "has counted goods"):
            self.sheet(self.session, 3).with_user(self.second).action_take()
        self.tally(self.session, {self.average: 90}, round_number=3)
        self.assertEqual(self.row.state, "investigate")
        self.approve(self.row)
        self.assertEqual(self.row.state, "to_approve", "Level 2 has to look again.")

    def test_rejected_and_found(self):
        self.investigate(self.row)
        with self.assertRaisesRegex(AccessError, "Only approvers"):
            self.row.with_user(self.controller).action_reject()
        self.row.with_user(self.approver).action_reject()
        self.tally(self.session, {self.average: 100}, round_number=3)
        self.assertIn(self.row.state, ("investigate", "cancel"))

from odoo.tests import HttpCase, tagged

from .test_baseline import BaselineCase


class TourCase(BaselineCase, HttpCase):
    def setUp(self):
        super().setUp()
        for user in (self.first, self.controller, self.approver):
            user.password = user.login
        self.average.barcode = "4006381333931"
        self.receive(self.average, 20, 10, dest=self.near)
        self.receive(self.fifo, 10, 5, dest=self.near)
        self.receive(self.average, 10, 10, dest=self.far)

    def run_tour(self, path, name, user):
        self.env.flush_all()
        self.start_tour(f"/odoo/{path}", f"perpetual_cycle_count_{name}", login=user.login)
        self.env.invalidate_all()

    def misplaced(self):
        """5 lie in the other bin, as two people have counted."""
        session = self.open_session(self.average, grace_minutes=0)
        for number, user in ((1, self.first), (2, self.second)):
            sheet = self.sheet(session, number).with_user(user)
            sheet.action_take()
            for line in sheet.line_ids:
                self.commit(line, 15)
            sheet.action_close()
        self.env.invalidate_all()
        return session


@tagged("post_install", "-at_install")
class TestDesktopTours(TourCase):
    def test_baseline(self):
        """A controller starts the count of two zones and reads the board."""
        session = self.baseline()
        self.run_tour("count-sessions", "baseline", self.controller)
        self.assertEqual(session.state, "counting")

    def test_clues(self):
        """An investigator takes a clue as the cause."""
        session = self.misplaced()
        self.run_tour("variances", "clues", self.controller)
        short = session.sudo().variance_ids.filtered(lambda row: row.quantity < 0)
        self.assertEqual(short.reason_id.code, "misplacement")


@tagged("post_install", "-at_install")
class TestPhoneTours(TourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_finding(self):
        """A counter reports what is damaged, and, without a connection, what nobody needs."""
        session = self.baseline()
        session.action_start()
        self.run_tour("barcode", "finding", self.first)
        findings = session.sudo().finding_ids.sorted("id")
        self.assertEqual(findings.mapped("kind"), ["damaged", "dead"])
        self.assertEqual(findings.user_id, self.first)
        self.assertEqual((findings[0].product_id, findings[0].note), (self.average, "Box is wet"))
        self.assertFalse(findings[1].product_id)
        self.assertEqual(findings.zone_work_id.zone_id, self.zones[0])

    def test_wrong_place(self):
        """An approver moves goods in the books to where they were found."""
        session = self.misplaced()
        action = "action-perpetual_cycle_count.perpetual_count_relocation_action"
        self.run_tour(action, "wrong_place", self.approver)
        self.assertEqual(session.sudo().relocation_ids.state, "done")
        self.assertEqual(self.on_hand_at(self.average, self.far), 15)

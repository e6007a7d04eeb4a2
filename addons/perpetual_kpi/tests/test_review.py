from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import KpiCommon


@tagged("post_install", "-at_install")
class TestReview(KpiCommon):
    """A quarter's figures, frozen."""

    def setUp(self):
        super().setUp()
        with self.on(0):
            self.receive(self.average, 100, 10)
            self.receive(self.fifo, 10, 50)
        with self.on(1):
            self.counted({self.average: 100, self.fifo: 8})
        self.build(0, 34)
        self.review = self.as_role("controller")["perpetual.count.review"].create(
            {"date_from": date(2024, 1, 1)}
        )

    def figure(self, code, review=None):
        return (review or self.review).kpi_figure_ids.filtered(lambda row: row.code == code)

    @freeze_time("2024-04-03 09:00")
    def test_frozen(self):
        self.review.action_freeze()
        row = self.figure("record_accuracy")
        self.assertEqual((row.text.split(), row.target_text.split(), row.status),
            (["50.00", "%"], [">", "95", "%"], "bad"),
        )
        self.assertEqual((row.numerator, row.denominator), (1, 2))
        self.assertGreater(self.review.missed_count, 0)
        row.finding = "A box was counted as a piece"
        # What is measured later does not change what was taken.
        self.env.cr.execute("UPDATE perpetual_kpi_snapshot SET hits = 2 WHERE scored = 2")
        self.assertEqual(self.figure("record_accuracy").value, 50)
        with self.assertRaisesRegex(UserError, "frozen"):
            row.value = 100
        with self.assertRaises(AccessError):
            row.unlink()

    @freeze_time("2024-04-03 09:00")
    def test_taken_anew_keeps_findings(self):
        self.review.action_freeze()
        self.figure("record_accuracy").finding = "A box"
        self.review.action_freeze()
        self.assertEqual(self.figure("record_accuracy").finding, "A box")
        self.assertEqual(len(self.figure("record_accuracy")), 1)

    @freeze_time("2024-04-03 09:00")
    def test_follow_up(self):
        """An action that is open shows in the next quarter's review until it is done."""
        self.review.action_freeze()
        self.review.findings = "<p>Boxes</p>"
        self.review.action_ids = [
            (0, 0, {"name": "Label boxes", "user_id": self.first.id, "due": date(2024, 5, 1)})
        ]
        self.review.action_hold()
        following = self.review.create({"date_from": date(2024, 4, 1)})
        self.assertEqual(following.carried_action_ids.name, "Label boxes")
        self.review.action_ids.is_done = True
        following.invalidate_recordset()
        self.assertFalse(following.carried_action_ids)
        self.review.action_close()
        with self.assertRaisesRegex(UserError, "is closed"):
            self.figure("record_accuracy").finding = "Later"

    @freeze_time("2024-04-03 09:00")
    def test_auditor_reads(self):
        self.review.action_freeze()
        row = self.figure("record_accuracy").with_env(self.as_role("auditor"))
        self.assertEqual(row.value, 50)
        with self.assertRaises(AccessError):
            row.finding = "Mine"

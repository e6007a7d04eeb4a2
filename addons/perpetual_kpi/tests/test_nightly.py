from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from .common import KpiCommon


@tagged("post_install", "-at_install")
class TestNightly(KpiCommon):
    """The job: all days the first time, then the last ones, and those that changed."""

    def run_job(self, number, chunk=None, steps=None):
        """The nightly job on a day; ``steps``: how many chunks before its time is over."""
        done = []

        def progress(_self, processed=0, *, remaining=None, deactivate=False):
            if processed:
                done.append(processed)
            return 0.0 if steps and len(done) >= steps else 1000.0

        module = "odoo.addons.perpetual_kpi.models.perpetual_kpi_snapshot"
        cron = type(self.env["ir.cron"])
        other = self.env["res.company"].search([("id", "!=", self.company.id)])
        other.perpetual_kpi_next_day = "2999-01-01"
        with (
            self.on(number),
            patch.object(cron, "_commit_progress", progress),
            patch(f"{module}.CHUNK", chunk or 92),
        ):
            self.snapshots._cron_build()
        return len(done)

    def days(self):
        days = self.snapshots.search([("company_id", "=", self.company.id)]).mapped("day")
        return [(day - self.START).days for day in sorted(set(days))]

    def test_all_days_then_the_next(self):
        with self.on(0):
            self.receive(self.average, 10, 10)
        self.run_job(5)
        self.assertEqual(self.days(), [0, 1, 2, 3, 4])
        self.run_job(6)
        self.assertEqual(self.days(), [0, 1, 2, 3, 4, 5])
        self.assertEqual(self.company.perpetual_kpi_next_day, self.day(6))

    def test_goes_on_where_it_stopped(self):
        """Time was over after two chunks of three days: the rest is built the next time."""
        with self.on(0):
            self.receive(self.average, 10, 10)
        self.assertEqual(self.run_job(11, chunk=3, steps=2), 2)
        self.assertEqual(self.days(), [0, 1, 2, 3, 4, 5])
        with self.on(11):
            self.assertEqual(self.dashboard().data()["building"], 55)
        self.run_job(11, chunk=3)
        self.assertEqual(self.days(), list(range(11)))
        with self.on(11):
            self.assertIs(self.dashboard().data()["building"], False)

    def test_a_fact_that_came_late(self):
        """An entry of a day long ago, written today: from that day on, all is built anew."""
        with self.on(0):
            self.receive(self.average, 10, 10)
        self.run_job(60)
        self.assertEqual(self.measures(20)["closing_value"], 100)
        with self.on(15):
            self.receive(self.average, 5, 10)
        self.run_job(61)
        self.assertEqual(
            [self.measures(number)["closing_value"] for number in (14, 15, 20)], [100, 150, 150]
        )

    def test_built_twice_is_built_once(self):
        with self.on(0):
            self.receive(self.average, 10, 10)
        self.run_job(3)
        rows = self.snapshots.search_count([("company_id", "=", self.company.id)])
        self.run_job(3)
        self.assertEqual(
            self.snapshots.search_count([("company_id", "=", self.company.id)]), rows
        )

    def test_no_ledger(self):
        """A company without a ledger has nothing to build, and a dashboard that says so."""
        self.run_job(3)
        self.assertEqual(self.days(), [])
        with self.on(3):
            data = self.dashboard().data()
        self.assertFalse(data["built"])
        texts = {tile["text"] for part in data["sections"] for tile in part["tiles"]}
        self.assertEqual(texts, {"–", "not measured", "not checked", "no sales", "no invoices"})
        self.assertIn("No figure can be held", data["summary"]["text"])

    def test_build_all_anew(self):
        """The button of the settings takes changed rates to all days."""
        with self.on(0):
            self.receive(self.average, 10, 10)
        self.run_job(3)
        before = self.measures(1)["carrying_cost"]
        self.company.perpetual_kpi_risk_rate += 22
        with freeze_time("2024-03-01 08:00"):
            settings = self.as_role("stock_manager")["res.config.settings"]
            settings.sudo().create({"company_id": self.company.id}).action_perpetual_kpi_rebuild()
        self.run_job(4)
        self.assertAlmostEqual(self.measures(1)["carrying_cost"], 2 * before)

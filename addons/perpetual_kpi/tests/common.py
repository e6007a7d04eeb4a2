from contextlib import contextmanager
from datetime import date, datetime, timedelta

from odoo.tests import freeze_time

from odoo.addons.perpetual_cycle_count.tests.common import CountCommon
from odoo.addons.perpetual_kpi.figures import Period


class KpiCommon(CountCommon):
    """Days on which things happen, and the figures of them."""

    #: The first day of the story: a leap year's March begins on its fifth day.
    START = date(2024, 2, 26)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.snapshots = cls.env["perpetual.kpi.snapshot"]

    @contextmanager
    def on(self, number, hour=10):
        """The ``number``-th day of the story, from 0."""
        day = datetime.combine(self.day(number), datetime.min.time()) + timedelta(hours=hour)
        with freeze_time(day):
            yield

    def day(self, number):
        return self.START + timedelta(days=number)

    def build(self, first, last):
        """Build the days, as the nightly job does."""
        self.snapshots._build(self.company, Period(self.day(first), self.day(last)))

    def measures(self, number, **options):
        """The measures of a day."""
        day = self.day(number)
        found = self.as_role("controller")["perpetual.kpi.snapshot"]._days(
            self.company, day, day, options
        )
        return found.get(day, {})

    def options(self, first, last, **more):
        return {"first": str(self.day(first)), "last": str(self.day(last)), **more}

    def dashboard(self, role="controller"):
        return self.as_role(role)["perpetual.kpi.dashboard"]

    def tiles(self, first, last, role="controller", **more):
        """Code → tile."""
        data = self.dashboard(role).data(self.options(first, last, **more))
        return {tile["code"]: tile for part in data["sections"] for tile in part["tiles"]}

    def kpi(self, code):
        return self.env["perpetual.kpi"].search([("code", "=", code)])

    def counted(self, counts):
        """Count and post: product → counted in the end; what is off by much is counted twice."""
        session = self.open_session(*counts)
        self.tally(session, counts)
        if session.sheet_ids.filtered(lambda sheet: sheet.state in ("todo", "counting")):
            self.tally(session, counts, round_number=2)
        for variance in session.sudo().variance_ids.filtered(
            lambda row: row.state == "investigate"
        ):
            self.investigate(variance)
            self.approve(variance)
        session.sudo()._post()
        self.assertEqual(session.state, "done")
        return session

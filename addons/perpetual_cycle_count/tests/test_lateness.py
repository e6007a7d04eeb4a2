from datetime import date, timedelta

from odoo.tests import tagged

from .test_plan import MONDAY, PlanCommon

TUESDAY = MONDAY + timedelta(1)


@tagged("post_install", "-at_install")
class TestLateness(PlanCommon):
    """A count is late after the end of the day it was due, where was counted: not in UTC, and
    not where the person lives who made the list."""

    def setUp(self):
        super().setUp()
        self.plan.by_never = True

    def zone(self, name):
        self.warehouse().perpetual_tz = name

    def late(self, product, at):
        """Whether the count of today's list is late, made at an instant in UTC."""
        self.plan.action_make_lists()
        session = self.plan.session_ids[:1].sudo()
        self.freeze(at)
        self.tally(session, {product: 20})
        session._post()
        rows = self.env["perpetual.count.accuracy"].search([("session_id", "=", session.id)])
        self.assertEqual(rows.product_id, product)
        return session, bool(rows.late)

    def test_west(self):
        """Monday evening in New York is Tuesday in UTC."""
        self.zone("America/New_York")
        (product,) = self.stocked(1)
        session, late = self.late(product, "2026-03-03 04:59:00")
        self.assertEqual((session.date, late), (MONDAY, False))

    def test_west_after_midnight(self):
        self.zone("America/New_York")
        (product,) = self.stocked(1)
        _session, late = self.late(product, "2026-03-03 05:01:00")
        self.assertTrue(late)

    def test_east(self):
        """In Auckland Tuesday begins at 11 on Monday in UTC, and ends at 11 on Tuesday."""
        self.zone("Pacific/Auckland")
        (product,) = self.stocked(1)
        self.plan.since = TUESDAY
        self.freeze("2026-03-02 12:00:00")
        session, late = self.late(product, "2026-03-03 11:01:00")
        self.assertEqual((session.date, late), (TUESDAY, True))

    def test_by_the_day_due_not_the_day_listed(self):
        """No room on the day it was due: counted on the next list, a day late."""
        one, other = self.stocked(2)
        self.plan.capacity = 1
        _session, late = self.late(one, "2026-03-02 15:00:00")
        self.assertFalse(late)
        self.freeze("2026-03-03 08:00:00")
        self.plan._refresh(self.plan._today())
        self.assertEqual((self.plan.due_count, self.plan.overdue_count), (1, 1))
        session, late = self.late(other, "2026-03-03 09:00:00")
        self.assertEqual((session.date, session.line_ids.due, late), (TUESDAY, MONDAY, True))

    def test_overdue_by_the_warehouse(self):
        """The plan's days are the warehouse's too: due on Monday, the 1st of June, there."""
        self.zone("Pacific/Auckland")
        self.plan.write({"by_never": False, "by_abc": True})
        self.c_class.interval_days = 91
        (product,) = self.stocked(1)
        self.freeze("2026-03-02 10:30:00")  # Monday, 23:30
        self.count_all(product)
        self.freeze("2026-05-31 11:30:00")
        self.assertEqual(self.plan._today(), date(2026, 5, 31))
        self.assertEqual(self.due(self.plan._today()), {})
        self.freeze("2026-05-31 12:30:00")
        self.assertEqual(self.due(self.plan._today()), {product: ("abc", 0)})
        self.freeze("2026-06-01 12:30:00")
        self.assertEqual(self.due(self.plan._today()), {product: ("abc", 1)})

    def test_due_on_a_day_off(self):
        """Due on Saturday: nobody counts before Monday, and then it is not late."""
        self.plan.write({"by_never": False, "by_abc": True})
        self.c_class.interval_days = 12
        (product,) = self.stocked(1)
        self.count_all(product)
        saturday = MONDAY + timedelta(12)
        for days, overdue in ((0, 0), (1, 0), (2, 0), (3, 1)):
            self.assertEqual(self.due(saturday + timedelta(days)), {product: ("abc", overdue)})
        self.freeze("2026-03-16 08:00:00")
        session, late = self.late(product, "2026-03-16 15:00:00")
        self.assertEqual((session.line_ids.due, late), (saturday + timedelta(2), False))

    def test_where_days_begin(self):
        """The warehouse's own zone, its address's, the company's address's, its working hours'."""
        place = self.warehouse()
        company = place.company_id
        place.partner_id = self.env["res.partner"].create({"name": "Shed", "tz": False})
        company.partner_id.tz = False
        company.resource_calendar_id.tz = "Asia/Tokyo"
        for record, name in (
            (company.resource_calendar_id, "Asia/Tokyo"),
            (company.partner_id, "Europe/Paris"),
            (place.partner_id, "America/Lima"),
        ):
            record.tz = name
            self.assertEqual(place._perpetual_zone().zone, name)
        place.perpetual_tz = "Africa/Cairo"
        self.assertEqual(place._perpetual_zone().zone, "Africa/Cairo")

    def test_ran_out_after_the_list(self):
        """What ran out after the day's list was made is not late on the next day's."""
        self.plan.write({"by_never": False, "by_zero": True})
        (product,) = self.stocked(1)
        self.deliver(product, 20)
        self.assertEqual(self.due(), {product: ("zero", 0)})
        self.assertEqual(self.due(TUESDAY), {product: ("zero", 0)})
        self.assertEqual(self.due(TUESDAY + timedelta(1)), {product: ("zero", 1)})

    def test_spot_session(self):
        """By hand, too, a session's day is that of the warehouse."""
        self.zone("Pacific/Auckland")
        self.freeze("2026-03-02 12:00:00")
        for product, vals in zip(
            self.stocked(2), ({}, {"warehouse_id": self.warehouse().id}), strict=True
        ):
            self.assertEqual(self.open_session(product, **vals).date, TUESDAY)

from datetime import date, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CountCommon

MONDAY = date(2026, 3, 2)


class PlanCommon(CountCommon):
    """A plan of the main warehouse that only counts by what a test turns on."""

    def setUp(self):
        super().setUp()
        self.freeze("2026-03-02 08:00:00")
        self.plan = self.as_role("controller")["perpetual.count.plan"].create(
            {
                "name": "Main",
                "warehouse_id": self.warehouse().id,
                "calendar_id": False,
                "since": MONDAY,
                **dict.fromkeys(("by_abc", "by_negative", "by_zero"), False),
                "variance_days": 0,
            }
        )

    def freeze(self, at):
        freezer = freeze_time(at)
        freezer.start()
        self.addCleanup(freezer.stop)

    def stocked(self, count, quantity=20):
        products = self.env["product.product"]
        for number in range(count):
            product = self.make_product("average", name=f"Goods {number:03}")
            self.receive(product, quantity, cost=1)
            products |= product
        return products

    def due(self, today=MONDAY, ahead=0):
        """Product → (reason, days overdue) of what is due."""
        return {
            self.env["product.product"].browse(row.key[0]): (row.reason, row.days_overdue)
            for row in self.plan._due(today, ahead)
        }

    def count_all(self, products, quantity=20, post=True):
        session = self.open_session(*products)
        self.tally(session, dict.fromkeys(products, quantity))
        if post:
            session.action_post()
        return session


@tagged("post_install", "-at_install")
class TestTriggers(PlanCommon):
    def test_nothing(self):
        self.stocked(2)
        self.assertEqual(self.due(), {})

    def test_abc_interval(self):
        (product,) = self.stocked(1)
        self.plan.by_abc = True
        self.count_all(product)
        self.assertEqual(self.due(MONDAY + timedelta(181)), {})
        self.assertEqual(self.due(MONDAY + timedelta(182)), {product: ("abc", 0)})
        self.assertEqual(self.due(MONDAY + timedelta(185)), {product: ("abc", 3)})
        self.assertEqual(self.due(ahead=182), {product: ("abc", 0)})
        self.c_class.interval_days = 10
        self.assertEqual(self.due(MONDAY + timedelta(10)), {product: ("abc", 0)})

    def test_abc_follows_the_class(self):
        one, other = self.stocked(2)
        self.plan.by_abc = True
        self.count_all(one + other)
        classes = self.as_role("controller")["perpetual.abc.assignment"]
        classes._set_by_hand(
            one, self.warehouse(), self.policy.class_ids[0], "Theft", date(2099, 1, 1)
        )
        rows = self.plan._due(MONDAY + timedelta(30))
        self.assertEqual([(row.key[0], row.abc_class.name) for row in rows], [(one.id, "A")])
        self.assertNotIn(other, self.due(MONDAY + timedelta(30)))

    def test_never_counted_is_spread(self):
        self.plan.by_abc = True
        self.c_class.interval_days = 20
        self.stocked(20)
        days = [row.due for row in self.plan._due(MONDAY, ahead=20)]
        self.assertEqual(len(days), 20)
        self.assertTrue(all(MONDAY <= day < MONDAY + timedelta(20) for day in days))
        self.assertGreater(len(set(days)), 10)

    def test_never(self):
        one, other = self.stocked(2)
        self.plan.by_never = True
        self.count_all(one)
        self.assertEqual(self.due(), {other: ("never", 0)})

    def test_negative(self):
        (product,) = self.stocked(1)
        self.plan.by_negative = True
        self.assertEqual(self.due(), {})
        self.deliver(product, 23)
        self.assertEqual(self.due(), {product: ("negative", 0)})
        self.receive(product, 3, cost=1)

    def test_ran_out(self):
        one, other = self.stocked(2)
        self.plan.by_zero = True
        self.deliver(one, 20)
        self.deliver(other, 5)
        self.assertEqual(self.due(), {one: ("zero", 0)})
        self.assertEqual(self.due(MONDAY + timedelta(9)), {}, "too long ago")
        self.receive(one, 1, cost=1)
        self.assertEqual(self.due(), {})

    def test_empty_bin(self):
        (product,) = self.stocked(1)
        shelf = self.make_location("Bin")
        self.plan.by_empty_bin = True
        self.transfer(product, 20, self.stock(), shelf)
        self.deliver(product, 5, source=shelf)
        self.assertNotIn(shelf.id, [row.key[1] for row in self.plan._due(MONDAY)])
        self.deliver(product, 15, source=shelf)
        found = {row.key[1]: row.reason for row in self.plan._due(MONDAY)}
        self.assertEqual(found[shelf.id], "empty_bin")

    def test_an_explicit_zero_settles_what_ran_out(self):
        (product,) = self.stocked(1)
        self.plan.by_zero = True
        self.deliver(product, 20)
        self.plan.action_make_lists()
        session = self.plan.session_ids
        self.assertEqual(session.line_ids.sudo().product_id, product)
        self.freeze("2026-03-02 09:00:00")
        self.tally(session, {product: 0})
        self.assertEqual(self.due(), {})

    def test_after_a_variance(self):
        (product,) = self.stocked(1)
        self.plan.variance_days = 14
        session = self.open_session(product)
        self.tally(session, {product: 10})
        self.tally(session, {product: 10}, round_number=2)
        variance = self.variance(session)
        self.investigate(variance)
        self.approve(variance)
        session.action_post()
        self.assertEqual(variance.state, "posted")
        self.assertEqual(self.due(MONDAY + timedelta(13)), {})
        self.assertEqual(self.due(MONDAY + timedelta(14)), {product: ("variance", 0)})
        self.freeze("2026-03-16 08:00:00")
        self.count_all(product, 10)
        self.assertEqual(self.due(MONDAY + timedelta(28)), {})

    def test_after_movements(self):
        one, other = self.stocked(2)
        self.count_all(one + other)
        self.freeze("2026-03-02 10:00:00")
        self.plan.movements = 3
        for _time in range(3):
            self.deliver(one, 1)
        self.deliver(other, 1)
        self.assertEqual(self.due(), {one: ("movements", 0)})
        self.freeze("2026-03-02 11:00:00")
        self.count_all(one, 17)
        self.assertEqual(self.due(), {})

    def test_control_group(self):
        products = self.stocked(6)
        self.plan.control_size = 2
        self.plan.action_draw_control_group()
        group = self.plan.control_product_ids
        self.assertEqual((len(group), self.plan.control_days), (2, 7))
        self.assertLessEqual(group, products)
        self.assertEqual(self.due(), dict.fromkeys(group, ("control", 0)))
        self.count_all(group)
        self.assertEqual(self.due(MONDAY + timedelta(6)), {})
        self.assertEqual(self.due(MONDAY + timedelta(7)), dict.fromkeys(group, ("control", 0)))

    def test_process_control(self):
        easy, hard = self.stocked(1, 5), self.stocked(1, 500)
        self.plan.process_days = 91
        self.count_all(easy, 5)
        self.count_all(hard, 500)
        self.assertEqual(self.due(MONDAY + timedelta(91)), {easy: ("process", 0)})
        self.assertIn(hard, self.due(MONDAY + timedelta(365)))

    def test_annual(self):
        (product,) = self.stocked(1)
        self.plan.write({"by_annual": True, "annual_date": date(2020, 3, 31)})
        self.assertEqual(self.due(MONDAY + timedelta(28)), {})
        self.assertEqual(self.due(date(2026, 4, 2)), {product: ("annual", 2)})

    def test_zones(self):
        (product,) = self.stocked(1)
        shelf = self.make_location("Zone")
        self.transfer(product, 5, self.stock(), shelf)
        self.plan.write({"by_never": True, "location_ids": [(6, 0, shelf.ids)]})
        self.assertEqual([row.key[1] for row in self.plan._due(MONDAY)], [shelf.id])


@tagged("post_install", "-at_install")
class TestLists(PlanCommon):
    def make(self):
        self.plan.action_make_lists()
        return self.plan.session_ids.sorted("id")[-1]

    def test_lists(self):
        products = self.stocked(3)
        self.plan.by_never = True
        session = self.make()
        self.assertEqual((session.state, session.type), ("counting", "cycle"))
        self.assertEqual(session.line_ids.sudo().product_id, products)
        self.tally(session, dict.fromkeys(products, 20))
        session.action_post()
        self.assertEqual(session.state, "done")
        self.assertEqual(self.due(), {})

    def test_what_does_not_fit_is_shown(self):
        self.stocked(5)
        self.plan.write({"by_never": True, "capacity": 3})
        session = self.make()
        self.assertEqual(len(session.line_ids), 3)
        self.assertEqual((self.plan.left_count, self.plan.due_count), (2, 2))
        rows = self.plan.due_ids
        self.assertEqual(rows.mapped("state"), ["left", "left"])
        with self.assertRaisesRegex(UserError, "The day is full"):
            self.plan.action_make_lists()
        self.freeze("2026-03-03 08:00:00")
        self.assertEqual(len(self.make().line_ids), 2)

    def test_overdue_first(self):
        early, late = self.stocked(2)
        self.plan.write({"by_abc": True, "capacity": 1})
        self.c_class.interval_days = 30
        self.count_all(early)
        self.freeze("2026-03-09 08:00:00")
        self.count_all(late)
        self.freeze("2026-05-04 08:00:00")
        self.assertEqual(self.make().line_ids.sudo().product_id, early)

    def test_level_after_a_baseline(self):
        """All were counted on one day; the plan takes some of them forward each day."""
        products = self.stocked(30)
        self.count_all(products)
        self.c_class.interval_days = 42
        self.plan.by_abc = True
        self.freeze("2026-03-24 08:00:00")
        session = self.make()
        self.assertEqual(len(session.line_ids), 1, "30 keys in 42 days: one a workday")
        self.assertEqual(set(self.plan.due_ids.mapped("state")), {"coming"})

    def test_a_sheet_for_each_counter(self):
        self.stocked(5)
        self.plan.write({"by_never": True, "counter_ids": [(6, 0, (self.first + self.second).ids)]})
        session = self.make()
        sheets = session.sheet_ids.sudo()
        self.assertEqual(sheets.user_id, self.first + self.second)
        self.assertEqual(sorted(len(sheet.line_ids) for sheet in sheets), [2, 3])

    def test_walking_order(self):
        (product,) = self.stocked(1)
        places = {name: self.make_location(name) for name in ("A-10", "A-2", "A-1")}
        for place in places.values():
            self.transfer(product, 2, self.stock(), place)
        self.plan.by_never = True
        names = self.make().line_ids.sudo().location_id.mapped("name")
        self.assertEqual([name for name in names if name in places], ["A-1", "A-2", "A-10"])

    def test_open_keys_are_left_out(self):
        one, other = self.stocked(2)
        self.plan.by_never = True
        self.open_session(one)
        self.assertEqual(self.make().line_ids.sudo().product_id, other)
        with self.assertRaisesRegex(UserError, "Nothing is due"):
            self.plan.action_make_lists()

    def test_no_workday(self):
        self.stocked(1)
        self.plan.by_never = True
        self.freeze("2026-03-07 08:00:00")
        with self.assertRaisesRegex(UserError, "no workday"):
            self.plan.action_make_lists()

    def test_calendar_with_a_holiday(self):
        calendar = self.env["resource.calendar"].create(
            {"name": "Works", "company_id": self.company.id, "tz": "UTC"}
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "date_from": "2026-03-03 00:00:00",
                "date_to": "2026-03-03 23:59:59",
            }
        )
        self.plan.calendar_id = calendar
        days = self.plan._workdays(MONDAY, 7)
        self.assertEqual(sorted(day.day for day in days), [2, 4, 5, 6])

    def test_daily_job(self):
        products = self.stocked(2)
        self.plan.write({"by_never": True, "user_id": self.controller.id})
        quiet = self.plan.copy({"name": "Quiet", "is_automatic": False})
        with self.enter_registry_test_mode():
            self.env.ref("perpetual_cycle_count.ir_cron_count_plan").method_direct_trigger()
        self.assertEqual(self.plan.session_ids.line_ids.sudo().product_id, products)
        self.assertEqual(self.plan.session_ids.user_id, self.controller)
        self.assertFalse(quiet.session_ids)
        self.assertTrue(quiet.refreshed_at)

    def test_load_of_the_year(self):
        self.stocked(10)
        self.plan.by_abc = True
        self.c_class.interval_days = 7
        self.plan.action_refresh()
        loads = self.env["perpetual.count.load"].search([("plan_id", "=", self.plan.id)])
        self.assertEqual(len(loads), 52)
        self.assertEqual(loads[0].week, MONDAY)
        self.assertEqual(set(loads.mapped("capacity")), {250})
        self.assertAlmostEqual(sum(loads.mapped("counts")), 520, delta=40)
        self.assertAlmostEqual(self.plan.usual_load, 2, 1)
        self.assertFalse(self.plan.is_short)
        self.plan.capacity = 1
        self.assertTrue(self.plan.is_short)

    def test_draw_from_nothing(self):
        self.plan.location_ids = self.make_location("Bare")
        with self.assertRaisesRegex(UserError, "Nothing is in stock"):
            self.plan.action_draw_control_group()

    def test_annual_needs_a_day(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self.plan.by_annual = True
            self.plan.flush_recordset()


@tagged("post_install", "-at_install")
class TestPlanRights(PlanCommon):
    def test_auditor_reads(self):
        self.stocked(1)
        self.plan.by_never = True
        self.plan.action_refresh()
        plan = self.plan.with_env(self.as_role("auditor"))
        self.assertEqual(plan.due_count, 1)
        self.assertEqual(len(plan.due_ids), 1)
        for action in (plan.action_make_lists, plan.action_refresh, plan.action_draw_control_group):
            with self.assertRaises(AccessError):
                action()

    def test_due_is_not_written_by_hand(self):
        self.stocked(1)
        self.plan.by_never = True
        self.plan.action_refresh()
        with self.assertRaises(AccessError):
            self.plan.due_ids.with_env(self.as_role("controller")).write({"due": MONDAY})

    def test_counter_sees_nothing(self):
        for model in ("plan", "due", "load"):
            with self.assertRaises(AccessError):
                self.env[f"perpetual.count.{model}"].with_user(self.first).search([])

    def test_other_companies(self):
        self.make_second_company()
        (product,) = self.stocked(1)
        self.receive(product, 5, cost=1, company=self.company2)
        self.plan.by_never = True
        rows = self.plan._due(MONDAY)
        self.assertEqual([row.key[1] for row in rows], self.stock().ids)
        theirs = self.as_role("controller", self.company2)["perpetual.count.plan"]
        self.assertFalse(theirs.search([("id", "=", self.plan.id)]))

from odoo.tests import HttpCase, tagged

from .common import CountCommon


class PlanTourCase(HttpCase, CountCommon):
    """Two products, one of which is used a lot; a plan with room for one count a day."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("en_US")
        self.average.name = "Uses much"
        for product in (self.average, self.fifo):
            self.receive(product, 20, cost=5)
        self.deliver(self.average, 5)
        for user in (self.controller, self.first, self.users["auditor"]):
            user.password = user.login

    def plan(self, **vals):
        return self.as_role("controller")["perpetual.count.plan"].create(
            {"name": "Main", "by_never": True, "calendar_id": self.every_day().id, **vals}
        )

    def every_day(self):
        """A calendar without a day off, so that the tour holds on Sundays too."""
        calendar = self.env["resource.calendar"].create({"name": "Always", "tz": "UTC"})
        calendar.attendance_ids.unlink()
        calendar.attendance_ids = [
            (0, 0, {"name": "Day", "dayofweek": str(day), "hour_from": 0, "hour_to": 24})
            for day in range(7)
        ]
        return calendar

    def tour(self, path, name, user=None):
        login = (user or self.controller).login
        self.start_tour(f"/odoo/{path}", f"perpetual_cycle_count_{name}", login=login, timeout=120)


@tagged("post_install", "-at_install")
class TestPlanTours(PlanTourCase):
    def test_abc(self):
        self.tour("action-perpetual_cycle_count.perpetual_abc_policy_action", "abc")
        rows = self.env["perpetual.abc.assignment"].search([("company_id", "=", self.company.id)])
        self.assertEqual(rows.product_id, self.average + self.fifo)

    def test_lists(self):
        plan = self.plan()
        self.tour("count-plans", "lists")
        self.assertEqual(plan.session_ids.line_ids.sudo().product_id, self.average + self.fifo)

    def test_due(self):
        plan = self.plan(capacity=1)
        plan._refresh(plan.since)
        self.tour("counts-due", "due", self.users["auditor"])

    def test_setup(self):
        self.tour("count-setup", "setup")
        self.assertTrue(
            self.env["perpetual.count.plan"].search([("company_id", "=", self.company.id)])
        )

    def test_type_in(self):
        session = self.open_session(self.average, self.fifo)
        sheet = self.sheet(session).with_user(self.first)
        sheet.action_take()
        self.tour(f"count-sheets/{sheet.id}", "type_in", self.first)
        self.assertEqual(sorted(session.line_ids.sudo().mapped("counted")), [7, 20])


@tagged("post_install", "-at_install")
class TestPlanPhoneTours(PlanTourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_lists(self):
        plan = self.plan()
        self.tour("count-plans", "lists_phone")
        self.assertTrue(plan.session_ids)

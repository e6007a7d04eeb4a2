from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from odoo.addons.perpetual_kpi.figures import Period

from .common import KpiCommon


@tagged("post_install", "-at_install")
class TestTours(KpiCommon, HttpCase):
    """The manager, at a desk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users["stock_manager"]
        cls.manager.password = cls.manager.login

    def morning(self):
        """A receipt and a count of today; the day is measured although it is not over."""
        self.receive(self.average, 100, 10)
        self.receive(self.fifo, 10, 50)
        self.counted({self.average: 100, self.fifo: 8})
        today = self.company._perpetual_kpi_day(fields.Datetime.now())
        self.snapshots._build(self.company, Period(today - timedelta(days=40), today))

    def run_tour(self, name):
        self.env.flush_all()
        self.start_tour("/odoo/inventory-kpis", f"perpetual_kpi_{name}", login=self.manager.login)

    def test_morning(self):
        self.morning()
        self.run_tour("morning")

    def test_filters(self):
        self.morning()
        self.run_tour("filters")

    def test_nothing_yet(self):
        self.run_tour("nothing")


@tagged("post_install", "-at_install")
class TestTabletTours(KpiCommon, HttpCase):
    """The manager, with a tablet."""

    browser_size = "820x1180"
    touch_enabled = True

    def test_morning(self):
        manager = self.users["stock_manager"]
        manager.password = manager.login
        TestTours.morning(self)
        self.env.flush_all()
        self.start_tour("/odoo/inventory-kpis", "perpetual_kpi_morning", login=manager.login)

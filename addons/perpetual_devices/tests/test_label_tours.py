from odoo.tests import HttpCase, tagged

from .test_label_print import PrintCommon


@tagged("post_install", "-at_install")
class TestLabelTours(PrintCommon, HttpCase):
    """The designer, and a label sent to a printer, in a browser."""

    def test_designer(self):
        self.manager.password = self.manager.login
        self.start_tour(
            "/odoo/labels", "perpetual_devices_label_designer", login=self.manager.login
        )
        self.assertEqual(self.shipped("location").width, 100)

    def test_print(self):
        self.worker.password = self.worker.login
        path = f"/odoo/action-stock.action_production_lot_form/{self.lot.id}"
        self.start_tour(path, "perpetual_devices_label_print", login=self.worker.login)
        self.assertEqual(self.on_paper(self.jobs()), [("]d2", "010400638133393110A>5B")])

    def test_live(self):
        """State is told by itself, and nothing is taken away that somebody types."""
        self.admin.password = self.admin.login
        path = "/odoo/action-perpetual_devices.perpetual_device_action"
        self.start_tour(path, "perpetual_devices_live", login=self.admin.login)
        self.assertEqual(self.printer.label, "Zebra at the dock")

    def test_station(self):
        self.station.with_user(self.worker).action_leave()
        self.worker.password = self.worker.login
        path = "/odoo/action-perpetual_devices.perpetual_station_action"
        self.start_tour(path, "perpetual_devices_station", login=self.worker.login)
        self.assertEqual(self.station.worker_id, self.worker)


@tagged("post_install", "-at_install")
class TestLabelPhoneTours(TestLabelTours):
    """The same at the size of a phone."""

    browser_size = "375x667"
    touch_enabled = True

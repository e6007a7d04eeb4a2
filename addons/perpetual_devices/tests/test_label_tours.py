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


@tagged("post_install", "-at_install")
class TestLabelPhoneTours(TestLabelTours):
    """The same at the size of a phone."""

    browser_size = "375x667"
    touch_enabled = True

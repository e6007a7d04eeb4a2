from odoo.tests import HttpCase, tagged

from .test_label_template import LabelCommon


@tagged("post_install", "-at_install")
class TestLabelTours(LabelCommon, HttpCase):
    """The designer in a browser."""

    def test_designer(self):
        self.manager.password = self.manager.login
        self.start_tour(
            "/odoo/labels", "perpetual_devices_label_designer", login=self.manager.login
        )
        self.assertEqual(self.shipped("location").width, 100)


@tagged("post_install", "-at_install")
class TestLabelPhoneTours(TestLabelTours):
    """The same at the size of a phone."""

    browser_size = "375x667"
    touch_enabled = True

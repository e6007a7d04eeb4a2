from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tests.common import ChromeBrowser

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestKeyboard(BarcodeCommon, HttpCase):
    """Work without a pointer, and colours that can be read in light and in the dark."""

    def setUp(self):
        super().setUp()
        self.worker.password = self.worker.login
        self.picking = self.incoming((self.average, 3), (self.fifo, 2))
        self.picking.origin = "P-4711"

    def run_tour(self, name):
        self.start_tour("/odoo/barcode", f"perpetual_barcode_{name}", login=self.worker.login)

    def test_keyboard_only(self):
        """A receipt from the start screen to the end by Tab, Enter, Space and digits alone."""
        self.run_tour("keyboard_only")
        self.assertEqual(self.picking.state, "done")
        self.assertEqual(self.picking.move_ids.mapped("quantity"), [2])
        discrepancies = self.env["perpetual.receiving.discrepancy"].search([])
        self.assertEqual(discrepancies.mapped("quantity"), [2, 1])
        self.assertEqual(discrepancies.reason_id.mapped("name"), ["Vendor sent it so"])

    def colours(self, scheme):
        navigate = ChromeBrowser.navigate_to
        feature = {"name": "prefers-color-scheme", "value": scheme}

        def emulated(browser, *args, **kwargs):
            browser._websocket_request("Emulation.setEmulatedMedia", params={"features": [feature]})
            return navigate(browser, *args, **kwargs)

        with patch.object(ChromeBrowser, "navigate_to", emulated):
            self.run_tour(scheme)

    def test_light(self):
        self.colours("light")

    def test_dark(self):
        self.colours("dark")

from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..models.perpetual_barcode import PerpetualBarcode
from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestLost(BarcodeCommon, HttpCase):
    """The answer to a scan is lost: the phone sends the scan again, and it counts once."""

    def setUp(self):
        super().setUp()
        self.worker.password = self.worker.login
        self.picking = self.incoming((self.average, 20))
        self.picking.origin = "P-4711"

    def test_lost_answer(self):
        sent, answer = [], PerpetualBarcode._answer

        def count(door, call, device):
            sent.append(call["uuid"])
            return answer(door, call, device)

        with patch.object(PerpetualBarcode, "_answer", count):
            self.start_tour("/odoo/barcode", "perpetual_barcode_lost", login=self.worker.login)
        scans = self.env["perpetual.barcode.scan"].search([("action", "=", "scan")])
        self.assertEqual(scans.mapped("outcome"), ["good"] * 3)
        self.assertEqual(sum(self.picking.move_line_ids.filtered("picked").mapped("quantity")), 3)
        # It was sent again: otherwise this proves nothing.
        self.assertGreater(sent.count(scans.sorted("id")[0].uuid), 1)


@tagged("post_install", "-at_install")
class TestPhoneLost(TestLost):
    """The same at the size of a phone."""

    browser_size = "375x667"
    touch_enabled = True

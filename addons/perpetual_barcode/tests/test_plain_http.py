import uuid

from odoo.tests import HttpCase, tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestPlainHttp(BarcodeCommon, HttpCase):
    """A warehouse without https: the browser gives no ready-made unique ids."""

    def test_calls_have_their_ids(self):
        self.worker.password = self.worker.login
        picking = self.incoming((self.average, 3), (self.fifo, 2))
        picking.origin = "P-4711"
        self.start_tour("/odoo/barcode", "perpetual_barcode_plain_http", login=self.worker.login)
        calls = self.env["perpetual.barcode.scan"].search([("user_id", "=", self.worker.id)])
        keys = [uuid.UUID(call.uuid) for call in calls]
        self.assertEqual({key.version for key in keys}, {4})
        scans = calls.filtered(lambda call: call.action == "scan")
        self.assertEqual(scans.mapped("barcode"), [self.average.barcode] * 2)
        self.assertEqual(scans.mapped("outcome"), ["good", "good"])


@tagged("post_install", "-at_install")
class TestPhonePlainHttp(TestPlainHttp):
    """The same at the size of a phone."""

    browser_size = "375x667"
    touch_enabled = True

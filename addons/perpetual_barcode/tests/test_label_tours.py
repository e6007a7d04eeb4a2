from odoo.tests import HttpCase, tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestLabelTours(BarcodeCommon, HttpCase):
    """Other barcodes and commands, in a browser."""

    def test_labels(self):
        labeller = self.make_user(
            "labeller", "stock.group_stock_user,perpetual_barcode.group_labels"
        )
        labeller.password = labeller.login
        shelf = self.make_location("A-01")
        shelf.barcode = "A-01"
        self.start_tour("/odoo/barcode", "perpetual_barcode_labels", login=labeller.login)
        self.assertEqual(shelf.barcode, "SHELF-1")
        barcodes = self.average._perpetual_barcodes()[self.average]
        self.assertEqual(barcodes, {"4006381333931": 1, "5901234123457": 1})

    def test_commands(self):
        """Command barcodes, up to somebody else's badge, with which nobody is signed in."""
        self.worker.password = self.worker.login
        self.stock().barcode = "STOCK-1"
        self.start_tour("/odoo/barcode", "perpetual_barcode_commands", login=self.worker.login)
        self.assertEqual(self.env["perpetual.barcode.scan"].search([]).user_id, self.worker)


@tagged("post_install", "-at_install")
class TestLabelPhoneTours(TestLabelTours):
    """The same at the size of a phone."""

    browser_size = "375x667"
    touch_enabled = True

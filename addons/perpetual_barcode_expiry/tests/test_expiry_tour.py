from odoo.tests import HttpCase, tagged

from odoo.addons.perpetual_barcode.tests.common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestExpiryTour(BarcodeCommon, HttpCase):
    """Goods with an expiry date come in by their GS1 label, and their lot is looked up."""

    def test_received_and_looked_up(self):
        self.worker.password = self.worker.login
        self.average.tracking = "lot"
        self.average.write({"use_expiration_date": True, "expiration_time": 30})
        picking = self.incoming((self.average, 1))
        picking.origin = "P-4711"
        self.start_tour("/odoo/barcode", "perpetual_barcode_expiry", login=self.worker.login)
        self.env.invalidate_all()
        self.assertEqual(picking.state, "done")
        lot = picking.move_line_ids.lot_id
        self.assertEqual((lot.name, str(lot.expiration_date.date())), ("LOT-1", "2069-12-31"))


@tagged("post_install", "-at_install")
class TestExpiryPhoneTour(TestExpiryTour):
    """The same at the size of a phone."""

    browser_size = "375x667"
    touch_enabled = True

from odoo.tests import HttpCase, tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestTours(BarcodeCommon, HttpCase):
    """The app in a browser, as a warehouse worker."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker.password = cls.worker.login

    def setUp(self):
        super().setUp()
        self.picking = self.incoming((self.average, 3), (self.fifo, 2))
        self.picking.origin = "P-4711"

    def run_tour(self, name):
        self.start_tour("/odoo/barcode", f"perpetual_barcode_{name}", login=self.worker.login)

    def test_receive(self):
        self.run_tour("receive")
        self.assertEqual(self.picking.state, "done")
        self.assertEqual(
            {move.product_id: move.quantity for move in self.picking.move_ids},
            {self.average: 3, self.fifo: 3},
        )
        discrepancy = self.env["perpetual.receiving.discrepancy"].search([])
        self.assertRecordValues(
            discrepancy, [{"kind": "over", "product_id": self.fifo.id, "taken_in": True}]
        )


@tagged("post_install", "-at_install")
class TestPhoneTours(TestTours):
    """The same at the size of a phone."""

    browser_size = "375x667"
    touch_enabled = True

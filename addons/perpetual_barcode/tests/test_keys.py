from odoo.tests import HttpCase, tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestKeys(BarcodeCommon, HttpCase):
    """What users of other scanning apps have reported, and looking up, in a browser."""

    def setUp(self):
        super().setUp()
        self.worker.password = self.worker.login
        self.picking = self.incoming((self.average, 20), (self.fifo, 2))
        self.picking.origin = "P-4711"

    def run_tour(self, name):
        self.start_tour("/odoo/barcode", f"perpetual_barcode_{name}", login=self.worker.login)

    def scans(self, action="scan"):
        return self.env["perpetual.barcode.scan"].search([("action", "=", action)], order="id")

    def test_keys(self):
        """Typing, fields that have the focus, Enter, FNC1, and names of keys in codes."""
        self.run_tour("keys")
        code, elements = self.average.barcode, "0104006381333931302\x1d10LOT9"
        self.assertEqual(
            self.scans().mapped("barcode"),
            [code, code, code, code, elements, elements, "AltShiftControl-7", "A<7>B"],
        )
        self.assertEqual(
            self.scans().mapped("outcome"), ["good"] * 6 + ["error"] * 2, "only names are unknown"
        )
        self.assertEqual(self.picking.state, "assigned", "Enter pressed no button")

    def test_closed(self):
        """The page is closed without a connection: the answer and its photo come with the next
        one, and the work goes on where it was."""
        self.run_tour("closed")
        discrepancy = self.env["perpetual.receiving.discrepancy"].search([])
        self.assertRecordValues(
            discrepancy,
            [{"kind": "over", "product_id": self.fifo.id, "quantity": 1, "note": "One too many"}],
        )
        photo = self.env["ir.attachment"].search(
            [("res_model", "=", discrepancy._name), ("res_id", "=", discrepancy.id)]
        )
        self.assertEqual(photo.mimetype, "image/jpeg")
        done = {
            line.product_id: line.quantity for line in self.picking.move_line_ids if line.picked
        }
        self.assertEqual(done, {self.fifo: 3, self.average: 1})
        self.assertEqual(len(self.scans("answer")), 1)

    def test_begun_without_a_connection(self):
        self.run_tour("begun")
        done = {
            line.product_id: line.quantity for line in self.picking.move_line_ids if line.picked
        }
        self.assertEqual(done, {self.average: 2})

    def test_blind(self):
        """Nothing that is expected is on the screen; what is short is reported."""
        self.warehouse().in_type_id.perpetual_blind_receipt = True
        self.run_tour("blind")
        self.assertEqual(self.picking.state, "done")
        discrepancies = self.env["perpetual.receiving.discrepancy"].search([], order="quantity")
        self.assertRecordValues(
            discrepancies,
            [
                {"kind": "short", "product_id": self.fifo.id, "quantity": 2},
                {"kind": "short", "product_id": self.average.id, "quantity": 19},
            ],
        )

    def test_lookup(self):
        self.receive(self.average, 5, 2)
        shelf = self.make_location()
        shelf.barcode = "A-01"
        self.run_tour("lookup")
        self.assertEqual(self.scans().mapped("outcome"), ["error", "good", "good"])


@tagged("post_install", "-at_install")
class TestPhoneKeys(TestKeys):
    """The same at the size of a phone."""

    browser_size = "375x667"
    touch_enabled = True

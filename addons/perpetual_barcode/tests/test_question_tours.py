from odoo.tests import HttpCase, tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestQuestionTours(BarcodeCommon, HttpCase):
    """What a thumb does: two questions in a row, a button touched twice, work begun offline."""

    browser_size = "375x667"
    touch_enabled = True

    def setUp(self):
        super().setUp()
        self.worker.password = self.worker.login

    def go(self, name):
        self.start_tour("/odoo/barcode", name, login=self.worker.login)
        self.env.invalidate_all()

    def test_two_questions(self):
        """The second one's answer says nothing of what was said to the first."""
        self.incoming((self.average, 1)).origin = "P-4711"
        self.go("perpetual_barcode_two_questions")
        over, unexpected = self.env["perpetual.receiving.discrepancy"].search([], order="id")
        self.assertEqual((over.kind, over.note), ("over", "of the first"))
        self.assertEqual((unexpected.kind, unexpected.note), ("unexpected", ""))
        self.assertNotEqual(over.reason_id, unexpected.reason_id)
        self.assertEqual((over.state, unexpected.state), ("open", "withdrawn"))

    def test_two_damages(self):
        """One is scanned, one is scrapped."""
        shelf = self.make_location("A-01")
        shelf.barcode = "A-01"
        for product in (self.average, self.fifo):
            self.receive(product, 9, 5, dest=shelf)
        self.go("perpetual_barcode_two_damages")
        reports = self.env["perpetual.damage"].search([], order="id")
        self.assertEqual(
            [(report.product_id, report.quantity, report.note) for report in reports],
            [(self.average, 3, "of the first"), (self.fifo, 1, "")],
        )

    def test_hands(self):
        picking = self.incoming((self.average, 3))
        picking.origin = "P-4711"
        self.go("perpetual_barcode_hands")
        self.assertEqual((picking.state, picking.move_ids.quantity), ("done", 3))

from odoo.tests import tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestResolver(BarcodeCommon):
    """What a scan names."""

    def resolve(self, raw, **kwargs):
        return self.env["perpetual.barcode.resolver"].with_user(self.worker)._resolve(raw, **kwargs)

    def test_article_number_in_every_length(self):
        self.average.barcode = "0036000291452"
        for code in ("036000291452", "0036000291452", "]C10100036000291452"):
            self.assertEqual(self.resolve(code).product, self.average, code)

    def test_bare_digits_are_an_article_before_they_are_elements(self):
        """Bare, these digits read as an element string too: AI 97."""
        self.average.barcode = "9745213796142"
        found = self.resolve("9745213796142")
        self.assertEqual(found.product, self.average)
        self.assertEqual(self.resolve("]E09745213796142").product, self.average)

    def test_packaging_tells_its_quantity(self):
        self.env["product.uom"].create(
            {"product_id": self.average.id, "uom_id": self.dozen.id, "barcode": "BOX-12"}
        )
        found = self.resolve("BOX-12")
        self.assertEqual((found.product, found.quantity), (self.average, 12))

    def test_further_barcodes(self):
        self.env["perpetual.product.barcode"].create(
            {"product_id": self.average.id, "barcode": "OLD-1"}
        )
        self.assertEqual(self.resolve("OLD-1").product, self.average)

    def test_elements(self):
        found = self.resolve("]C10104006381333931" + "17261231" + "10LOT-9\x1d37012")
        self.assertEqual(found.product, self.average)
        self.assertEqual(found.quantity, 12)
        self.assertEqual(found.lot_name, "LOT-9")
        self.assertEqual(str(found.expiry), "2026-12-31")

    def test_tag(self):
        found = self.resolve("urn:epc:id:sgtin:4006381.033393.77")
        self.assertEqual((found.product, found.lot_name), (self.average, "77"))

    def test_a_hash_in_a_lot_is_a_part_of_it(self):
        self.average.tracking = "lot"
        lot = self.env["stock.lot"].create({"name": "A#1", "product_id": self.average.id})
        self.assertEqual(self.resolve("A#1").lot, lot)

    def test_a_lot_of_the_goods_at_hand(self):
        self.average.tracking = self.fifo.tracking = "lot"
        lots = self.env["stock.lot"].create(
            [{"name": "SAME", "product_id": product.id} for product in (self.average, self.fifo)]
        )
        self.assertFalse(self.resolve("SAME").lot)
        self.assertEqual(self.resolve("SAME", products=self.fifo).lot, lots[1])

    def test_places_and_transfers(self):
        stock = self.stock()
        stock.barcode = "WH-STOCK-1"
        self.assertEqual(self.resolve("WH-STOCK-1").location, stock)
        picking = self.incoming((self.average, 1))
        self.assertEqual(self.resolve(picking.name).picking, picking)

    def test_commands_and_keyed_quantities(self):
        self.assertEqual(self.resolve("PB.VALIDATE").command.word, "VALIDATE")
        self.assertEqual(self.resolve("*5").reading.times, 5)

    def test_nobody_knows_it(self):
        self.assertFalse(self.resolve("NOBODY-KNOWS"))

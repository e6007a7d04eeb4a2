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

    def test_elements_of_every_symbology(self):
        """GS1-128, DataMatrix, QR, DataBar; with FNC1 as it comes, or where it is not needed."""
        data = "0104006381333931" + "17261231" + "10LOT-9"
        for start in ("]C1", "]d2", "]Q3", "]e0", "]J1", "\x1d", ""):
            with self.subTest(start):
                found = self.resolve(start + data)
                self.assertEqual((found.product, found.lot_name), (self.average, "LOT-9"))
                self.assertEqual(str(found.expiry), "2026-12-31")

    def test_what_is_no_gs1_symbol(self):
        """The same digits in a plain Code 128 or QR code are a name, not an article."""
        for start in ("]C0", "]d1", "]Q1"):
            self.assertFalse(self.resolve(start + "0104006381333931" + "10LOT-9"), start)

    def test_fnc1_as_scanners_type_it(self):
        """Between a quantity and a lot there has to be an FNC1, whatever became of it."""
        for fnc1 in ("\x1d", "<GS>", "^]", "Alt029"):
            found = self.resolve(f"010400638133393130{2}{fnc1}10LOT-9")
            self.assertEqual((found.product, found.quantity), (self.average, 2), fnc1)
            self.assertEqual(found.lot_name, "LOT-9")

    def test_the_content_of_a_pallet(self):
        found = self.resolve("]C1020400638133393137" + "24")
        self.assertEqual((found.product, found.quantity), (self.average, 24))

    def weighed(self):
        self.average.uom_id = self.env.ref("uom.product_uom_gram")

    def test_a_weight_in_the_unit_of_the_goods(self):
        self.weighed()
        for data in ("0104006381333931" + "3103001250", "3103001250" + "0104006381333931"):
            self.assertEqual(self.resolve("]C1" + data).quantity, 1250)

    def test_the_weight_of_a_piece(self):
        """It says nothing about how many there are."""
        found = self.resolve("]C1" + "0104006381333931" + "3103001250")
        self.assertEqual((found.product, found.quantity), (self.average, None))

    def rule(self, kind, pattern):
        nomenclature = self.env["barcode.nomenclature"].create({"name": "Weighed goods"})
        self.env["barcode.rule"].create(
            {
                "name": kind,
                "type": kind,
                "encoding": "ean13",
                "pattern": pattern,
                "barcode_nomenclature_id": nomenclature.id,
            }
        )
        self.company.nomenclature_id = nomenclature

    def test_a_weight_in_the_label(self):
        self.rule("weight", "21.....{NNDDD}")
        self.average.barcode = "2112345000008"
        found = self.resolve("2112345012506")
        self.assertEqual((found.product, found.quantity), (self.average, None))
        self.weighed()
        found = self.resolve("2112345012506")
        self.assertEqual((found.product, found.quantity), (self.average, 1250))
        self.assertFalse(found.lot_name)

    def test_a_price_in_the_label(self):
        self.rule("price", "23.....{NNNDD}")
        self.average.barcode = "2312345000002"
        found = self.resolve("2312345003508")
        self.assertEqual((found.product, found.price, found.quantity), (self.average, 3.5, None))

    def test_a_price_is_no_quantity(self):
        """A priced piece is one piece; of weighed goods the app asks how much it is."""
        self.rule("price", "23.....{NNNDD}")
        self.average.barcode = "2312345000002"
        self.start("receive", self.incoming((self.average, 5)))
        answer = self.scan("2312345003508")
        self.assertEqual(self.done(answer), {self.average.display_name: 1})
        self.do("undo")
        self.weighed()
        answer = self.scan("2312345003508")
        self.assert_error(answer, "tells its price and not how many g")
        self.assertEqual(self.done(answer), {self.average.display_name: 0})

    def test_tag(self):
        found = self.resolve("urn:epc:id:sgtin:4006381.033393.77")
        self.assertEqual((found.product, found.lot_name), (self.average, "77"))

    def test_tag_of_a_package(self):
        package = self.env["stock.package"].create({"name": "106141412345678908"})
        for uri in (
            "urn:epc:id:sscc:0614141.1234567890",
            "urn:epc:tag:sscc-96:3.0614141.1234567890",
        ):
            with self.subTest(uri):
                self.assertEqual(self.resolve(uri).package, package)

    def test_tag_of_a_place(self):
        """By the number of the place, a part of it by the number and its extension."""
        shelf, part, other = (self.make_location(name) for name in ("Shelf", "Part", "Other"))
        shelf.barcode, part.barcode = "9521141123454", "9521141123454.400"
        other.barcode = "urn:epc:id:sgln:9521141.12345.401"
        for uri, place in (
            ("urn:epc:id:sgln:9521141.12345.0", shelf),
            ("urn:epc:tag:sgln-96:3.9521141.12345.0", shelf),
            ("urn:epc:id:sgln:9521141.12345.400", part),
            ("urn:epc:id:sgln:9521141.12345.401", other),
            ("urn:epc:id:sgln:9521141.12345.402", self.env["stock.location"]),
            ("4149521141123454", shelf),
        ):
            with self.subTest(uri):
                self.assertEqual(self.resolve(uri).location, place)

    def test_escapes_in_a_tag(self):
        found = self.resolve("urn:epc:id:sgtin:4006381.033393.7%2F7")
        self.assertEqual((found.product, found.lot_name), (self.average, "7/7"))

    def test_a_tag_that_is_none(self):
        for uri in (
            "urn:epc:id:sgtin:4006381..77",
            "urn:epc:id:sgtin:4006381",
            "urn:epc:id:sgtin:x.y.z",
            "urn:epc:id:sscc:0614141.",
            "urn:epc:id:sgln:1.2.3",
            "urn:nothing",
        ):
            with self.subTest(uri):
                self.assertFalse(self.resolve(uri))

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

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import BarcodeCommon

#: An EAN-13 that nothing has yet.
NEW = "5901234123457"


@tagged("post_install", "-at_install")
class TestLabels(BarcodeCommon):
    """Products, bins and packages are given other barcodes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.warehouse_worker = cls.worker
        cls.worker = cls.make_user(
            "labeller", "stock.group_stock_user,perpetual_barcode.group_labels"
        )
        cls.package = cls.env["stock.package"].create({"name": "PACK-1"})

    def setUp(self):
        super().setUp()
        self.shelf = self.make_location("A-01")
        self.shelf.barcode = "A-01"

    def begin(self, what, code=NEW):
        """Scan a thing, and its new barcode."""
        self.start("labels")
        self.assertEqual(self.scan(what)["state"], "code")
        return self.scan(code)

    def answer(self, choice, **data):
        return self.do("answer", choice=choice, **data)

    def barcodes(self, product=None):
        product = product or self.average
        product.invalidate_recordset()
        return product._perpetual_barcodes()[product]

    # Products

    def test_one_more(self):
        answer = self.begin(self.average.barcode)
        self.assertEqual(answer["state"], "ask")
        self.assert_good(self.answer("further", quantity=1))
        self.assertEqual(self.barcodes(), {"4006381333931": 1, NEW: 1})
        self.receive(self.average, 3, 5)
        answer = self.call("start", {"barcode": NEW}, flow="home")
        self.assertEqual(answer["view"]["title"], self.average.display_name)
        # Who keeps products sees who has done it.
        message = self.average.message_ids[0]
        self.assertIn(NEW, message.body)
        self.assertEqual(message.author_id, self.worker.partner_id)

    def test_the_main_one(self):
        """The new one is printed; labels with the old one still work."""
        answer = self.begin(self.average.barcode)
        main = next(row for row in answer["view"]["choices"] if row["value"] == "main")
        self.assertIn("4006381333931 stays valid", main["label"])
        self.assert_good(self.answer("main", quantity=1))
        self.assertEqual(self.average.barcode, NEW)
        self.assertEqual(self.barcodes(), {NEW: 1, "4006381333931": 1})

    def test_without_a_barcode(self):
        """Its label is lost: it is found by its reference or its name."""
        self.standard.write({"barcode": False, "default_code": "SKU-9"})
        self.begin("sku-9")
        self.assert_good(self.answer("main", quantity=1))
        self.assertEqual(self.barcodes(self.standard), {NEW: 1})
        self.start("labels")
        self.assertEqual(
            self.scan(self.standard.name)["view"]["subtitle"], "[SKU-9] Product standard"
        )

    def test_a_packaging(self):
        self.begin(self.average.barcode)
        self.assert_error(self.answer("packaging", quantity=1), "how many there are")
        self.assert_good(self.answer("packaging", quantity=24))
        self.assertEqual(self.barcodes()[NEW], 24)
        packaging = self.average.product_uom_ids
        self.assertEqual(packaging.uom_id.name, "Pack of 24")
        self.assertIn(packaging.uom_id, self.average.uom_ids)

    def test_a_packaging_of_a_known_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        dozen.active = True
        self.begin(self.average.barcode)
        self.assert_good(self.answer("packaging", quantity=12))
        self.assertEqual(self.average.product_uom_ids.uom_id, dozen)
        picking = self.incoming((self.average, 12))
        self.worker = self.warehouse_worker
        self.start("receive", picking)
        self.assertEqual(self.done(self.scan(NEW)), {self.average.display_name: 12})

    def test_only_a_packaging_counts_more(self):
        self.begin(self.average.barcode)
        for choice in ("further", "main"):
            self.assert_error(self.answer(choice, quantity=6), "choose a packaging")
        self.assert_error(self.answer("further", quantity="six"), "Type a quantity")
        self.assertEqual(self.barcodes(), {"4006381333931": 1})

    def test_taken_away(self):
        self.begin(self.average.barcode)
        self.answer("packaging", quantity=12)
        self.begin(self.average.barcode)
        self.assertIn("already", self.do("show")["view"]["prompt"])
        self.assert_good(self.answer("remove"))
        self.assertEqual(self.barcodes(), {"4006381333931": 1})
        self.begin(self.average.barcode, "4006381333931")
        self.assert_good(self.answer("remove"))
        self.assertFalse(self.average.barcode)

    def test_a_gs1_symbol(self):
        """Of a label with a lot on it, the article number is the barcode."""
        answer = self.begin(self.average.barcode, f"]C1010{NEW}10LOT-7")
        self.assertEqual(answer["view"]["subtitle"], NEW)

    def test_a_wrong_check_digit(self):
        answer = self.begin(self.average.barcode, "5901234123450")
        self.assertEqual((answer["state"], answer["message"]["level"]), ("ask", "warning"))
        self.assertIn("check digit", answer["message"]["text"])

    # Bins and packages

    def test_a_bin(self):
        answer = self.begin("A-01", "SHELF-1")
        self.assertIn("A-01 works no longer", answer["view"]["prompt"])
        self.assert_good(self.answer("relabel"))
        self.assertEqual(self.shelf.barcode, "SHELF-1")
        self.begin("SHELF-1", "SHELF-1")
        answer = self.do("show")
        self.assertIn("is its barcode already", answer["view"]["prompt"])
        self.assertEqual([row["value"] for row in answer["view"]["choices"]], ["nothing"])

    def test_a_package(self):
        self.begin("PACK-1", "PACK-77")
        self.assert_good(self.answer("relabel"))
        self.assertEqual(self.package.name, "PACK-77")

    def test_a_lot(self):
        product = self.make_product("average", tracking="lot")
        self.make_lot(product, "LOT-1")
        self.start("labels")
        self.assert_error(self.scan("LOT-1"), "that is its barcode")

    def test_nobody_knows_it(self):
        self.start("labels")
        self.assert_error(self.scan("NOBODY-KNOWS"), "not known here")

    # Taken already

    def test_taken(self):
        """What something else answers to is refused, and what that is told."""
        product = self.make_product("average", tracking="lot", barcode="2000000000008")
        self.make_lot(product, "LOT-1")
        self.begin(self.fifo.barcode)
        self.answer("further", quantity=1)
        for what, code, owner in (
            (self.average.barcode, self.fifo.barcode, self.fifo.display_name),
            (self.average.barcode, NEW, self.fifo.display_name),
            (self.average.barcode, "A-01", self.shelf.display_name),
            (self.average.barcode, "LOT-1", "LOT-1"),
            ("A-01", self.fifo.barcode, self.fifo.display_name),
            ("A-01", "PACK-1", "PACK-1"),
            ("PACK-1", "A-01", self.shelf.display_name),
        ):
            with self.subTest(what=what, code=code):
                answer = self.begin(what, code)
                self.assertEqual(answer["state"], "code")
                self.assert_error(answer, f"{code} is the barcode of {owner} already")

    def test_taken_in_another_length(self):
        """A UPC of 12 digits is the EAN-13 with a zero before it."""
        self.fifo.barcode = "0036000291452"
        self.assert_error(self.begin(self.average.barcode, "036000291452"), self.fifo.display_name)

    def test_taken_in_another_company(self):
        self.make_second_company()
        other = self.make_product("average", barcode=NEW, company_id=self.company2.id)
        self.begin(self.average.barcode)
        self.assert_error(self.answer("further", quantity=1), f"{NEW} is a barcode of")
        self.assertNotIn(NEW, self.barcodes())
        self.assertTrue(other)

    def test_taken_in_the_office(self):
        """A product cannot take a further barcode of another one either."""
        self.env["perpetual.product.barcode"].create({"product_id": self.fifo.id, "barcode": NEW})
        with self.assertRaisesRegex(ValidationError, "is a barcode of Product fifo"):
            self.average.barcode = NEW

    def test_taken_in_the_office_by_a_packaging(self):
        self.env["perpetual.product.barcode"].create({"product_id": self.fifo.id, "barcode": NEW})
        with self.assertRaisesRegex(ValidationError, "is a barcode of Product fifo"):
            self.env["product.uom"].create(
                {
                    "product_id": self.average.id,
                    "uom_id": self.env.ref("uom.product_uom_dozen").id,
                    "barcode": NEW,
                }
            )

    # Second thoughts

    def test_leave_it(self):
        self.begin(self.average.barcode)
        self.assertEqual(self.scan(NEW)["message"]["level"], "warning")
        self.assert_error(self.answer("perhaps"), "Choose what to do")
        self.assertEqual(self.answer("nothing")["state"], "ask", "the scan that waited")
        self.assertEqual(self.answer("nothing")["state"], "code")
        self.assertEqual(self.do("back")["state"], "what")
        self.assertEqual(self.barcodes(), {"4006381333931": 1})

    def test_undo(self):
        for what, code, choice, quantity in (
            (self.average.barcode, NEW, "further", 1),
            (self.average.barcode, NEW, "main", 1),
            (self.average.barcode, NEW, "packaging", 6),
            (self.average.barcode, self.average.barcode, "remove", None),
            ("A-01", "SHELF-1", "relabel", None),
            ("PACK-1", "PACK-77", "relabel", None),
        ):
            with self.subTest(choice=choice, what=what):
                self.begin(what, code)
                self.assert_good(self.answer(choice, quantity=quantity))
                self.assert_good(self.do("undo"))
                self.assertEqual(self.barcodes(), {"4006381333931": 1})
                self.assertEqual((self.shelf.barcode, self.package.name), ("A-01", "PACK-1"))

    def test_undo_a_packaging_taken_away(self):
        self.begin(self.average.barcode)
        self.answer("packaging", quantity=6)
        self.begin(self.average.barcode)
        self.answer("remove")
        self.assert_good(self.do("undo"))
        self.assertEqual(self.barcodes()[NEW], 6)

    def test_undo_too_late(self):
        self.begin(self.average.barcode)
        self.answer("further", quantity=1)
        self.average.perpetual_barcode_ids.unlink()
        self.assert_error(self.do("undo"), "has been changed since")

    def test_undo_touches_labels_only(self):
        """What a scan's row says is not believed, even if somebody could write it."""
        self.begin(self.average.barcode)
        self.answer("further", quantity=1)
        scan = self.env["perpetual.barcode.scan"].search([("effect", "!=", False)], limit=1)
        for forged in (
            {"model": "product.product", "id": self.average.id, "vals": {"standard_price": 1}},
            {"model": "res.users", "id": self.worker.id, "vals": {"login": "root"}},
        ):
            scan.sudo().effect = [forged]
            self.assert_error(self.do("undo"), "cannot be undone")

    def test_the_next_one(self):
        self.begin("A-01", "SHELF-1")
        self.answer("relabel")
        self.assertEqual(self.scan("PACK-1")["view"]["subtitle"], "PACK-1")

    # Labels

    def test_print(self):
        self.start("labels")
        self.scan(self.average.barcode)
        (report,) = self.do("print")["message"]["reports"]
        # The warehouse's label has no price.
        self.assertEqual(report["report_name"], "product.report_producttemplatelabel4x12noprice")
        for what, name in (
            ("A-01", "stock.report_location_barcode"),
            ("PACK-1", "stock.report_package_barcode_small"),
        ):
            self.begin(what, f"{what}-NEW")
            self.answer("relabel")
            (report,) = self.do("print")["message"]["reports"]
            self.assertEqual(report["report_name"], name)

    # Rights

    def test_who_may(self):
        def flows(user):
            home = self.env["perpetual.barcode"].with_user(user).home()
            return [tile["code"] for tile in home["flows"]]

        self.assertIn("labels", flows(self.worker))
        self.assertIn("labels", flows(self.users["stock_manager"]))
        self.assertNotIn("labels", flows(self.warehouse_worker))

    def test_who_may_not(self):
        words = "is for members of the group"
        self.worker = self.warehouse_worker
        self.assert_error(self.start("labels"), words)
        self.assert_error(self.call("start", {"barcode": "PB.FLOW.labels"}, flow="home"), words)

    def test_the_right_is_taken_away_meanwhile(self):
        self.begin(self.average.barcode)
        self.worker.group_ids = [(3, self.env.ref("perpetual_barcode.group_labels").id)]
        self.assert_error(self.answer("further", quantity=1), "is for members of the group")
        self.assertEqual(self.barcodes(), {"4006381333931": 1})

    def test_only_here(self):
        """The group gives no right on products; the app's steps do it."""
        with self.assertRaises(AccessError):
            self.average.with_user(self.worker).write({"barcode": NEW})
        with self.assertRaises(AccessError):
            self.env["perpetual.product.barcode"].with_user(self.worker).create(
                {"product_id": self.average.id, "barcode": NEW}
            )

    def test_another_company(self):
        self.make_second_company()
        self.stock(self.company2).barcode = "Z-09"
        self.start("labels")
        self.assert_error(self.scan("Z-09"), "not known here")

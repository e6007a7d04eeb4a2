import base64
from itertools import product as every

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from odoo.addons.perpetual_barcode.tests.common import BarcodeCommon

from ..labels import gs1, png
from ..labels.tests import printers


class LabelCommon(BarcodeCommon):
    """Labels are designed by a manager and printed by a worker."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users["stock_manager"]
        cls.average.default_code = "B-8"
        cls.average.tracking = "lot"
        cls.lot = cls.make_lot(cls.average, "A>5B")
        cls.package = cls.env["stock.package"].create({"name": gs1.sscc(3, "4012345", 17)})

    def setUp(self):
        super().setUp()
        self.bin = self.make_location("A-01")
        self.bin.barcode = "WH-A-01"

    def shipped(self, name, user=None):
        template = self.env.ref(f"perpetual_devices.perpetual_label_template_{name}")
        return template.with_user(user or self.worker)

    def own(self, **vals):
        values = {"name": "Own", "kind": "product", "width": 57, "height": 32, **vals}
        return self.env["perpetual.label.template"].with_user(self.manager).create(values)

    def field(self, **vals):
        return (0, 0, {"name": "Code", "type": "barcode", "symbology": "code128", **vals})

    def read_back(self, data, dpi=203, kinds=()):
        """What a scanner reads from the paper that a ZPL printer prints."""
        picture, _copies = printers.zpl_picture(data, dpi)
        return [(read.aim, read.data.decode()) for read in png.verify(picture, kinds)]


@tagged("post_install", "-at_install")
class TestLabelTemplate(LabelCommon):
    def printed(self, name, record, **how):
        [(_title, data)] = self.shipped(name)._render(record.with_user(self.worker), **how)
        return self.read_back(data, how.get("dpi", 203))

    def test_shipped_labels_read_back(self):
        lot = "010400638133393110A>5B"
        self.assertEqual(self.printed("product", self.average), [("]E0", "4006381333931")])
        self.assertEqual(self.printed("product_price", self.fifo), [("]E4", "96385074")])
        self.assertEqual(self.printed("lot", self.lot), [("]d2", lot)])
        self.assertEqual(self.printed("lot_128", self.lot), [("]C1", lot)])
        self.assertEqual(self.printed("lot_plain", self.lot), [("]d1", "A>5B")])
        self.assertEqual(self.printed("location", self.bin), [("]C0", "WH-A-01")])
        sscc = f"00{self.package.name}"
        for name in ("package", "package_sscc"):
            [(_title, data)] = self.shipped(name)._render(self.package)
            self.assertEqual(self.read_back(data, kinds=["sscc"]), [("]C1", sscc)])

    def test_every_language_and_resolution(self):
        for language, dpi in every(("zpl", "epl", "tspl", "escpos"), (203, 300)):
            with self.subTest(language=language, dpi=dpi):
                [(title, data)] = self.shipped("lot")._render(self.lot, language, dpi, 5)
                self.assertEqual(title, "Lot, GS1 DataMatrix 57 × 32: A>5B")
                self.assertIsInstance(data, bytes)
        self.assertEqual(self.printed("lot", self.lot, dpi=600)[0][0], "]d2")

    def test_what_the_app_then_scans(self):
        """The label of a lot leads the barcode app to this lot."""
        [(_aim, text)] = self.printed("lot", self.lot)
        found = self.env["perpetual.barcode.resolver"].with_user(self.worker)._resolve(f"]d2{text}")
        self.assertEqual(found.product, self.average)
        self.assertEqual(found.lot or found.lot_name, self.lot)

    def test_other_numbers_than_those_of_retail(self):
        self.average.barcode = "BOLT-8"
        self.assertEqual(self.printed("product", self.average), [("]C0", "BOLT-8")])
        self.average.barcode = "4006381333932"
        self.assertEqual(self.printed("product", self.average), [("]C0", "4006381333932")])
        self.package.name = "PACK0000007"
        self.assertEqual(self.printed("package", self.package), [("]C0", "PACK0000007")])

    def test_a_serial_number_is_21(self):
        serial = self.make_product("fifo", tracking="serial", barcode="036000291452")
        lot = self.make_lot(serial, "S-1")
        self.assertEqual(self.printed("lot", lot), [("]d2", "010003600029145221S-1")])

    def test_a_command_sheet_is_a_label_for_each_card(self):
        sheet = self.env["perpetual.barcode.sheet"].with_user(self.manager).create({"times": False})
        rendered = self.shipped("command", self.manager)._render(sheet)
        codes = [self.read_back(data) for _title, data in rendered]
        self.assertIn([("]C0", "PB.VALIDATE")], codes)
        self.assertEqual(len(rendered), sum(len(part["cards"]) for part in sheet._sections()))

    def test_what_is_missing_names_record_and_field(self):
        self.average.barcode = False
        with self.assertRaisesRegex(UserError, "Product average.*nothing for the field “Barcode”"):
            self.shipped("product")._render(self.average)
        with self.assertRaisesRegex(UserError, "Product average is empty, which is no GTIN"):
            self.shipped("lot")._render(self.lot)
        self.average.barcode = "4006381333932"
        with self.assertRaisesRegex(UserError, "4006381333932, which is no GTIN"):
            self.shipped("lot")._render(self.lot)

    def test_what_gs1_does_not_allow_names_record_and_field(self):
        self.lot.name = "A 1"
        with self.assertRaisesRegex(UserError, "A 1.*does not allow: ' '"):
            self.shipped("lot")._render(self.lot)
        self.package.name = "PACK0000007"
        with self.assertRaisesRegex(UserError, "PACK0000007 is no SSCC"):
            self.shipped("package_sscc")._render(self.package)

    def test_a_label_is_for_its_records_only(self):
        with self.assertRaisesRegex(UserError, "not for such records"):
            self.shipped("product")._render(self.bin)

    def test_a_name_with_commands_in_it(self):
        self.average.name = 'Bolt ^XZ ~JA ^PQ99 & "x" \\ \r\nP99 Käse'
        self.assertEqual(self.printed("product", self.average), [("]E0", "4006381333931")])

    # The designer

    def test_the_preview_follows_what_is_typed(self):
        form = Form(self.env["perpetual.label.template"].with_user(self.manager))
        form.name, form.kind, form.width, form.height = "Mine", "location", 80, 40
        form.sample_location_id = self.bin
        self.assertEqual(form.preview_text, "This label has no barcode.")
        with form.element_ids.new() as field:
            field.name, field.type, field.source = "Code", "barcode", "location_barcode"
            field.width, field.height = 76, 20
        self.assertEqual(form.preview_state, "good", form.preview_text)
        self.assertEqual(form.preview_text, "A scanner reads: ]C0 WH-A-01")
        with form.element_ids.edit(0) as field:
            field.width = 15
        self.assertEqual(form.preview_state, "bad")
        self.assertRegex(form.preview_text, "^Code: Code 128 of 7 characters needs .* mm of width")
        self.assertFalse(form.preview)
        with form.element_ids.edit(0) as field:
            field.width, field.symbology = 76, "ean13"
        self.assertRegex(form.preview_text, "EAN-13 has 13 digits")
        with form.element_ids.edit(0) as field:
            field.symbology = "qr"
        self.assertEqual(form.preview_text, "A scanner reads: ]Q1 WH-A-01")
        template = form.save()
        picture = base64.b64decode(template.preview)
        self.assertEqual(png.verify(picture)[0].data, b"WH-A-01")

    def test_every_shipped_label_has_a_good_preview(self):
        for template in self.env["perpetual.label.template"].with_user(self.manager).search([]):
            template.write(
                {
                    "sample_lot_id": self.lot.id,
                    "sample_product_id": self.average.id,
                    "sample_package_id": self.package.id,
                    "sample_location_id": self.bin.id,
                }
            )
            with self.subTest(template=template.name):
                self.assertEqual(template.preview_state, "good", template.preview_text)

    def test_a_preview_without_any_record(self):
        template = self.own(kind="package")
        self.env["stock.package"].search([]).unlink()
        self.assertEqual(template.preview_state, "bad")
        self.assertIn("no record yet", template.preview_text)

    def test_a_letter_that_no_font_has_is_told(self):
        self.average.name = "Nut \U0001f529"
        template = self.own(
            sample_product_id=self.average.id,
            element_ids=[(0, 0, {"name": "Name", "source": "product_name"})],
        )
        self.assertEqual(template.preview_state, "bad")
        self.assertIn("No font on this server has \U0001f529", template.preview_text)

    def test_a_source_of_another_kind(self):
        with self.assertRaisesRegex(ValidationError, "does not know"):
            self.own(element_ids=[self.field(source="lot_name")])
        with self.assertRaisesRegex(ValidationError, "which barcode"):
            self.own(element_ids=[self.field(source="product_barcode", symbology=False)])

    def test_who_designs(self):
        with self.assertRaises(AccessError):
            self.shipped("product").width = 40
        with self.assertRaises(AccessError):
            self.shipped("product").element_ids[0].width = 40
        self.shipped("product", self.manager).width = 60

    def test_other_companies_labels(self):
        other = self.own()
        other.sudo().company_id = self.make_second_company()
        companies = self.worker.company_ids - other.sudo().company_id
        seen = self.env["perpetual.label.template"].with_user(self.worker)
        found = seen.with_context(allowed_company_ids=companies.ids).search([])
        self.assertNotIn(other, found)
        self.assertIn(self.shipped("product"), found)

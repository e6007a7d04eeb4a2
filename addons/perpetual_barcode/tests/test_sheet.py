import io

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.perpetual_barcode.scanning import command

from .common import BarcodeCommon

REPORT = "perpetual_barcode.perpetual_barcode_sheet_document"


@tagged("post_install", "-at_install")
class TestSheet(BarcodeCommon):
    """The sheet with the command barcodes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.users["stock_manager"]

    def sheet(self, **vals):
        return self.env["perpetual.barcode.sheet"].with_user(self.manager).create(vals)

    def cards(self, sheet):
        return {
            section["title"]: {card["name"]: card["code"] for card in section["cards"]}
            for section in sheet._sections()
        }

    def test_by_default(self):
        sections = self.cards(self.sheet())
        self.assertEqual(
            list(sections), ["Commands", "Quantities", "What to do", "Operation types"]
        )
        self.assertEqual(sections["Commands"]["Done: validate"], "PB.VALIDATE")
        self.assertEqual(sections["Quantities"]["× 12"], "PB.TIMES.12")
        self.assertEqual(sections["What to do"]["Receive"], "PB.FLOW.receive")

    def test_every_command_is_known(self):
        for cards in list(self.cards(self.sheet(picking_type_ids=False)).values()):
            for code in cards.values():
                self.assertTrue(command(code), code)

    def test_places_and_people(self):
        """A place's own barcode where it has one."""
        shelf, other = self.make_location("A-01"), self.make_location("B-02")
        shelf.barcode, other.barcode = "SHELF-1", False
        kind = self.warehouse().in_type_id
        kind.barcode = False
        sections = self.cards(
            self.sheet(
                orders=False,
                times=False,
                flows=False,
                picking_type_ids=kind.ids,
                location_ids=(shelf + other).ids,
                user_ids=self.worker.ids,
            )
        )
        self.assertEqual(
            sections,
            {
                "Operation types": {kind.name: f"PB.TYPE.{kind.id}"},
                "Locations": {"A-01": "SHELF-1", "B-02": f"PB.LOCATION.{other.id}"},
                "Badges": {self.worker.name: f"PB.USER.{self.worker.id}"},
            },
        )

    def test_nothing_chosen(self):
        empty = self.sheet(orders=False, times=False, flows=False, picking_type_ids=False)
        with self.assertRaisesRegex(UserError, "Choose what to print"):
            empty.action_print()

    def test_who_may(self):
        with self.assertRaises(AccessError):
            self.env["perpetual.barcode.sheet"].with_user(self.worker).create({})

    def test_page(self):
        """Every card has its symbol and the same in letters."""
        sheet = self.sheet()
        report = self.env["ir.actions.report"].with_user(self.manager)
        content, _kind = report._render_qweb_html(REPORT, sheet.ids)
        page = html.fromstring(content)
        cards = [code for cards in self.cards(sheet).values() for code in cards.values()]
        symbols = page.xpath("//td//img[starts-with(@src, 'data:image/png')]")
        self.assertEqual(len(symbols), len(cards))
        text = page.text_content()
        for code in cards:
            self.assertIn(code, text)


@tagged("post_install", "-at_install")
class TestSheetPdf(BarcodeCommon, HttpCase):
    """The printed file, from the wizard's own button."""

    def test_pdf(self):
        # wkhtmltopdf asks this server for the style sheets.
        self.env["ir.config_parameter"].set_param("report.url", self.base_url())
        manager = self.users["stock_manager"]
        sheet = self.env["perpetual.barcode.sheet"].with_user(manager).create({})
        reports = sheet.env["ir.actions.report"].with_context(force_report_rendering=True)
        state = reports.get_wkhtmltopdf_state()
        self.assertEqual(state, "ok", "Install wkhtmltopdf and run ./dev setup.")
        action = sheet.action_print()
        self.assertEqual(action["report_name"], REPORT)
        content, kind = reports._render_qweb_pdf(REPORT, sheet.ids)
        self.assertEqual((kind, content[:5]), ("pdf", b"%PDF-"))
        first = PdfFileReader(io.BytesIO(content)).pages[0]
        width, height = (float(side) for side in (first.mediabox.width, first.mediabox.height))
        # A4 in points, upright.
        self.assertAlmostEqual(width, 595, delta=2)
        self.assertAlmostEqual(height, 842, delta=2)

    def test_wizard(self):
        manager = self.users["stock_manager"]
        manager.password = manager.login
        self.start_tour("/odoo/barcode-sheet", "perpetual_barcode_sheet", login=manager.login)

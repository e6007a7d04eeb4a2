"""Our prints through Odoo's own pipeline: a file that wkhtmltopdf made, and its text."""

import io
from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from .test_reports import ReportCase

#: A plain Qt draws web fonts as outlines; text can be read of the machine's own only.
READABLE = '<style>* {font-family: "DejaVu Sans" !important}</style></head>'


@tagged("post_install", "-at_install")
class TestPdf(HttpCase, ReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # wkhtmltopdf asks this server for the style sheets.
        cls.env["ir.config_parameter"].set_param("report.url", cls.base_url())
        cls.company.name = "Perpetual Tea & Coffee"

    def pdf(self, wizard):
        """The printed file's pages, as their texts."""
        reports = wizard.env["ir.actions.report"].with_context(force_report_rendering=True)
        state = reports.get_wkhtmltopdf_state()
        self.assertEqual(state, "ok", "Install wkhtmltopdf and run ./dev setup.")
        name = wizard.action_print()["report_name"]
        run = type(reports)._run_wkhtmltopdf

        def readable(self, bodies, **kwargs):
            bodies = [str(body).replace("</head>", READABLE, 1) for body in bodies]
            return run(self, bodies, **kwargs)

        with patch.object(type(reports), "_run_wkhtmltopdf", readable):
            content, kind = reports._render_qweb_pdf(name, wizard.ids)
        self.assertEqual((kind, content[:5]), ("pdf", b"%PDF-"))
        pages = PdfFileReader(io.BytesIO(content)).pages
        for page in pages:
            width, height = page.mediabox.width, page.mediabox.height
            self.assertGreater(width, height, "Landscape")
        return [" ".join(page.extract_text().split()) for page in pages]

    def assert_has(self, pages, *texts):
        whole = " ".join(pages)
        for text in texts:
            self.assertIn(text, whole)

    def test_card(self):
        pages = self.pdf(self.wizards()["card"])
        self.assertEqual(len(pages), 1)
        self.assert_has(pages, "Stock Ledger Card", "=1+1 <b>Tea</b>", "Issue", "-20.00", "30.00")

    def test_card_without_values(self):
        pages = self.pdf(self.wizards("stock_user")["card"])
        self.assert_has(pages, "Issue", "-4.00", "6.00")
        self.assertNotIn("30.00", " ".join(pages))

    def test_valuation(self):
        pages = self.pdf(self.wizards()["valuation"])
        self.assert_has(pages, "Total", "1,030.00", "1,050.00", "-20.00")

    def test_movement(self):
        pages = self.pdf(self.wizards()["movement"])
        self.assert_has(pages, "Inventory Movements", "Footing to the General Ledger", "1,030.00")

    def test_verification(self):
        check = self.as_role("auditor")["perpetual.digest.check"].create({})
        check.action_verify()
        pages = self.pdf(check)
        self.assert_has(pages, "Intact: no entry was altered.", check.fingerprint[:40])

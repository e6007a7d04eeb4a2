import io
from datetime import datetime
from unittest.mock import patch

import openpyxl
from freezegun import freeze_time
from lxml import html

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..report import perpetual_report
from ..report.table import Column, Row, Section, Table
from ..report.xlsx import workbook
from .common import PerpetualCommon


class ReportCase(PerpetualCommon):
    """March: 10 at 5 in; April: 4 out. The user's clock is that of New York."""

    def setUp(self):
        super().setUp()
        for role in ("accountant", "stock_user"):
            self.users[role].tz = "America/New_York"
        self.average.name = "=1+1 <b>Tea</b>"
        with freeze_time("2026-03-10 12:00:00"):
            self.receive(self.average, 10, cost=5)
            self.receive(self.fifo, 1, cost=1000)
        with freeze_time("2026-04-10 12:00:00"):
            self.deliver(self.average, 4)

    def wizards(self, role="accountant"):
        env = self.as_role(role)
        card = env["perpetual.ledger.card"].create(
            {
                "product_ids": self.average.ids,
                "date_from": "2026-04-01",
                "date_to": "2026-04-30",
            }
        )
        if role == "stock_user":
            return {"card": card}
        valuation = env["perpetual.valuation.as.of"].create(
            {"date": "2026-04-30", "compare_date": "2026-03-31"}
        )
        movement = env["perpetual.movement"].create(
            {"date_from": "2026-04-01", "date_to": "2026-04-30"}
        )
        return {"card": card, "valuation": valuation, "movement": movement}

    def sheet(self, content, number=0):
        book = openpyxl.load_workbook(io.BytesIO(content))
        return book.worksheets[number]

    def head(self, sheet):
        """Number of the header's row, and the column of each label."""
        row = int(sheet.freeze_panes[1:]) - 1
        return row, {cell.value: cell.column for cell in sheet[row] if cell.value}

    def row_of(self, sheet, text, column=1):
        for cells in sheet.iter_rows():
            if str(cells[column - 1].value or "").startswith(text):
                return cells
        self.fail(f"{text} is not in {sheet.title}")


@tagged("post_install", "-at_install")
class TestXlsx(ReportCase):
    def test_valuation(self):
        sheet = self.sheet(self.wizards()["valuation"]._perpetual_workbook())
        row, columns = self.head(sheet)
        self.assertIn("Value, 03/31/2026", columns)
        cells = self.row_of(sheet, "=1+1")
        self.assertEqual(cells[0].data_type, "s", "A text is never taken for a formula")
        numbers = {label: cells[column - 1].value for label, column in columns.items()}
        self.assertEqual(
            [numbers[label] for label in ("Quantity", "Unit Cost", "Value", "Change of Value")],
            [6, 5, 30, -20],
        )
        self.assertEqual(cells[columns["Value"] - 1].number_format, "#,##0.00;[Red]-#,##0.00")
        total = self.row_of(sheet, "Total")[columns["Value"] - 1]
        letter = total.column_letter
        self.assertEqual(total.value, f"=SUM({letter}{row + 1}:{letter}{total.row - 1})")

    def test_totals_have_their_figure_beside_the_formula(self):
        """Previews and phones show what is stored and calculate nothing."""
        book = openpyxl.load_workbook(
            io.BytesIO(self.wizards()["valuation"]._perpetual_workbook()), data_only=True
        )
        _row, columns = self.head(book.worksheets[0])
        cells = self.row_of(book.worksheets[0], "Total")
        labels = ("Value", "Value, 03/31/2026", "Change of Value")
        self.assertEqual([cells[columns[label] - 1].value for label in labels], [1030, 1050, -20])

    def test_valuation_compared_with_a_later_day(self):
        """The change is later minus earlier, whichever day is compared with which."""
        wizard = self.wizards()["valuation"]
        wizard.write({"date": "2026-03-31", "compare_date": "2026-04-30"})
        sheet = self.sheet(wizard._perpetual_workbook())
        _row, columns = self.head(sheet)
        cells = self.row_of(sheet, "=1+1")
        labels = ("Value", "Value, 04/30/2026", "Change of Quantity", "Change of Value")
        self.assertEqual([cells[columns[label] - 1].value for label in labels], [50, 30, -4, -20])

    def test_movement(self):
        content = self.wizards()["movement"]._perpetual_workbook()
        sheet = self.sheet(content)
        _row, columns = self.head(sheet)
        # No column for what did not happen.
        self.assertIn("Delivered Value", columns)
        self.assertNotIn("Counted Value", columns)
        cells = self.row_of(sheet, "=1+1")
        labels = ("Opening Value", "Delivered Value", "Closing Value")
        self.assertEqual([cells[columns[label] - 1].value for label in labels], [50, -20, 30])
        footing = self.sheet(content, 1)
        self.assertEqual(footing.title, "Footing to the General Ledger")
        _row, columns = self.head(footing)
        name = self.account("inventory").display_name
        cells = self.row_of(footing, name)
        labels = ("Opening, General Ledger", "Out", "Closing, General Ledger", "Difference")
        self.assertEqual(
            [cells[columns[label] - 1].value for label in labels], [1050, -20, 1030, 0]
        )

    def test_card(self):
        sheet = self.sheet(self.wizards()["card"]._perpetual_workbook())
        _row, columns = self.head(sheet)
        cells = self.row_of(sheet, "Issue", columns["Kind"])
        at = cells[columns["Date"] - 1]
        self.assertEqual(at.value, datetime(2026, 4, 10, 8), "In the user's time zone")
        self.assertTrue(at.is_date)
        labels = ("In/Out", "Value", "On Hand", "Value on Hand")
        self.assertEqual([cells[columns[label] - 1].value for label in labels], [-4, -20, 6, 30])
        opening = self.row_of(sheet, "Opening balance", columns["Kind"])
        self.assertTrue(opening[columns["Kind"] - 1].font.bold)
        self.assertEqual(opening[columns["On Hand"] - 1].value, 10)

    def test_card_without_values(self):
        sheet = self.sheet(self.wizards("stock_user")["card"]._perpetual_workbook())
        _row, columns = self.head(sheet)
        self.assertFalse({"Value", "Value on Hand"} & set(columns))
        self.assertNotIn(30, [cell.value for row in sheet.iter_rows() for cell in row])

    def test_currency_without_cents(self):
        column = Column("value", "Value", "money", summed=True)
        rows = [Row({"value": 1234.0}), Row({"value": None})]
        table = Table("Yen", [], [column], [Section("", rows)], decimals=0)
        sheet = self.sheet(workbook([table]))
        cell = sheet.cell(self.head(sheet)[0] + 1, 1)
        self.assertEqual((cell.value, cell.number_format), (1234, "#,##0;[Red]-#,##0"))

    def test_names_of_sheets(self):
        titles = ["Stock: a/b [c]*?" + "x" * 40, "Stock: a/b [c]*?" + "x" * 40, ""]
        tables = [Table(title, [], [Column("name", "Name")], []) for title in titles]
        book = openpyxl.load_workbook(io.BytesIO(workbook(tables)))
        self.assertEqual(len({name.lower() for name in book.sheetnames}), 3)
        self.assertTrue(all(0 < len(name) <= 31 for name in book.sheetnames))


@tagged("post_install", "-at_install")
class TestPrint(ReportCase):
    def page(self, wizard):
        action = wizard.action_print()
        self.assertEqual(action["report_type"], "qweb-pdf")
        reports = wizard.env["ir.actions.report"]
        content, _kind = reports._render_qweb_html(action["report_name"], wizard.ids)
        return html.fromstring(content)

    def rows(self, page):
        return [
            [" ".join(cell.text_content().split()) for cell in row]
            for row in page.xpath("//table//tr")
        ]

    def test_card(self):
        rows = self.rows(self.page(self.wizards()["card"]))
        self.assertIn(["=1+1 <b>Tea</b> (Units)"], rows)
        issue = next(row for row in rows if "Issue" in row)
        self.assertEqual(issue[-4:], ["-4.00", "-20.00", "6.00", "30.00"])
        self.assertIn("8:00", issue[1].replace("08:00", "8:00"))

    def test_card_without_values(self):
        rows = self.rows(self.page(self.wizards("stock_user")["card"]))
        self.assertEqual(next(row for row in rows if "Issue" in row)[-2:], ["-4.00", "6.00"])

    def test_valuation_foots(self):
        rows = self.rows(self.page(self.wizards()["valuation"]))
        total = next(row for row in rows if row[0] == "Total")
        self.assertEqual([text for text in total[1:] if text], ["1,030.00", "1,050.00", "-20.00"])

    def test_movement_with_footing(self):
        page = self.page(self.wizards()["movement"])
        self.assertEqual(
            [" ".join(title.text_content().split()) for title in page.xpath("//h3")],
            ["Inventory Movements", "Footing to the General Ledger"],
        )

    def test_too_long_for_paper(self):
        with (
            patch.object(perpetual_report, "MAX_PRINTED", 1),
            self.assertRaisesRegex(UserError, "Export it to XLSX"),
        ):
            self.wizards()["valuation"]._perpetual_printed()


@tagged("post_install", "-at_install")
class TestDownload(HttpCase, ReportCase):
    def get(self, role, url):
        self.authenticate(self.users[role].login, self.users[role].login)
        return self.url_open(url)

    def test_download(self):
        for name, wizard in self.wizards().items():
            with self.subTest(name):
                action = wizard.action_xlsx()
                answer = self.get("accountant", action["url"])
                self.assertEqual(answer.status_code, 200)
                self.assertIn(".xlsx", answer.headers["Content-Disposition"])
                self.assertTrue(self.sheet(answer.content).freeze_panes)

    def test_only_ones_own_and_only_reports(self):
        wizards = self.wizards()
        self.assertEqual(
            self.get("auditor", wizards["valuation"].action_xlsx()["url"]).status_code, 404
        )
        for url in (
            f"/perpetual/xlsx/res.partner/{self.vendor.id}",
            "/perpetual/xlsx/perpetual.report/1",
            "/perpetual/xlsx/no.such.model/1",
            "/perpetual/xlsx/perpetual.movement/999999999",
        ):
            with self.subTest(url):
                self.assertEqual(self.get("accountant", url).status_code, 404)

    def test_not_without_login(self):
        url = self.wizards()["card"].action_xlsx()["url"]
        self.authenticate(None, None)
        answer = self.url_open(url, allow_redirects=False)
        self.assertIn("/web/login", answer.headers["Location"])

"""Writes tables to a spreadsheet: real numbers and dates, frozen header, totals."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from .table import Column, Row, Table

QUANTITY = "#,##0.00####;[Red]-#,##0.00####"
FORMATS = {
    "text": {},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "datetime": {"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"},
    "quantity": {"num_format": QUANTITY},
    "cost": {"num_format": "#,##0.00######"},
    "count": {"num_format": "0"},
}


def workbook(tables: Sequence[Table]) -> bytes:
    """An XLSX file with one sheet per table."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    names: set[str] = set()
    for table in tables:
        sheet = book.add_worksheet(_sheet_name(table.title, names))
        _Sheet(book, sheet, table).fill()
    book.close()
    return stream.getvalue()


def _sheet_name(title: str, taken: set[str]) -> str:
    """A name that spreadsheets accept: 31 characters, none of ``[]:*?/\\``, unique."""
    base = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31].strip() or "Sheet"
    name, number = base, 2
    while name.lower() in taken:
        suffix = f" {number}"
        name, number = base[: 31 - len(suffix)] + suffix, number + 1
    taken.add(name.lower())
    return name


class _Sheet:
    def __init__(self, book, sheet, table: Table):
        self.book, self.sheet, self.table = book, sheet, table
        self.line = 0
        self.plain = {column.key: self._format(column) for column in table.columns}
        self.strong = {column.key: self._format(column, bold=True) for column in table.columns}
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.bold = book.add_format({"bold": True})
        self.heads = {
            is_number: book.add_format(
                {
                    "bold": True,
                    "bottom": 1,
                    "bg_color": "#E9ECEF",
                    "text_wrap": True,
                    "valign": "vcenter",
                    "align": "right" if is_number else "left",
                }
            )
            for is_number in (True, False)
        }

    def _format(self, column: Column, **extra):
        style = FORMATS.get(column.kind)
        if style is None:
            zeros = "." + "0" * self.table.decimals if self.table.decimals else ""
            style = {"num_format": f"#,##0{zeros};[Red]-#,##0{zeros}"}
        return self.book.add_format({**style, **extra})

    def fill(self) -> None:
        table, sheet = self.table, self.sheet
        sheet.write_string(0, 0, table.title, self.title)
        self.line = 1
        for label, text in table.facts:
            sheet.write_string(self.line, 0, label, self.bold)
            sheet.write_string(self.line, 1, text)
            self.line += 1
        self._head()
        first = self.line
        for section in table.sections:
            self._section(section)
        if table.has_totals:
            self._totals(first)
        for note in table.notes:
            self.line += 1
            sheet.write_string(self.line, 0, note)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def _head(self) -> None:
        for index, column in enumerate(self.table.columns):
            self.sheet.set_column(index, index, column.width)
            self.sheet.write_string(self.line, index, column.label, self.heads[column.is_number])
        self.line += 1
        self.sheet.freeze_panes(self.line, 1)
        self.sheet.repeat_rows(self.line - 1)

    def _section(self, section) -> None:
        if section.title:
            self.sheet.write_string(self.line, 0, section.title, self.bold)
            self.line += 1
        for row in section.rows:
            self._row(row)

    def _row(self, row: Row) -> None:
        formats = self.strong if row.strong else self.plain
        for index, column in enumerate(self.table.columns):
            self._cell(index, column, row.cells.get(column.key), formats[column.key])
        self.line += 1

    def _cell(self, index: int, column: Column, value, style) -> None:
        """Texts are never taken for formulas, whatever they start with."""
        if value is None or value is False or value == "":
            return
        if column.is_number:
            self.sheet.write_number(self.line, index, value, style)
        elif isinstance(value, date | datetime):
            # A spreadsheet rounds the last microsecond of a day up to the next day.
            whole = value.replace(microsecond=0) if isinstance(value, datetime) else value
            self.sheet.write_datetime(self.line, index, whole, style)
        else:
            self.sheet.write_string(self.line, index, str(value), style)

    def _totals(self, first: int) -> None:
        """Sums as formulas where no strong row would be counted twice, else as numbers."""
        totals = self.table.totals()
        has_strong = any(row.strong for part in self.table.sections for row in part.rows)
        for index, column in enumerate(self.table.columns):
            style = self.book.add_format(
                {"bold": True, "top": 1, "num_format": self.strong[column.key].num_format}
            )
            if column.key not in totals:
                text = self.table.columns[0].key == column.key and "Total"
                self.sheet.write_string(self.line, index, text or "", style)
            elif has_strong or self.line == first:
                self.sheet.write_number(self.line, index, totals[column.key], style)
            else:
                letter = xl_col_to_name(index)
                self.sheet.write_formula(
                    self.line,
                    index,
                    f"=SUM({letter}{first + 1}:{letter}{self.line})",
                    style,
                    totals[column.key],
                )
        self.line += 1

import base64
import csv
import io
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from odoo import fields, models
from odoo.exceptions import UserError

#: Columns of the file; the last two may be missing or empty.
COLUMNS = ("product", "location", "quantity", "lot", "unit_cost")
NEEDED = COLUMNS[:3]
#: Faults that a message names.
NAMED = 10


class PerpetualCountPriorImport(models.TransientModel):
    """Takes prior records from a CSV or XLSX file: all of its rows, or none."""

    _name = "perpetual.count.prior.import"
    _description = "Import Prior Records"

    session_id = fields.Many2one("perpetual.count.session", "Session", required=True)
    file = fields.Binary(required=True, attachment=False)
    filename = fields.Char()
    replace = fields.Boolean("Instead of those that there are", default=True)

    def action_import(self):
        """:raises UserError: naming the lines that cannot be read, and why"""
        self.ensure_one()
        if self.session_id.state != "draft":
            raise UserError(
                self.env._(
                    "%s has begun: prior records are imported before its sheets are made.",
                    self.session_id.name,
                )
            )
        vals_list = self._vals_list(self._rows())
        if self.replace:
            self.session_id.prior_ids.unlink()
        self.env["perpetual.count.prior"].create(vals_list)
        return {"type": "ir.actions.act_window_close"}

    def _rows(self):
        """Rows of the file as dicts, the heading being row 1."""
        data = base64.b64decode(self.file)
        if (self.filename or "").lower().endswith(".xlsx"):
            return self._named(self._xlsx_rows(data))
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise UserError(
                self.env._("This is neither a CSV file in UTF-8 nor an XLSX file. Save it anew.")
            ) from error
        sample = text.partition("\n")[0]
        delimiter = max(",;\t", key=sample.count)
        return self._named(list(csv.reader(io.StringIO(text), delimiter=delimiter)))

    def _xlsx_rows(self, data):
        try:
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
            raise UserError(self.env._("The XLSX file cannot be opened: save it anew.")) from error
        return [
            ["" if cell is None else str(cell) for cell in row]
            for row in book.active.iter_rows(values_only=True)
        ]

    def _named(self, rows):
        heading = [cell.strip().lower().replace(" ", "_") for cell in rows[0]] if rows else []
        missing = [name for name in NEEDED if name not in heading]
        if missing:
            raise UserError(
                self.env._(
                    "The first row names the columns %(columns)s; %(missing)s is not there.",
                    columns=", ".join(COLUMNS),
                    missing=", ".join(missing),
                )
            )
        named = [
            (number, {name: cell.strip() for name, cell in zip(heading, row, strict=False)})
            for number, row in enumerate(rows[1:], 2)
        ]
        return [(number, row) for number, row in named if any(row.values())]

    def _vals_list(self, rows):
        faults, vals_list, keys = [], [], {}
        for number, row in rows:
            try:
                vals = self._vals(row)
            except UserError as error:
                faults.append(self.env._("Line %(line)s: %(why)s", line=number, why=error))
                continue
            key = (vals["product_id"], vals["location_id"], vals["lot_id"])
            if key in keys:
                faults.append(
                    self.env._("Line %(line)s: as line %(first)s", line=number, first=keys[key])
                )
            keys[key] = number
            vals_list.append({**vals, "session_id": self.session_id.id})
        if faults:
            more = len(faults) - NAMED
            text = "\n".join(str(fault) for fault in faults[:NAMED])
            if more > 0:
                text += "\n" + self.env._("And %s more.", more)
            raise UserError(self.env._("Nothing was imported.\n%s", text))
        if not vals_list:
            raise UserError(self.env._("There is no row in the file."))
        return vals_list

    def _vals(self, row):
        product = self._product(row["product"])
        return {
            "product_id": product.id,
            "location_id": self._location(row["location"]).id,
            "lot_id": self._lot(product, row.get("lot") or "").id,
            "quantity": self._number(row["quantity"]),
            "unit_cost": self._number(row.get("unit_cost") or product.standard_price),
        }

    def _one(self, model, value, *domains):
        """The only record that the first fitting domain finds.

        :raises UserError: none, or several
        """
        for domain in domains:
            found = self.env[model].search(domain, limit=2)
            if len(found) == 1:
                return found
            if found:
                raise UserError(self.env._("“%s” fits several: use the barcode.", value))
        raise UserError(self.env._("“%s” is not known.", value or ""))

    def _product(self, value):
        company = [("company_id", "in", (False, self.session_id.company_id.id))]
        product = self._one(
            "product.product",
            value,
            [("barcode", "=", value), *company],
            [("default_code", "=", value), *company],
            [("name", "=", value), *company],
        )
        if not product.is_storable:
            raise UserError(self.env._("“%s” is not kept in stock.", value))
        return product

    def _location(self, value):
        company = [
            ("company_id", "=", self.session_id.company_id.id),
            ("usage", "=", "internal"),
        ]
        return self._one(
            "stock.location",
            value,
            [("barcode", "=", value), *company],
            [("complete_name", "=", value), *company],
            [("name", "=", value), *company],
        )

    def _lot(self, product, value):
        lots = self.env["stock.lot"]
        if product.tracking == "none" or not value:
            if value:
                raise UserError(self.env._("“%s” has no lots.", product.display_name))
            return lots
        domain = [("name", "=", value), ("product_id", "=", product.id)]
        return lots.search(domain, limit=1) or lots.create(
            {"name": value, "product_id": product.id}
        )

    def _number(self, value):
        text = str(value).replace(" ", "")
        if "," in text and "." not in text:
            text = text.replace(",", ".")
        try:
            number = float(text.replace(",", ""))
        except ValueError as error:
            raise UserError(self.env._("“%s” is no number.", value)) from error
        if not 0 <= number < 1e12:
            raise UserError(self.env._("“%s” is no quantity or cost.", value))
        return number

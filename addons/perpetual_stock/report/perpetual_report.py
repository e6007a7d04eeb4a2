from odoo import models
from odoo.exceptions import UserError
from odoo.tools.misc import format_date, format_datetime, formatLang

from .table import Table
from .xlsx import workbook

#: More rows than this are for a spreadsheet, not for paper.
MAX_PRINTED = 5000


class PerpetualReport(models.AbstractModel):
    """Mixin of wizards whose figures are printed and written to a spreadsheet."""

    _name = "perpetual.report"
    _description = "Stock Ledger Report"

    #: XML id of the report action that prints it.
    _perpetual_print = None

    def _perpetual_tables(self) -> list[Table]:
        """What is printed and exported, by the rights of the user."""
        raise NotImplementedError

    def _perpetual_printed(self):
        """The tables for paper.

        :raises UserError: there are too many lines to print
        """
        tables = self._perpetual_tables()
        count = sum(table.row_count for table in tables)
        if count > MAX_PRINTED:
            raise UserError(
                self.env._(
                    "%(report)s has %(count)s lines, too many to print. Export it to XLSX,"
                    " or choose fewer products or a shorter period.",
                    report=self.display_name,
                    count=count,
                )
            )
        return tables

    def _perpetual_workbook(self) -> bytes:
        """The tables as an XLSX file."""
        return workbook(self._perpetual_tables())

    def _perpetual_text(self, table, column, value):
        """A cell as it is printed."""
        if value is None or value is False or value == "":
            return ""
        if column.kind == "money":
            return formatLang(self.env, value, digits=table.decimals)
        if column.kind == "quantity":
            return formatLang(self.env, value, dp="Product Unit")
        if column.kind == "cost":
            return formatLang(self.env, value, digits=4)
        if column.kind == "date":
            return format_date(self.env, value)
        if column.kind == "datetime":
            # The value is in the user's time zone already.
            return format_datetime(self.env, value, tz="UTC")
        return str(value)

    def action_print(self):
        """Print the report."""
        self.ensure_one()
        return self.env.ref(self._perpetual_print).report_action(self, config=False)

    def action_xlsx(self):
        """Download the report as an XLSX file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/perpetual/xlsx/{self._name}/{self.id}",
            "target": "download",
        }

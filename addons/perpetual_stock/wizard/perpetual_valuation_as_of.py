from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.misc import format_date, format_datetime

from ..report.table import Column, Table


class PerpetualValuationAsOf(models.TransientModel):
    """Asks for a date (and one to compare with); lists what was on hand and its value."""

    _name = "perpetual.valuation.as.of"
    _description = "Valuation as of a Date"
    _inherit = "perpetual.summary"
    _perpetual_print = "perpetual_stock.perpetual_valuation_report"

    cut_off = fields.Selection(
        [("day", "End of a day"), ("instant", "Exact moment")],
        string="As of",
        required=True,
        default="day",
    )
    date = fields.Date(
        string="Day",
        default=fields.Date.context_today,
        help="The whole day counts, in your time zone.",
    )
    instant = fields.Datetime(string="Moment", default=fields.Datetime.now)
    compare_date = fields.Date(
        string="Compare with",
        help="Another day: quantity and value at both, and the change. Empty: no comparison.",
    )
    compare_instant = fields.Datetime(string="Compare with Moment")
    by = fields.Selection(
        selection_add=[("location", "Location")], ondelete={"location": "cascade"}
    )

    def action_show(self):
        """List quantity, unit cost and value as of the chosen moment."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_valuation_line_action"
        )
        action["display_name"] = self._title()
        return self._perpetual_grouped(action)

    def _compute_display_name(self):
        for valuation in self:
            valuation.display_name = valuation._title()

    def _title(self):
        if self._compared():
            return self.env._(
                "Valuation as of %(date)s and %(other)s",
                date=self._label(self._moment()),
                other=self._label(self._compared()),
            )
        return self.env._("Valuation as of %s", self._label(self._moment()))

    def _moment(self):
        """What the ledger is asked for: a date (its last moment) or a UTC instant."""
        moment = self.instant if self.cut_off == "instant" else self.date
        if not moment:
            raise ValidationError(self.env._("Choose the day or the moment of the valuation."))
        return moment

    def _compared(self):
        return self.compare_instant if self.cut_off == "instant" else self.compare_date

    def _label(self, moment):
        if self.cut_off == "instant":
            return format_datetime(self.env, moment)
        return format_date(self.env, moment)

    def _perpetual_context(self):
        compared = self._compared()
        write = fields.Datetime if self.cut_off == "instant" else fields.Date
        return {
            **super()._perpetual_context(),
            "perpetual_at": write.to_string(self._moment()),
            "perpetual_compare": compared and write.to_string(compared),
        }

    def _perpetual_lines(self):
        return self.env["perpetual.valuation.line"].with_context(**self._perpetual_context())

    def _entries_action(self, line):
        """The ledger entries behind a line: between its two dates, or up to its date."""
        context, entries = line.env.context, self.env["perpetual.ledger.entry"]
        moments = [context.get("perpetual_at") or fields.Datetime.now()]
        if context.get("perpetual_compare"):
            moments.append(context["perpetual_compare"])
        instants = sorted(entries._as_instant(moment) for moment in moments)
        domain = Domain("pool_id", "=", line.pool_id.id)
        domain &= Domain("effective_at", "<=", instants[-1])
        if len(instants) > 1:
            domain &= Domain("effective_at", ">", instants[0])
        if line.location_id:
            places = Domain("location_id", "=", line.location_id.id)
            domain &= places | Domain("location_dest_id", "=", line.location_id.id)
        elif line.account_id:
            domain &= Domain("valuation_account_id", "=", line.account_id.id)
        action = line.product_id.action_perpetual_entries()
        action["domain"] = list(domain)
        return action

    # printed and exported

    def _perpetual_tables(self):
        names = ["quantity", "value"]
        if self._compared():
            names += ["compare_quantity", "compare_value", "change_quantity", "change_value"]
        section = self._perpetual_section(names)
        for row in section.rows:
            cells = row.cells
            cells["unit_cost"] = cells["quantity"] and cells["value"] / cells["quantity"]
        return [
            Table(
                title=self.env._("Inventory Valuation"),
                facts=self._facts(),
                columns=[*self._perpetual_head(), *self._columns()],
                sections=[section],
                decimals=self.currency_id.decimal_places,
            )
        ]

    def _facts(self):
        facts = [
            (self.env._("Company"), self.company_id.display_name),
            (self.env._("As of"), self._label(self._moment())),
        ]
        if self._compared():
            facts.append((self.env._("Compared with"), self._label(self._compared())))
        return [*facts, (self.env._("Currency"), self.currency_id.name)]

    def _columns(self):
        quantity, value = self.env._("Quantity"), self.env._("Value")
        # Units of several products do not add up.
        columns = [Column("quantity", quantity, "quantity")]
        if self.by == "product":
            columns.append(Column("unit_cost", self.env._("Unit Cost"), "cost"))
        columns.append(Column("value", value, "money", summed=True))
        if not self._compared():
            return columns
        other = self._label(self._compared())
        return [
            *columns,
            Column("compare_quantity", f"{quantity}, {other}", "quantity"),
            Column("compare_value", f"{value}, {other}", "money", summed=True),
            Column("change_quantity", self.env._("Change of Quantity"), "quantity"),
            Column("change_value", self.env._("Change of Value"), "money", summed=True),
        ]

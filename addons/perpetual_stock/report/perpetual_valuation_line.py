from odoo import api, fields, models
from odoo.tools import SQL

from .balances import Balances

COLUMNS = ("quantity", "value", "compare_quantity", "compare_value")


class PerpetualValuationLine(models.Model):
    """Quantity and value of a product as of a date, and as of another to compare with.

    One line per cost pool and inventory account, or per cost pool and location. Context:
    ``perpetual_at`` and ``perpetual_compare`` (a date, or a UTC instant),
    ``perpetual_place`` (true: by location) and ``perpetual_company_id``.
    """

    _name = "perpetual.valuation.line"
    _description = "Valuation as of a Date"
    _inherit = "perpetual.line.mixin"
    _auto = False
    _perpetual_wizard = "perpetual.valuation.as.of"

    quantity = fields.Float(digits="Product Unit", readonly=True)
    unit_cost = fields.Float(
        min_display_digits="Product Price",
        digits=(16, 8),
        aggregator=None,
        compute="_compute_unit_cost",
    )
    value = fields.Monetary(readonly=True)
    compare_quantity = fields.Float(
        string="Compared Quantity", digits="Product Unit", readonly=True
    )
    compare_value = fields.Monetary(string="Compared Value", readonly=True)
    change_quantity = fields.Float(
        string="Change of Quantity", digits="Product Unit", readonly=True
    )
    change_value = fields.Monetary(string="Change of Value", readonly=True)

    @api.depends("quantity", "value")
    def _compute_unit_cost(self):
        for line in self:
            line.unit_cost = line.value / line.quantity if line.quantity else 0.0

    @property
    def _table_query(self):
        context = self.env.context
        at = context.get("perpetual_at") or fields.Datetime.now()
        compare = context.get("perpetual_compare")
        figures = self._figures(at, compare)
        columns = SQL(
            """figure.quantity, figure.value, figure.compare_quantity, figure.compare_value,
               (figure.quantity - figure.compare_quantity) * %(sign)s AS change_quantity,
               (figure.value - figure.compare_value) * %(sign)s AS change_value""",
            sign=self._change_sign(at, compare),
        )
        return self._with_dimensions(figures, columns, "location")

    def _change_sign(self, at, compare) -> int:
        """-1 if the moment compared with is the later one: a change is later minus earlier."""
        instant = self.env["perpetual.ledger.entry"]._as_instant
        return -1 if compare and instant(compare) > instant(at) else 1

    def _figures(self, at, compare) -> SQL:
        """``pool_id, account_id, place_id`` and :data:`COLUMNS`; lines with any of them."""
        balances = Balances(self._company())
        nothing = SQL("0 AS quantity, 0 AS value")
        parts = [
            self._part(
                balances, at, SQL("quantity, value, 0 AS compare_quantity, 0 AS compare_value")
            )
        ]
        if compare:
            parts.append(self._part(balances, compare, SQL("%s, quantity, value", nothing)))
        return SQL(
            """WITH spans AS MATERIALIZED (%(spans)s)
               SELECT pool_id, account_id, place_id, %(sums)s
                 FROM (%(parts)s) part
                GROUP BY 1, 2, 3
               HAVING SUM(quantity) != 0 OR SUM(value) != 0
                   OR SUM(compare_quantity) != 0 OR SUM(compare_value) != 0""",
            spans=balances.spans(),
            sums=SQL(", ").join(
                SQL("SUM(%s) AS %s", SQL.identifier(name), SQL.identifier(name)) for name in COLUMNS
            ),
            parts=SQL(" UNION ALL ").join(parts),
        )

    def _part(self, balances, at, columns) -> SQL:
        instant = self.env["perpetual.ledger.entry"]._as_instant(at)
        if self.env.context.get("perpetual_place"):
            source, place = balances.at_instant_by_place(instant), SQL("place_id")
        else:
            source, place = balances.at_instant(instant), SQL("NULL::int AS place_id")
        return SQL("SELECT pool_id, account_id, %s, %s FROM (%s) moment", place, columns, source)

    def action_perpetual_entries(self):
        """Open the stock ledger entries of this line: between the dates, or up to the date."""
        self.ensure_one()
        return self.env["perpetual.valuation.as.of"]._entries_action(self)

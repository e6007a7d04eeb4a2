"""SQL of a movement summary: opening, movements by kind, closing, by accounting date."""

from __future__ import annotations

from odoo.tools import SQL

from .balances import CARRIED, Balances
from .kinds import COLUMNS, column_of, side_of

SIDES = ("in", "out", "adjusted")
MEASURES = ("quantity", "value")


def _name(*parts: str) -> SQL:
    return SQL.identifier("_".join(parts))


class Movement:
    """One company, from ``start`` to ``stop`` (accounting dates, both inclusive)."""

    def __init__(self, company, start, stop):
        self.company, self.start, self.stop = company, start, stop
        self.balances = Balances(company)

    # by account

    def by_account(self) -> SQL:
        """Columns of :data:`ALL_COLUMNS` by ``pool_id, account_id`` (``place_id`` empty)."""
        return SQL(
            """SELECT pool_id, account_id, NULL::int AS place_id,
                      %(opening)s, %(columns)s, %(sides)s, %(closing)s
                 FROM (%(facts)s) fact
                GROUP BY pool_id, account_id""",
            opening=self._sums("opening", SQL("accounting_date < %s", self.start)),
            closing=self._sums("closing", SQL("TRUE")),
            columns=self._all("label", COLUMNS),
            sides=self._all("side", SIDES),
            facts=self._facts(),
        )

    def _facts(self) -> SQL:
        """One row per entry up to the end; goods that only change account are a transfer."""
        entries = SQL(
            """SELECT entry.pool_id, entry.valuation_account_id AS account_id,
                      entry.accounting_date, entry.quantity, entry.value, entry.kind,
                      %(carried)s AS carried, %(label)s AS label, %(side)s AS side
                 FROM perpetual_ledger_entry entry
                WHERE entry.company_id = %(company)s AND entry.accounting_date <= %(stop)s""",
            carried=CARRIED,
            label=column_of(),
            side=side_of(),
            company=self.company.id,
            stop=self.stop,
        )
        return SQL(
            """SELECT pool_id, account_id, accounting_date, value, side,
                      quantity + carried AS quantity,
                      CASE WHEN carried != 0 THEN 'transferred' ELSE label END AS label
                 FROM (%s) entry""",
            entries,
        )

    def _in_period(self) -> SQL:
        return SQL("accounting_date >= %s", self.start)

    def _sums(self, name: str, where: SQL) -> SQL:
        """Quantity and value of the facts that ``where`` chooses."""
        return SQL(", ").join(
            SQL(
                "COALESCE(SUM(%s) FILTER (WHERE %s), 0) AS %s",
                SQL.identifier(measure),
                where,
                _name(name, measure),
            )
            for measure in MEASURES
        )

    def _all(self, column: str, names) -> SQL:
        return SQL(", ").join(
            self._sums(name, SQL("%s AND %s = %s", self._in_period(), SQL.identifier(column), name))
            for name in names
        )

    # by warehouse

    def by_warehouse(self) -> SQL:
        """The same columns by ``pool_id, place_id`` (a warehouse); ``account_id`` empty.

        A pool's value is shared out by quantity at both ends. What a warehouse got from
        or gave to others, and its part of what has no place (a change of cost), is in
        ``transferred``: it makes each line foot and is zero over all of them but for
        transfers of the whole company.
        """
        flows = SQL(
            """SELECT pool_id, place_id, %s, %s FROM (%s) fact GROUP BY 1, 2""",
            self._all("label", COLUMNS),
            self._all("side", SIDES),
            self._placed_facts(),
        )
        before = SQL("accounting_date < %s", self.start)
        until = SQL("accounting_date <= %s", self.stop)
        zeros = SQL(", ").join(
            SQL("0 AS %s", _name(name, measure))
            for name in (*COLUMNS, *SIDES)
            for measure in MEASURES
        )
        summed = SQL(", ").join(
            SQL("SUM(%s) AS %s", _name(name, measure), _name(name, measure))
            for name in ("opening", "closing", *COLUMNS, *SIDES)
            for measure in MEASURES
        )
        parts = SQL(
            """SELECT pool_id, place_id, quantity AS opening_quantity, value AS opening_value,
                      0 AS closing_quantity, 0 AS closing_value, %(zeros)s
                 FROM (%(opening)s) opening
                UNION ALL
               SELECT pool_id, place_id, 0, 0, quantity, value, %(zeros)s
                 FROM (%(closing)s) closing
                UNION ALL
               SELECT pool_id, place_id, 0, 0, 0, 0, %(names)s FROM (%(flows)s) flows""",
            zeros=zeros,
            opening=self._shared(before),
            closing=self._shared(until),
            flows=flows,
            names=SQL(", ").join(
                _name(name, measure) for name in (*COLUMNS, *SIDES) for measure in MEASURES
            ),
        )
        return SQL(
            """SELECT pool_id, NULL::int AS account_id, place_id, %(columns)s
                 FROM (SELECT pool_id, place_id, %(summed)s
                         FROM (%(parts)s) part GROUP BY 1, 2) total""",
            columns=self._balanced(),
            summed=summed,
            parts=parts,
        )

    def _shared(self, where: SQL) -> SQL:
        balances = SQL(
            """SELECT pool_id, NULL::int AS account_id, SUM(quantity) AS quantity,
                      SUM(value) AS value
                 FROM perpetual_ledger_entry
                WHERE company_id = %s AND %s GROUP BY 1""",
            self.company.id,
            where,
        )
        return self.balances.shared_out(
            balances, self.balances.places(SQL("location.warehouse_id"), where)
        )

    def _placed_facts(self) -> SQL:
        """Entries of the period with the warehouse of their only valued end, else none."""
        inside = SQL(
            "company_id = %s AND usage IN ('internal', 'transit')",
            self.company.id,
        )
        return SQL(
            """SELECT entry.pool_id, entry.accounting_date, entry.quantity, entry.value,
                      %(label)s AS label, %(side)s AS side,
                      CASE WHEN source.id IS NULL OR target.id IS NULL
                           THEN COALESCE(source.warehouse_id, target.warehouse_id)
                           END AS place_id
                 FROM perpetual_ledger_entry entry
                 LEFT JOIN (SELECT id, warehouse_id FROM stock_location WHERE %(inside)s) source
                        ON source.id = entry.location_id
                 LEFT JOIN (SELECT id, warehouse_id FROM stock_location WHERE %(inside)s) target
                        ON target.id = entry.location_dest_id
                WHERE entry.company_id = %(company)s
                  AND entry.accounting_date BETWEEN %(start)s AND %(stop)s""",
            label=column_of(),
            side=side_of(),
            inside=inside,
            company=self.company.id,
            start=self.start,
            stop=self.stop,
        )

    def _balanced(self) -> SQL:
        """Every column; ``transferred`` and ``adjusted`` take what makes the line foot."""
        columns = []
        for measure in MEASURES:
            gap = SQL(
                "%s - %s - (%s)",
                _name("closing", measure),
                _name("opening", measure),
                SQL(" + ").join(_name(side, measure) for side in SIDES),
            )
            for name in ("opening", "closing", *COLUMNS, *SIDES):
                column = _name(name, measure)
                if name in ("transferred", "adjusted"):
                    columns.append(SQL("%s + %s AS %s", column, gap, column))
                else:
                    columns.append(SQL("%s", column))
        return SQL(", ").join(columns)

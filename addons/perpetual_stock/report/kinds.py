"""How the kinds of ledger entries are grouped in a movement summary."""

from __future__ import annotations

from odoo.tools import SQL

#: Column → the kinds in it. What no column names is in ``revaluation``.
COLUMNS = {
    "opened": ("opening",),
    "received": ("receipt", "dropship"),
    "delivered": ("issue",),
    "returned": ("customer_return", "vendor_return"),
    "produced": ("production_in", "production_out"),
    "counted": ("count",),
    "scrapped": ("scrap",),
    "revalued": (
        "revaluation",
        "price_difference",
        "landed_cost",
        "negative_settlement",
        "rounding",
    ),
    "transferred": ("transfer",),
}
#: The three sums of the summary; all that is in neither of the first two is an adjustment.
IN_KINDS = ("opening", "receipt", "dropship", "customer_return", "production_in")
OUT_KINDS = ("issue", "vendor_return", "production_out")
#: Kinds with a column of their own name; others count as revaluation.
NAMED = tuple(kind for kinds in COLUMNS.values() for kind in kinds)


def column_of() -> SQL:
    """SQL of the column to which ``entry.kind`` belongs."""
    cases = [
        SQL("WHEN entry.kind IN %s THEN %s", kinds, column) for column, kinds in COLUMNS.items()
    ]
    return SQL("CASE %s ELSE 'revalued' END", SQL(" ").join(cases))


def side_of() -> SQL:
    """SQL of the sum to which ``entry.kind`` belongs: in, out or adjusted."""
    return SQL(
        "CASE WHEN entry.kind IN %s THEN 'in' WHEN entry.kind IN %s THEN 'out' ELSE 'adjusted' END",
        IN_KINDS,
        OUT_KINDS,
    )

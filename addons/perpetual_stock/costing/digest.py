"""The chain of digests: each entry seals its own row and its predecessor's digest.

SHA-256 (FIPS 180-4) over the previous digest of the pool, the version of this format and
the text of the columns below, joined by ``|``. Numbers have a fixed number of decimals and
dates are in ISO form, so that PostgreSQL can recompute the same text (:func:`sql_text`).
In strings ``\\`` and ``|`` are escaped and a ``=`` goes before, so that no two rows share a
text: an empty string is not an absent one, and a ``|`` in a reason ends no column.
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal

#: Version of the sealed text; part of it, so that a later one is told from this one.
FORMAT = "v1"

#: Column → how it is written: i(nteger), n<decimals>, d(ate), t(imestamp), s(tring).
ENTRY_FORMAT = {
    "id": "i",
    "pool_id": "i",
    "sequence": "i",
    "company_id": "i",
    "product_id": "i",
    "lot_id": "i",
    "owner_id": "i",
    "package_id": "i",
    "location_id": "i",
    "location_dest_id": "i",
    "kind": "s",
    "quantity": "n6",
    "moved_quantity": "n6",
    "unit_cost": "n8",
    "value": "n6",
    "counterpart_value": "n6",
    "balance_quantity": "n6",
    "balance_value": "n6",
    "received_total": "n6",
    "effective_at": "t",
    "accounting_date": "d",
    "valuation_account_id": "i",
    "counterpart_account_id": "i",
    "stock_move_id": "i",
    "stock_move_line_id": "i",
    "account_move_id": "i",
    "reason": "s",
    "user_id": "i",
    "reverses_id": "i",
    "origin": "s",
}
ENTRY_COLUMNS = tuple(ENTRY_FORMAT)


def fixed(number: Decimal, decimals: int) -> Decimal:
    """``number`` as it is stored and sealed: rounded to ``decimals``, never minus zero."""
    return number.quantize(Decimal(1).scaleb(-decimals)) + 0


def as_text(value, form: str) -> str:
    """One column as text; an absent value is empty."""
    if value is None or value is False:
        return ""
    if form == "s":
        return "=" + str(value).replace("\\", "\\\\").replace("|", "\\p")
    if form == "t":
        assert isinstance(value, datetime)
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    if form == "d":
        assert isinstance(value, date)
        return value.isoformat()
    if form[0] == "n":
        return format(fixed(value, int(form[1:])), "f")
    return str(value)


def seal(previous: str, row: tuple) -> str:
    """Digest of ``row`` (in the order of ``ENTRY_COLUMNS``) after ``previous``."""
    texts = (as_text(value, form) for value, form in zip(row, ENTRY_FORMAT.values(), strict=True))
    return hashlib.sha256("|".join((previous, FORMAT, *texts)).encode()).hexdigest()


def sql_text(alias: str) -> str:
    """SQL expression of the sealed text of a row of ``alias``, without its predecessor."""

    def column(name: str, form: str) -> str:
        source = f"{alias}.{name}"
        if form[0] == "n":
            # What has more decimals than the ledger writes was not written by it.
            rounded = f"round({source}, {form[1:]})"
            source = f"CASE WHEN {source} = {rounded} THEN {rounded} ELSE {source} END::text"
        elif form == "s":
            source = rf"'=' || replace(replace({source}, '\', '\\'), '|', '\p')"
        elif form == "t":
            source = f"to_char({source}, 'YYYY-MM-DD HH24:MI:SS.US')"
        elif form == "d":
            source = f"to_char({source}, 'YYYY-MM-DD')"
        else:
            source = f"{source}::text"
        return f"COALESCE({source}, '')"

    columns = (column(name, form) for name, form in ENTRY_FORMAT.items())
    return " || '|' || ".join((f"'{FORMAT}'", *columns))

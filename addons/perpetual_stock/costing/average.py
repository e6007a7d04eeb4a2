"""Moving average: an issue leaves the pool's running cost unchanged.

What stays is rounded and the issue takes the rest, so the last unit out takes the
residue and a quantity of zero is a value of zero. O(1) in history.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from .data import ZERO, Outcome, Pool, Row, Take
from .layers import LayerBook
from .support import after, require_positive


def receive(pool: Pool, quantity: Decimal, value: Decimal, book: LayerBook) -> Outcome:
    """Goods in at ``value``. Settles negative stock: see :func:`_settle`."""
    require_positive(quantity)
    value = pool.scale.round_money(value)
    rows = (Row(quantity, value),)
    if pool.quantity >= ZERO:
        return Outcome(after(pool, rows), rows)
    rows += _settle(pool, quantity, value)
    settled_all = pool.quantity + quantity >= ZERO
    cost = value / quantity if settled_all else pool.running_cost
    return Outcome(after(pool, rows, unit_cost=cost), rows)


def _settle(pool: Pool, quantity: Decimal, value: Decimal) -> tuple[Row, ...]:
    """(assumed − actual) cost of the units that were issued before they came in."""
    owed = -pool.quantity
    settled = min(quantity, owed)
    assumed = pool.share(-(owed - settled)) - pool.value
    actual = value - pool.scale.round_money(value * (quantity - settled) / quantity)
    difference = assumed - actual
    return (Row(ZERO, difference, "negative_settlement"),) if difference else ()


def issue(pool: Pool, quantity: Decimal, book: LayerBook) -> Outcome:
    """Goods out at the running cost, also below zero."""
    require_positive(quantity)
    rest = pool.quantity - quantity
    rows = (Row(-quantity, pool.share(rest) - pool.value),)
    left = after(pool, rows, unit_cost=pool.running_cost)
    # Cents of many issues add up: the cost that is shown goes on to explain the value.
    return Outcome(replace(left, unit_cost=left.running_cost), rows)


def take_back(
    pool: Pool, quantity: Decimal, value: Decimal, book: LayerBook, origin: tuple[int, ...] = ()
) -> Outcome:
    """Undo part of a receipt at ``value``, the receipt's own cost for these units.

    At the running cost instead where the pool no longer holds the units or the value.
    """
    require_positive(quantity)
    value = pool.scale.round_money(value)
    if pool.quantity <= quantity or pool.value < value:
        return issue(pool, quantity, book)
    rows = (Row(-quantity, -value),)
    return Outcome(after(pool, rows), rows)


def return_to_vendor(
    pool: Pool, quantity: Decimal, book: LayerBook, origin: tuple[int, ...] = ()
) -> Outcome:
    """Goods back to the vendor at carrying cost."""
    return issue(pool, quantity, book)


def put_back(
    pool: Pool,
    quantity: Decimal,
    value: Decimal,
    book: LayerBook,
    takes: tuple[Take, ...] = (),
) -> Outcome:
    """Undo part of an issue at ``value``, the value at which these units left.

    Below zero they settle what is owed like any receipt: where they left at another
    cost than the one assumed now, the difference is a ``negative_settlement`` row.
    """
    return receive(pool, quantity, value, book)


def revalue(pool: Pool, unit_cost: Decimal, book: LayerBook) -> Outcome:
    """Set the cost of one unit; the row is the difference on what is on hand."""
    value = pool.scale.round_money(pool.quantity * unit_cost) - pool.value
    rows = (Row(ZERO, value),) if value else ()
    return Outcome(after(pool, rows, unit_cost=unit_cost), rows)

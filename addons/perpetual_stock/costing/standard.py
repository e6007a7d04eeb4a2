"""Standard cost: the pool is always worth quantity × standard.

The difference between a document's price and the standard is the caller's to post
(price difference): every row here is at standard.
"""

from __future__ import annotations

from decimal import Decimal

from .data import ZERO, Outcome, Pool, Row, Take
from .layers import LayerBook
from .support import after, require_positive


def _move(pool: Pool, change: Decimal) -> Outcome:
    worth = pool.scale.round_money((pool.quantity + change) * pool.unit_cost)
    rows = (Row(change, worth - pool.value),)
    return Outcome(after(pool, rows, unit_cost=pool.unit_cost), rows)


def receive(pool: Pool, quantity: Decimal, value: Decimal, book: LayerBook) -> Outcome:
    """Goods in at standard, whatever ``value`` they were bought for."""
    require_positive(quantity)
    return _move(pool, quantity)


def issue(pool: Pool, quantity: Decimal, book: LayerBook) -> Outcome:
    """Goods out at standard."""
    require_positive(quantity)
    return _move(pool, -quantity)


def take_back(
    pool: Pool, quantity: Decimal, value: Decimal, book: LayerBook, origin: tuple[int, ...] = ()
) -> Outcome:
    """Undo part of a receipt at standard."""
    return issue(pool, quantity, book)


def return_to_vendor(
    pool: Pool, quantity: Decimal, book: LayerBook, origin: tuple[int, ...] = ()
) -> Outcome:
    """Goods back to the vendor at standard."""
    return issue(pool, quantity, book)


def put_back(
    pool: Pool,
    quantity: Decimal,
    value: Decimal,
    book: LayerBook,
    takes: tuple[Take, ...] = (),
) -> Outcome:
    """Undo part of an issue at standard."""
    return receive(pool, quantity, value, book)


def revalue(pool: Pool, unit_cost: Decimal, book: LayerBook) -> Outcome:
    """A new standard; the row is the difference on what is on hand."""
    value = pool.scale.round_money(pool.quantity * unit_cost) - pool.value
    rows = (Row(ZERO, value),) if value else ()
    return Outcome(after(pool, rows, unit_cost=unit_cost), rows)

"""A price that comes after the goods: bill, landed cost, corrected receipt.

The oldest units of a receipt are taken to have left first and to be priced first, so
the late price of units ``start`` to ``stop`` splits into the share of those still on
hand, which goes to inventory, and the share consumed, which is the caller's to expense.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Protocol

from .layers import LayerBook
from .support import after
from .types import ZERO, Layer, Outcome, Pool, Row


class Late(Protocol):
    """``delta`` for units ``start`` to ``stop`` of a receipt of ``received`` units."""

    delta: Decimal
    start: Decimal
    stop: Decimal
    received: Decimal


def late_cost(
    method: str,
    pool: Pool,
    late: Late,
    left: Decimal,
    book: LayerBook,
    layers: tuple[int, ...] = (),
) -> Outcome:
    """Add the share of ``late.delta`` that is still on hand to the pool.

    :param left: units of the receipt still on hand (average; FIFO reads its ``layers``)
    :returns: one row of quantity 0 and the inventory share, or none. Under the standard
        method nothing is added: all of it is a price difference.
    """
    if method == "standard":
        return Outcome(pool, ())
    own = [layer for layer in book.get(layers) if layer.quantity > ZERO]
    if method == "fifo":
        left = sum((layer.quantity for layer in own), ZERO)
    share = _share(pool, late, left)
    if not share:
        return Outcome(pool, ())
    if method == "fifo":
        _spread(own, left, share, pool, book)
    rows = (Row(ZERO, share),)
    return Outcome(after(pool, rows), rows)


def _share(pool: Pool, late: Late, left: Decimal) -> Decimal:
    """Part of the delta that belongs to units on hand; never below an empty value."""
    if pool.quantity <= ZERO:
        return ZERO
    consumed = late.received - left
    on_hand = max(late.stop - max(late.start, consumed), ZERO)
    share = pool.scale.round_money(late.delta * on_hand / (late.stop - late.start))
    return max(share, -pool.value)


def _spread(
    own: list[Layer], quantity: Decimal, value: Decimal, pool: Pool, book: LayerBook
) -> None:
    """Give each layer its part by quantity; the last takes what rounding leaves."""
    for layer in own:
        rest = quantity - layer.quantity
        rest_value = pool.scale.round_money(value * rest / quantity)
        book.put(replace(layer, value=layer.value + value - rest_value))
        quantity, value = rest, rest_value

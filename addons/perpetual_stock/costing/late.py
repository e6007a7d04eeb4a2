"""A price that comes after the goods: bill, landed cost, corrected receipt.

The oldest units of a receipt are taken to have left first and to be priced first, so
the late price of units ``start`` to ``stop`` splits into the share of those still on
hand, which goes to inventory, and the share consumed, which is the caller's to expense.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Protocol

from .data import ZERO, Layer, Outcome, Pool, Row, Scale
from .layers import LayerBook
from .support import after


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
    if method == "standard" or pool.quantity <= ZERO:
        return Outcome(pool, ())
    own = [layer for layer in book.get(set(layers)) if layer.quantity > ZERO]
    worth = pool.value
    if method == "fifo":
        left = sum((layer.quantity for layer in own), ZERO)
        worth = sum((layer.value for layer in own), ZERO)
    # A price below nothing would make a later issue a gain.
    share = max(_share(late, left, pool.scale), -worth)
    if not share:
        return Outcome(pool, ())
    if method == "fifo":
        _spread(own, left, share, pool.scale, book)
    rows = (Row(ZERO, share),)
    return Outcome(after(pool, rows), rows)


def _share(late: Late, left: Decimal, scale: Scale) -> Decimal:
    """Part of the delta that belongs to units on hand."""
    consumed = late.received - left
    on_hand = max(late.stop - max(late.start, consumed), ZERO)
    return scale.round_money(late.delta * on_hand / (late.stop - late.start))


def _spread(
    own: list[Layer], quantity: Decimal, value: Decimal, scale: Scale, book: LayerBook
) -> None:
    """Give each layer its part by quantity; the last takes what rounding leaves.

    The cheapest come first: what would bring one below zero, the others can bear.
    """
    for layer in sorted(own, key=lambda layer: layer.value / layer.quantity):
        rest = quantity - layer.quantity
        part = max(value - scale.round_money(value * rest / quantity), -layer.value)
        book.put(replace(layer, value=layer.value + part))
        quantity, value = rest, value - part

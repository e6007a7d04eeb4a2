"""Small helpers that the methods share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from .data import ZERO, CostingError, Pool, Row


def require_positive(quantity: Decimal) -> None:
    """Operations take a positive quantity; the direction is the operation's name."""
    if quantity <= ZERO:
        raise CostingError(f"quantity must be positive, not {quantity}")


def require_agreement(in_layers: Decimal, in_pool: Decimal) -> None:
    """The layers of a FIFO pool and the pool itself count the same units."""
    if in_layers != in_pool:
        raise CostingError(f"open layers give {in_layers} units where the pool has {in_pool}")


def after(pool: Pool, rows: Iterable[Row], unit_cost: Decimal | None = None) -> Pool:
    """The pool once ``rows`` are written.

    Its unit cost follows value over quantity, also below zero, and stays what it was
    while the pool is empty, unless ``unit_cost`` is given.
    """
    quantity, value = pool.quantity, pool.value
    for row in rows:
        quantity += row.quantity
        value += row.value
    if unit_cost is None:
        unit_cost = value / quantity if quantity else pool.unit_cost
    if not quantity and value:
        raise CostingError(f"a pool of zero units is left with a value of {value}")
    return replace(pool, quantity=quantity, value=value, unit_cost=unit_cost)

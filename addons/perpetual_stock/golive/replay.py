"""Core's average cost and FIFO, on plain rows instead of records.

The same steps in the same order as ``product.product._run_avco`` and ``_run_fifo`` of
``stock_account`` 19.0. In floats, on purpose: what is taken over is core's figure, not a
better one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple


class Moved(NamedTuple):
    """A valued stock move: ``units`` owned, in the product's unit; ``done`` in the move's."""

    id: int
    date: datetime
    is_in: bool
    is_out: bool
    value: float
    units: float
    done: float


class CostSet(NamedTuple):
    """A cost that somebody set, or that the product began with."""

    date: datetime
    cost: float


def average_value(moves: Sequence[Moved], costs: Sequence[CostSet], on_hand: float) -> float:
    """Value of what is on hand under average cost; both lists by date and id."""
    receipts = [move for move in moves if move.is_in]
    if costs and (not receipts or costs[-1].date > receipts[-1].date):
        return costs[-1].cost * on_hand
    quantity = cost = value = 0.0
    due = 0
    for move in moves:
        while due < len(costs) and move.date >= costs[due].date:
            cost = costs[due].cost
            value = cost * quantity
            due += 1
        if move.is_in:
            before, quantity = quantity, quantity + move.units
            if before > 0:
                value += move.value
                cost = value / quantity
            else:
                cost = move.value / move.units if move.units else cost
                value = cost * quantity
        if move.is_out:
            value -= move.units * cost
            quantity -= move.units
    return value


def fifo_stack(
    youngest_first: Sequence[Moved], on_hand: float, is_some: Callable[[float], bool]
) -> tuple[list[Moved], float]:
    """Receipts still on hand, oldest first, and the units left of the oldest.

    :param is_some: whether a quantity is more than nothing, in the product's unit
    """
    stack: list[Moved] = []
    left_of_first = 0.0
    for move in youngest_first:
        if not is_some(on_hand):
            break
        stack.append(move)
        left_of_first = min(move.units, on_hand)
        on_hand -= move.units
    stack.reverse()
    return stack, left_of_first


def fifo_value(stack: Sequence[Moved], left_of_first: float, units: float, cost: float) -> float:
    """Value of ``units`` (more than nothing) taken from a stack of :func:`fifo_stack`.

    :param cost: the product's, for units that were never received
    """
    value = 0.0
    last = None
    for move in stack:
        if units <= 0:
            break
        last = move
        taken, worth = move.units, move.value
        if left_of_first:
            taken, worth = left_of_first, move.value * left_of_first / move.units
            left_of_first = 0.0
        if taken > units:
            taken, worth = units, worth * units / taken
        value += worth
        units -= taken
    if units > 0:
        value += units * (last.value / last.done if last and last.done else cost)
    return value

"""Short here and over there: goods in the wrong place (counting.md, rule 10)."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Pair:
    """``quantity`` that is booked at ``short`` and lies at ``over``; indices of the input."""

    short: int
    over: int
    quantity: Decimal


def pair_up(variances: Sequence[tuple[Hashable, Decimal]]) -> list[Pair]:
    """Match what is short with what is over of the same goods.

    Largest first, so that a whole variance is explained by one other where that is possible.

    :param variances: (goods, variance): goods are the same product, lot and owner
    :returns: pairs; what they leave of a variance is a real loss or gain

    >>> pair_up([("bolt", Decimal(-5)), ("bolt", Decimal(3)), ("nut", Decimal(2))])
    [Pair(short=0, over=1, quantity=Decimal('3'))]
    """
    pairs: list[Pair] = []
    goods: dict[Hashable, tuple[list, list]] = {}
    for index, (key, variance) in enumerate(variances):
        if variance:
            goods.setdefault(key, ([], []))[variance > ZERO].append([abs(variance), index])
    for shorts, overs in goods.values():
        for sides in (shorts, overs):
            sides.sort(key=lambda side: (-side[0], side[1]))
        pairs += _pair_exact(shorts, overs) + _pair_rest(shorts, overs)
    return pairs


def _pair_exact(shorts: list, overs: list) -> list[Pair]:
    """Differences of the same size first: most likely one misplaced lot of goods."""
    pairs = []
    for short in shorts:
        for over in overs:
            if short[0] and short[0] == over[0]:
                pairs.append(Pair(short[1], over[1], short[0]))
                short[0] = over[0] = ZERO
    return pairs


def _pair_rest(shorts: list, overs: list) -> list[Pair]:
    pairs = []
    for short in shorts:
        for over in overs:
            quantity = min(short[0], over[0])
            if quantity:
                pairs.append(Pair(short[1], over[1], quantity))
                short[0] -= quantity
                over[0] -= quantity
    return pairs

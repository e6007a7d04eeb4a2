"""ABC classes: few products make most of the value (counting.md, models).

The boundary rule: a product belongs to the first class whose limit its cumulative share
*before* itself has not reached. So the product that crosses 80 % is still A, and the most
valuable product is A even where it alone makes 90 %. Ties are broken by product id. What has
no value or a negative one belongs to the last class. The database ranks by the same rule;
the tests hold both against each other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Ranked:
    """A product in the ranking; shares in percent, ``cumulative`` including itself.

    :ivar place: index of its class
    """

    product: int
    rank: int
    value: Decimal
    share: Decimal
    cumulative: Decimal
    place: int


def classify(
    values: Mapping[int, Decimal], limits: Sequence[Decimal], by_share_of_items: bool = False
) -> list[Ranked]:
    """Rank products by value and class them.

    :param values: product id → criterion
    :param limits: cumulative percentage at which each class ends, ascending
    :param by_share_of_items: limits are percentages of the number of products, not of value
    :raises ValueError: limits do not ascend, or there is none

    >>> [row.place for row in classify({1: Decimal(79), 2: Decimal(2), 3: Decimal(19)},
    ...                                [Decimal(80), Decimal(95), Decimal(100)])]
    [0, 0, 2]
    """
    if not limits or list(limits) != sorted(set(limits)):
        raise ValueError(f"Limits of classes ascend: {limits}")
    order = sorted(values.items(), key=lambda item: (-item[1], item[0]))
    total = sum((max(value, ZERO) for value in values.values()), ZERO)
    rows, before = [], ZERO
    for index, (product, value) in enumerate(order):
        counted = max(value, ZERO)
        reached = _percent(Decimal(index), Decimal(len(order)))
        if not by_share_of_items:
            reached = _percent(before, total)
        place = _place(reached, limits) if value > ZERO else len(limits) - 1
        share = _percent(counted, total)
        before += counted
        rows.append(Ranked(product, index + 1, value, share, _percent(before, total), place))
    return rows


def _place(reached: Decimal, limits: Sequence[Decimal]) -> int:
    """Index of the first class whose limit is above what is reached; else of the last."""
    places = (index for index, limit in enumerate(limits) if reached < limit)
    return next(places, len(limits) - 1)


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return part * HUNDRED / whole if whole else ZERO

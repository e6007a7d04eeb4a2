"""What a count is compared with, and what is posted of it (counting.md, rules 1, 2, 3, 11).

All quantities are decimals in the product's unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Instant:
    """The books of one key at the moment at which it was counted.

    :ivar book: quantity on hand
    :ivar picked_out: picked for a transfer that is not validated, off the shelf already
    :ivar placed_in: put on the shelf by a transfer that is not validated yet
    """

    book: Decimal
    picked_out: Decimal = ZERO
    placed_in: Decimal = ZERO


def expected(instant: Instant) -> Decimal:
    """What lies there if the books are right: E = B − P_out + P_in.

    >>> expected(Instant(Decimal(10), picked_out=Decimal(3)))
    Decimal('7')
    """
    return instant.book - instant.picked_out + instant.placed_in


def variance(counted: Decimal, instant: Instant, late: Decimal = ZERO) -> Decimal:
    """V = C − E.

    :param late: net quantity of movements that were validated after the count although the
        goods had moved before it: arrivals less departures
    """
    return counted - expected(instant) - late


def correction(variance: Decimal, adjusted: Decimal) -> Decimal:
    """What is left to post: another count may have fixed the same error since.

    V' = V − ΣA, with the adjustments posted on the key since it was counted.

    >>> correction(Decimal(-3), Decimal(-3)), correction(Decimal(-3), Decimal(2))
    (Decimal('0'), Decimal('-5'))
    """
    return variance - adjusted


def drifted(before: Decimal, now: Decimal, percent: Decimal) -> bool:
    """Whether a figure has changed by more than ``percent`` since; 0 means: never.

    >>> drifted(Decimal(100), Decimal(151), Decimal(50))
    True
    """
    if not percent or before == now:
        return False
    return abs(now - before) * 100 > abs(before) * percent

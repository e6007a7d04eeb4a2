"""When a count is good enough, and when two counts agree (counting.md, rules 4 and 5).

Quantities are decimals in the product's unit, values in company currency.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)
HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Tolerance:
    """How far a count may be off.

    :ivar percent: share of what is expected, in percent
    :ivar quantity: as much in any case, in the product's unit
    :ivar value: a difference worth more is outside in any case; 0: no such bound
    """

    percent: Decimal = ZERO
    quantity: Decimal = ZERO
    value: Decimal = ZERO

    def __post_init__(self) -> None:
        if min(self.percent, self.quantity, self.value) < ZERO:
            raise ValueError(f"A tolerance is not negative: {self}")

    def allowed(self, expected: Decimal) -> Decimal:
        """The larger of the absolute and the relative tolerance, in the product's unit.

        >>> Tolerance(Decimal(2), Decimal(1)).allowed(Decimal(200))
        Decimal('4')
        """
        return max(self.quantity, abs(expected) * self.percent / HUNDRED)


def hit(variance: Decimal, expected: Decimal, tolerance: Tolerance) -> bool:
    """Whether a record counts as right: |V| ≤ max(absolute, % × |E|).

    What the difference is worth is a gate of its own, see :func:`within`.

    >>> hit(Decimal(-2), Decimal(100), Tolerance(Decimal(2), value=Decimal(1)))
    True
    """
    return abs(variance) <= tolerance.allowed(expected)


def within(
    variance: Decimal, expected: Decimal, tolerance: Tolerance, unit_cost: Decimal = ZERO
) -> bool:
    """Whether a variance is within tolerance.

    Nothing expected is no tolerance of any percentage: a find in an empty bin is outside,
    unless it is within the absolute tolerance.

    >>> within(Decimal(1), Decimal(200), Tolerance(Decimal("0.5")))
    True
    >>> within(Decimal(500), Decimal(0), Tolerance(Decimal(10)))
    False
    """
    if not hit(variance, expected, tolerance):
        return False
    return not tolerance.value or abs(variance * unit_cost) <= tolerance.value


def agreeing(
    variances: Sequence[tuple[Decimal, Decimal]], tolerance: Tolerance
) -> tuple[int, int] | None:
    """The latest count and an earlier one that agree: |V₁ − V₂| ≤ tolerance.

    Variances are compared and not counts, for stock may have moved in between.

    :param variances: (variance, expected) of each round, in their order
    :returns: indices (earlier, latest), the closest earlier one; ``None`` if none agrees
    """
    if len(variances) < 2:
        return None
    last, expected = variances[-1]
    earlier = [
        (abs(one - last), -index)
        for index, (one, _expected) in enumerate(variances[:-1])
        if abs(one - last) <= tolerance.allowed(expected)
    ]
    return (-min(earlier)[1], len(variances) - 1) if earlier else None


def share(variance: Decimal, expected: Decimal) -> Decimal | None:
    """Variance in percent of what is expected; ``None`` where nothing is.

    >>> share(Decimal(-3), Decimal(60))
    Decimal('-5')
    """
    return variance * HUNDRED / abs(expected) if expected else None

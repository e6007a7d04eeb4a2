"""How long goods really take, from the order to the shelf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

#: Fewer receipts say too little of a product's own lead time.
ENOUGH = 3
#: What is assumed of a lead time that nobody measured: deviation as a share of it.
ASSUMED_VARIATION = 0.25


@dataclass(frozen=True)
class LeadTime:
    """Days from the order to the receipt.

    :ivar mean: calendar days
    :ivar sigma: standard deviation in days
    :ivar count: receipts measured
    :ivar source: product, vendor, stated or default
    """

    mean: float
    sigma: float
    count: int
    source: str


@dataclass(frozen=True)
class Sums:
    """Receipts in sums, as a database gives them: Σ1, Σdays, Σdays²."""

    count: int = 0
    days: float = 0.0
    squares: float = 0.0

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.count + other.count, self.days + other.days, self.squares + other.squares)

    @classmethod
    def of(cls, days: Sequence[float]) -> Sums:
        return cls(len(days), float(sum(days)), float(sum(day * day for day in days)))

    def lead_time(self, source: str) -> LeadTime:
        """Mean and sample deviation.

        :raises ValueError: nothing was received

        >>> Sums.of([4, 6, 8]).lead_time("product")
        LeadTime(mean=6.0, sigma=2.0, count=3, source='product')
        """
        if not self.count:
            raise ValueError("There is no lead time without a receipt.")
        mean = self.days / self.count
        rest = max(self.squares - self.count * mean**2, 0.0)
        sigma = sqrt(rest / (self.count - 1)) if self.count > 1 else 0.0
        return LeadTime(mean, sigma, self.count, source)


def best(
    product: Sums, vendor: Sums, stated: float | None, default: float, enough: int = ENOUGH
) -> LeadTime:
    """The product's own receipts, else all of the vendor's, else what is stated.

    :param product: receipts of the product from this vendor
    :param vendor: receipts of anything from this vendor
    :param stated: days of the vendor's price list; ``None``: not filled in
    :param default: days where nothing is known

    >>> best(Sums(), Sums.of([9] * 5), 14, 7)
    LeadTime(mean=9.0, sigma=0.0, count=5, source='vendor')
    """
    if product.count >= enough:
        return product.lead_time("product")
    if vendor.count >= enough:
        return vendor.lead_time("vendor")
    if stated is not None:
        return LeadTime(float(stated), ASSUMED_VARIATION * stated, 0, "stated")
    return LeadTime(float(default), ASSUMED_VARIATION * default, 0, "default")


def longest_gap(weekdays: Sequence[int]) -> int:
    """Days from one order day to the next, at most; Monday is 0. None given: any day.

    >>> longest_gap([0, 3]), longest_gap([]), longest_gap([2])
    (4, 1, 7)
    """
    days = sorted(set(weekdays))
    if not days:
        return 1
    following = [*days[1:], days[0] + 7]
    return max(after - day for day, after in zip(days, following, strict=True))

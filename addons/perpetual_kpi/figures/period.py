"""A span of days, both ends included, and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)


def years_before(day: date, years: int) -> date:
    """The same day of an earlier year; 29 February becomes the 28th.

    >>> years_before(date(2024, 2, 29), 1)
    datetime.date(2023, 2, 28)
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


@dataclass(frozen=True)
class Period:
    """From ``first`` to ``last``."""

    first: date
    last: date

    def __post_init__(self):
        if self.last < self.first:
            raise ValueError(f"{self.first} is after {self.last}")

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def previous(self) -> Period:
        """As many days, right before."""
        last = self.first - DAY
        return Period(last - timedelta(days=self.days - 1), last)

    @property
    def year_before(self) -> Period:
        """The same days one year earlier."""
        return Period(years_before(self.first, 1), years_before(self.last, 1))

    @property
    def year_days(self) -> int:
        """Days of the twelve months that end with the period: 366 with a 29 February.

        >>> Period(date(2024, 2, 29), date(2024, 2, 29)).year_days
        366
        >>> Period(date(2024, 2, 28), date(2024, 2, 28)).year_days
        365
        """
        end = self.last + DAY
        leap = (end.month, end.day) == (2, 29)
        # Twelve months before 29 February, not included, begin on 1 March.
        start = years_before(end, 1) + DAY if leap else years_before(end, 1)
        return (end - start).days

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def chunks(self, size: int) -> Iterator[Period]:
        """Parts of at most ``size`` days, the oldest first."""
        first = self.first
        while first <= self.last:
            last = min(first + timedelta(days=size - 1), self.last)
            yield Period(first, last)
            first = last + DAY

    def bucket(self, day: date) -> date:
        """First day of the step of a chart that ``day`` falls into: days up to six weeks,
        weeks up to eight months, else months."""
        if self.days <= 45:
            return day
        if self.days <= 250:
            return max(day - timedelta(days=day.weekday()), self.first)
        return max(day.replace(day=1), self.first)

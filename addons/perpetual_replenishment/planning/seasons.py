"""Trend and seasons: used only where the history shows them clearly."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import fmean
from typing import NamedTuple

from .history import WEEK, History

DAYS_OF_YEAR = 365
MONTHS = 12
#: Known weeks and demands from which on days of the week are told apart.
WEEKDAY_WEEKS = 8
WEEKDAY_DEMANDS = 30
#: How much the profiles of two years must agree (correlation of the months).
AGREEMENT = 0.5
#: Known weeks, and how many times its standard error a slope must be.
TREND_WEEKS = 26
TREND_T = 2.5


class Line(NamedTuple):
    """A straight line through a series.

    :ivar slope: units per period
    :ivar middle: units at the middle of the periods
    :ivar t: slope ÷ its standard error; 0 where that is not known
    """

    slope: float
    middle: float
    t: float


def weekday_profile(history: History) -> tuple[float, ...]:
    """Share of each day of the week, Monday first; 1 is an average day.

    All 1 where weeks or demands are few.
    """
    flat = (1.0,) * WEEK
    demand = history.known_demand()
    if history.known_days < WEEKDAY_WEEKS * WEEK or len(demand) < WEEKDAY_DEMANDS:
        return flat
    sums, known = [0.0] * WEEK, _count_weekdays(history)
    for day, units in demand.items():
        sums[(history.weekday + day) % WEEK] += units
    if not all(known):
        return flat
    rates = [total / days for total, days in zip(sums, known, strict=True)]
    mean = fmean(rates)
    return tuple(rate / mean for rate in rates) if mean else flat


def _count_weekdays(history: History) -> list[int]:
    whole, rest = divmod(history.days, WEEK)
    known = [whole] * WEEK
    for day in range(rest):
        known[(history.weekday + day) % WEEK] += 1
    for day in history.unknown:
        known[(history.weekday + day) % WEEK] -= 1
    return known


def month_profile(history: History) -> tuple[float, ...]:
    """Share of each month, January first; 1 is an average month.

    All 1 unless two whole years exist and agree. Months are twelfths of the year that ends
    with the history; the last of them is the month before ``history.month``.
    """
    flat = (1.0,) * MONTHS
    years = history.days // DAYS_OF_YEAR
    if years < 2:
        return flat
    profiles = [_year(history, back) for back in range(years)]
    if any(profile is None for profile in profiles[:2]):
        return flat
    if correlation(profiles[0], profiles[1]) < AGREEMENT:
        return flat
    usable = [profile for profile in profiles if profile is not None]
    mean = [fmean(month) for month in zip(*usable, strict=True)]
    # Twelfth 0 begins where the history ends, a year earlier: the month of the day after.
    return tuple(mean[(month - (history.month - 1)) % MONTHS] for month in range(MONTHS))


def _year(history: History, back: int) -> list[float] | None:
    """Rates of the twelfths of a year, mean 1; ``None`` where one of them is unknown."""
    end = history.days - back * DAYS_OF_YEAR
    start = end - DAYS_OF_YEAR
    edges = [start + round(DAYS_OF_YEAR * number / MONTHS) for number in range(MONTHS + 1)]
    parts = [history.part(edges[number], edges[number + 1]) for number in range(MONTHS)]
    if any(part.known_days < part.days / 2 for part in parts):
        return None
    rates = [part.rate() for part in parts]
    mean = fmean(rates)
    return [rate / mean for rate in rates] if mean else None


def correlation(left: Sequence[float], right: Sequence[float]) -> float:
    """Pearson's correlation; 0 where one side does not vary.

    >>> correlation([1, 2, 3], [2, 4, 6])
    1.0
    """
    mean_left, mean_right = fmean(left), fmean(right)
    covered = sum((x - mean_left) * (y - mean_right) for x, y in zip(left, right, strict=True))
    spread = sqrt(sum((x - mean_left) ** 2 for x in left)) * sqrt(
        sum((y - mean_right) ** 2 for y in right)
    )
    return covered / spread if spread > 1e-12 else 0.0


def line(values: Sequence[float | None]) -> Line:
    """Least squares through the known values.

    >>> line([1, 2, None, 4]).slope
    1.0
    """
    points = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(points) < 3:
        return Line(0.0, fmean([value for _place, value in points]) if points else 0.0, 0.0)
    mean_x, mean_y = fmean([x for x, _y in points]), fmean([y for _x, y in points])
    spread = sum((x - mean_x) ** 2 for x, _y in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    rest = sum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in points)
    error = sqrt(rest / (len(points) - 2) / spread)
    return Line(slope, mean_y, slope / error if error > 1e-12 else _sure(slope))


def _sure(slope: float) -> float:
    """t of points that lie on their line."""
    return float("inf") if slope > 0 else float("-inf") if slope < 0 else 0.0


def trend(values: Sequence[float | None]) -> float:
    """Units per period by which demand rises, each period; 0 unless it is clear.

    >>> trend([10.0] * 30)
    0.0
    """
    if sum(value is not None for value in values) < TREND_WEEKS:
        return 0.0
    found = line(values)
    return found.slope if abs(found.t) >= TREND_T else 0.0

"""What a day will ask for: velocity, pattern, trend and season put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean

from .history import WEEK, History
from .intermittent import Pattern, croston, pattern, sba, silent_periods, tsb
from .seasons import DAYS_OF_YEAR, MONTHS, line, month_profile, trend, weekday_profile

METHODS = ("average", "croston", "sba", "tsb")
#: A product fades when it has been silent for so many of its usual intervals.
FADING = 3
#: A trend changes the forecast by at most this share.
TREND_LIMIT = 0.5
#: A week is an outlier so many deviations (1.4826 × median deviation) above the median.
OUTLIER = 4.0


@dataclass(frozen=True)
class Forecast:
    """Expected demand of a day, and how far a day is from it.

    :ivar rate: units per day over the horizon, trend and season included
    :ivar sigma: standard deviation of a day's demand
    :ivar velocity: weighted moving average, units per day, before trend and season
    :ivar trend: units per day by which a week exceeds the one before; 0: none is clear
    :ivar season: factor of the months of the horizon; 1: no season
    :ivar weekdays: factor of each day of the week, Monday first
    """

    rate: float
    sigma: float
    velocity: float
    method: str
    pattern: Pattern
    trend: float = 0.0
    season: float = 1.0
    weekdays: tuple[float, ...] = (1.0,) * WEEK
    known_days: int = 0

    def over(self, days: float, weekday: int) -> float:
        """Units expected in the next ``days``, of which the first is a ``weekday``."""
        whole, rest = divmod(days, WEEK)
        first = int(rest)
        shares = sum(self.weekdays[(weekday + day) % WEEK] for day in range(first))
        shares += (rest - first) * self.weekdays[(weekday + first) % WEEK]
        return self.rate * (whole * WEEK + shares)


def weighted_average(values: Sequence[float | None], half_life: float) -> float:
    """Mean of the known values, the last weighing most, half as much each half-life.

    >>> weighted_average([0, 4], half_life=1)
    2.6666666666666665
    """
    if half_life <= 0:
        raise ValueError(f"A half-life is above 0: {half_life}")
    factor, weight, total, weights = 0.5 ** (1 / half_life), 1.0, 0.0, 0.0
    for value in reversed(values):
        if value is not None:
            total += weight * value
            weights += weight
        weight *= factor
    return total / weights if weights else 0.0


def outliers(values: Sequence[float | None]) -> list[int]:
    """Periods whose demand is far above the others, for a person to judge.

    Median and median deviation of the periods with demand (Hampel's identifier), so that the
    outlier itself does not widen the bound; at least five such periods are needed.

    >>> outliers([5, 6, 5, 0, 7, 6, 90])
    [6]
    """
    sizes = sorted(value for value in values if value)
    if len(sizes) < 5:
        return []
    middle = sizes[len(sizes) // 2]
    spread = sorted(abs(value - middle) for value in sizes)[len(sizes) // 2]
    bound = middle + OUTLIER * max(1.4826 * spread, 0.1 * middle)
    return [place for place, value in enumerate(values) if value and value > bound]


def forecast(
    history: History, horizon: float, method: str = "auto", half_life: float = 8.0
) -> Forecast:
    """Expected demand per day over the next ``horizon`` days.

    :param method: one of ``METHODS``, or ``auto``: by the pattern of the weeks
    :param half_life: weeks after which a week weighs half
    :raises ValueError: unknown method
    """
    if method not in ("auto", *METHODS):
        raise ValueError(f"Unknown method: {method}")
    months = month_profile(history)
    weeks = _deseasoned(history.weeks(), months, history.month)
    found = pattern(weeks)
    chosen = _choose(found, weeks) if method == "auto" else method
    velocity = weighted_average(weeks, half_life)
    level = _level(weeks, chosen, velocity)
    slope = trend(weeks) if chosen == "average" else 0.0
    season = _season(months, history.month, horizon)
    expected = _with_trend(level, slope, weeks, half_life, horizon) * season
    return Forecast(
        rate=expected / WEEK,
        sigma=_deviation(weeks, level, slope) * season / sqrt(WEEK),
        velocity=velocity / WEEK,
        method=chosen,
        pattern=found,
        trend=slope / WEEK,
        season=season,
        weekdays=weekday_profile(history) if found.name in ("smooth", "erratic") else (1.0,) * 7,
        known_days=history.known_days,
    )


def _choose(found: Pattern, weeks: Sequence[float | None]) -> str:
    if found.name in ("none", "smooth", "erratic"):
        return "average"
    silent = silent_periods(weeks)
    return "tsb" if silent > FADING * _interval(weeks, silent) else "sba"


def _interval(weeks: Sequence[float | None], silent: int) -> float:
    """Average interval between demands before the silence at the end."""
    known = sum(value is not None for value in weeks)
    return (known - silent) / sum(bool(value) for value in weeks)


def _level(weeks: Sequence[float | None], method: str, velocity: float) -> float:
    by_method = {"croston": croston, "sba": sba, "tsb": tsb}
    return by_method[method](weeks) if method in by_method else velocity


def _with_trend(level, slope, weeks, half_life, horizon) -> float:
    """The average lags behind a trend by its own age; the horizon is ahead of it."""
    if not slope:
        return level
    factor = 0.5 ** (1 / half_life)
    weights = [factor**age for age in range(len(weeks))]
    age = sum(age * weight for age, weight in enumerate(weights)) / sum(weights)
    change = slope * (age + horizon / WEEK / 2)
    return max(level + max(min(change, TREND_LIMIT * level), -TREND_LIMIT * level), 0.0)


def _deviation(weeks: Sequence[float | None], level: float, slope: float) -> float:
    """Standard deviation of a week about its line, or about the mean without a trend.

    The weeks are a sample, hence n − 1; one single week is taken as Poisson.
    """
    known = [value for value in weeks if value is not None]
    if len(known) < 2:
        return sqrt(level)
    if slope:
        middle = line(weeks)
        places = [place for place, value in enumerate(weeks) if value is not None]
        centre = fmean(places)
        fitted = [middle.middle + middle.slope * (place - centre) for place in places]
    else:
        fitted = [fmean(known)] * len(known)
    squares = sum((value - fit) ** 2 for value, fit in zip(known, fitted, strict=True))
    return sqrt(squares / (len(known) - 1))


def _deseasoned(weeks, months, month) -> list[float | None]:
    """Weeks divided by the factor of their month."""
    if set(months) == {1.0}:
        return weeks
    factors = [
        months[(month - 1 + _twelfth(-WEEK * (len(weeks) - place) + WEEK // 2)) % MONTHS]
        for place in range(len(weeks))
    ]
    return [
        None if value is None else value / factor if factor > 0.1 else None
        for value, factor in zip(weeks, factors, strict=True)
    ]


def _season(months, month, horizon) -> float:
    """Mean factor of the days of the horizon."""
    if set(months) == {1.0}:
        return 1.0
    days = range(max(int(horizon), 1))
    return fmean([months[(month - 1 + _twelfth(day)) % MONTHS] for day in days])


def _twelfth(day: int) -> int:
    """Number of twelfths of a year from now to a day, which may be past."""
    return int(day * MONTHS // DAYS_OF_YEAR)

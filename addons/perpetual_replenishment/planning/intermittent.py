"""Demand that comes now and then: Croston and what was learnt since.

Sources: Croston (1972), "Forecasting and stock control for intermittent demands"; Syntetos &
Boylan (2005) for the bias correction SBA; Teunter, Syntetos & Babai (2011) for TSB, which
also falls while nothing is sold; Syntetos, Boylan & Croston (2005) for the four patterns.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, pvariance
from typing import NamedTuple

#: Bounds between the patterns: average interval between demands, squared variation of sizes.
ADI_BOUND = 1.32
CV2_BOUND = 0.49
ALPHA = 0.1


class Pattern(NamedTuple):
    """How demand comes.

    :ivar adi: periods per period with demand; ``None`` without demand
    :ivar cv2: squared coefficient of variation of the sizes; 0 for a single demand
    :ivar name: none, smooth, erratic, intermittent or lumpy
    """

    adi: float | None
    cv2: float
    name: str


def pattern(values: Sequence[float | None]) -> Pattern:
    """Which of the four patterns a series of equal periods shows; unknown ones do not count.

    >>> pattern([0, 0, 4, 0, 0, 4]).name, pattern([5, 5, 6, 5]).name
    ('intermittent', 'smooth')
    """
    known = [value for value in values if value is not None]
    sizes = [value for value in known if value > 0]
    if not sizes:
        return Pattern(None, 0.0, "none")
    mean = fmean(sizes)
    adi, cv2 = len(known) / len(sizes), pvariance(sizes, mean) / mean**2
    if adi < ADI_BOUND:
        return Pattern(adi, cv2, "smooth" if cv2 < CV2_BOUND else "erratic")
    return Pattern(adi, cv2, "intermittent" if cv2 < CV2_BOUND else "lumpy")


def croston(values: Sequence[float | None], alpha: float = ALPHA) -> float:
    """Expected demand per period: smoothed size ÷ smoothed interval; 0 without demand.

    Both begin at their mean, not at the first demand: a series of a year has too few demands
    to forget where it began.

    >>> croston([0, 2, 0, 4], alpha=0.5)
    1.625
    """
    _check(alpha)
    demands = _demands(values)
    if not demands:
        return 0.0
    size = fmean([one for one, _waited in demands])
    interval = fmean([waited for _one, waited in demands])
    for one, waited in demands:
        size += alpha * (one - size)
        interval += alpha * (waited - interval)
    return size / interval


def _demands(values: Sequence[float | None]) -> list[tuple[float, int]]:
    """(size, known periods since the demand before) of each demand."""
    demands, waited = [], 0
    for value in values:
        if value is None:
            continue
        waited += 1
        if value > 0:
            demands.append((value, waited))
            waited = 0
    return demands


def sba(values: Sequence[float | None], alpha: float = ALPHA) -> float:
    """Croston's forecast without its bias: times (1 − α/2).

    >>> sba([0, 2, 0, 4], alpha=0.5)
    1.21875
    """
    return croston(values, alpha) * (1 - alpha / 2)


def tsb(values: Sequence[float | None], alpha: float = ALPHA, beta: float = ALPHA) -> float:
    """Smoothed size × smoothed probability of a demand, which falls in each period without.

    Both begin at their mean.

    :param beta: how fast the probability follows

    >>> tsb([2, 0], alpha=0.5, beta=0.5)
    0.75
    """
    _check(alpha)
    _check(beta)
    known = [value for value in values if value is not None]
    sizes = [value for value in known if value > 0]
    if not sizes:
        return 0.0
    size, chance = fmean(sizes), len(sizes) / len(known)
    for value in known:
        if value > 0:
            size += alpha * (value - size)
        chance += beta * ((value > 0) - chance)
    return size * chance


def silent_periods(values: Sequence[float | None]) -> int:
    """Known periods without demand at the end.

    >>> silent_periods([3, 0, None, 0])
    2
    """
    count = 0
    for value in reversed(values):
        if value is None:
            continue
        if value > 0:
            break
        count += 1
    return count


def _check(factor: float) -> None:
    if not 0 < factor <= 1:
        raise ValueError(f"A smoothing factor is above 0 and at most 1: {factor}")

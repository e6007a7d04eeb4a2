"""Safety stock and reorder points by service level (Silver, Pyke & Thomas, ch. 6 and 7).

The service level is the share of order cycles that end without a stock-out.
"""

from __future__ import annotations

from math import exp, lgamma, log, pi, sqrt
from statistics import NormalDist

NORMAL = NormalDist()
#: Up to this expected demand of the lead time whole units are counted, not approximated.
COUNTED = 20.0


def z(service_level: float) -> float:
    """Standard normal deviate of a service level between 0 and 1.

    :raises ValueError: not between 0 and 1

    >>> round(z(0.9), 5)
    1.28155
    """
    if not 0 < service_level < 1:
        raise ValueError(f"A service level is between 0 and 1: {service_level}")
    return NORMAL.inv_cdf(service_level)


def deviation(lead: float, sigma: float, rate: float, lead_sigma: float) -> float:
    """√(L·σ_d² + d²·σ_L²): deviation of the demand of a lead time that varies itself."""
    return sqrt(lead * sigma**2 + rate**2 * lead_sigma**2)


def safety_stock(
    service_level: float, lead: float, sigma: float, rate: float = 0.0, lead_sigma: float = 0.0
) -> float:
    """z·√(L·σ_d² + d²·σ_L²) in units; never below 0.

    :param lead: days of the lead time
    :param sigma: deviation of a day's demand
    :param rate: demand of a day
    :param lead_sigma: deviation of the lead time in days
    """
    return max(z(service_level), 0.0) * deviation(lead, sigma, rate, lead_sigma)


def reorder_point(
    service_level: float, expected: float, spread: float, counted: bool = True
) -> float:
    """Stock (with what is on order) at or below which an order is due.

    For small demand in whole units the lead time's demand is taken as Poisson, or as
    negative-binomial where it varies more; else as normal.

    :param expected: demand of the lead time
    :param spread: its standard deviation
    :param counted: the product is sold in whole units

    >>> round(reorder_point(0.9, 300, 12.2474), 3)
    315.696
    >>> reorder_point(0.95, 2, 2**0.5)
    5.0
    """
    if expected <= 0:
        return 0.0
    if counted and expected <= COUNTED:
        return max(float(quantile(service_level, expected, spread**2)), expected)
    return expected + max(z(service_level), 0.0) * spread


def quantile(level: float, mean: float, variance: float) -> int:
    """Smallest whole number that demand does not exceed with this probability.

    :raises ValueError: level not between 0 and 1, or a mean that is not above 0
    """
    if not 0 < level < 1 or mean <= 0:
        raise ValueError(f"No quantile of level {level} and mean {mean}")
    bound = int(mean + 12 * sqrt(max(variance, mean)) + 30)
    reached = 0.0
    for units in range(bound):
        reached += probability(units, mean, variance)
        if reached >= level:
            return units
    return bound


def probability(units: int, mean: float, variance: float) -> float:
    """Chance of exactly so many units: Poisson, or negative-binomial if it varies more.

    >>> round(probability(0, 2, 2), 6), round(probability(0, 2, 4), 6)
    (0.135335, 0.25)
    """
    if variance <= mean * (1 + 1e-9):
        return exp(units * log(mean) - mean - lgamma(units + 1))
    chance = mean / variance
    size = mean * chance / (1 - chance)
    return exp(
        lgamma(units + size)
        - lgamma(size)
        - lgamma(units + 1)
        + size * log(chance)
        + units * log(1 - chance)
    )


def loss(deviate: float) -> float:
    """Standard normal loss: expected units above a deviate.

    >>> round(loss(0), 6)
    0.398942
    """
    density = exp(-(deviate**2) / 2) / sqrt(2 * pi)
    return density - deviate * (1 - NORMAL.cdf(deviate))


def fill_rate(point: float, quantity: float, expected: float, spread: float) -> float:
    """Share of demand served from the shelf: 1 − σ·G(k)/Q, between 0 and 1.

    :param point: reorder point
    :param quantity: of one order
    """
    if quantity <= 0:
        return 0.0
    if spread <= 0:
        return 1.0 if point >= expected else 0.0
    missing = spread * loss((point - expected) / spread)
    return min(max(1 - missing / quantity, 0.0), 1.0)


def critical_ratio(holding: float, shortage: float) -> float:
    """Service level at which one unit more costs as much as it saves: p ÷ (p + h).

    >>> round(critical_ratio(0.18, 0.70), 6)
    0.795455
    """
    if holding <= 0 or shortage <= 0:
        raise ValueError("Costs of holding and of a shortage are above 0.")
    return shortage / (shortage + holding)


def newsvendor(holding: float, shortage: float, mean: float, sigma: float) -> float:
    """Stock for one season that is sold once: the critical ratio's quantile.

    >>> round(newsvendor(0.18, 0.70, 50, 8), 4)
    56.604
    """
    return mean + z(critical_ratio(holding, shortage)) * sigma

"""Replays history under a rule: what would have been in stock, missing and ordered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from .quantity import round_up

TINY = 1e-9


class Rule(NamedTuple):
    """Order when stock and orders are below ``low``, up to ``high``; units.

    :ivar minimum: least quantity of an order
    """

    low: float
    high: float
    minimum: float = 0.0
    multiple: float = 0.0


@dataclass
class Outcome:
    """What a replay came to, as sums, so that outcomes of many products add up.

    :ivar days: simulated
    :ivar short_days: on which demand was not met in full
    :ivar demand_days: days with demand
    :ivar demanded: units
    :ivar served: units from the shelf on the day they were asked for
    :ivar stock_days: Σ units on hand at the end of each day
    :ivar stock_value_days: the same at cost
    """

    days: int = 0
    demand_days: int = 0
    short_days: int = 0
    empty_days: int = 0
    demanded: float = 0.0
    served: float = 0.0
    stock_days: float = 0.0
    stock_value_days: float = 0.0
    orders: int = 0
    ordered: float = 0.0

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(**{name: getattr(self, name) + getattr(other, name) for name in FIELDS})

    @property
    def fill_rate(self) -> float | None:
        """Share of units served at once; ``None`` without demand."""
        return self.served / self.demanded if self.demanded else None

    @property
    def service(self) -> float | None:
        """Share of days with demand that met it in full; ``None`` without demand."""
        return 1 - self.short_days / self.demand_days if self.demand_days else None

    @property
    def average_stock(self) -> float | None:
        """Units, time-weighted; ``None`` without a day."""
        return self.stock_days / self.days if self.days else None


FIELDS = tuple(Outcome.__dataclass_fields__)


def replay(
    demand: Sequence[float],
    rule: Callable[[int], Rule],
    lead_times: Sequence[int],
    opening: float | None = None,
    unit_cost: float = 0.0,
    backorder: bool = False,
) -> Outcome:
    """Walk through the days: goods arrive, customers come, the stock is looked at.

    :param demand: units of each day
    :param rule: the rule in force at the end of a day; it may only look back
    :param lead_times: whole days of the orders, in turn, beginning again after the last
    :param opening: units on hand; ``None``: as much as the first rule orders up to
    :param backorder: what is missing is delivered later; else the customer is gone
    :raises ValueError: no lead time, or a negative one

    >>> outcome = replay([1] * 10, lambda day: Rule(2, 4), [1])
    >>> outcome.fill_rate, outcome.orders
    (1.0, 3)
    """
    if not lead_times or min(lead_times) < 0:
        raise ValueError("A replay needs lead times of 0 days or more.")
    stock = rule(0).high if opening is None else opening
    outcome, arrivals = Outcome(), {}
    for day, asked in enumerate(demand):
        stock += arrivals.pop(day, 0.0)
        stock = _serve(outcome, stock, asked, backorder)
        quantity = _due(rule(day), stock + sum(arrivals.values()))
        if quantity:
            lead = lead_times[outcome.orders % len(lead_times)]
            # What is ordered in the evening is there next morning at the earliest.
            arrival = day + max(lead, 1)
            arrivals[arrival] = arrivals.get(arrival, 0.0) + quantity
            outcome.orders += 1
            outcome.ordered += quantity
        _note(outcome, stock, unit_cost)
    return outcome


def _serve(outcome: Outcome, stock: float, asked: float, backorder: bool) -> float:
    """Stock after a day's customers."""
    if asked <= 0:
        return stock
    served = min(max(stock, 0.0), asked)
    outcome.demanded += asked
    outcome.served += served
    outcome.demand_days += 1
    outcome.short_days += served < asked - TINY
    return stock - (asked if backorder else served)


def _due(rule: Rule, position: float) -> float:
    if position >= rule.low - TINY or rule.high <= position:
        return 0.0
    return round_up(max(rule.high - position, rule.minimum), rule.multiple)


def _note(outcome: Outcome, stock: float, unit_cost: float) -> None:
    on_hand = max(stock, 0.0)
    outcome.days += 1
    outcome.empty_days += on_hand <= TINY
    outcome.stock_days += on_hand
    outcome.stock_value_days += on_hand * unit_cost

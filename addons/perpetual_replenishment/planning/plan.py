"""From what is known of a product in a warehouse to when and how much to order."""

from __future__ import annotations

from dataclasses import dataclass, field

from .forecast import Forecast, forecast
from .history import History
from .lead_time import LeadTime
from .quantity import eoq, order_quantity, round_up
from .stocking import deviation, fill_rate, reorder_point

DAYS_OF_YEAR = 365


@dataclass(frozen=True)
class Terms:
    """How a policy and a vendor want a product planned.

    :ivar service_level: share of order cycles without a stock-out, between 0 and 1
    :ivar review: days between two looks at the stock; an order waits for the next
    :ivar order_cost: of one order, in the company's currency
    :ivar holding_rate: cost of holding a unit for a year, as a share of its cost
    :ivar unit_cost: in the company's currency
    :ivar minimum: least quantity that the vendor sells
    :ivar multiple: the vendor sells in multiples of it; 0: any quantity
    :ivar rounding: smallest quantity of the product's unit
    :ivar cover: least and most days that an order lasts; 0: no bound
    :ivar new_days: with less history a product is new: its figures are a guess
    :ivar quiet_days: without demand for so long a product is not stocked any more
    :ivar weekday: of today, Monday is 0
    """

    service_level: float
    review: float = 1.0
    order_cost: float = 0.0
    holding_rate: float = 0.0
    unit_cost: float = 0.0
    minimum: float = 0.0
    multiple: float = 0.0
    rounding: float = 1.0
    cover: tuple[float, float] = (0.0, 0.0)
    new_days: int = 0
    quiet_days: int = 0
    weekday: int = 0
    method: str = "auto"
    half_life: float = 8.0


@dataclass(frozen=True)
class Plan:
    """What is proposed: order when stock and orders fall below ``low``, up to ``high``.

    :ivar state: plan, new (a guess from little), quiet (no demand for long) or none
    :ivar expected: demand of lead time and review
    :ivar safety: units beyond that
    :ivar economic: economic order quantity before bounds; 0: costs not given
    :ivar quantity: of one order
    :ivar decided_by: economic, least_cover, most_cover or minimum
    :ivar fill_rate: share of demand to be served from the shelf
    """

    state: str
    forecast: Forecast
    lead: LeadTime
    expected: float = 0.0
    safety: float = 0.0
    low: float = 0.0
    high: float = 0.0
    economic: float = 0.0
    quantity: float = 0.0
    decided_by: str = "economic"
    fill_rate: float = 0.0
    unknown_days: int = field(default=0)

    @property
    def average_stock(self) -> float:
        """Units on hand on average: safety stock and half an order."""
        return self.safety + self.quantity / 2


def plan(history: History, lead: LeadTime, terms: Terms) -> Plan:
    """The rule for one product in one warehouse."""
    horizon = lead.mean + terms.review
    expectation = forecast(history, horizon, terms.method, terms.half_life)
    unknown = history.days - history.known_days
    state = _state(history, terms)
    if state != "none" and not expectation.rate:
        state = "quiet"
    if state in ("quiet", "none"):
        return Plan(state, expectation, lead, unknown_days=unknown)
    expected = expectation.over(horizon, terms.weekday)
    spread = deviation(horizon, expectation.sigma, expectation.rate, lead.sigma)
    point = reorder_point(terms.service_level, expected, spread, terms.rounding >= 1)
    economic = _economic(expectation.rate, terms)
    quantity, reason = _quantity(economic, expectation.rate, terms)
    low = _low(point, terms)
    return Plan(
        state=state,
        forecast=expectation,
        lead=lead,
        expected=expected,
        safety=max(low - expected, 0.0),
        low=low,
        high=low + quantity,
        economic=economic,
        quantity=quantity,
        decided_by=reason,
        fill_rate=fill_rate(point, quantity, expected, spread),
        unknown_days=unknown,
    )


def _state(history: History, terms: Terms) -> str:
    if not history.demand:
        return "none" if history.days < max(terms.quiet_days, 1) else "quiet"
    silent = history.days - 1 - max(history.demand)
    if terms.quiet_days and silent >= terms.quiet_days:
        return "quiet"
    return "new" if history.known_days < terms.new_days else "plan"


def _economic(rate: float, terms: Terms) -> float:
    holding = terms.holding_rate * terms.unit_cost
    return eoq(terms.order_cost, holding, rate * DAYS_OF_YEAR)


def _quantity(economic: float, rate: float, terms: Terms) -> tuple[float, str]:
    """At least one review's demand and one smallest unit, whatever the costs say."""
    least, most = terms.cover
    cover = (max(least, terms.review), most and max(most, terms.review))
    multiple = terms.multiple or terms.rounding
    return order_quantity(economic, rate, max(terms.minimum, terms.rounding), multiple, cover)


def _low(point: float, terms: Terms) -> float:
    """Core orders when stock is *below* its minimum, the reorder point is *at or below*."""
    rounded = round_up(point, terms.rounding)
    return rounded + terms.rounding if abs(rounded - point) < terms.rounding / 1e6 else rounded

"""How much to order at once."""

from __future__ import annotations

from math import ceil, sqrt

#: What a quotient may miss a whole number by and still be it.
TINY = 1e-9


def eoq(order_cost: float, holding_cost: float, demand: float) -> float:
    """Economic order quantity √(2KD/h) (Harris 1913); 0 where a cost or the demand is 0.

    :param order_cost: of one order, K
    :param holding_cost: of one unit for the time that ``demand`` is for, h
    :param demand: units in that time, D

    >>> round(eoq(8, 0.225, 1300), 4)
    304.0468
    """
    if order_cost < 0 or holding_cost < 0:
        raise ValueError("Costs are not negative.")
    if not holding_cost or demand <= 0:
        return 0.0
    return sqrt(2 * order_cost * demand / holding_cost)


def order_cost_of(quantity: float, order_cost: float, holding_cost: float, demand: float) -> float:
    """What ordering and holding cost: K·D/Q + h·Q/2.

    >>> round(order_cost_of(304.0468, 8, 0.225, 1300), 4)
    68.4105
    """
    return order_cost * demand / quantity + holding_cost * quantity / 2


def round_up(quantity: float, multiple: float) -> float:
    """The next multiple; as it is where there is none.

    >>> round_up(13, 12), round_up(12.0000000001, 12), round_up(5.5, 0)
    (24, 12, 5.5)
    """
    if multiple <= 0:
        return quantity
    return ceil(quantity / multiple - TINY) * multiple


def order_quantity(
    economic: float,
    rate: float,
    minimum: float = 0.0,
    multiple: float = 0.0,
    cover: tuple[float, float] = (0.0, 0.0),
) -> tuple[float, str]:
    """Units of one order, and what decided.

    The economic quantity, kept within so many days of demand (freshness, room, a buyer's
    time), then the vendor's least quantity, then the next multiple.

    :param cover: least and most days of demand; 0: no bound
    :returns: the word is one of economic, least_cover, most_cover, minimum

    >>> order_quantity(44, 2, minimum=24, multiple=12)
    (48, 'economic')
    >>> order_quantity(44, 0.5, minimum=24, cover=(0, 30))
    (24, 'minimum')
    """
    least, most = cover
    quantity, reason = economic, "economic"
    if least and quantity < least * rate:
        quantity, reason = least * rate, "least_cover"
    if most and quantity > most * rate:
        quantity, reason = most * rate, "most_cover"
    if quantity < minimum:
        quantity, reason = minimum, "minimum"
    return round_up(quantity, multiple), reason

"""How the chain keeps its shelves full: order points and order-up-to levels.

Two echelons. A store is filled up to its level on fixed evenings, from the
distribution centre. The centre orders from makers on fixed mornings when what
the whole chain holds or has on order falls below its order point. Levels are
set from the peaks of the traded weeks: this history is known, and a demo whose
shelves run empty would show less. Pure.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from math import ceil

from devtools.demo.journey import History

STORE_WEEKDAYS = (1, 4)  # stores are filled up on Tuesday and Friday evening
STORE_COVER = 6  # days: four between two fillings, one on the road, one spare
ORDER_WEEKDAYS = (0, 3)  # makers get orders on Monday and Thursday
LEAD_DAYS = 2  # from an order to its receipt
BACKORDER_DAYS = 3  # what a maker delivers late comes this much later
CENTRE_COVER = 4 + LEAD_DAYS + BACKORDER_DAYS + STORE_COVER
LOT_DAYS = 21  # an order is meant to last this long
CASES = (24, 12, 6)  # units in a case; small lots come in small cases


@dataclass(frozen=True)
class Level:
    """When to order (below ``point``), and how much is then enough (``up_to``)."""

    point: int
    up_to: int

    def order(self, position: float, case: int = 1) -> int:
        """Return what to order, in whole cases.

        >>> Level(10, 20).order(9, case=6), Level(10, 20).order(10, case=6)
        (12, 0)

        :param position: what is there or under way
        """
        if position >= self.point:
            return 0
        return ceil((self.up_to - position) / case) * case


def store_levels(history: History) -> dict[tuple[int, int], Level]:
    """Return the level of each store and product; stores stock what they sell."""
    demand = _demand(history, lambda basket: basket.store)
    levels = {}
    for key, by_day in demand.items():
        point = peak(by_day, STORE_COVER) + 1
        levels[key] = Level(point, point + lot(by_day, len(history.days), LOT_DAYS))
    return levels


def centre_levels(history: History, stores: dict[tuple[int, int], Level]) -> dict[int, Level]:
    """Return the level of each product over the centre and all stores together."""
    demand = _demand(history, lambda basket: None)
    shelves = defaultdict(int)
    for (_store, product), level in stores.items():
        shelves[product] += level.up_to
    levels = {}
    for (_chain, product), by_day in demand.items():
        point = shelves[product] + peak(by_day, CENTRE_COVER)
        levels[product] = Level(point, point + lot(by_day, len(history.days), LOT_DAYS))
    return levels


def case_size(level: Level) -> int:
    """Return how many units a maker packs in a case: the largest that suits the lot."""
    wanted = level.up_to - level.point
    return next((case for case in CASES if case <= wanted), CASES[-1])


def lot(by_day: dict[date, int], days: int, cover: int) -> int:
    """Return the mean demand of ``cover`` days, at least 1.

    >>> lot({date(2026, 1, 1): 7}, days=14, cover=7)
    4
    """
    return max(ceil(sum(by_day.values()) * cover / days), 1)


def peak(by_day: dict[date, int], days: int) -> int:
    """Return the largest demand in that many days on end.

    >>> peak({date(2026, 1, 1): 2, date(2026, 1, 3): 3, date(2026, 1, 9): 4}, days=3)
    5
    """
    ordinals = {day.toordinal(): quantity for day, quantity in by_day.items()}
    windows = ((start, start + days) for start in ordinals)
    return max(
        (
            sum(quantity for ordinal, quantity in ordinals.items() if start <= ordinal < end)
            for start, end in windows
        ),
        default=0,
    )


def _demand(history: History, place) -> dict[tuple, dict[date, int]]:
    """Return the demand per place and product, by day."""
    demand = defaultdict(lambda: defaultdict(int))
    for basket in history.baskets:
        for line in basket.lines:
            demand[place(basket), line.article][basket.day] += line.quantity
    return demand

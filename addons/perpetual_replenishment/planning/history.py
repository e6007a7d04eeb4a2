"""What was asked for, day by day, as far as it is known (counting.md §4, insight.md).

A day on which the warehouse had nothing tells nothing about demand; a day on which it ran out
tells a lower bound. Both would make a product that sells out look like one that nobody wants.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil, floor

WEEK = 7
#: A week of which fewer days are known says nothing.
KNOWN_DAYS = 2


@dataclass(frozen=True)
class History:
    """Demand of one product in one warehouse; days are numbered from 0, the oldest.

    :ivar days: length of the history; day ``days - 1`` is the last
    :ivar demand: day → units, net of returns; days without demand are left out
    :ivar out: days without stock from morning to night: demand is unknown
    :ivar short: days partly without stock: demand is at least what is known
    :ivar excluded: days that a person left out, such as a promotion
    :ivar weekday: of day 0, Monday is 0
    :ivar month: of the day after the last, 1 to 12
    """

    days: int
    demand: Mapping[int, float] = field(default_factory=dict)
    out: frozenset[int] = frozenset()
    short: frozenset[int] = frozenset()
    excluded: frozenset[int] = frozenset()
    weekday: int = 0
    month: int = 1

    def __post_init__(self):
        if self.days < 0:
            raise ValueError(f"A history has no negative length: {self.days} days")

    @property
    def unknown(self) -> frozenset[int]:
        """Days that do not count. A sale on a day without stock is a lower bound, not unknown."""
        silent = {day for day in self.out if not self.demand.get(day)}
        return frozenset(day for day in silent | self.excluded if 0 <= day < self.days)

    @property
    def bounded(self) -> frozenset[int]:
        """Days of which only a lower bound is known."""
        sold_out = self.short | (self.out & self.demand.keys())
        return frozenset(day for day in sold_out - self.unknown if 0 <= day < self.days)

    def known_demand(self) -> dict[int, float]:
        """Demand of the days that count, lower bounds raised to what is usual."""
        unknown, bounded = self.unknown, self.bounded
        known = {day: units for day, units in self.demand.items() if day not in unknown}
        plain = self.days - len(unknown) - len(bounded)
        if not bounded or plain <= 0:
            return known
        usual = sum(units for day, units in known.items() if day not in bounded) / plain
        return known | {day: max(known.get(day, 0.0), usual) for day in bounded}

    @property
    def known_days(self) -> int:
        return self.days - len(self.unknown)

    def rate(self) -> float:
        """Units per day over the days that count; 0 where none does."""
        return sum(self.known_demand().values()) / self.known_days if self.known_days else 0.0

    def weeks(self) -> list[float | None]:
        """Demand of each week, oldest first, the last ending on the last day.

        A week known in part is scaled to seven days; ``None``: too little is known of it. The
        oldest days that do not make a week are left out, unless there is no other week.

        >>> History(14, {0: 3.0, 13: 7.0}, out=frozenset(range(7, 13))).weeks()
        [3.0, None]
        """
        count = self.days // WEEK
        if not count:
            return [self.rate() * WEEK] if self.known_days else []
        offset = self.days - count * WEEK
        sums, known = [0.0] * count, [WEEK] * count
        for day, units in self.known_demand().items():
            if day >= offset:
                sums[(day - offset) // WEEK] += units
        for day in self.unknown:
            if day >= offset:
                known[(day - offset) // WEEK] -= 1
        return [
            total * WEEK / days if days >= KNOWN_DAYS else None
            for total, days in zip(sums, known, strict=True)
        ]

    def part(self, start: int, until: int) -> History:
        """Days ``start`` to ``until`` (not included) as a history of their own."""
        start, until = max(start, 0), min(until, self.days)

        def moved(days: frozenset[int]) -> frozenset[int]:
            return frozenset(day - start for day in days if start <= day < until)

        return History(
            max(until - start, 0),
            {day - start: units for day, units in self.demand.items() if start <= day < until},
            moved(self.out),
            moved(self.short),
            moved(self.excluded),
            (self.weekday + start) % WEEK,
            self.month,
        )


def net_returns(by_day: Mapping[int, float]) -> dict[int, float]:
    """Take what came back off the last demand before it.

    A return says that an earlier demand was none. What is not matched by demand in the window
    belongs to demand before it, and is dropped.

    :param by_day: day → units issued less units that came back

    >>> net_returns({1: 5.0, 4: 2.0, 6: -3.0})
    {1: 4.0}
    """
    kept: dict[int, float] = {}
    order: list[int] = []
    for day in sorted(by_day):
        units = by_day[day]
        if units > 0:
            kept[day] = units
            order.append(day)
        while units < 0 and order:
            last = order[-1]
            kept[last], units = max(kept[last] + units, 0.0), min(kept[last] + units, 0.0)
            if not kept[last]:
                del kept[order.pop()]
    return kept


def days_without_stock(
    episodes: Iterable[tuple[float, float]], days: int
) -> tuple[frozenset[int], frozenset[int]]:
    """Days wholly and days partly within episodes without stock.

    :param episodes: (start, end) in days since the beginning of day 0, fractions of days too

    >>> full, part = days_without_stock([(0.5, 3.0), (4.2, 4.9)], 10)
    >>> sorted(full), sorted(part)
    ([1, 2], [0, 4])
    """
    full: set[int] = set()
    part: set[int] = set()
    for start, end in episodes:
        start, end = max(start, 0.0), min(end, float(days))
        if end <= start:
            continue
        full.update(range(ceil(start), floor(end)))
        part.update(range(floor(start), ceil(end)))
    return frozenset(full), frozenset(part - full)


def pooled(histories: Iterable[History]) -> History:
    """One history of several warehouses that a central one supplies, aligned at the end.

    A day counts where it counts for each warehouse that was there already.
    """
    histories = [one for one in histories if one.days]
    if not histories:
        return History(0)
    longest = max(histories, key=lambda one: one.days)
    demand: dict[int, float] = {}
    out: set[int] = set()
    short: set[int] = set()
    excluded: set[int] = set()
    for one in histories:
        shift = longest.days - one.days
        for day, units in one.demand.items():
            demand[day + shift] = demand.get(day + shift, 0.0) + units
        # The others' demand of that day is known all the same: a lower bound of the sum.
        target = out if len(histories) == 1 else short
        target.update(day + shift for day in one.out)
        short.update(day + shift for day in one.short)
        excluded.update(day + shift for day in one.excluded)
    return History(
        longest.days,
        demand,
        frozenset(out),
        frozenset(short),
        frozenset(excluded),
        longest.weekday,
        longest.month,
    )

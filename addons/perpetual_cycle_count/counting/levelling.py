"""Spreading counts, so that every workday has about the same load (counting.md, daily list).

A class of n keys with an interval of d days makes n ÷ d counts a day whenever they begin. When
many keys were counted on one day (a baseline), all of them fall due on one day as well. So on
a day with less due than the usual load, the keys due next are taken forward; each year's load
levels out, and no key is counted later than its interval while capacity lasts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

#: A key is not taken forward before this share of its interval is over.
EARLIEST = Fraction(1, 2)


@dataclass(frozen=True)
class Due:
    """A key that is to be counted.

    :ivar due: day from which it is due
    :ivar earliest: day before which it is not taken forward; ``None``: never forward
    :ivar order: urgency among keys of the same day, smaller first
    """

    key: Any
    due: date
    earliest: date | None = None
    order: int = 0


@dataclass(frozen=True)
class Day:
    """A day's list: due and taken, taken forward, and due without room."""

    taken: list[Due]
    forward: list[Due]
    left: list[Due]


@dataclass(frozen=True)
class Load:
    """A day of a forecast; ``backlog`` is what is due and not counted at its end."""

    day: date
    counts: int
    capacity: int
    backlog: int


def per_day(counts: Mapping[int, int]) -> Fraction:
    """Counts a calendar day: Σ keys ÷ interval.

    :param counts: interval in days → number of keys

    >>> per_day({30: 60, 91: 182})
    Fraction(4, 1)
    """
    return sum((Fraction(number, days) for days, number in counts.items()), Fraction(0))


def per_workday(counts: Mapping[int, int], workdays: int, days: int) -> Fraction:
    """Counts a workday, where ``workdays`` of ``days`` calendar days are worked."""
    return per_day(counts) * days / workdays if workdays else Fraction(0)


def quota(rate: Fraction, number: int) -> int:
    """Whole counts of the ``number``-th workday, so that they sum up to the rate.

    >>> [quota(Fraction(3, 2), number) for number in range(4)]
    [1, 2, 1, 2]
    """
    return int(rate * (number + 1)) - int(rate * number)


def choose(dues: Iterable[Due], today: date, capacity: int, level: int) -> Day:
    """Today's list: the longest overdue first, then what levels the load.

    :param capacity: most counts today
    :param level: the usual load; with less due, keys due next are taken forward up to it
    """
    ordered = sorted(dues, key=lambda one: (one.due, one.order))
    ready = [one for one in ordered if one.due <= today]
    taken, left = ready[:capacity], ready[capacity:]
    room = max(min(capacity, level) - len(taken), 0)
    later = (one for one in ordered if one.due > today and one.earliest and one.earliest <= today)
    return Day(taken, [one for one, _place in zip(later, range(room), strict=False)], left)


def forecast(
    dues: Mapping[int, Mapping[date, int]],
    start: date,
    days: int,
    workdays: Collection[date],
    capacity: int,
) -> list[Load]:
    """The load of each day to come, if each day's list is counted.

    Keys of the same interval and day are alike, so the work grows with days and not with keys.

    :param dues: interval → due day → number of keys
    :param workdays: days on which is counted
    :param capacity: most counts a workday
    """
    queues = {interval: Counter(by_day) for interval, by_day in dues.items()}
    counts = {interval: sum(by_day.values()) for interval, by_day in queues.items()}
    horizon = [start + timedelta(number) for number in range(days)]
    working = [day for day in horizon if day in workdays]
    rate = per_workday(counts, len(working), days)
    loads, ordinal = [], 0
    for day in horizon:
        counted, room = 0, 0
        if day in workdays:
            room = capacity
            counted = _count(queues, day, capacity, quota(rate, ordinal))
            ordinal += 1
        backlog = sum(
            number for queue in queues.values() for due, number in queue.items() if due <= day
        )
        loads.append(Load(day, counted, room, backlog))
    return loads


def _count(queues: Mapping[int, Counter], day: date, capacity: int, level: int) -> int:
    """Count a day's list; each counted key is due again after its interval."""
    counted = 0
    for due, interval in sorted((due, key) for key, queue in queues.items() for due in queue):
        room = (capacity if due <= day else min(capacity, level)) - counted
        if due > day and due - timedelta(int(interval * (1 - EARLIEST))) > day:
            continue
        number = min(queues[interval][due], max(room, 0))
        if number:
            queues[interval][due] -= number
            queues[interval] += Counter()  # drops what is down to 0
            queues[interval][day + timedelta(interval)] += number
            counted += number
    return counted


def weekly(loads: Sequence[Load]) -> list[Load]:
    """Sums of weeks, named by their Monday; the backlog is that of the week's end."""
    weeks: dict[date, Load] = {}
    for load in loads:
        monday = load.day - timedelta(load.day.weekday())
        before = weeks.get(monday, Load(monday, 0, 0, 0))
        weeks[monday] = Load(
            monday, before.counts + load.counts, before.capacity + load.capacity, load.backlog
        )
    return list(weeks.values())

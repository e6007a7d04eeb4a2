"""When a key is to be counted next, and why (counting.md, ``perpetual.count.plan``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

ZERO = Decimal(0)
#: Process control: whatever nobody found easy is counted after this time all the same.
SAFETY_NET_DAYS = 365
#: A count so shortly before the annual one stands for it.
ANNUAL_GRACE_DAYS = 60


@dataclass(frozen=True)
class Triggers:
    """What makes a plan's keys due; 0 or ``None`` turns a trigger off.

    :ivar abc: count each class at its interval
    :ivar negative: count what is negative by the books
    :ivar variance_days: count again so long after a variance outside tolerance
    :ivar movements: count after so many movements
    :ivar never: count at once what never was counted
    :ivar control_days: recount the control group this often
    :ivar process_days: process control: what is easy, this often, the rest once a year
    :ivar easy_quantity: up to so many units are easy to count
    :ivar annual: first day of the annual count; only month and day matter
    """

    abc: bool = False
    negative: bool = False
    variance_days: int = 0
    movements: int = 0
    never: bool = False
    control_days: int = 0
    process_days: int = 0
    easy_quantity: Decimal = Decimal(10)
    annual: date | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of a key.

    :ivar interval: days between two counts of its class; 0: none
    :ivar phase: 0 to 1, where in its interval a key falls that was never counted
    :ivar since: first day of the plan
    :ivar varied: day of the last posted variance outside tolerance
    """

    quantity: Decimal
    interval: int
    since: date
    phase: float = 0.0
    counted: date | None = None
    varied: date | None = None
    movements: int = 0
    in_control: bool = False


def next_due(facts: Facts, triggers: Triggers, today: date) -> tuple[date, str] | None:
    """The earliest day at which a key is due, and the trigger; ``None``: by none of them.

    Of triggers on the same day the more particular one is named.

    >>> start = date(2026, 1, 1)
    >>> facts = Facts(Decimal(5), 30, start, counted=date(2026, 1, 10))
    >>> next_due(facts, Triggers(abc=True), start)
    (datetime.date(2026, 2, 9), 'abc')
    """
    found = [one for one in _candidates(facts, triggers, today) if one]
    return min(found, key=lambda one: one[0]) if found else None


def _candidates(facts: Facts, triggers: Triggers, today: date) -> list[tuple[date, str] | None]:
    """Each trigger's day, the most particular trigger first."""
    counted, since = facts.counted, facts.since
    return [
        (today, "negative") if triggers.negative and facts.quantity < ZERO else None,
        _variance(facts, triggers),
        (today, "movements") if 0 < triggers.movements <= facts.movements else None,
        _every(triggers.control_days, counted, since, "control") if facts.in_control else None,
        (since, "never") if triggers.never and not counted else None,
        _abc(facts) if triggers.abc and facts.interval else None,
        _process(facts, triggers),
        _annual(facts, triggers.annual, today) if triggers.annual else None,
    ]


def _every(days: int, counted: date | None, since: date, name: str) -> tuple[date, str] | None:
    if not days:
        return None
    return (counted + timedelta(days) if counted else since), name


def _variance(facts: Facts, triggers: Triggers) -> tuple[date, str] | None:
    """Once, so long after the variance; the count of that day itself does not do."""
    varied = facts.varied
    if not triggers.variance_days or not varied or (facts.counted and facts.counted > varied):
        return None
    return varied + timedelta(triggers.variance_days), "variance"


def _abc(facts: Facts) -> tuple[date, str]:
    """The class's interval after the last count; what never was counted is spread over one."""
    if facts.counted:
        return facts.counted + timedelta(facts.interval), "abc"
    return facts.since + timedelta(int(facts.phase * facts.interval)), "abc"


def _process(facts: Facts, triggers: Triggers) -> tuple[date, str] | None:
    if not triggers.process_days:
        return None
    easy = ZERO <= facts.quantity <= triggers.easy_quantity
    days = triggers.process_days if easy else SAFETY_NET_DAYS
    if facts.counted:
        return facts.counted + timedelta(days), "process"
    return facts.since + timedelta(int(facts.phase * days)), "process"


def _annual(facts: Facts, annual: date, today: date) -> tuple[date, str]:
    """The annual day that no count stands for yet: the last one, else the next."""
    last = _in_year(annual, today.year)
    if last > today:
        last = _in_year(annual, today.year - 1)
    first_good = last - timedelta(ANNUAL_GRACE_DAYS)
    if last >= facts.since and not (facts.counted and facts.counted >= first_good):
        return last, "annual"
    coming = _in_year(annual, last.year + 1)
    if facts.counted and facts.counted >= coming - timedelta(ANNUAL_GRACE_DAYS):
        coming = _in_year(annual, coming.year + 1)
    return coming, "annual"


def _in_year(day: date, year: int) -> date:
    """The same day of another year; 29 February is the 28th where there is none.

    >>> _in_year(date(2028, 2, 29), 2026)
    datetime.date(2026, 2, 28)
    """
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..due import Facts, Triggers, next_due

START = date(2026, 1, 1)
TODAY = date(2026, 6, 1)
PLAIN = Facts(Decimal(50), 30, START)


def due(triggers, today=TODAY, **facts):
    return next_due(replace(PLAIN, **facts), triggers, today)


def test_no_trigger():
    assert due(Triggers()) is None
    assert due(Triggers(abc=True), interval=0) is None


def test_interval():
    assert due(Triggers(abc=True), counted=date(2026, 5, 20)) == (date(2026, 6, 19), "abc")


def test_never_counted_is_spread_over_an_interval():
    days = [due(Triggers(abc=True), phase=number / 30)[0] for number in range(30)]
    assert days == [START + timedelta(number) for number in range(30)]


def test_never():
    assert due(Triggers(abc=True, never=True), phase=0.5) == (START, "never")
    assert due(Triggers(never=True), counted=TODAY) is None


def test_negative():
    assert due(Triggers(negative=True), quantity=Decimal(-1)) == (TODAY, "negative")
    assert due(Triggers(negative=True), quantity=Decimal(0)) is None


def test_after_a_variance_once():
    after = Triggers(variance_days=14)
    day = date(2026, 5, 10)
    assert due(after, varied=day, counted=day) == (date(2026, 5, 24), "variance")
    assert due(after, varied=day, counted=day + timedelta(1)) is None
    assert due(after) is None


def test_movements():
    assert due(Triggers(movements=5), movements=4) is None
    assert due(Triggers(movements=5), movements=5) == (TODAY, "movements")


def test_control_group():
    weekly = Triggers(control_days=7)
    assert due(weekly) is None
    assert due(weekly, in_control=True) == (START, "control")
    assert due(weekly, in_control=True, counted=TODAY) == (date(2026, 6, 8), "control")


def test_process_control():
    process = Triggers(process_days=91, easy_quantity=Decimal(10))
    counted = date(2026, 5, 1)
    assert due(process, quantity=Decimal(3), counted=counted)[0] == date(2026, 7, 31)
    assert due(process, counted=counted)[0] == date(2027, 5, 1), "the safety net"


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        (None, date(2026, 3, 31)),
        (date(2025, 6, 1), date(2026, 3, 31)),
        (date(2026, 2, 15), date(2027, 3, 31)),
        (date(2026, 4, 2), date(2027, 3, 31)),
    ],
)
def test_annual(counted, expected):
    assert due(Triggers(annual=date(2020, 3, 31)), counted=counted) == (expected, "annual")


def test_annual_of_a_young_plan():
    """A plan made in May does not ask for the count of March."""
    found = due(Triggers(annual=date(2020, 3, 31)), since=date(2026, 5, 1))
    assert found == (date(2027, 3, 31), "annual")


def test_annual_on_leap_day():
    assert due(Triggers(annual=date(2024, 2, 29)))[0] == date(2026, 2, 28)


def test_the_earliest_and_most_particular():
    triggers = Triggers(abc=True, negative=True, movements=1)
    facts = {"quantity": Decimal(-1), "movements": 3, "counted": TODAY - timedelta(30)}
    assert due(triggers, **facts) == (TODAY, "negative")
    facts["counted"] = TODAY - timedelta(31)
    assert due(triggers, **facts) == (TODAY - timedelta(1), "abc"), "overdue since"


@given(st.integers(0, 400), st.integers(1, 365))
def test_a_count_puts_it_off(days, interval):
    counted = TODAY - timedelta(days)
    found, _name = due(Triggers(abc=True), counted=counted, interval=interval)
    later, _name = due(Triggers(abc=True), counted=TODAY, interval=interval)
    assert found <= later == TODAY + timedelta(interval)

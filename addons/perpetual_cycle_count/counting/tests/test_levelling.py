from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..levelling import Due, choose, forecast, per_day, per_workday, quota, weekly

TODAY = date(2026, 3, 2)  # a Monday
YEAR = [TODAY + timedelta(number) for number in range(364)]
WORKDAYS = {day for day in YEAR if day.weekday() < 5}


def on(offset, key=None, earliest=None, order=0):
    return Due(key or offset, TODAY + timedelta(offset), earliest, order)


def keys(dues):
    return [one.key for one in dues]


def test_overdue_first_and_nothing_is_dropped():
    day = choose([on(0), on(-3), on(2), on(-9), on(-1)], TODAY, 3, 0)
    assert (keys(day.taken), keys(day.left), day.forward) == ([-9, -3, -1], [0], [])


def test_urgency_on_the_same_day():
    day = choose([on(0, "c", order=3), on(0, "a", order=1)], TODAY, 9, 0)
    assert keys(day.taken) == ["a", "c"]


def test_taken_forward_up_to_the_usual_load():
    early = TODAY - timedelta(1)
    dues = [on(0), on(5, earliest=early), on(2, earliest=early), on(1, "no"), on(9, earliest=early)]
    day = choose(dues, TODAY, 10, 3)
    assert (keys(day.taken), keys(day.forward), day.left) == ([0], [2, 5], [])
    assert keys(choose(dues, TODAY, 2, 3).forward) == [2], "within capacity"


def test_not_forward_too_early():
    late = on(20, earliest=TODAY + timedelta(5))
    assert choose([late], TODAY, 10, 10).forward == []


@given(st.lists(st.integers(-30, 30)), st.integers(0, 20), st.integers(0, 20))
def test_day(offsets, capacity, level):
    dues = [on(offset, (number, offset), TODAY) for number, offset in enumerate(offsets)]
    day = choose(dues, TODAY, capacity, level)
    ready = [one for one in dues if one.due <= TODAY]
    assert sorted(keys(day.taken + day.left)) == sorted(keys(ready))
    assert len(day.taken + day.forward) <= capacity
    assert not day.left or len(day.taken) == capacity
    assert not (day.left and day.forward), "nothing forward while something is overdue"
    assert all(one.due <= two.due for one in day.taken for two in day.left)


def test_rates():
    assert per_day({30: 30, 182: 91}) == Fraction(3, 2)
    assert per_workday({30: 30}, 5, 7) == Fraction(7, 5)
    assert per_workday({30: 30}, 0, 7) == 0


@given(st.fractions(0, 50), st.integers(1, 200))
def test_quotas_sum_up(rate, days):
    quotas = [quota(rate, number) for number in range(days)]
    assert sum(quotas) == int(rate * days)
    assert max(quotas) - min(quotas) <= 1


@pytest.mark.parametrize("classes", [{30: 60, 91: 150, 182: 700}, {30: 50}, {182: 1000}])
def test_level_although_all_were_counted_on_one_day(classes):
    """After a baseline everything falls due at once; the year is level all the same."""
    dues = {days: {TODAY + timedelta(days): number} for days, number in classes.items()}
    loads = [load for load in forecast(dues, TODAY, 364, WORKDAYS, 10_000) if load.day in WORKDAYS]
    usual = per_workday(classes, len(WORKDAYS), 364)
    settled = [load.counts for load in loads[140:]]
    assert sum(settled) / len(settled) == pytest.approx(float(usual), rel=0.1)
    assert max(settled) <= 2 * usual + 2


def test_backlog_beyond_capacity():
    loads = forecast({30: {TODAY: 300}}, TODAY, 28, WORKDAYS, 5)
    assert all(load.counts == (5 if load.day in WORKDAYS else 0) for load in loads)
    assert loads[0].backlog == 295
    assert loads[27].backlog == 200


def test_no_workday_no_count():
    loads = forecast({30: {TODAY: 3}}, TODAY, 14, set(), 5)
    assert {(load.counts, load.capacity, load.backlog) for load in loads} == {(0, 0, 3)}


@given(
    st.dictionaries(st.sampled_from([7, 30, 91]), st.integers(1, 40), min_size=1),
    st.integers(0, 30),
)
def test_forecast(classes, capacity):
    dues = {days: {TODAY: number} for days, number in classes.items()}
    loads = forecast(dues, TODAY, 120, WORKDAYS, capacity)
    assert all(load.counts <= load.capacity for load in loads)
    assert all(load.backlog <= sum(classes.values()) for load in loads)
    if capacity >= 4 * per_day(classes) + 1:
        assert loads[-1].backlog <= capacity * 3


def test_weeks():
    loads = forecast({7: {TODAY: 10}}, TODAY, 28, WORKDAYS, 2)
    weeks = weekly(loads)
    assert [week.day for week in weeks] == [TODAY + timedelta(7 * number) for number in range(4)]
    assert all((week.counts, week.capacity) == (10, 10) for week in weeks)
    assert sum(week.counts for week in weeks) == sum(load.counts for load in loads)

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..forecast import Forecast, forecast, outliers, weighted_average
from ..history import History
from ..intermittent import pattern
from ..seasons import DAYS_OF_YEAR, line, month_profile, trend, weekday_profile

weeks = st.lists(st.one_of(st.none(), st.floats(0, 1000)), min_size=1, max_size=60)


def daily(days, units):
    return {day: units(day) for day in range(days) if units(day)}


def test_steady():
    found = forecast(History(70, daily(70, lambda day: 3.0)), horizon=7)
    assert found.rate == pytest.approx(3)
    assert found.sigma == pytest.approx(0, abs=1e-6)
    assert (found.method, found.pattern.name, found.trend, found.season) == (
        "average", "smooth", 0, 1,
    )  # fmt: skip


def test_velocity_follows_the_last_weeks():
    demand = daily(70, lambda day: 1.0 if day < 63 else 8.0)
    slow, fast = (forecast(History(70, demand), 7, half_life=half) for half in (8, 1))
    assert 1 < slow.velocity < fast.velocity < 8


def test_deviation_of_a_day():
    """Weeks of 7 and 21: deviation of a week √(Σ49 ÷ (n−1)), of a day that ÷ √7."""
    demand = daily(140, lambda day: 1.0 if day // 7 % 2 else 3.0)
    found = forecast(History(140, demand), 7)
    assert found.sigma == pytest.approx((20 * 49 / 19) ** 0.5 / 7**0.5)


def test_intermittent_takes_sba_and_fading_tsb():
    alive = History(280, dict.fromkeys(range(6, 280, 28), 5.0) | {279: 5.0})
    assert forecast(alive, 7).method == "sba"
    fading = History(280, dict.fromkeys(range(6, 120, 28), 5.0))
    faded = forecast(fading, 7)
    assert faded.method == "tsb"
    assert faded.rate < forecast(fading, 7, method="croston").rate / 3


def test_a_method_that_does_not_exist():
    with pytest.raises(ValueError, match="Unknown method"):
        forecast(History(7), 7, method="oracle")


def test_trend_is_used_only_if_clear():
    rising = forecast(History(210, daily(210, lambda day: 1.0 + day / 70)), horizon=14)
    assert rising.trend == pytest.approx(0.1, rel=0.01), "units a day, each week"
    last_day = 1 + 209 / 70
    assert last_day < rising.rate < last_day * 1.1, "half the horizon ahead of the last day"
    assert rising.sigma < 0.1, "about its line, not about its mean"
    noise = Random(7)
    flat = History(210, daily(210, lambda day: noise.randint(0, 9)))
    assert forecast(flat, 14).trend == 0


def test_a_trend_has_its_limits():
    rocket = History(210, daily(210, lambda day: max(day - 150, 0) ** 2))
    found = forecast(rocket, horizon=60)
    assert found.rate <= found.velocity * 1.5 + 1e-6


def test_days_of_the_week():
    """Closed on Sundays, double on Saturdays."""
    shares = [1, 1, 1, 1, 1, 2, 0]
    history = History(84, daily(84, lambda day: 7.0 * shares[day % 7]), weekday=0)
    found = forecast(history, 7)
    assert found.weekdays == pytest.approx(shares)
    assert found.over(1, weekday=6) == pytest.approx(0)
    assert found.over(2, weekday=5) == pytest.approx(14)
    assert found.over(7.5, weekday=5) == pytest.approx(49 + 7)
    few = History(21, daily(21, lambda day: 7.0 * shares[day % 7]), weekday=0)
    assert weekday_profile(few) == (1.0,) * 7


@given(st.floats(0, 60), st.integers(0, 6))
def test_any_horizon_adds_up(days, weekday):
    even = Forecast(2.0, 0.0, 2.0, "average", pattern([2]))
    assert even.over(days, weekday) == pytest.approx(2 * days)


def test_a_year_needs_two_that_agree():
    def winter(day):
        return 4.0 if day % DAYS_OF_YEAR < 90 else 1.0

    two = History(730, daily(730, winter), month=1)
    profile = month_profile(two)
    assert profile[0] == pytest.approx(profile[1])
    assert profile[0] > 2 > 1 > profile[6]
    assert sum(profile) == pytest.approx(12)
    soon = forecast(two, horizon=14)
    assert soon.season > 2
    assert soon.rate > 1.8 * soon.velocity / 2, "winter comes"
    assert month_profile(History(700, daily(700, winter))) == (1.0,) * 12
    strange = daily(365, winter) | dict.fromkeys(range(365, 730), 1.0)
    assert month_profile(History(730, strange)) == (1.0,) * 12, "once is no season"


def test_a_season_by_its_months():
    """The history ends with April: May is next, and sold three times as much."""

    def may(day):
        return 3.0 if day % DAYS_OF_YEAR < 31 else 1.0

    profile = month_profile(History(730, daily(730, may), month=5))
    assert max(range(12), key=lambda number: profile[number]) == 4, "May, counted from 0"


def test_outliers_are_shown():
    assert outliers([5, 6, 5, 0, 7, 6, 90]) == [6]
    assert outliers([5, 6, 5, 7, 6]) == []
    assert outliers([1, 100]) == [], "too few to tell"
    assert outliers([5, 5, 5, 5, 5, 5.2]) == [], "no deviation, and no outlier"
    assert outliers([None, 4, 5, 4, 5, 4, 50]) == [6]


def test_line():
    assert line([2, 4, 6]) == (2, 4, float("inf"))
    assert line([5]) == (0, 5, 0)
    assert line([]) == (0, 0, 0)
    assert trend([1, 2, 3]) == 0, "too short"


def test_half_life():
    assert weighted_average([1, None, 1], 3) == 1
    assert weighted_average([None], 3) == 0
    with pytest.raises(ValueError, match="half-life"):
        weighted_average([1], 0)


@given(weeks, st.floats(0.5, 50))
def test_an_average_lies_within(values, half_life):
    known = [value for value in values if value is not None] or [0]
    average = weighted_average(values, half_life)
    assert min(known) - 1e-6 <= average <= max(known) + 1e-6


@given(st.dictionaries(st.integers(0, 119), st.integers(1, 30), max_size=60), st.integers(1, 60))
def test_never_negative(demand, horizon):
    found = forecast(History(120, demand), horizon)
    assert found.rate >= 0
    assert found.sigma >= 0

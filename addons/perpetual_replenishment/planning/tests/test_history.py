import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..history import History, days_without_stock, net_returns, pooled

by_day = st.dictionaries(st.integers(0, 60), st.integers(-9, 9), max_size=30)


def test_days_without_stock_do_not_lower_the_rate():
    """Two a day while there was stock; nothing in ten days without."""
    demand = dict.fromkeys(range(20), 2.0)
    assert History(30, demand).rate() == pytest.approx(4 / 3)
    censored = History(30, demand, out=frozenset(range(20, 30)))
    assert censored.rate() == 2
    assert censored.known_days == 20


def test_a_day_that_sold_out_counts_at_least_as_much_as_usual():
    demand = dict.fromkeys(range(9), 6.0) | {9: 1.0}
    assert History(10, demand).rate() == pytest.approx(5.5)
    assert History(10, demand, short=frozenset({9})).rate() == 6
    more = demand | {9: 8.0}
    assert History(10, more, short=frozenset({9})).rate() == pytest.approx(6.2), (
        "known demand stays"
    )


def test_a_sale_without_stock_is_demand():
    """The till sells what the books do not know: the day is not unknown."""
    history = History(4, {0: 1.0, 2: 1.0}, out=frozenset({2, 3}))
    assert history.unknown == {3}
    assert history.rate() == pytest.approx((1 + 1) / 3)


def test_a_promotion_is_left_out():
    demand = dict.fromkeys(range(28), 1.0) | {20: 50.0}
    assert History(28, demand, excluded=frozenset({20})).rate() == 1


def test_weeks_end_today():
    demand = dict.fromkeys(range(10), 1.0)
    history = History(10, demand)
    assert history.weeks() == [7.0], "the three oldest days are no week"
    assert History(5, {4: 2.0}).weeks() == [pytest.approx(2.8)], "younger than a week"
    assert History(0).weeks() == []


def test_a_week_known_in_part_is_scaled_or_unknown():
    demand = {0: 3.0, 7: 3.0}
    history = History(14, demand, out=frozenset({4, 5, 6, *range(8, 14)}))
    assert history.weeks() == [pytest.approx(3 * 7 / 4), None]


def test_returns():
    assert net_returns({0: 2.0, 5: 3.0, 6: -4.0}) == {0: 1.0}, "over two earlier days"
    assert net_returns({3: -2.0, 4: 5.0}) == {4: 5.0}, "of a sale before the window"
    assert net_returns({}) == {}


@given(by_day)
def test_returns_invent_nothing(units):
    net = net_returns(units)
    assert all(value > 0 and value <= units[day] for day, value in net.items())
    sold = sum(value for value in units.values() if value > 0)
    back = -sum(value for value in units.values() if value < 0)
    assert max(sold - back, 0) <= sum(net.values()) <= sold


def test_stock_outs_by_day():
    full, part = days_without_stock([(1.25, 1.75), (3, 5), (8.5, 99)], 10)
    assert (sorted(full), sorted(part)) == ([3, 4, 9], [1, 8])
    assert days_without_stock([(5, 5), (-3, 0)], 10) == (frozenset(), frozenset())


def test_a_central_warehouse_sees_what_all_of_them_need():
    long = History(10, {9: 1.0, 0: 5.0}, excluded=frozenset({3}))
    young = History(4, {3: 2.0}, out=frozenset({2}))
    both = pooled([long, young, History(0)])
    assert both.days == 10
    assert both.demand == {9: 3.0, 0: 5.0}
    assert both.short == {8}, "one of them had nothing: a lower bound"
    assert both.excluded == {3}
    assert pooled([]).days == 0
    assert pooled([young]) == young


def test_a_part():
    whole = History(20, {3: 1.0, 12: 2.0}, out=frozenset({13}), weekday=6)
    assert whole.part(10, 15) == History(5, {2: 2.0}, out=frozenset({3}), weekday=2)


def test_no_negative_length():
    with pytest.raises(ValueError, match="length"):
        History(-1)

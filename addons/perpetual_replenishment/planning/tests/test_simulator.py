from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..history import History
from ..lead_time import LeadTime
from ..plan import Terms, plan
from ..simulator import Outcome, Rule, replay

demands = st.lists(st.integers(0, 9), min_size=1, max_size=80)
rules = st.builds(lambda low, more: Rule(low, low + more), st.integers(1, 30), st.integers(1, 30))


def always(rule):
    return lambda day: rule


def test_by_hand():
    """Opening 4; two a day; below 3 order up to 6; three days under way."""
    outcome = replay([2] * 6, always(Rule(3, 6)), [3], opening=4)
    # evenings: 2 (order 4), 0, 0 (missing 2), arrival: 2, 0 … and 6 ordered on the fourth day
    assert (outcome.days, outcome.demanded) == (6, 12)
    assert outcome.served == 8
    assert outcome.short_days == 2
    assert outcome.stock_days == 2 + 0 + 0 + 2 + 0 + 0
    assert (outcome.orders, outcome.ordered) == (2, 8)
    assert outcome.fill_rate == pytest.approx(8 / 12)
    assert outcome.service == pytest.approx(4 / 6)


def test_minimum_and_multiple():
    outcome = replay([1], always(Rule(5, 6, minimum=10, multiple=4)), [1], opening=5)
    assert outcome.ordered == 12


def test_backorders_are_owed():
    lost = replay([5, 0, 0], always(Rule(3, 6)), [1], opening=2)
    owed = replay([5, 0, 0], always(Rule(3, 6)), [1], opening=2, backorder=True)
    assert (lost.ordered, owed.ordered) == (6, 9)
    assert lost.served == owed.served == 2


def test_nothing_asked_for():
    outcome = replay([0, 0], always(Rule(1, 2)), [1])
    assert outcome.fill_rate is None
    assert outcome.service is None
    assert outcome.average_stock == 2
    assert Outcome().average_stock is None


def test_lead_times():
    with pytest.raises(ValueError, match="lead times"):
        replay([1], always(Rule(1, 2)), [])
    with pytest.raises(ValueError, match="lead times"):
        replay([1], always(Rule(1, 2)), [-1])


def test_sums_add_up():
    one = replay([1, 2, 3], always(Rule(2, 5)), [1], unit_cost=3)
    assert one.stock_value_days == 3 * one.stock_days
    both = one + one
    assert (both.days, both.served) == (2 * one.days, 2 * one.served)
    assert both.fill_rate == one.fill_rate


@given(demands, rules, st.lists(st.integers(0, 9), min_size=1, max_size=4), st.integers(0, 30))
def test_goods_are_neither_made_nor_lost(demand, rule, leads, opening):
    """Nothing is served that was not there or ordered."""
    outcome = replay(demand, always(rule), leads, opening)
    assert outcome.served <= opening + outcome.ordered
    assert 0 <= outcome.served <= outcome.demanded == sum(demand)
    assert outcome.short_days <= outcome.demand_days <= outcome.days == len(demand)


@given(demands, rules)
def test_an_endless_stock_serves_everybody(demand, rule):
    outcome = replay(demand, always(rule), [3], opening=10_000)
    assert outcome.served == outcome.demanded
    assert not outcome.orders


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_the_level_that_was_promised_is_kept(level):
    """Demand of the kind that was planned for: cycles without a stock-out, within 4 %."""
    chance = Random(19)

    def year(days):
        return [max(round(chance.gauss(10, 3)), 0) for _day in range(days)]

    past = year(364)
    lead = LeadTime(6, 0, 9, "product")
    found = plan(History(364, dict(enumerate(past))), lead, Terms(level, cover=(10, 0)))
    outcome = replay(year(20_000), always(Rule(found.low, found.high)), [6])
    kept = 1 - outcome.short_days / outcome.orders
    assert level - 0.04 <= kept
    assert outcome.fill_rate > level

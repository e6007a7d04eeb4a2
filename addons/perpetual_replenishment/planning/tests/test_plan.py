from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..history import History
from ..lead_time import LeadTime
from ..plan import Terms, plan

STEADY = History(140, dict.fromkeys(range(140), 10.0))
WEEK = LeadTime(7, 0, 5, "product")
TERMS = Terms(0.95, unit_cost=5, order_cost=10, holding_rate=0.25)


def test_a_steady_product():
    found = plan(STEADY, WEEK, TERMS)
    assert found.state == "plan"
    assert found.expected == pytest.approx(80), "seven days and one to look"
    assert found.low == 81, "core orders below its minimum, not at it"
    assert found.economic == pytest.approx((2 * 10 * 3650 / 1.25) ** 0.5)
    assert found.quantity == 242
    assert found.high == found.low + found.quantity
    assert found.fill_rate == 1


def test_a_lead_time_that_varies_needs_more():
    assert plan(STEADY, LeadTime(7, 2, 5, "product"), TERMS).low == 80 + 33


def test_vendor_and_freshness():
    assert plan(STEADY, WEEK, replace(TERMS, minimum=300, multiple=24)).quantity == 312
    fresh = plan(STEADY, WEEK, replace(TERMS, cover=(0, 5)))
    assert (fresh.quantity, fresh.decided_by) == (50, "most_cover")


def test_an_order_lasts_until_the_next_look():
    weekly = plan(STEADY, WEEK, replace(TERMS, review=7, order_cost=0))
    assert (weekly.quantity, weekly.decided_by) == (70, "least_cover")
    assert weekly.expected == pytest.approx(140)
    fresh = plan(STEADY, WEEK, replace(TERMS, review=7, cover=(0, 2)))
    assert fresh.quantity == 70, "less than until the next look would run out"


def test_new_quiet_and_never_sold():
    young = History(10, {9: 1.0})
    assert plan(young, WEEK, replace(TERMS, new_days=28)).state == "new"
    quiet = plan(History(200, {10: 5.0}), WEEK, replace(TERMS, quiet_days=180))
    assert (quiet.state, quiet.low, quiet.high) == ("quiet", 0, 0)
    assert plan(History(300), WEEK, replace(TERMS, quiet_days=180)).state == "quiet"
    assert plan(History(5), WEEK, replace(TERMS, quiet_days=180)).state == "none"
    assert plan(History(0), WEEK, TERMS).state == "none"


def test_by_weight():
    grams = plan(STEADY, WEEK, replace(TERMS, rounding=0.01, order_cost=0))
    assert grams.low == pytest.approx(80.01)
    assert grams.quantity == pytest.approx(10)


@given(
    st.dictionaries(st.integers(0, 99), st.integers(1, 20), max_size=50),
    st.floats(0.6, 0.99),
    st.floats(0, 40),
    st.floats(0, 9),
)
def test_always_a_rule_that_core_takes(demand, level, lead, sigma):
    found = plan(History(100, demand), LeadTime(lead, sigma, 3, "product"), Terms(level))
    assert 0 <= found.low <= found.high
    assert found.low == round(found.low)
    if found.state == "plan":
        assert found.high > found.low
        assert found.low >= found.expected
        assert found.average_stock == found.safety + found.quantity / 2

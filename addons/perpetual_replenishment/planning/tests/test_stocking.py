import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom

from ..lead_time import LeadTime, Sums, best, longest_gap
from ..quantity import eoq, order_quantity, round_up
from ..stocking import (
    critical_ratio,
    fill_rate,
    probability,
    quantile,
    reorder_point,
    safety_stock,
    z,
)

levels = st.floats(0.5, 0.999)


@pytest.mark.parametrize("level", [0, 1, -0.1, 1.5])
def test_levels(level):
    with pytest.raises(ValueError, match="between 0 and 1"):
        z(level)


def test_a_level_below_half_asks_for_no_safety_stock():
    assert safety_stock(0.3, 9, 2) == 0
    assert reorder_point(0.3, 100, 10) == 100


@given(levels, levels, st.floats(0.1, 500), st.floats(0.1, 50))
def test_more_service_needs_no_less_stock(one, other, expected, spread):
    low, high = sorted((one, other))
    assert reorder_point(low, expected, spread) <= reorder_point(high, expected, spread)


@given(st.floats(0.5, 15), st.floats(1.05, 8), st.integers(0, 40))
def test_varying_small_demand_is_negative_binomial(mean, ratio, units):
    size, chance = mean / (ratio - 1), 1 / ratio
    assert probability(units, mean, mean * ratio) == pytest.approx(
        nbinom.pmf(units, size, chance), rel=1e-6, abs=1e-12
    )


def test_small_demand_in_whole_units():
    assert reorder_point(0.95, 2, 2**0.5) == 5, "Poisson: P(≤5) = 0.983, P(≤4) = 0.947"
    assert reorder_point(0.95, 2, 3) > 5
    assert reorder_point(0.95, 2, 2**0.5, counted=False) == pytest.approx(2 + 1.6449 * 2**0.5, 1e-3)
    assert reorder_point(0.95, 0, 0) == 0
    with pytest.raises(ValueError, match="quantile"):
        quantile(0.9, 0, 1)


def test_fill_rate():
    assert fill_rate(100, 50, 100, 0) == 1
    assert fill_rate(99, 50, 100, 0) == 0
    assert fill_rate(100, 0, 100, 5) == 0
    assert fill_rate(100, 40, 100, 10) == pytest.approx(1 - 3.98942 / 40, abs=1e-6)
    assert fill_rate(0, 1, 100, 10) == 0, "never below 0"


def test_costs():
    with pytest.raises(ValueError, match="Costs"):
        critical_ratio(0, 1)
    with pytest.raises(ValueError, match="negative"):
        eoq(-1, 1, 1)
    assert eoq(8, 0, 100) == eoq(8, 1, 0) == 0


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({}, (44, "economic")),
        ({"multiple": 12}, (48, "economic")),
        ({"minimum": 60, "multiple": 24}, (72, "minimum")),
        ({"cover": (30, 0)}, (60, "least_cover")),
        ({"cover": (0, 10)}, (20, "most_cover")),
        ({"cover": (0, 10), "minimum": 24}, (24, "minimum")),
    ],
)
def test_what_decides_the_quantity(given_, expected):
    assert order_quantity(44, 2, **given_) == expected


@given(st.floats(0, 1e6), st.sampled_from([0.001, 0.1, 1, 6, 12]))
def test_multiples(quantity, multiple):
    rounded = round_up(quantity, multiple)
    assert rounded >= quantity - multiple * 1e-6
    assert rounded - quantity < multiple * (1 + 1e-6)


def test_lead_time_of_the_product_else_of_the_vendor_else_as_stated():
    own, all_of_them = Sums.of([4, 6, 8]), Sums.of([10, 10, 13])
    assert best(own, all_of_them, 30, 7) == LeadTime(6, 2, 3, "product")
    assert best(Sums.of([4, 6]), all_of_them, 30, 7).source == "vendor"
    assert best(Sums.of([4, 6]), Sums.of([4, 6]), 30, 7) == LeadTime(30, 7.5, 0, "stated")
    assert best(Sums(), Sums(), 0, 7) == LeadTime(0, 0, 0, "stated"), "at once, says the vendor"
    assert best(Sums(), Sums(), None, 8) == LeadTime(8, 2, 0, "default")
    with pytest.raises(ValueError, match="receipt"):
        Sums().lead_time("product")


def test_sums_add_up():
    assert Sums.of([1, 2]) + Sums.of([3]) == Sums.of([1, 2, 3])
    assert Sums.of([5]).lead_time("product").sigma == 0


@pytest.mark.parametrize(
    ("days", "gap"), [([], 1), ([0], 7), ([0, 1, 2, 3, 4], 3), ([1, 4], 4), ([6, 0], 6)]
)
def test_order_days(days, gap):
    assert longest_gap(days) == gap

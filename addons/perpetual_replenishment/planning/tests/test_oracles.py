"""Planning formulas against published figures and against stockpyl."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stockpyl import eoq as their_eoq
from stockpyl import loss_functions, rq
from stockpyl import newsvendor as their_newsvendor

from ..quantity import eoq, order_cost_of
from ..stocking import (
    critical_ratio,
    deviation,
    loss,
    newsvendor,
    quantile,
    reorder_point,
    safety_stock,
)

costs = st.floats(0.05, 500)


def test_eoq_of_the_textbook():
    quantity = eoq(8, 0.225, 1300)
    assert quantity == pytest.approx(304.0468, abs=1e-4)
    assert order_cost_of(quantity, 8, 0.225, 1300) == pytest.approx(68.4105, abs=1e-4)


def test_newsvendor_of_the_textbook():
    assert newsvendor(0.18, 0.70, 50, 8) == pytest.approx(56.6040, abs=1e-4)


def test_reorder_point_of_a_fixed_lead_time():
    """50 a day ± 5, six days, 90 %."""
    spread = deviation(6, 5, 50, 0)
    assert reorder_point(0.9, 300, spread) == pytest.approx(315.696, abs=1e-3)


def test_reorder_point_of_a_lead_time_that_varies():
    """The same with a lead time of six days ± 2."""
    spread = deviation(6, 5, 50, 2)
    assert reorder_point(0.9, 300, spread) == pytest.approx(429.11, abs=5e-3)
    assert safety_stock(0.9, 6, 5, 50, 2) == pytest.approx(129.11, abs=5e-3)


def test_reorder_point_with_a_given_deviation():
    """3,000 a year, ten days, deviation over the lead time 20, z = 1.65 (95.053 %)."""
    assert reorder_point(0.950529, 3000 / 365 * 10, 20) == pytest.approx(115.2, abs=0.05)


def test_reorder_point_and_quantity_together():
    """(r, Q) with EOQ and safety stock: h .225, p 7.5, K 8, N(1300, 150), L 1/12."""
    level = critical_ratio(0.225, 7.5)
    point = 1300 / 12 + safety_stock(level, 1 / 12, 150)
    theirs = rq.r_q_eoqss_approximation(0.225, 7.5, 8, 1300, 150, 1 / 12)
    assert (point, eoq(8, 0.225, 1300)) == pytest.approx(theirs)
    assert theirs == pytest.approx((190.337, 304.047), abs=1e-3)


@settings(max_examples=40)
@given(costs, costs, costs)
def test_eoq(order_cost, holding, demand):
    quantity, cost = their_eoq.economic_order_quantity(order_cost, holding, demand)
    assert eoq(order_cost, holding, demand) == pytest.approx(quantity)
    assert order_cost_of(quantity, order_cost, holding, demand) == pytest.approx(cost)


@settings(max_examples=40)
@given(costs, costs, st.floats(1, 1000), st.floats(0.1, 100))
def test_newsvendor(holding, shortage, mean, sigma):
    quantity, _cost = their_newsvendor.newsvendor_normal(holding, shortage, mean, sigma)
    assert newsvendor(holding, shortage, mean, sigma) == pytest.approx(quantity)


@settings(max_examples=40)
@given(st.floats(0.02, 0.98), st.floats(0.2, 20))
def test_poisson(level, mean):
    """The newsvendor's quantity with costs p = level and h = 1 − level."""
    quantity, _cost = their_newsvendor.newsvendor_poisson(1 - level, level, mean)
    assert quantile(level, mean, mean) == quantity


@given(st.floats(-3, 3))
def test_loss(deviate):
    theirs, _other = loss_functions.standard_normal_loss(deviate)
    assert loss(deviate) == pytest.approx(theirs, abs=1e-9)

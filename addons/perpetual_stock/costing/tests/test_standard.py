"""Standard cost: always quantity × standard."""

from __future__ import annotations

import pytest

from .kit import D, Stock, scale


def test_the_price_paid_does_not_matter():
    stock = Stock("standard", unit_cost=10)
    assert stock.buy(8, 12).value == 80
    assert stock.buy(8, 0).value == 80
    assert stock.issue(5).value == -50


def test_returns_are_at_standard_too():
    stock = Stock("standard", unit_cost=10)
    receipt, issue = stock.buy(8, 12), stock.issue(5)
    assert stock.put_back(issue, 2, 99).value == 20
    assert stock.take_back(receipt, 1).value == -10
    assert stock.return_to_vendor(receipt, 1).value == -10
    assert stock.state == (3, 30)


def test_below_zero_and_back_needs_no_settlement():
    stock = Stock("standard", unit_cost=10)
    assert stock.issue(5).value == -50
    receipt = stock.buy(5, 12)
    assert (receipt.value, receipt.settlements) == (50, [])


@pytest.mark.parametrize(("issued", "value"), [(4, 12), (10, 0), (15, -10)])
def test_a_new_standard(issued, value):
    stock = Stock("standard", unit_cost=10)
    stock.buy(10, 10)
    stock.issue(issued)
    assert stock.revalue(12).value == value
    assert stock.pool.unit_cost == 12


def test_a_new_standard_while_empty_writes_nothing():
    assert Stock("standard", unit_cost=10).revalue(11).rows == ()


@pytest.mark.parametrize(
    ("money", "values"),
    [("1", [0, 1, 0, 0]), ("0.01", ["0.33", "0.34", "0.33", "0.33"]), ("0.001", ["0.333"] * 4)],
)
def test_rounding_never_runs_away_from_the_standard(money, values):
    stock = Stock("standard", scale("1", money), unit_cost="0.333")
    assert [stock.receive(1, 0).value for _ in range(4)] == [D(value) for value in values]


def test_a_standard_below_the_smallest_coin():
    stock = Stock("standard", unit_cost="0.0005")
    assert [stock.receive(10, 1).value for _ in range(2)] == [D("0.01"), 0]
    assert stock.issue(20).value == D("-0.01")

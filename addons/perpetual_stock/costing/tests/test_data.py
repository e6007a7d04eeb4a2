"""Rounding, shares, errors."""

from __future__ import annotations

import doctest
import sys

import pytest

from .. import CostingError, LayerBook, Outcome, Pool, Row, Scale, method
from ..support import after
from .kit import D, Stock, scale


@pytest.mark.parametrize(
    ("money", "amount", "rounded"),
    [
        ("1", "2.5", "3"),
        ("1", "-2.5", "-3"),
        ("1", "2.499", "2"),
        ("0.01", "1.005", "1.01"),
        ("0.01", "-1.005", "-1.01"),
        ("0.001", "0.0004999", "0"),
        ("0.05", "0.974", "0.95"),
        ("0.05", "0.975", "1.00"),
        ("0.01", "12345678901234567.895", "12345678901234567.90"),
    ],
)
def test_money_rounds_half_away_from_zero(money, amount, rounded):
    assert scale("1", money).round_money(D(amount)) == D(rounded)


@pytest.mark.parametrize(
    ("step", "quantity", "rounded"),
    [("1", "0.5", "1"), ("0.01", "0.004", "0"), ("0.001", "2.0005", "2.001")],
)
def test_quantities_round_to_their_own_step(step, quantity, rounded):
    assert scale(step, "0.01").round_quantity(D(quantity)) == D(rounded)


def test_there_is_no_negative_zero():
    assert str(Scale().round_money(D("-0.001"))) == "0.00"


class TestPool:
    def test_share_of_stock_is_a_part_of_its_value(self):
        assert Pool(D(3), D(10), D(9)).share(D(1)) == D("3.33")

    def test_share_below_zero_is_at_the_unit_cost_that_explains_the_value(self):
        assert Pool(D(-3), D("-0.01"), D("0.003")).share(D(-1000)) == -3

    def test_a_unit_cost_that_does_not_explain_the_value_is_not_used(self):
        assert Pool(D(-5), D(-50)).share(D(-7)) == -70
        assert Pool(D(5), D(50), D(9)).share(D(-7)) == -70

    def test_share_of_an_empty_pool_is_at_its_unit_cost(self):
        assert Pool(unit_cost=D("1.25")).share(D(-3)) == D("-3.75")

    @pytest.mark.parametrize(
        ("quantity", "value", "current"), [(4, 10, "2.5"), (0, 0, 7), (-4, -10, 7)]
    )
    def test_current_cost(self, quantity, value, current):
        assert Pool(D(quantity), D(value), D(7)).current_cost == D(current)


def test_the_value_of_an_outcome_leaves_settlements_out():
    rows = (Row(D(2), D(20)), Row(D(0), D(-3), "negative_settlement"))
    assert Outcome(Pool(), rows).value == 20
    assert [row.unit_cost for row in rows] == [10, 0]


@pytest.mark.parametrize("name", ["fifo", "average", "standard"])
@pytest.mark.parametrize("quantity", [0, -1, "-0.01"])
@pytest.mark.parametrize(
    ("verb", "has_value"),
    [
        ("receive", True),
        ("issue", False),
        ("take_back", True),
        ("return_to_vendor", False),
        ("put_back", True),
    ],
)
def test_quantities_must_be_positive(name, quantity, verb, has_value):
    args = (D(quantity), D(10)) if has_value else (D(quantity),)
    book = LayerBook()
    with pytest.raises(CostingError, match=f"must be positive, not {quantity}$"):
        getattr(method(name), verb)(Pool(D(5), D(50), D(10)), *args, book)
    assert book.changed == {}


def test_an_unknown_method():
    with pytest.raises(CostingError, match="unknown costing method 'lifo'"):
        method("lifo")


def test_value_without_units_is_an_error():
    with pytest.raises(CostingError, match="zero units is left with a value of 5"):
        after(Pool(D(2), D(25), D(10)), [Row(D(-2), D(-20))])


def test_the_unit_cost_stays_while_the_pool_is_empty():
    assert after(Pool(D(2), D(20), D(10)), [Row(D(-2), D(-20))]).unit_cost == 10


@pytest.mark.parametrize("name", ["fifo", "average"])
def test_values_of_documents_are_rounded_to_money(name):
    stock = Stock(name)
    assert stock.receive(3, "10.005").value == D("10.01")


def test_the_example_in_the_package_runs():
    package = sys.modules[method.__module__]
    results = doctest.testmod(package)
    assert results.attempted
    assert not results.failed

"""Goods under way: every cent that left comes back, with the last unit at the latest."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .. import Scale, Transit, transit
from .kit import D

CENTS = Scale()


def after(*moves) -> Transit:
    state = Transit()
    for quantity, cost in moves:
        state = state.moved(D(quantity), D(cost), CENTS)
    return state


@pytest.mark.parametrize(
    ("moves", "quantity", "value"),
    [
        ([(4, 10)], 4, 40),
        ([(4, 10), (-4, 99)], 0, 0),
        ([(4, 10), (-1, 99)], 3, 30),
        ([(4, 10), (4, 20), (-4, 99)], 4, 60),
        ([(3, "3.333"), (-1, 0), (-1, 0)], 1, "3.34"),
        ([(-4, 10)], -4, -40),
        ([(-4, 10), (4, 99)], 0, 0),
        ([(-4, 10), (6, 20)], 2, 40),
        ([(4, 10), (-6, 20)], -2, -40),
        ([(0.5, "0.01")], "0.5", "0.01"),
    ],
)
def test_table(moves, quantity, value):
    assert after(*moves) == Transit(D(quantity), D(value))


def test_nothing_was_posted_when_it_left():
    """No account at the time (cost 0): nothing comes back either, whatever the cost is now."""
    assert after((4, 0), (-1, 10)).value == 0
    assert after((4, 0), (-4, 10)) == Transit()


def test_revalued():
    assert after((4, 10)).revalued(D("12.345"), CENTS) == Transit(D(4), D("49.38"))


quantities = st.decimals("-50", "50", places=2)
costs = st.decimals("0", "99", places=3)


@given(st.lists(st.tuples(quantities, costs), max_size=30))
def test_no_units_no_value_and_never_of_another_sign(moves):
    state = Transit()
    for quantity, cost in moves:
        state = state.moved(quantity, cost, CENTS)
        assert state.quantity or not state.value
        assert state.quantity * state.value >= 0
    assert state.quantity == sum((quantity for quantity, _cost in moves), D(0))
    assert state.moved(-state.quantity, D(7), CENTS) == Transit()


def test_examples():
    assert doctest.testmod(transit).failed == 0

"""The price part and the exchange part of a bill."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .. import price_and_exchange
from .streams import CENT, examples, prices


@pytest.mark.parametrize(
    ("accrued", "billed", "accrued_foreign", "billed_foreign", "price", "exchange"),
    [
        ("100", "100", "80", "80", 0, 0),
        ("100", "112.50", "80", "90", "12.50", 0),  # dearer, same rate
        ("100", "104", "80", "80", 0, 4),  # same price, the currency rose
        ("100", "96", "80", "80", 0, -4),
        ("100", "126", "80", "90", 14, 12),  # both: 10 at 1.40; 80 at 0.15 more
        ("100", "84", "80", "70", "-12", "-4"),
        ("100", "91.80", "100", "102", "1.80", "-10"),  # of opposite signs
        ("100", "0", "80", "0", "-100", 0),  # free of charge
        ("0", "50", "0", "40", 50, 0),  # accrued at nothing
    ],
)
def test_examples(accrued, billed, accrued_foreign, billed_foreign, price, exchange):
    numbers = map(D, (accrued, billed, accrued_foreign, billed_foreign))
    assert price_and_exchange(*numbers, CENT) == (D(price), D(exchange))


@examples(300)
@given(prices, prices, prices, prices)
def test_the_parts_add_up_and_the_price_follows_the_price(accrued, billed, was, now):
    price, exchange = price_and_exchange(accrued, billed, was, now, CENT)
    assert price + exchange == billed - accrued
    assert price % CENT == 0
    if now:
        # Journal items need one sign in both currencies.
        assert price * (now - was) >= 0


@examples(100)
@given(prices, st.integers(1, 500))
def test_at_one_rate_all_is_price(was, rate):
    price, exchange = price_and_exchange(was * rate, (was + 7) * rate, was, was + 7, CENT)
    assert exchange == 0
    assert price == 7 * rate

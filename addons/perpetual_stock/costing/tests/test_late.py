"""Prices that come after the goods: what is on hand gets its share."""

from __future__ import annotations

import pytest

from .. import Layer, LayerBook, Pool
from ..late import late_cost
from .kit import D, Late, Stock


class TestShareOnHand:
    @pytest.mark.parametrize(
        ("issued", "share"), [(0, 60), (4, 36), (9, 6), (10, None), (12, None)]
    )
    @pytest.mark.parametrize("name", ["fifo", "average"])
    def test_of_a_bill_of_the_whole_receipt(self, name, issued, share):
        stock = Stock(name)
        receipt = stock.buy(10, 10)
        if issued:
            stock.issue(issued)
        rows = stock.price(receipt, 60).rows
        assert [row.value for row in rows] == ([share] if share else [])

    def test_of_bills_in_parts_the_first_units_billed_left_first(self):
        """Scenario 11: 10 hundred @ 50, 5 delivered, bills @ 60 of 1, 3, 2 and 4."""
        stock = Stock("fifo")
        receipt = stock.buy(10, 50)
        stock.issue(5)
        shares, start = [], 0
        for billed in (1, 3, 2, 4):
            shares.append(stock.price(receipt, billed * 10, start, start + billed).value)
            start += billed
        assert shares == [0, 0, 10, 40]
        assert stock.issue(2).value == -120

    def test_11_a_bill_below_the_order(self):
        stock = Stock("fifo")
        assert stock.price(stock.buy(1, 110), -20).value == -20

    def test_13_landed_cost_on_the_first_layer(self):
        stock = Stock("fifo")
        first = stock.buy(10, 10)
        stock.buy(10, 20)
        assert stock.price(first, 100).value == 100
        assert stock.issue(1).value == -20
        assert stock.layers == [(9, 180), (10, 200)]

    def test_standard_cost_takes_none(self):
        stock = Stock("standard", unit_cost=10)
        assert stock.price(stock.buy(10, 12), 20).rows == ()

    def test_the_average_hears_how_many_are_left(self):
        stock = Stock("average")
        first = stock.buy(10, 10)
        stock.buy(10, 10)
        stock.issue(12)
        assert stock.price(first, 30, left=0).rows == ()
        assert stock.price(first, 30, left=4).value == 12


class TestSpread:
    @pytest.mark.parametrize(
        ("values", "delta", "spread"),
        [
            pytest.param((40, 30), "0.10", ("40.06", "30.04"), id="by quantity"),
            pytest.param((40, 30), "0.01", ("40.01", "30"), id="a single cent"),
            pytest.param((5, 100), -80, (0, 25), id="the second bears what the first cannot"),
            pytest.param((100, 5), -80, (25, 0), id="and the other way round"),
            pytest.param((5, 100), -200, (0, 0), id="never below nothing"),
        ],
    )
    def test_over_all_layers_of_the_receipt(self, values, delta, spread):
        """An edited receipt has more than one; here 4 and 3 units."""
        book = LayerBook.of([Layer(1, D(4), D(values[0])), Layer(2, D(3), D(values[1]))])
        pool = Pool(D(7), D(sum(values)))
        late = Late(D(delta), D(0), D(7), D(7))
        outcome = late_cost("fifo", pool, late, D(0), book, (1, 2))
        assert [layer.value for layer in book.get([1, 2])] == [D(value) for value in spread]
        assert outcome.pool.value == sum(D(value) for value in spread)

    def test_a_layer_named_twice_gets_it_once(self):
        stock = Stock("fifo")
        receipt = stock.buy(10, 10)
        receipt.layers *= 2
        assert stock.price(receipt, 20).value == 20

    @pytest.mark.parametrize("name", ["fifo", "average"])
    def test_a_refund_above_the_value_leaves_nothing(self, name):
        stock = Stock(name)
        assert stock.price(stock.buy(10, 10), -150).value == -100
        assert stock.state == (10, 0)

    def test_a_refund_does_not_reach_into_other_receipts(self):
        stock = Stock("fifo")
        first = stock.buy(10, 10)
        stock.buy(10, 20)
        assert stock.price(first, -150).value == -100
        assert stock.layers == [(10, 0), (10, 200)]
        assert stock.issue(10).value == 0

"""Undoing an issue under FIFO: the units go back where they came from."""

from __future__ import annotations

import pytest

from .. import LayerBook, Pool, Take, fifo
from .kit import D, Stock


def sold_from_three() -> Stock:
    """Layers of 2 @ 10, 2 @ 20 and 2 @ 30, of which entry 4 took 5."""
    stock = Stock("fifo")
    for price in (10, 20, 30):
        stock.buy(2, price)
    stock.issue(5)
    return stock


class TestLayersFillUpInReverse:
    @pytest.mark.parametrize(
        ("quantity", "value", "layers"),
        [
            (1, 30, [(2, 60)]),
            (2, 50, [(1, 20), (2, 60)]),
            (4, 80, [(1, 10), (2, 40), (2, 60)]),
            (5, 90, [(2, 20), (2, 40), (2, 60)]),
        ],
    )
    def test_last_taken_first(self, quantity, value, layers):
        stock = sold_from_three()
        assert stock.put_back(stock.entries[3], quantity).value == value
        assert stock.layers == layers

    def test_one_by_one_gives_back_each_unit_once(self):
        stock = sold_from_three()
        issue = stock.entries[3]
        assert [stock.put_back(issue, 1).value for _ in range(5)] == [30, 20, 20, 10, 10]
        assert stock.layers == [(2, 20), (2, 40), (2, 60)]

    def test_units_that_are_not_in_the_takes_are_a_new_layer(self):
        stock = sold_from_three()
        back = stock.put_back(stock.entries[3], 7, 210)
        assert back.value == 90 + 60
        assert stock.layers == [(2, 20), (2, 40), (2, 60), (2, 60)]

    def test_without_takes_all_are_a_new_layer(self):
        stock = sold_from_three()
        assert stock.put_back(stock.entries[3], 3, 60, linked=False).value == 60
        assert stock.layers == [(1, 30), (3, 60)]

    def test_into_a_layer_that_is_still_open(self):
        stock = Stock("fifo")
        stock.buy(10, 10)
        issue = stock.issue(4)
        stock.revalue(12)
        assert stock.put_back(issue, 4).value == 40
        assert stock.layers == [(10, 72 + 40)]

    def test_thirds_come_back_as_they_left(self):
        stock = Stock("fifo")
        stock.receive(3, 10)
        issue = stock.issue(3)
        assert [stock.put_back(issue, 1).value for _ in range(3)] == [
            D("3.33"),
            D("3.33"),
            D("3.34"),
        ]
        assert stock.layers == [(3, 10)]

    def test_in_a_new_batch(self):
        stock = sold_from_three()
        stock.reload()
        assert stock.put_back(stock.entries[3], 4).value == 80
        stock.reload()
        assert stock.layers == [(1, 10), (2, 40), (2, 60)]

    def test_a_layer_that_nobody_finds_is_a_new_one(self):
        takes = (Take(99, D(2), D(20)),)
        outcome = fifo.put_back(Pool(), D(2), D(24), LayerBook(), takes)
        assert outcome.value == 24


class TestOwnDebt:
    def test_is_reduced_first(self):
        stock = Stock("fifo")
        stock.buy(2, 10)
        issue = stock.issue(5)
        back = stock.put_back(issue, 2)
        assert (back.value, back.settlements) == (20, [])
        assert stock.layers == [(-1, -10)]

    def test_then_the_layers(self):
        stock = Stock("fifo")
        stock.buy(2, 10)
        issue = stock.issue(5)
        stock.put_back(issue, 4)
        assert stock.layers == [(1, 10)]
        assert stock.put_back(issue, 1).value == 10
        assert stock.layers == [(2, 20)]

    def test_goes_before_an_older_debt(self):
        stock = Stock("fifo", unit_cost=10)
        stock.issue(3)
        second = stock.issue(4)
        stock.put_back(second, 4)
        assert stock.layers == [(-3, -30)]

    def test_leaves_the_last_cost_alone(self):
        stock = Stock("fifo", unit_cost=10)
        stock.issue(3)
        stock.buy(1, 30)
        second = stock.issue(4)
        stock.put_back(second, 3)
        assert stock.layers == [(-2, -20), (-1, -30)]
        assert stock.issue(1).value == -30

    def test_settled_it_comes_back_at_what_it_really_cost(self):
        stock = Stock("fifo", unit_cost=10)
        issue = stock.issue(5)
        stock.buy(5, 12)
        assert stock.put_back(issue, 2, 20).value == 24
        assert stock.layers == [(2, 24)]

    def test_settled_in_part(self):
        stock = Stock("fifo", unit_cost=10)
        issue = stock.issue(5)
        stock.buy(3, 12)
        back = stock.put_back(issue, 4)
        assert (back.value, back.settlements) == (2 * 10 + 2 * 12, [])
        assert stock.layers == [(2, 24)]

    def test_revalued_its_value_differs_from_that_of_the_units(self):
        stock = Stock("fifo", unit_cost=10)
        issue = stock.issue(5)
        stock.revalue(12)
        back = stock.put_back(issue, 2)
        assert (back.value, back.settlements) == (20, [4])
        back = stock.put_back(issue, 3)
        assert (back.value, back.settlements) == (30, [6])
        assert stock.state == (0, 0)

    def test_revalued_to_nothing(self):
        stock = Stock("fifo", unit_cost=10)
        issue = stock.issue(5)
        stock.revalue(0)
        back = stock.put_back(issue, 5)
        assert (back.value, back.settlements) == (50, [-50])
        assert stock.state == (0, 0)

    def test_revalued_then_settled_in_part(self):
        stock = Stock("fifo", unit_cost=10)
        issue = stock.issue(10)
        stock.revalue(12)
        stock.buy(5, 12)
        stock.put_back(issue, 10)
        assert stock.layers == [(5, 60)]

    def test_takes_that_lack_the_settlement_do_not_turn_a_debt_into_stock(self):
        stock = Stock("fifo", unit_cost=10)
        issue = stock.issue(10)
        stock.buy(6, 12)
        opened = tuple(issue.takes[:1])
        outcome = fifo.put_back(stock.pool, D(7), D(70), stock.book, opened)
        assert outcome.pool.quantity == 3
        assert stock.book.total() == (3, outcome.pool.value)
        assert stock.layers == [(3, 30)]


class TestDebtsOfOthers:
    def test_are_settled_by_the_returned_units(self):
        stock = Stock("fifo")
        stock.buy(2, 10)
        first = stock.issue(2)
        stock.revalue(15)
        second = stock.issue(3)
        back = stock.put_back(first, 2)
        assert (back.value, back.settlements) == (20, [10])
        assert back.rows[1].settles == second.number
        assert stock.layers == [(-1, -15)]

    def test_the_layer_keeps_what_the_debt_does_not_need(self):
        stock = Stock("fifo")
        stock.buy(5, 10)
        first = stock.issue(5)
        stock.revalue(15)
        stock.issue(2)
        assert stock.put_back(first, 5).settlements == [10]
        stock.buy(1, 30)
        assert stock.layers == [(3, 30), (1, 30)]
        assert [layer.key for layer in stock.book.open()] == [1, 3]

    def test_returned_units_are_not_given_back_twice(self):
        """The issue no longer has the dear units once they settled another's debt."""
        stock = Stock("fifo")
        stock.buy(5, 10)
        stock.buy(5, 20)
        issue = stock.issue(10)
        stock.issue(5)
        assert stock.put_back(issue, 5).value == 100
        assert stock.state == (0, 0)
        assert stock.put_back(issue, 5).value == 50
        assert stock.layers == [(5, 50)]

    def test_the_settled_issue_can_be_undone_in_its_turn(self):
        stock = Stock("fifo")
        stock.buy(5, 10)
        first = stock.issue(5)
        stock.revalue(15)
        second = stock.issue(5)
        stock.put_back(first, 5)
        assert stock.state == (0, 0)
        assert stock.put_back(second, 5).value == 50
        assert stock.layers == [(5, 50)]

    def test_new_units_settle_as_well(self):
        stock = Stock("fifo", unit_cost=10)
        stock.issue(3)
        stranger = stock.entries[0]
        back = stock.put_back(stranger, 5, 60, linked=False)
        assert (back.value, back.settlements) == (60, [-6])
        assert stock.layers == [(2, 24)]

"""First in, first out: layers, debts, corrections of receipts."""

from __future__ import annotations

import pytest

from .. import CostingError, Layer, LayerBook, Pool, fifo
from .kit import D, Stock, scale


def two_receipts() -> Stock:
    stock = Stock("fifo")
    stock.buy(10, 10)
    stock.buy(10, 20)
    return stock


class TestIssue:
    def test_takes_name_the_layers(self):
        stock = two_receipts()
        issue = stock.issue(12)
        assert [(take.key, take.quantity, take.value) for take in issue.takes] == [
            (1, 10, 100),
            (2, 2, 40),
        ]
        assert stock.layers == [(8, 160)]

    @pytest.mark.parametrize("money", ["1", "0.01", "0.001"])
    @pytest.mark.parametrize("step", ["1", "0.01", "0.001"])
    def test_the_last_unit_of_a_layer_takes_what_is_left(self, step, money):
        stock = Stock("fifo", scale(step, money))
        stock.receive(D(step) * 7, D(money) * 100)
        stock.receive(D(step) * 3, D(money) * 10)
        costs = [stock.issue(step).value / D(money) for _ in range(10)]
        assert sum(costs[:7]) == -100
        assert sum(costs[7:]) == -10
        assert stock.state == (0, 0)

    def test_free_goods(self):
        stock = Stock("fifo")
        stock.receive(5, 0)
        stock.buy(5, 3)
        assert stock.issue(5).value == 0
        assert stock.issue(1).value == -3

    def test_quantities_beyond_any_warehouse(self):
        stock = Stock("fifo", scale("0.001", "0.01"))
        stock.receive("999999999999.999", "12345678901234.56")
        stock.issue("0.001")
        stock.issue("999999999999.998")
        assert stock.state == (0, 0)


class TestDebt:
    def test_a_shortage_costs_what_the_last_unit_cost(self):
        stock = two_receipts()
        issue = stock.issue(25)
        assert issue.value == -400
        assert stock.layers == [(-5, -100)]

    def test_from_zero_it_costs_the_last_cost(self):
        stock = two_receipts()
        stock.issue(20)
        assert stock.issue(3).value == -60

    def test_each_issue_opens_its_own(self):
        stock = Stock("fifo", unit_cost=10)
        stock.issue(3)
        stock.issue(4)
        assert stock.layers == [(-3, -30), (-4, -40)]

    def test_a_last_cost_is_not_read_off_the_crumbs(self):
        stock = Stock("fifo", scale("0.001", "0.01"))
        stock.buy(5, 3)
        stock.receive(1, "12.34")
        stock.issue(5)
        stock.issue("0.999")
        assert stock.layers == [(D("0.001"), D("0.01"))]
        stock.issue("0.001")
        assert stock.pool.unit_cost == D("12.34")

    @pytest.mark.parametrize(
        ("received", "settlements", "layers"),
        [
            pytest.param(2, [-4], [(-1, -10), (-4, -40)], id="part of the oldest"),
            pytest.param(3, [-6], [(-4, -40)], id="just the oldest"),
            pytest.param(5, [-6, -4], [(-2, -20)], id="one and a half"),
            pytest.param(7, [-6, -8], [], id="all, exactly zero"),
            pytest.param(9, [-6, -8], [(2, 24)], id="all, with stock left"),
        ],
    )
    def test_a_receipt_settles_the_oldest_first(self, received, settlements, layers):
        stock = Stock("fifo", unit_cost=10)
        issues = [stock.issue(3), stock.issue(4)]
        receipt = stock.buy(received, 12)
        assert receipt.value == received * 12
        assert receipt.settlements == settlements
        assert stock.layers == layers
        assert [row.settles for row in receipt.rows[1:]] == [
            issue.number for issue in issues[: len(settlements)]
        ]

    def test_settlement_moves_the_takes_of_the_issue_to_the_receipt(self):
        stock = Stock("fifo", unit_cost=10)
        issue = stock.issue(3)
        receipt = stock.buy(2, 12)
        assert receipt.takes == []
        assert [(take.key, take.quantity, take.value) for take in issue.takes] == [
            (1, 3, 30),
            (1, -2, -20),
            (2, 2, 24),
        ]

    def test_a_debt_at_the_right_cost_needs_no_settlement_row(self):
        stock = Stock("fifo", unit_cost=10)
        issue = stock.issue(3)
        assert stock.buy(3, 10).settlements == []
        assert [take.quantity for take in issue.takes] == [3, -3, 3]

    def test_thirds_settle_to_exactly_zero(self):
        stock = Stock("fifo", unit_cost="3.3333")
        stock.issue(3)
        assert stock.pool.value == -10
        settlements = [stock.receive(1, "3.34").settlements for _ in range(3)]
        assert settlements == [[D("-0.01")], [D("-0.01")], []]
        assert stock.state == (0, 0)

    def test_the_receipt_that_settled_gives_the_next_last_cost(self):
        stock = Stock("fifo", unit_cost=10)
        stock.issue(3)
        stock.buy(3, 12)
        assert stock.issue(1).value == -12


class TestTakeBack:
    def test_from_its_own_layer(self):
        stock = Stock("fifo")
        stock.buy(10, 10)
        second = stock.buy(10, 20)
        assert stock.take_back(second, 4).value == -80
        assert stock.layers == [(10, 100), (6, 120)]

    def test_what_is_left_of_its_layer_then_the_oldest(self):
        stock = Stock("fifo")
        first = stock.buy(10, 10)
        stock.buy(10, 20)
        stock.buy(10, 30)
        stock.issue(8)
        assert stock.take_back(first, 5).value == -(2 * 10 + 3 * 20)
        assert stock.layers == [(7, 140), (10, 300)]

    def test_after_its_layer_is_consumed(self):
        stock = Stock("fifo")
        first = stock.buy(10, 10)
        stock.buy(10, 20)
        stock.issue(10)
        assert stock.take_back(first, 3).value == -60

    def test_more_than_is_on_hand(self):
        stock = Stock("fifo")
        first = stock.buy(10, 10)
        stock.buy(5, 20)
        stock.issue(7)
        assert stock.take_back(first, 10).value == -(3 * 10 + 5 * 20 + 2 * 20)
        assert stock.layers == [(-2, -40)]

    def test_below_zero(self):
        stock = Stock("fifo")
        first = stock.buy(10, 10)
        stock.issue(12)
        assert stock.take_back(first, 3).value == -30
        assert stock.layers == [(-2, -20), (-3, -30)]

    def test_of_a_layer_that_was_revalued(self):
        stock = Stock("fifo")
        first = stock.buy(10, 10)
        stock.revalue(12)
        assert stock.take_back(first, 3).value == -36

    def test_the_youngest_of_its_own_layers_first(self):
        stock = two_receipts()
        outcome = fifo.take_back(stock.pool, D(12), D(220), stock.book, (1, 2))
        assert outcome.value == -(10 * 20 + 2 * 10)

    def test_a_layer_named_twice_counts_once(self):
        stock = Stock("fifo")
        first = stock.buy(10, 10)
        stock.buy(10, 20)
        first.layers *= 2
        assert stock.take_back(first, 15, 150).value == -200
        assert stock.layers == [(5, 100)]

    @pytest.mark.parametrize("chunk", [1, 2, 50])
    def test_in_a_new_batch(self, chunk):
        """Its own layer is known before the older ones are: these still come first."""
        stock = Stock("fifo", chunk=chunk)
        stock.buy(10, 10)
        stock.buy(10, 20)
        third = stock.buy(10, 30)
        stock.reload()
        assert stock.take_back(third, 12).value == -(10 * 30 + 2 * 10)
        assert stock.layers == [(8, 80), (10, 200)]


class TestReturnToVendor:
    def test_out_of_its_receipt_at_carrying_cost(self):
        stock = Stock("fifo")
        stock.buy(10, 10)
        second = stock.buy(10, 20)
        stock.revalue(18)
        assert stock.return_to_vendor(second, 4).value == -72
        assert stock.layers == [(10, 180), (6, 108)]

    def test_without_a_link_the_oldest_go(self):
        stock = two_receipts()
        outcome = fifo.return_to_vendor(stock.pool, D(3), stock.book)
        assert outcome.value == -30


class TestRevalue:
    def test_every_layer_gets_the_cost(self):
        stock = two_receipts()
        stock.issue(5)
        assert stock.revalue(12).value == 15 * 12 - 250
        assert stock.layers == [(5, 60), (10, 120)]

    def test_nothing_is_lost_in_the_cents(self):
        stock = Stock("fifo")
        for _ in range(7):
            stock.buy(1, 1)
        stock.revalue("1.115")
        assert stock.pool.value == D("7.81")
        assert {value for _quantity, value in stock.layers} == {D("1.11"), D("1.12")}

    def test_debts(self):
        stock = Stock("fifo", unit_cost=10)
        stock.issue(3)
        stock.issue(4)
        assert stock.revalue(12).value == -14
        assert stock.layers == [(-3, -36), (-4, -48)]
        assert stock.buy(7, 12).settlements == []

    def test_at_zero_the_new_cost_is_the_next_assumed_one(self):
        stock = Stock("fifo")
        assert stock.revalue(12).rows == ()
        assert stock.issue(2).value == -24

    def test_a_cost_of_zero_and_back(self):
        stock = two_receipts()
        assert stock.revalue(0).value == -300
        assert stock.revalue(10).value == 200
        assert stock.layers == [(10, 100), (10, 100)]


class TestDisagreement:
    """Layers that do not count what the pool counts are an error, not a guess."""

    @pytest.mark.parametrize(
        "operation",
        [
            pytest.param(lambda pool, book: fifo.issue(pool, D(8), book), id="issue"),
            pytest.param(
                lambda pool, book: fifo.take_back(pool, D(8), D(80), book, (1,)), id="take_back"
            ),
            pytest.param(lambda pool, book: fifo.revalue(pool, D(3), book), id="revalue"),
        ],
    )
    def test_too_few_layers(self, operation):
        book = LayerBook.of([Layer(1, D(5), D(50))])
        with pytest.raises(CostingError, match="layers give 5 units where the pool has (8|10)"):
            operation(Pool(D(10), D(100)), book)

    def test_too_few_debts(self):
        book = LayerBook.of([Layer(1, D(-5), D(-50))])
        with pytest.raises(CostingError, match="give -5 units where the pool has -8"):
            fifo.receive(Pool(D(-10), D(-100)), D(8), D(80), book)

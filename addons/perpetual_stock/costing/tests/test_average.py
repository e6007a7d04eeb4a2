"""Moving average: negative stock, residues, corrections."""

from __future__ import annotations

import pytest

from .kit import D, Stock, scale


class TestBelowZero:
    def test_more_is_issued_than_is_on_hand(self):
        stock = Stock("average")
        stock.buy(4, 10)
        assert stock.issue(10).value == -100
        assert stock.state == (-6, -60)

    def test_the_first_issue_of_all_costs_the_known_unit_cost(self):
        stock = Stock("average", unit_cost=7)
        assert stock.issue(3).value == -21
        assert stock.issue(2).value == -14

    def test_without_any_known_cost_it_costs_nothing_until_settled(self):
        stock = Stock("average")
        assert stock.issue(3).value == 0
        receipt = stock.buy(3, 5)
        assert (receipt.value, receipt.settlements) == (15, [-15])
        assert stock.state == (0, 0)

    @pytest.mark.parametrize(
        ("received", "settlements", "state", "unit_cost"),
        [
            pytest.param(4, [-8], (-6, -60), 10, id="in part"),
            pytest.param(10, [-20], (0, 0), 12, id="exactly"),
            pytest.param(15, [-20], (5, 60), 12, id="with stock left"),
        ],
    )
    def test_a_receipt_settles(self, received, settlements, state, unit_cost):
        stock = Stock("average", unit_cost=10)
        stock.issue(10)
        receipt = stock.buy(received, 12)
        assert receipt.value == received * 12
        assert receipt.settlements == settlements
        assert stock.state == state
        assert stock.pool.unit_cost == unit_cost

    def test_a_receipt_at_the_assumed_cost_needs_no_settlement(self):
        stock = Stock("average", unit_cost=10)
        stock.issue(10)
        assert stock.buy(4, 10).settlements == []

    def test_after_a_part_is_settled_issues_go_on_at_the_assumed_cost(self):
        stock = Stock("average", unit_cost=10)
        stock.issue(10)
        stock.buy(4, 12)
        assert stock.issue(1).value == -10

    @pytest.mark.parametrize(("left_at", "settlements"), [(100, []), (80, [20]), (130, [-30])])
    def test_put_back_to_exactly_zero_at_another_cost(self, left_at, settlements):
        stock = Stock("average", unit_cost=10)
        issue = stock.issue(10)
        back = stock.put_back(issue, 10, left_at)
        assert (back.value, back.settlements) == (left_at, settlements)
        assert stock.state == (0, 0)

    def test_thirds_settle_to_exactly_zero(self):
        stock = Stock("average")
        stock.receive(3, 10)
        stock.issue(5)
        assert stock.pool.value == D("-6.67")
        stock.receive(1, "3.34")
        assert stock.state == (-1, D("-3.33"))
        stock.receive(1, 4)
        assert stock.state == (0, 0)


class TestResidue:
    @pytest.mark.parametrize("money", ["1", "0.01", "0.001"])
    @pytest.mark.parametrize("step", ["1", "0.01", "0.001"])
    def test_the_last_unit_takes_what_is_left(self, step, money):
        stock = Stock("average", scale(step, money))
        stock.receive(D(step) * 7, D(money) * 100)
        costs = [stock.issue(step).value for _ in range(7)]
        assert sum(costs) == D(money) * -100
        assert stock.state == (0, 0)

    def test_issues_leave_the_cost_of_a_unit_unchanged(self):
        stock = Stock("average", scale("0.001", "0.01"))
        stock.receive(1, "12.34")
        stock.issue("0.999")
        assert stock.state == (D("0.001"), D("0.01"))
        assert stock.pool.unit_cost == D("12.34")
        stock.issue("0.001")
        assert stock.issue(100).value == D("-1234")

    def test_cents_of_many_issues_do_not_add_up(self):
        """116 units for 1176.00: each issue rounds, and so does the cost of what is left."""
        stock = Stock("average", scale("1", "0.01"))
        stock.receive(116, 1176)
        for _number in range(50):
            stock.issue(2)
            pool = stock.pool
            assert abs(pool.value - pool.quantity * pool.unit_cost) <= D("0.01")

    def test_so_does_an_issue_through_zero(self):
        stock = Stock("average", scale("0.001", "0.01"))
        stock.receive(1, "12.34")
        stock.issue("0.999")
        stock.issue("100.001")
        assert stock.state == (-100, -1234)

    def test_goods_cheaper_than_a_coin_add_up_below_zero(self):
        stock = Stock("average", unit_cost="0.003")
        costs = [stock.issue(1).value for _ in range(1000)]
        assert sum(costs) == -3
        assert set(costs) == {0, D("-0.01")}

    def test_a_receipt_through_zero_leaves_its_own_cost(self):
        stock = Stock("average", scale("0.001", "0.01"), unit_cost=10)
        stock.issue("0.999")
        stock.receive(1, "12.34")
        assert stock.state == (D("0.001"), D("0.01"))
        assert stock.pool.unit_cost == D("12.34")


class TestTakeBack:
    def test_at_the_cost_of_its_receipt(self):
        stock = Stock("average")
        stock.buy(10, 10)
        second = stock.buy(10, 20)
        assert stock.take_back(second, 4).value == -80
        assert stock.state == (16, 220)
        assert stock.pool.unit_cost == D("13.75")

    def test_at_the_running_cost_where_the_pool_lacks_the_units(self):
        stock = Stock("average")
        stock.buy(10, 10)
        second = stock.buy(10, 20)
        stock.issue(16)
        assert stock.take_back(second, 10).value == -150
        assert stock.state == (-6, -90)

    def test_the_last_units_take_the_residue(self):
        stock = Stock("average")
        stock.buy(10, 10)
        second = stock.buy(10, 20)
        stock.issue(10)
        assert stock.take_back(second, 10).value == -150
        assert stock.state == (0, 0)

    def test_at_the_running_cost_where_the_pool_lacks_the_value(self):
        stock = Stock("average")
        stock.buy(30, 1)
        dear = stock.buy(10, 100)
        stock.issue(29)
        assert stock.state == (11, D("283.25"))
        assert stock.take_back(dear, 5).value == D("-128.75")
        assert stock.pool.quantity == 6

    def test_below_zero(self):
        stock = Stock("average")
        receipt = stock.buy(10, 10)
        stock.issue(12)
        assert stock.take_back(receipt, 3).value == -30
        assert stock.state == (-5, -50)


class TestRevalue:
    @pytest.mark.parametrize(
        ("issued", "value", "state"),
        [
            pytest.param(4, 12, (6, 72), id="on hand"),
            pytest.param(10, 0, (0, 0), id="at zero"),
            pytest.param(15, -10, (-5, -60), id="below zero"),
        ],
    )
    def test_to_12(self, issued, value, state):
        stock = Stock("average")
        stock.buy(10, 10)
        stock.issue(issued)
        assert stock.revalue(12).value == value
        assert stock.state == state
        assert stock.pool.unit_cost == 12

    def test_at_zero_the_new_cost_is_the_next_assumed_one(self):
        stock = Stock("average")
        assert stock.revalue(12).rows == ()
        assert stock.issue(2).value == -24

    def test_a_cost_of_zero(self):
        stock = Stock("average")
        stock.buy(10, 10)
        assert stock.revalue(0).value == -100
        assert stock.issue(3).value == 0
        assert stock.state == (7, 0)

    def test_nothing_to_write_when_nothing_changes(self):
        stock = Stock("average")
        stock.buy(10, 10)
        assert stock.revalue(10).rows == ()

    def test_a_cost_finer_than_a_coin_is_kept(self):
        stock = Stock("average")
        stock.buy(3, 1)
        stock.revalue("1.3333")
        assert stock.pool.unit_cost == D("1.3333")
        assert stock.pool.value == 4

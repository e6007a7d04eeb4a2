"""Figures that others have published, and those known from Odoo's own test history.

``P8@10`` is a purchase of 8 at 10 each, ``S10`` a sale of 10.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from .. import method
from .kit import D, Stock, scale


def play(name: str, transactions: str, **options) -> tuple[Stock, list[Decimal], list[Decimal]]:
    """The pool, the cost of each sale, and the inventory after each transaction."""
    stock, costs, inventory = Stock(name, **options), [], []
    for step in transactions.split():
        if step[0] == "P":
            stock.buy(*step[1:].split("@"))
        else:
            costs.append(-stock.issue(step[1:]).value)
        inventory.append(stock.pool.value)
    return stock, costs, inventory


def amounts(text: str) -> list[Decimal]:
    return [Decimal(number) for number in text.split()]


ODOO = "P8@10 P4@16 S10 P2@6"
EXPLAINED_FIFO = "P68@15 P140@15.5 S94 P40@16 P78@16.5 S116 S62"
EXPLAINED_AVERAGE = "P60@15 P140@15.5 S190 P70@16 S30"
KIESO = "P2000@4 P6000@4.40 S4000 P2000@4.75"
TRADE = "P3000@.60 P4000@.74 S4400 P2200@.80 S2100"


@pytest.mark.parametrize(
    ("name", "transactions", "cost_of_sales", "quantity", "value"),
    [
        pytest.param("fifo", ODOO, "112", 4, 44, id="Odoo cheat sheet, FIFO"),
        pytest.param("average", ODOO, "120", 4, 36, id="Odoo cheat sheet, average"),
        pytest.param(
            "fifo", EXPLAINED_FIFO, "1423 1799 1004", 54, 891, id="accountingexplained, FIFO"
        ),
        pytest.param(
            "average",
            EXPLAINED_AVERAGE,
            "2916.50 477.56",
            50,
            "795.94",
            id="accountingexplained, average",
        ),
        pytest.param("fifo", KIESO, "16800", 6000, 27100, id="Kieso Call-Mart, FIFO"),
        pytest.param("average", KIESO, "17200", 6000, 26700, id="Kieso Call-Mart, average"),
        pytest.param("fifo", TRADE, "2836 1554", 2700, "2130", id="trade example, FIFO"),
        pytest.param(
            "average", TRADE, "2992 1543.50", 2700, "1984.50", id="trade example, average"
        ),
    ],
)
def test_cost_of_sales_and_ending_inventory(name, transactions, cost_of_sales, quantity, value):
    stock, costs, _inventory = play(name, transactions)
    assert costs == amounts(cost_of_sales)
    assert stock.state == (quantity, D(value))


@pytest.mark.parametrize(("name", "unit"), [("fifo", 11), ("average", 9)])
def test_odoo_cheat_sheet_ends_with_this_cost_of_a_unit(name, unit):
    assert play(name, ODOO)[0].pool.current_cost == unit


def test_odoo_cheat_sheet_at_standard_cost():
    _stock, costs, inventory = play("standard", "P8@10 P4@16 S10 P2@9", unit_cost=10)
    assert inventory == amounts("80 120 20 40")
    assert costs == [100]


def test_standard_cost_receives_at_standard_whatever_the_order_says():
    stock = Stock("standard", unit_cost=90)
    assert stock.buy(10, 100).value == 900


@pytest.mark.parametrize("name", ["fifo", "average"])
def test_boylan_office_supply_by_lot(name):
    """Specific identification: a pool for each lot."""
    old, new = Stock(name), Stock(name)
    old.buy(30, 18)
    lot = new.receive(80, 80 * 20 + 80)
    assert new.return_to_vendor(lot, 3).value == -63
    sale = new.issue(26)
    assert sale.value == -546
    assert new.put_back(sale, 1).value == 21
    assert new.issue(30).value == -630
    assert new.state == (22, 462)
    assert old.pool.value + new.pool.value == 1002


def test_boylan_office_supply_by_layer():
    """Specific identification in one FIFO pool: the units of a given receipt."""
    stock = Stock("fifo")
    stock.buy(30, 18)
    lot = stock.receive(80, 80 * 20 + 80)
    assert stock.return_to_vendor(lot, 3).value == -63
    sale = stock.take_back(lot, 26)
    assert sale.value == -546
    assert stock.put_back(sale, 1).value == 21
    assert stock.take_back(lot, 30).value == -630
    assert stock.layers == [(30, 540), (22, 462)]


@pytest.mark.parametrize("name", ["fifo", "average", "standard"])
def test_shrinkage_of_1500(name):
    stock = Stock(name, unit_cost=100)
    stock.receive(413, 41300)
    assert stock.issue(15).value == -1500
    assert stock.pool.value == 39800


class TestOdooHistory:
    """Scenarios of ``worked-examples.md``, by their number there."""

    def test_1_fifo_goes_negative_and_is_settled(self):
        stock = Stock("fifo")
        assert stock.buy(10, 10).value == 100
        assert stock.buy(10, 8).value == 80
        assert stock.issue(3).value == -30
        assert stock.buy(2, 10).value == 20
        assert stock.issue(9).value == -86
        assert stock.issue(20).value == -184
        assert stock.state == (-10, -100)
        receipt = stock.buy(10, 12)
        assert receipt.value == 120
        assert receipt.settlements == [-20]
        assert stock.state == (0, 0)

    def test_2_fifo_customer_return_at_the_average_of_its_issue(self):
        """Without its origin the unit is a new layer at what the issue cost on average."""
        stock, _costs, _inventory = play("fifo", ODOO)
        issue = stock.entries[2]
        assert stock.put_back(issue, 1, "11.20", linked=False).value == D("11.20")
        assert stock.layers == [(2, 32), (2, 12), (1, D("11.20"))]

    def test_2_fifo_undone_issue_fills_its_own_layer(self):
        stock, _costs, _inventory = play("fifo", ODOO)
        assert stock.put_back(stock.entries[2], 1).value == 16
        assert stock.layers == [(3, 48), (2, 12)]

    def test_3_average_to_the_last_unit(self):
        stock, costs, _inventory = play("average", EXPLAINED_AVERAGE + " S50")
        assert costs == amounts("2916.50 477.56 795.94")
        assert stock.state == (0, 0)

    def test_4_average_receipt_is_edited_up(self):
        stock = Stock("average")
        stock.buy(5, 10)
        stock.buy(10, 20)
        assert stock.pool.value == 250
        stock.buy(10, 10)
        assert stock.state == (25, 350)
        assert stock.pool.unit_cost == 14

    def test_5_average_issue_below_zero_is_edited_down_and_up(self):
        stock = Stock("average")
        stock.buy(10, 10)
        issue = stock.issue(20)
        assert issue.value == -200
        back = stock.put_back(issue, 10)
        assert (back.value, back.settlements) == (100, [])
        assert stock.state == (0, 0)
        assert stock.issue(1).value == -10

    @pytest.mark.parametrize("name", ["fifo", "average", "standard"])
    def test_6_changed_cost_revalues_what_is_on_hand(self, name):
        stock = Stock(name, unit_cost=5)
        assert stock.buy(10, 5).value == 50
        assert stock.revalue(6).value == 10
        assert stock.state == (10, 60)

    def test_7_average_rounding_leaves_nothing_behind(self):
        stock = Stock("average")
        stock.buy(10, "16.83")
        stock.buy(10, 20)
        stock.issue(10)
        stock.issue(9)
        assert stock.pool.value == D("18.42")
        assert stock.issue(1).value == D("-18.42")
        assert stock.state == (0, 0)

    @pytest.mark.parametrize("linked", [True, False])
    def test_8_fifo_customer_return(self, linked):
        stock = Stock("fifo")
        stock.buy(10, 10)
        issue = stock.issue(10)
        stock.buy(10, 20)
        assert stock.put_back(issue, 10, linked=linked).value == 100
        assert stock.state == (20, 300)

    def test_8_fifo_vendor_return(self):
        stock = Stock("fifo")
        first = stock.buy(10, 10)
        stock.buy(10, 20)
        assert stock.return_to_vendor(first, 2).value == -20
        assert stock.state == (18, 280)

    def test_10_a_standard_far_below_the_smallest_coin(self):
        stock = Stock("standard", unit_cost="0.0005")
        assert stock.receive(100000, 60).value == 50

    @pytest.mark.parametrize("name", ["fifo", "average"])
    def test_11_bill_below_the_order(self, name):
        stock = Stock(name)
        assert stock.buy(1, 110).value == 110
        assert stock.revalue(90).value == -20

    def test_11_price_differences_of_what_is_on_hand(self):
        stock = Stock("fifo")
        stock.buy(10, 50)
        stock.issue(5)
        assert stock.revalue(52).value == 10
        assert stock.revalue(60).value == 40
        assert stock.issue(2).value == -120

    def test_12_returns_to_vendor_and_received_again(self):
        stock = Stock("fifo")
        receipt = stock.buy(10, 10)
        returned = stock.return_to_vendor(receipt, 3)
        assert returned.value == -30
        assert stock.put_back(returned, 3).value == 30
        assert stock.layers == [(10, 100)]

    def test_13_landed_cost_then_an_issue(self):
        """The first layer becomes 10 @ 20, so here it is the same as a cost of 20 for all."""
        stock = Stock("fifo")
        stock.buy(10, 10)
        stock.buy(10, 20)
        assert stock.revalue(20).value == 100
        assert stock.issue(1).value == -20
        assert stock.state == (19, 380)

    def test_13_landed_cost_after_most_is_sold(self):
        stock = Stock("fifo")
        stock.buy(10, 10)
        stock.issue(10)
        stock.buy(5, 10)
        assert stock.revalue(14).value == 20
        assert stock.state == (5, 70)

    def test_16_average_revalued(self):
        stock = Stock("average")
        stock.buy(10, 2)
        stock.buy(10, 4)
        assert stock.pool.value == 60
        assert stock.revalue(4).value == 20
        assert stock.pool.current_cost == 4


@pytest.mark.parametrize(
    ("money", "issued", "left"),
    [("1", 33, 67), ("0.01", "33.33", "66.67"), ("0.001", "33.333", "66.667")],
)
@pytest.mark.parametrize("name", ["fifo", "average"])
def test_a_third_of_100_in_each_currency(name, money, issued, left):
    stock = Stock(name, scale("1", money))
    stock.receive(3, 100)
    assert stock.issue(1).value == -D(issued)
    assert stock.state == (2, D(left))


def test_every_method_offers_the_same_verbs():
    verbs = ("receive", "issue", "take_back", "return_to_vendor", "put_back", "revalue")
    for name in ("standard", "average", "fifo"):
        assert all(callable(getattr(method(name), verb)) for verb in verbs)

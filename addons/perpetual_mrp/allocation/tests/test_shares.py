"""The split of an order's cost loses nothing and gives each by-product its share."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ..shares import Output, allocate

CENT = Decimal("0.01")
money = st.decimals(min_value=0, max_value=10**7, places=2)
units = st.decimals(min_value=Decimal("0.001"), max_value=10**4, places=3)
lines = st.lists(units, min_size=1, max_size=5).map(tuple)
percents = st.decimals(min_value=0, max_value=100, places=2)
finished = st.builds(Output, lines)
by_products = st.lists(st.builds(Output, lines, percents), max_size=4)


def test_one_finished_product_takes_all():
    assert allocate(Decimal("12.34"), [Output((Decimal(3),))], CENT) == [(Decimal("12.34"),)]


def test_the_last_serial_takes_the_odd_cent():
    rows = allocate(Decimal(10), [Output((Decimal(1),) * 3)], CENT)
    assert rows == [(Decimal("3.33"), Decimal("3.34"), Decimal("3.33"))]


def test_shares_beyond_the_whole_leave_nothing():
    greedy = Output((Decimal(1),), Decimal(80))
    rows = allocate(Decimal(10), [Output((Decimal(1),)), greedy, greedy], CENT)
    assert rows == [(Decimal(0),), (Decimal(8),), (Decimal(2),)]


def test_by_products_alone_take_their_share_only():
    rows = allocate(Decimal(10), [Output((Decimal(1),), Decimal(25))], CENT)
    assert rows == [(Decimal("2.50"),)]


def test_less_than_nothing_is_nothing():
    assert allocate(Decimal(-5), [Output((Decimal(1),))], CENT) == [(Decimal(0),)]


@given(money, finished, by_products)
def test_all_of_it_is_given_out(total, main, others):
    rows = allocate(total, [*others, main], CENT)
    assert sum(amount for row in rows for amount in row) == total
    assert all(amount >= 0 for row in rows for amount in row)
    assert [len(row) for row in rows] == [len(output.quantities) for output in [*others, main]]


@given(money, finished, by_products)
def test_each_by_product_has_its_share_to_half_a_cent(total, main, others):
    if sum(output.percent for output in others) > 99:
        return
    rows = allocate(total, [*others, main], CENT)
    for output, row in zip(others, rows, strict=False):
        assert abs(sum(row) - total * output.percent / 100) <= max(CENT / 2, CENT * len(others))

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ..expected import Instant, correction, drifted, expected, variance

D = Decimal
quantities = st.decimals(-10_000, 10_000, places=3)


def test_frozen_book():
    """SAP's example: book 100, counted 90, a receipt of 20 before the count is entered.

    By the book at the instant counted the difference is −10, not −30.
    """
    assert variance(D(90), Instant(D(100))) == -10


def test_goods_on_a_trolley():
    """Book 10, 3 picked and not validated, 7 on the shelf: nothing is missing."""
    assert variance(D(7), Instant(D(10), picked_out=D(3))) == 0
    assert expected(Instant(D(10), D(3), D(2))) == 9


def test_late_paperwork():
    """Counted 6 after 4 had gone; their delivery is validated after the count."""
    assert variance(D(6), Instant(D(10)), late=D(-4)) == 0


def test_another_count_fixed_it():
    assert correction(D(-3), D(-3)) == 0
    assert correction(D(-3), D(-1)) == -2


@given(quantities, quantities, quantities, quantities)
def test_movements_after_the_count_change_nothing(counted, book, later, adjusted):
    """What is posted brings the book to the count plus what moved since."""
    found = variance(counted, Instant(book))
    on_hand = book + later + adjusted
    assert on_hand + correction(found, adjusted) == counted + later


def test_drift():
    assert not drifted(D(100), D(150), D(50))
    assert drifted(D(100), D("150.01"), D(50))
    assert drifted(D(100), D(49), D(50))
    assert drifted(D(0), D(1), D(50))
    assert not drifted(D(0), D(0), D(50))
    assert not drifted(D(1), D(1000), D(0)), "0 means: never"

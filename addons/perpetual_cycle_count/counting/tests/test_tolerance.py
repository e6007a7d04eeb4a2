from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..tolerance import Tolerance, agreeing, share, within

D = Decimal
quantities = st.decimals(-10_000, 10_000, places=2)
tolerances = st.builds(
    Tolerance, st.decimals(0, 50, places=2), st.decimals(0, 20, places=2), st.just(D(0))
)


@pytest.mark.parametrize(
    ("variance", "expected", "percent", "quantity", "inside"),
    [
        (0, 0, 0, 0, True),
        (1, 200, "0.5", 0, True),
        ("1.01", 200, "0.5", 0, False),
        (-4, 200, 2, 0, True),
        (-5, 200, 2, 0, False),
        (10, 200, 5, 0, True),
        # Nothing expected: outside whatever the percentage, unless absolutely small.
        (500, 0, 10, 0, False),
        (1, 0, 10, 0, False),
        (1, 0, 10, 1, True),
        # A tolerance of none is none.
        ("0.1", 100, 0, 0, False),
        # Negative stock expected.
        (1, -200, "0.5", 0, True),
    ],
)
def test_within(variance, expected, percent, quantity, inside):
    tolerance = Tolerance(D(percent), D(quantity))
    assert within(D(variance), D(expected), tolerance) is inside


def test_a_value_is_a_gate_of_its_own():
    tolerance = Tolerance(D(5), value=D(100))
    assert within(D(2), D(100), tolerance, D(50))
    assert not within(D(3), D(100), tolerance, D(50))


def test_no_negative_tolerance():
    with pytest.raises(ValueError, match="not negative"):
        Tolerance(D(-1))


@given(quantities, quantities, tolerances)
def test_both_ways_the_same(variance, expected, tolerance):
    assert within(variance, expected, tolerance) == within(-variance, expected, tolerance)
    assert within(D(0), expected, tolerance)


@given(quantities, quantities, tolerances)
def test_more_tolerance_takes_more(variance, expected, tolerance):
    more = Tolerance(tolerance.percent + 1, tolerance.quantity + 1)
    assert not within(variance, expected, tolerance) or within(variance, expected, more)


def test_agreement_is_of_variances():
    """Counted 97 of 100, then 90 of 93: both three short, though the counts differ."""
    tolerance = Tolerance(D(2))
    assert agreeing([(D(-3), D(100)), (D(-3), D(93))], tolerance) == (0, 1)
    assert agreeing([(D(-3), D(100)), (D(4), D(93))], tolerance) is None


def test_the_third_round_agrees_with_either():
    tolerance = Tolerance(D(1))
    first, second = (D(-3), D(100)), (D(4), D(100))
    assert agreeing([first, second, (D(-3), D(100))], tolerance) == (0, 2)
    assert agreeing([first, second, (D("4.5"), D(100))], tolerance) == (1, 2)
    assert agreeing([first, second, (D(0), D(100))], tolerance) is None


def test_one_count_agrees_with_nobody():
    assert agreeing([(D(0), D(1))], Tolerance(D(100))) is None


@given(st.lists(st.tuples(quantities, quantities), min_size=2, max_size=3), tolerances)
def test_what_agrees_is_close(rounds, tolerance):
    found = agreeing(rounds, tolerance)
    last, expected = rounds[-1]
    distances = [abs(one - last) for one, _expected in rounds[:-1]]
    if found:
        earlier, latest = found
        assert latest == len(rounds) - 1
        assert distances[earlier] == min(distances) <= tolerance.allowed(expected)
    else:
        assert min(distances) > tolerance.allowed(expected)


def test_share():
    assert share(D(3), D(60)) == 5
    assert share(D(-3), D(-60)) == -5
    assert share(D(3), D(0)) is None

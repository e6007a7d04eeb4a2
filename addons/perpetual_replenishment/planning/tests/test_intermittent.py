import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..intermittent import croston, pattern, sba, silent_periods, tsb

# Worked by hand, α = β = 0.1. Size: 3, 3, 3.1, 2.99. Interval: 3, 3, 2.9, 3.01.
# Probability: 1/3, .3, .27, .343, .3087, .37783, .340047, .3060423, .27543807, .347894263.
WORKED = [0, 0, 3, 0, 4, 0, 0, 0, 2]
series = st.lists(st.integers(0, 20), min_size=1, max_size=60)


def test_worked_example():
    assert croston(WORKED) == pytest.approx(2.99 / 3.01)
    assert sba(WORKED) == pytest.approx(2.99 / 3.01 * 0.95)
    assert tsb(WORKED) == pytest.approx(2.99 * 0.347894263)


def test_unknown_periods_do_not_count():
    gaps = [0, None, 0, 3, 0, None, None, 4, 0, 0, 0, 2, None]
    for method in (croston, sba, tsb):
        assert method(gaps) == method(WORKED)


def test_only_tsb_falls_while_nothing_is_sold():
    quiet = WORKED + [0] * 50
    assert croston(quiet) == croston(WORKED)
    assert tsb(quiet) < tsb(WORKED) / 100


def test_nothing_sold():
    assert croston([0, 0]) == sba([None]) == tsb([]) == 0


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([5, 5, 5, 5], "smooth"),
        ([1, 9, 1, 9], "erratic"),
        ([0, 5, 0, 5], "intermittent"),
        ([0, 1, 0, 9, 0, 1, 0, 9], "lumpy"),
        ([0, 0], "none"),
        ([None, None, 4], "smooth"),
    ],
)
def test_patterns(values, expected):
    assert pattern(values).name == expected


def test_bounds_of_the_patterns():
    """Syntetos, Boylan & Croston: ADI 1.32, CV² 0.49."""
    assert pattern([4] * 100 + [0] * 31).name == "smooth"
    assert pattern([4] * 100 + [0] * 33).name == "intermittent"
    found = pattern([0, 2, 0, 6])
    assert (found.adi, found.cv2) == (2, 0.25)


@pytest.mark.parametrize("factor", [0, -0.1, 1.1])
def test_factors(factor):
    with pytest.raises(ValueError, match="smoothing"):
        croston([1], factor)
    with pytest.raises(ValueError, match="smoothing"):
        tsb([1], beta=factor)


def test_silent_periods():
    assert silent_periods([1, 0, 0]) == 2
    assert silent_periods([0, 0, 1]) == 0
    assert silent_periods([0, None]) == 1


@given(series, st.floats(0.01, 1))
def test_between_nothing_and_the_largest(values, alpha):
    for method in (croston, tsb):
        assert 0 <= method(values, alpha) <= max(values) + 1e-9


@given(st.integers(1, 50), st.integers(1, 12))
def test_steady_demand_is_forecast_as_it_is(size, interval):
    values = ([0] * (interval - 1) + [size]) * 6
    assert croston(values) == pytest.approx(size / interval)

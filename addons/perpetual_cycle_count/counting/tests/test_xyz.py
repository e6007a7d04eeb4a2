import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..xyz import letter, variation

quantities = st.lists(st.floats(0, 1000), min_size=1, max_size=13)


def test_steady_and_lumpy():
    assert variation([5] * 12) == 0
    assert variation([0] * 11 + [12]) == pytest.approx(11**0.5)


def test_without_demand():
    assert variation([]) is None
    assert variation([0, 0]) is None
    assert variation([1, -1]) is None, "all of it came back"


@pytest.mark.parametrize(
    ("found", "expected"),
    [(0, "X"), (0.5, "X"), (0.51, "Y"), (1, "Y"), (1.01, "Z"), (None, "Z")],
)
def test_letters(found, expected):
    assert letter(found) == expected


def test_limits():
    assert letter(0.4, 0.2, 0.3) == "Z"
    with pytest.raises(ValueError, match="ascend"):
        letter(0, 1, 0.5)


@given(quantities, st.floats(0.5, 100))
def test_the_unit_does_not_matter(found, factor):
    if sum(found) < 1:
        return
    scaled = variation([one * factor for one in found])
    assert scaled == pytest.approx(variation(found), abs=1e-6)


@given(quantities)
def test_from_sums(found):
    """The database knows only n, Σq and Σq²: sqrt(nΣq² − (Σq)²) ÷ Σq is the same."""
    total, squares = sum(found), sum(one * one for one in found)
    if total < 1:
        return
    by_sums = max(len(found) * squares - total * total, 0) ** 0.5 / total
    assert variation(found) == pytest.approx(by_sums, abs=1e-4)

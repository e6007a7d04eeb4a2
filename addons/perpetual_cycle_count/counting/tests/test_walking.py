import pytest
from hypothesis import given
from hypothesis import strategies as st

from ..walking import place_order, split, walk

paths = st.lists(
    st.builds("WH/{}/{}-{}".format, st.sampled_from("ABc"), st.integers(1, 30), st.integers(1, 12)),
    unique=True,
)


def test_numbers_by_value():
    names = ["A 10", "A 9", "a 1", "B", "10", "9"]
    assert sorted(names, key=place_order) == ["9", "10", "a 1", "A 9", "A 10", "B"]


def test_up_one_aisle_and_down_the_next():
    assert walk(["S/1/2", "S/2/1", "S/1/1", "S/2/2", "S/3/1"]) == [
        "S/1/1", "S/1/2", "S/2/2", "S/2/1", "S/3/1",
    ]  # fmt: skip


def test_nothing():
    assert walk([]) == []
    assert split([], 5, str) == []


@given(paths)
def test_each_place_once(found):
    assert sorted(walk(found)) == sorted(found)
    assert walk(walk(found)) == walk(found)


def test_whole_places():
    keys = ["a1", "a2", "b1", "b2", "b3", "c1"]
    assert split(keys, 4, lambda key: key[0]) == [["a1", "a2"], ["b1", "b2", "b3", "c1"]]
    assert split(keys, 2, lambda key: key[0]) == [["a1", "a2"], ["b1", "b2"], ["b3", "c1"]]


def test_about_as_many_parts():
    assert [len(part) for part in split(range(9), 100, lambda key: key, parts=3)] == [3, 3, 3]


def test_no_room():
    with pytest.raises(ValueError, match="at least one"):
        split([1], 0, str)


@given(st.lists(st.integers(0, 5)).map(sorted), st.integers(1, 7), st.integers(0, 4))
def test_nothing_is_lost(keys, size, parts):
    sheets = split(keys, size, lambda key: key, parts)
    assert [key for sheet in sheets for key in sheet] == keys
    assert all(0 < len(sheet) <= size for sheet in sheets)

"""Quantities of two sides matched oldest first, and the slices that they carry."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .. import Item, Match, match_oldest_first, slice_of
from .streams import CENT, amounts, examples, quantities


def pairs(credits, debits):
    """[(credit, debit, quantity)] of sides given as [quantity] or [(quantity, matched)]."""

    def side(numbers, base):
        rows = (row if isinstance(row, tuple) else (row, 0) for row in numbers)
        return [Item(base + n, D(size), D(done)) for n, (size, done) in enumerate(rows)]

    matches = match_oldest_first(side(credits, 0), side(debits, 100))
    return [(match.credit, match.debit - 100, match.quantity) for match in matches]


@pytest.mark.parametrize(
    ("credits", "debits", "expected"),
    [
        ([], [], []),
        ([5], [], []),
        ([], [5], []),
        ([5], [5], [(0, 0, 5)]),
        ([5], [3], [(0, 0, 3)]),
        ([3], [5], [(0, 0, 3)]),
        ([2, 5], [3], [(0, 0, 2), (1, 0, 1)]),
        ([10], [4, 3, 5], [(0, 0, 4), (0, 1, 3), (0, 2, 3)]),
        ([1, 1, 1], [3], [(0, 0, 1), (1, 0, 1), (2, 0, 1)]),
        ([(10, 10), 2], [5], [(1, 0, 2)]),
        ([(10, 8)], [(5, 1)], [(0, 0, 2)]),
        ([0, 4], [0, 4], [(1, 1, 4)]),
    ],
)
def test_pairs(credits, debits, expected):
    assert pairs(credits, debits) == expected


def test_a_match_says_where_in_each_item_it_starts():
    credits = [Item(1, D(10), D(4))]
    debits = [Item(2, D(3)), Item(3, D(9), D(7))]
    assert match_oldest_first(credits, debits) == [
        Match(1, 2, D(3), D(4), D(0)),
        Match(1, 3, D(2), D(7), D(7)),
    ]


def test_more_matched_than_there_is_shows():
    with pytest.raises(AssertionError):
        match_oldest_first([Item(1, D(1), D(2))], [Item(2, D(5))])


@st.composite
def sides(draw):
    """(credits, debits) with parts of them matched before."""
    keys = iter(range(1000))

    def side():
        rows = draw(st.lists(quantities, max_size=8))
        return [
            Item(next(keys), size, draw(st.sampled_from([D(0), size / 2, size]))) for size in rows
        ]

    return side(), side()


@examples(200)
@given(sides())
def test_all_that_can_be_is_matched_in_order(both):
    credits, debits = both
    matches = match_oldest_first(credits, debits)
    open_credit, open_debit = (sum((item.open for item in side), D(0)) for side in both)
    assert sum((match.quantity for match in matches), D(0)) == min(open_credit, open_debit)
    for side, key, start in ((credits, "credit", "credit_start"), (debits, "debit", "debit_start")):
        order = [item.key for item in side]
        used = [getattr(match, key) for match in matches]
        assert used == sorted(used, key=order.index), "not oldest first"
        reached = {item.key: item.matched for item in side}
        for match in matches:
            assert match.quantity > 0
            assert getattr(match, start) == reached[getattr(match, key)], "a gap or an overlap"
            reached[getattr(match, key)] += match.quantity
        for item in side:
            assert reached[item.key] <= item.quantity


@examples(100)
@given(sides())
def test_what_is_left_is_on_one_side_only(both):
    credits, debits = both
    taken = defaultdict(D)
    for match in match_oldest_first(credits, debits):
        taken[match.credit] += match.quantity
        taken[match.debit] += match.quantity
    left = [any(item.open > taken[item.key] for item in side) for side in both]
    assert not all(left)


@examples(200)
@given(amounts, st.lists(quantities, min_size=1, max_size=12))
def test_adjacent_slices_add_up(amount, cuts):
    total, start, slices = sum(cuts, D(0)), D(0), []
    for cut in cuts:
        slices.append(slice_of(amount, total, start, start + cut, CENT))
        start += cut
    assert sum(slices, D(0)) == amount
    for size, cut in zip(slices, cuts, strict=True):
        assert size % CENT == 0
        assert abs(size - amount * cut / total) <= CENT


def test_a_slice_of_yen_has_no_cents():
    assert slice_of(D(100), D(3), D(0), D(1), D(1)) == 33
    assert slice_of(D(100), D(3), D(1), D(2), D(1)) == 34

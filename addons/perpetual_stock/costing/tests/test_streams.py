"""Any stream of operations keeps the invariants, which :class:`Stock` checks after each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from .. import ZERO
from .kit import Stock
from .streams import VERBS, Player, costs, examples, scales, steps

OUT = ("issue", "take_back", "return_to_vendor")
UNPRICED = tuple(verb for verb in VERBS if verb not in ("revalue", "price"))


def play(name, stream, scale, unit_cost, chunk) -> Stock:
    stock = Player(Stock(name, scale, unit_cost, chunk)).play(stream)
    for entry in stock.entries:
        if entry.verb in OUT:
            assert entry.value <= ZERO, "goods went out at less than nothing"
    sign = -1 if stock.pool.quantity < ZERO else 1
    assert sign * stock.pool.value >= ZERO
    assert stock.pool.unit_cost >= ZERO
    return stock


options = {"scale": scales, "unit_cost": costs, "chunk": st.integers(1, 3)}


@examples(500)
@given(stream=steps(), **options)
def test_fifo(stream, **options):
    play("fifo", stream, **options)


@examples(300)
@given(stream=steps(UNPRICED), **options)
def test_fifo_at_the_prices_paid_ties_every_layer_and_issue_to_its_takes(stream, **options):
    """``Stock`` checks more here: a later price changes values that no take shows."""
    stock = play("fifo", stream, **options)
    assert not stock.repriced
    for entry in stock.entries:
        if entry.verb == "put_back":
            assert entry.value >= ZERO


@examples(500)
@given(stream=steps(), **options)
def test_average(stream, **options):
    stock = play("average", stream, **options)
    assert not stock.store.loads, "the average needs no layers"


@examples(200)
@given(stream=steps(), **options)
def test_standard(stream, **options):
    stock = play("standard", stream, **options)
    assert not stock.store.loads


@examples(200)
@given(name=st.sampled_from(("fifo", "average", "standard")), stream=steps(), **options)
def test_selling_what_is_left_or_buying_what_is_owed_ends_at_nothing(name, stream, **options):
    stock = play(name, stream, **options)
    if stock.pool.quantity > ZERO:
        stock.issue(stock.pool.quantity)
    elif stock.pool.quantity < ZERO:
        stock.receive(-stock.pool.quantity, 7 * stock.pool.scale.money)
    assert stock.state == (0, 0)


@examples(150)
@given(stream=steps(UNPRICED), **options)
def test_batches_do_not_matter_to_fifo(stream, scale, unit_cost, chunk):
    """One book for all, or a new one for each operation."""
    together = Player(Stock("fifo", scale, unit_cost, chunk=50))
    apart = Player(Stock("fifo", scale, unit_cost, chunk))
    for step in stream:
        if step.verb != "reload":
            together.play([step])
            apart.play([step])
            apart.stock.reload()
    assert [e.rows for e in together.stock.entries] == [e.rows for e in apart.stock.entries]
    assert together.stock.layers == apart.stock.layers


@examples(200)
@given(
    name=st.sampled_from(("fifo", "average", "standard")),
    stream=steps(),
    size=st.integers(1, 5000),
    **options,
)
def test_an_issue_undone_at_once_leaves_quantity_and_value_as_they_were(
    name, stream, size, **options
):
    stock = play(name, stream, **options)
    before, layers = stock.state, stock.layers
    issue = stock.issue(size * stock.pool.scale.quantity)
    back = stock.put_back(issue, -issue.quantity)
    assert (back.quantity, back.value) == (-issue.quantity, -issue.value)
    assert stock.pool.quantity == before[0]
    if name == "average":
        assert abs(stock.pool.value - before[1]) <= stock.pool.scale.money
    else:
        assert stock.pool.value == before[1]
    if name == "fifo":
        assert stock.layers == layers

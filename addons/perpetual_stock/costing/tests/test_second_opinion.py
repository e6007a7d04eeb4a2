"""The package against independent models (:mod:`naive`) on the same random streams."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from .kit import UNITS, Entry, Stock
from .naive import ExactAverage, Sale, UnitFifo
from .streams import VERBS, Player, Step, costs, examples, scales, steps

FIFO_VERBS = ("receive", "receive_owed", "issue", "issue_all", "return_to_vendor", "put_back")
AVERAGE_VERBS = tuple(verb for verb in VERBS if verb not in ("price", "reload"))


class Twins:
    """A FIFO stock and its naive twin, in whole units at whole prices."""

    def __init__(self, cost: int, chunk: int):
        self.stock = Stock("fifo", UNITS, cost, chunk)
        self.twin = UnitFifo(cost)
        self.receipts: list[tuple[Entry, int]] = []
        self.sales: list[tuple[Entry, Sale]] = []

    def play(self, verb: str, count: int, price: int, target: int) -> None:
        if verb in ("return_to_vendor", "put_back"):
            known = self.receipts if verb == "return_to_vendor" else self.sales
            if known:
                getattr(self, verb)(count, price, *known[target % len(known)])
        elif verb == "receive_owed":
            self.receive(max(1, -int(self.stock.pool.quantity)), price)
        elif verb == "issue_all":
            self.issue(max(1, int(self.stock.pool.quantity)))
        elif verb == "receive":
            self.receive(count, price)
        else:
            self.issue(count)
        self.compare()

    def receive(self, count: int, price: int) -> None:
        self.receipts.append((self.stock.buy(count, price), self.twin.receive(count, price)))

    def issue(self, count: int) -> None:
        self.sales.append((self.stock.issue(count), self.twin.issue(count)))

    def return_to_vendor(self, count: int, price: int, receipt: Entry, age: int) -> None:
        entry = self.stock.return_to_vendor(receipt, count)
        self.sales.append((entry, self.twin.issue(count, first=age)))

    def put_back(self, count: int, price: int, entry: Entry, sale: Sale) -> None:
        back = self.stock.put_back(entry, count, count * price)
        assert back.value == self.twin.put_back(sale, count, price)
        self.stock.reload()

    def compare(self) -> None:
        assert self.stock.state == self.twin.state
        if self.twin.on_hand:
            assert self.stock.layers == self.twin.layers
        for entry, sale in self.sales:
            cost = sum(cost for units in sale.units.values() for cost in units)
            assert sum(take.value for take in self.stock.takes_of(entry)) == cost


@examples(400)
@given(
    stream=st.lists(
        st.tuples(
            st.sampled_from(FIFO_VERBS), st.integers(1, 9), st.integers(0, 30), st.integers(0, 7)
        ),
        min_size=1,
        max_size=16,
    ),
    cost=st.integers(0, 9),
    chunk=st.integers(1, 3),
)
def test_fifo_is_a_queue_of_units(stream, cost, chunk):
    twins = Twins(cost, chunk)
    for step in stream:
        twins.play(*step)


def replay(exact: ExactAverage, stock: Stock, step: Step, entry: Entry, before) -> None:
    """Do to the exact model what ``entry`` did to ``before``, the pool at that time."""
    quantity, value = abs(Fraction(entry.quantity)), abs(Fraction(entry.value))
    if entry.verb in ("receive", "put_back"):
        exact.receive(quantity, value)
    elif entry.verb == "revalue":
        exact.revalue(Fraction(stock.pool.unit_cost))
    elif entry.verb == "take_back" and at_its_own_cost(step, entry, before, stock):
        exact.take_back(quantity, value)
    else:
        exact.issue(quantity)


def at_its_own_cost(step: Step, entry: Entry, before, stock: Stock) -> bool:
    receipts = [e for e in stock.entries[: entry.number - 1] if e.verb in ("receive", "put_back")]
    receipt = receipts[step.target % len(receipts)]
    value = stock.pool.scale.round_money(receipt.value * -entry.quantity / receipt.quantity)
    return before.quantity > -entry.quantity and before.value >= value


@examples(400)
@given(stream=steps(AVERAGE_VERBS), scale=scales, cost=costs)
def test_average_stays_within_rounding_of_the_exact_one(stream, scale, cost):
    stock = Stock("average", scale, cost)
    exact = ExactAverage(Fraction(cost), Fraction(scale.money))
    player = Player(stock)
    for step in stream:
        before, count = stock.pool, len(player.played)
        player.play([step])
        if len(player.played) > count:
            replay(exact, stock, step, player.played[-1][1], before)
            assert stock.pool.quantity == exact.quantity
            assert abs(Fraction(stock.pool.value) - exact.value) <= exact.error

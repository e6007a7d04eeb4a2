"""A pool with a memory: business verbs, a store of layers as the database keeps them,
and the invariants of the ledger checked after each operation."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import count

from .. import ZERO, Layer, LayerBook, Outcome, Pool, Row, Scale, Take, method
from ..late import late_cost

#: Units and cents: what most examples in books are written in.
UNITS = Scale(Decimal("1"), Decimal("0.01"))


def D(number: object) -> Decimal:
    """A decimal of what is written: ``D("0.10")``, ``D(5)``."""
    return Decimal(str(number))


def scale(quantity: str, money: str) -> Scale:
    """Smallest steps of a unit of measure and of a currency."""
    return Scale(Decimal(quantity), Decimal(money))


class LayerStore:
    """Stands in for the table of layers. ``loads`` keeps the size of each chunk read."""

    def __init__(self, chunk: int = 2):
        self.layers: dict[int, Layer] = {}
        self.chunk = chunk
        self.loads: list[int] = []
        self._keys = count(1)

    def book(self) -> LayerBook:
        """What a new batch starts with: nothing loaded."""
        return LayerBook(self._load, self._find, lambda: next(self._keys))

    def save(self, book: LayerBook) -> None:
        """Write what a batch changed."""
        self.layers.update(book.changed)

    def _load(self, after: int) -> list[Layer]:
        keys = sorted(key for key in self.layers if key > after and self.layers[key].quantity)
        self.loads.append(len(keys[: self.chunk]))
        return [self.layers[key] for key in keys[: self.chunk]]

    def _find(self, keys) -> list[Layer]:
        return [self.layers[key] for key in keys if key in self.layers]


@dataclass(frozen=True)
class Late:
    """A price that comes after the goods, as :func:`late_cost` wants it."""

    delta: Decimal
    start: Decimal
    stop: Decimal
    received: Decimal


@dataclass
class Entry:
    """One operation as the ledger records it."""

    number: int
    verb: str
    rows: tuple[Row, ...]
    takes: list[Take] = field(default_factory=list)
    layers: list[int] = field(default_factory=list)

    @property
    def quantity(self) -> Decimal:
        return sum((row.quantity for row in self.rows), ZERO)

    @property
    def value(self) -> Decimal:
        """Value of the operation itself, without settlements."""
        return sum((row.value for row in self.rows if row.kind == "main"), ZERO)

    @property
    def settlements(self) -> list[Decimal]:
        return [row.value for row in self.rows if row.kind == "negative_settlement"]


class Stock:
    """One pool under one costing method.

    Verbs take numbers or strings and return the :class:`Entry`. ``receive`` takes the
    value of all units, ``buy`` the price of one.
    """

    def __init__(self, name: str, scale: Scale = UNITS, unit_cost: object = 0, chunk: int = 2):
        self.name = name
        self.costing = method(name)
        self.pool = Pool(unit_cost=D(unit_cost), scale=scale)
        self.store = LayerStore(chunk)
        self.book = self.store.book()
        self.entries: list[Entry] = []
        self.returns: dict[int, list[Entry]] = defaultdict(list)
        self.repriced = False

    # verbs

    def receive(self, quantity, value) -> Entry:
        return self._do("receive", self.costing.receive, D(quantity), D(value))

    def buy(self, quantity, price) -> Entry:
        return self.receive(quantity, D(quantity) * D(price))

    def issue(self, quantity) -> Entry:
        return self._do("issue", self.costing.issue, D(quantity))

    def take_back(self, receipt: Entry, quantity, value=None) -> Entry:
        worth = receipt.value * D(quantity) / receipt.quantity if value is None else D(value)
        args = (D(quantity), self.pool.scale.round_money(worth))
        return self._do("take_back", self.costing.take_back, *args, origin=tuple(receipt.layers))

    def return_to_vendor(self, receipt: Entry, quantity) -> Entry:
        verb, layers = self.costing.return_to_vendor, tuple(receipt.layers)
        return self._do("return_to_vendor", verb, D(quantity), origin=layers)

    def put_back(self, issue: Entry, quantity, value=None, linked: bool = True) -> Entry:
        """``linked`` False: without saying where the units came from."""
        worth = issue.value * D(quantity) / issue.quantity if value is None else D(value)
        args = (D(quantity), self.pool.scale.round_money(worth))
        takes = tuple(self.takes_of(issue)) if linked else ()
        entry = self._do("put_back", self.costing.put_back, *args, takes=takes)
        if linked:
            self.returns[issue.number].append(entry)
        return entry

    def revalue(self, unit_cost) -> Entry:
        self.repriced = True
        return self._do("revalue", self.costing.revalue, D(unit_cost))

    def price(self, receipt: Entry, delta, start=0, stop=None, left=None) -> Entry:
        """A late price: ``delta`` for units ``start`` to ``stop`` of a receipt. ``left``
        of it are on hand; under FIFO its layers tell."""
        self.repriced = True
        received = receipt.quantity
        late = Late(D(delta), D(start), D(received if stop is None else stop), received)
        on_hand = min(received, max(self.pool.quantity, ZERO)) if left is None else D(left)
        layers = tuple(receipt.layers)

        def operation(pool: Pool, book: LayerBook) -> Outcome:
            return late_cost(self.name, pool, late, on_hand, book, layers)

        return self._do("price", operation)

    def reload(self) -> None:
        """End the batch: save, and start the next with nothing loaded."""
        self.store.save(self.book)
        self.book = self.store.book()

    # state

    @property
    def state(self) -> tuple[Decimal, Decimal]:
        """Quantity and value on hand."""
        return self.pool.quantity, self.pool.value

    @property
    def layers(self) -> list[tuple[Decimal, Decimal]]:
        """Quantity and value of the open layers, oldest first."""
        return [(layer.quantity, layer.value) for layer in self.book.open()]

    def takes_of(self, issue: Entry) -> list[Take]:
        """What the issue took, what settlements moved for it, what returns gave back."""
        given = [take for entry in self.returns[issue.number] for take in entry.takes]
        return [*issue.takes, *given]

    # the ledger

    def _do(self, verb: str, operation, *args, **kwargs) -> Entry:
        before = self.pool
        known = set(self._all_layers())
        outcome: Outcome = operation(self.pool, *args, self.book, **kwargs)
        entry = Entry(len(self.entries) + 1, verb, outcome.rows)
        self.entries.append(entry)
        self.pool = outcome.pool
        entry.layers = sorted(set(self.book.changed) - known)
        for key in entry.layers:
            self.book.put(replace(self.book.changed[key], source=entry.number))
        for take in outcome.takes:
            self.entries[(take.source or entry.number) - 1].takes.append(take)
        self._check_entry(entry, before)
        self._check_pool()
        if self.name == "fifo":
            self._check_layers()
            self._check_takes(entry)
        return entry

    def _all_layers(self) -> dict[int, Layer]:
        return {**self.store.layers, **self.book.changed}

    # invariants

    def _check_entry(self, entry: Entry, before: Pool) -> None:
        assert before.quantity + entry.quantity == self.pool.quantity
        change = sum((row.value for row in entry.rows), ZERO)
        assert before.value + change == self.pool.value
        assert [row.kind for row in entry.rows].count("main") <= 1
        for row in entry.rows:
            self._assert_money(row.value)
            assert row.kind == "main" or not row.quantity

    def _check_pool(self) -> None:
        pool = self.pool
        assert pool.quantity or not pool.value
        assert sum((entry.quantity for entry in self.entries), ZERO) == pool.quantity
        values = (row.value for entry in self.entries for row in entry.rows)
        assert sum(values, ZERO) == pool.value
        if self.name == "standard":
            assert pool.value == pool.scale.round_money(pool.quantity * pool.unit_cost)

    def _check_layers(self) -> None:
        layers = self._all_layers().values()
        assert self.book.total() == (self.pool.quantity, self.pool.value)
        signs = {layer.quantity > ZERO for layer in layers if layer.quantity}
        assert len(signs) <= 1, "open layers and debts at once"
        for layer in layers:
            assert layer.quantity or not layer.value
            self._assert_money(layer.value)

    def _check_takes(self, entry: Entry) -> None:
        if entry.verb in ("issue", "take_back", "return_to_vendor"):
            assert sum((take.quantity for take in entry.takes), ZERO) == -entry.quantity
            assert sum((take.value for take in entry.takes), ZERO) == -entry.value
        for take in entry.takes:
            self._assert_money(take.value)
        taken = self._taken_by_layer()
        for key, layer in self._all_layers().items():
            quantity, value = self._original(key)
            assert layer.quantity == quantity - taken[key][0]
            assert self.repriced or layer.value == value - taken[key][1]

        if not self.repriced:
            self._check_cost_of_issues()

    def _check_cost_of_issues(self) -> None:
        """What an issue cost, settlements included, is what its takes add up to."""
        cost: dict[int, Decimal] = defaultdict(lambda: ZERO)
        for entry in self.entries:
            for row in entry.rows:
                cost[row.settles or entry.number] -= row.value
        for entry in self.entries:
            if entry.verb in ("issue", "take_back", "return_to_vendor"):
                assert sum((take.value for take in entry.takes), ZERO) == cost[entry.number]

    def _original(self, key: int) -> tuple[Decimal, Decimal]:
        """What a layer was opened with; a debt's units are all taken by its issue."""
        (entry,) = (entry for entry in self.entries if key in entry.layers)
        if entry.verb in ("issue", "take_back", "return_to_vendor"):
            return ZERO, ZERO
        given = [take for take in entry.takes if take.quantity < ZERO and not take.source]
        quantity = entry.quantity + sum((take.quantity for take in given), ZERO)
        return quantity, entry.value + sum((take.value for take in given), ZERO)

    def _taken_by_layer(self) -> dict[int, tuple[Decimal, Decimal]]:
        taken = defaultdict(lambda: (ZERO, ZERO))
        for entry in self.entries:
            for take in entry.takes:
                quantity, value = taken[take.key]
                taken[take.key] = (quantity + take.quantity, value + take.value)
        return taken

    def _assert_money(self, amount: Decimal) -> None:
        assert not amount % self.pool.scale.money, f"{amount} is no amount of money"

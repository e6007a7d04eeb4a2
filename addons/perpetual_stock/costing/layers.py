"""The open layers of one pool, oldest first, loaded only as far as they are used."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from .data import ZERO, CostingError, Layer

Loader = Callable[[int], Iterable[Layer]]


def _nothing(after: int) -> Iterable[Layer]:
    return ()


class LayerBook:
    """Working set of a pool's layers during one operation or batch.

    :param load: called with the last key seen (0 at first); returns the next chunk of
        open layers with greater keys, in key order; empty when there are no more.
    :param find: called with keys; returns those layers, open or closed.

    :param new_key: gives the key of a new layer, greater than every key in the pool.

    ``changed`` holds every layer that was created or altered, by key: what to store.
    """

    def __init__(
        self,
        load: Loader = _nothing,
        find: Callable[[Iterable[int]], Iterable[Layer]] | None = None,
        new_key: Callable[[], int] | None = None,
    ):
        self._load = load
        self._find = find
        self._new_key = new_key or self._next_key
        self._layers: dict[int, Layer] = {}
        self._order: list[int] = []
        self._loaded_to = 0
        self._exhausted = False
        self.changed: dict[int, Layer] = {}

    @classmethod
    def of(cls, layers: Iterable[Layer]) -> LayerBook:
        """A book that holds just these layers (tests, examples)."""
        rows = sorted(layers, key=lambda layer: layer.key)
        return cls(
            load=lambda after: [row for row in rows if row.key > after],
            find=lambda keys: [row for row in rows if row.key in keys],
        )

    def _next_key(self) -> int:
        while not self._exhausted:
            self._fetch()
        return (self._order[-1] if self._order else 0) + 1

    def _fetch(self) -> None:
        chunk = list(self._load(self._loaded_to))
        self._exhausted = not chunk
        for layer in chunk:
            if layer.key <= self._loaded_to:
                raise CostingError(f"layer {layer.key} was loaded after {self._loaded_to}")
            self._loaded_to = layer.key
            # What the book already knows is newer than what is stored.
            if layer.key not in self._layers:
                self._remember(layer)

    def _remember(self, layer: Layer) -> None:
        if layer.key not in self._layers:
            insort(self._order, layer.key)
        self._layers[layer.key] = layer

    def open(self) -> Iterator[Layer]:
        """Open layers from the oldest on; fetches the next chunk when it gets there."""
        key = self._key_after(0)
        while key is not None:
            layer = self._layers[key]
            if layer.quantity:
                yield layer
            key = self._key_after(key)

    def _key_after(self, key: int) -> int | None:
        """The next greater key. One found or added beyond what is loaded has to wait:
        older layers may still be in the store."""
        while True:
            position = bisect_right(self._order, key)
            known = self._order[position] if position < len(self._order) else None
            if self._exhausted or (known is not None and known <= self._loaded_to):
                return known
            self._fetch()

    def get(self, keys: Iterable[int]) -> list[Layer]:
        """These layers, open or closed, in the order asked for."""
        keys = list(keys)
        missing = [key for key in keys if key not in self._layers]
        if missing and self._find:
            for layer in self._find(missing):
                self._remember(layer)
        return [self._layers[key] for key in keys if key in self._layers]

    def add(self, quantity: Decimal, value: Decimal) -> Layer:
        """A new youngest layer."""
        layer = Layer(self._new_key(), quantity, value)
        self.put(layer)
        return layer

    def put(self, layer: Layer) -> None:
        """Keep a new state of a layer."""
        self._remember(layer)
        self.changed[layer.key] = layer

    def total(self) -> tuple[Decimal, Decimal]:
        """Quantity and value of everything open (walks all layers: for checks)."""
        quantity = value = ZERO
        for layer in self.open():
            quantity += layer.quantity
            value += layer.value
        return quantity, value

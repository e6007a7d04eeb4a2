"""What core says stock is worth, as openings of pools."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from ..costing import ZERO
from ..ledger.facts import decimal
from .history import History


@dataclass
class Figure:
    """Opening of one costing key: layers are (quantity, value, stock move id or ``None``)."""

    unit_cost: Decimal
    value: Decimal
    cost_method: str
    layers: list[tuple[Decimal, Decimal, int | None]] = field(default_factory=list)


class Figures:
    """Core's figures of a batch of products, in one company."""

    def __init__(self, products):
        """:param products: the batch, where core sees this company's stock only"""
        self.products = products
        self.history = History(products)
        self.step = decimal(products.env.company.currency_id.rounding)

    def figure(self, product, lot, owned: Decimal, consigned: Decimal) -> Figure:
        """Opening of ``owned`` units of a product, of one lot where it is valued by lot."""
        method = product.cost_method
        cost = decimal((lot and lot.standard_price) or product.standard_price or 0.0)
        if not owned:
            return Figure(cost, ZERO, method)
        layers = []
        if method == "standard" or owned < ZERO:
            # Core carries a shortage at the product's cost, too.
            value = owned * cost
        elif method == "fifo" and not lot:
            layers, value = self._fifo(product, owned, consigned, cost)
        else:
            value = self._core_value(product, lot)
        value = self._round(value)
        if method == "fifo":
            layers = self._make_equal(layers, owned, value)
        unit_cost = cost if method == "standard" else value / owned
        return Figure(unit_cost, value, method, layers)

    def _core_value(self, product, lot=None) -> Decimal:
        if lot:
            return decimal(lot.total_value)
        value = self.history.values.get(product.id)
        # Alone: core would work it out for all that are in the cache with it.
        return decimal(self.products.browse(product.id).total_value if value is None else value)

    def _fifo(self, product, owned, consigned, cost):
        """Layers of the receipts on hand, youngest first in, oldest first out; their value."""
        layers, left = [], owned
        for units, worth, move_id in self._receipts(product):
            take = min(units, left)
            if take > ZERO:
                layers.append((take, worth * take / units, move_id))
                left -= take
        if left > ZERO:
            # More on hand than was ever received: core goes on with the last price.
            price = layers[0][1] / layers[0][0] if layers else cost
            layers.append((left, left * price, None))
        layers.reverse()
        # With consigned goods core counts units that nobody has paid for.
        exact = sum((value for _quantity, value, _move in layers), ZERO)
        return layers, exact if consigned else self._core_value(product)

    def _receipts(self, product):
        """(units, value, stock move id) of the receipts on hand, youngest first."""
        stack = self.history.stacks.get(product.id)
        if stack is not None:
            for move in reversed(stack):
                yield decimal(move.units), decimal(move.value), move.id
            return
        product = self.products.browse(product.id)
        remaining = product._get_remaining_moves().get(product, {})
        for move in sorted(remaining, key=lambda move: (move.date, move.id), reverse=True):
            yield decimal(move._get_valued_qty() or 0.0), decimal(move.value), move.id

    def _make_equal(self, layers, owned, value):
        """Rounded layers that add up to ``value``; the last takes what is left."""
        if not layers:
            return [(owned, value, None)]
        rounded = [(quantity, self._round(worth), move) for quantity, worth, move in layers]
        rest = value - sum((worth for _quantity, worth, _move in rounded[:-1]), ZERO)
        return [*rounded[:-1], (rounded[-1][0], rest, rounded[-1][2])]

    def _round(self, amount: Decimal) -> Decimal:
        return (amount / self.step).quantize(Decimal(1), ROUND_HALF_UP) * self.step + ZERO

"""Immutable data of the costing core: plain Python, decimals only.

Quantities are in the product's unit of measure, values in the company's
currency. A pool or a layer may be negative: goods issued before they were
received, carried at the cost that was assumed for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)


class CostingError(ValueError):
    """An operation that has no meaning for the pool that it was asked of."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Smallest steps: ``quantity`` of the unit of measure, ``money`` of the currency."""

    quantity: Decimal = Decimal("0.01")
    money: Decimal = Decimal("0.01")

    def round_money(self, amount: Decimal) -> Decimal:
        """Round half up (away from zero) to the currency's smallest unit."""
        return _round(amount, self.money)

    def round_quantity(self, quantity: Decimal) -> Decimal:
        """Round half up (away from zero) to the unit's smallest step."""
        return _round(quantity, self.quantity)


def _round(amount: Decimal, step: Decimal) -> Decimal:
    # Adding zero makes a negative zero a plain one.
    return (amount / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step + ZERO


@dataclass(frozen=True, slots=True)
class Pool:
    """Running balance of one costing key (company, product, lot if valued by lot).

    ``unit_cost`` is the last known cost of one unit (under the standard method: the
    standard), used when the pool has no stock to take a cost from.
    """

    quantity: Decimal = ZERO
    value: Decimal = ZERO
    unit_cost: Decimal = ZERO
    scale: Scale = Scale()

    @property
    def current_cost(self) -> Decimal:
        """Cost of one unit now, unrounded: value over quantity while there is stock."""
        return self.value / self.quantity if self.quantity > ZERO else self.unit_cost

    @property
    def running_cost(self) -> Decimal:
        """Cost of one unit that issues leave unchanged: the unit cost while it explains
        the value to a step of money, else value over quantity.

        A value rounded to cents says little about one unit when next to nothing is
        left: 0.001 kg at 12.34 is worth 0.01, which is not 10.00 a kilogram.
        """
        if abs(self.value - self.quantity * self.unit_cost) <= self.scale.money:
            return self.unit_cost
        return self.value / self.quantity

    def share(self, quantity: Decimal) -> Decimal:
        """Rounded value of ``quantity`` units: a part of what is on hand, or a shortage
        (negative) at the running cost."""
        if quantity < ZERO or self.quantity <= ZERO:
            return self.scale.round_money(quantity * self.running_cost)
        return self.scale.round_money(self.value * quantity / self.quantity)


@dataclass(frozen=True, slots=True)
class Layer:
    """What is left of one receipt, or an open debt (negative quantity and value).

    ``key`` orders layers by age and identifies them; ``source`` is the entry that made it.
    """

    key: int
    quantity: Decimal
    value: Decimal
    source: int = 0

    def value_of_rest(self, rest: Decimal, scale: Scale) -> Decimal:
        """Rounded value of the ``rest`` units that stay in the layer."""
        if not self.quantity:
            return ZERO
        return scale.round_money(self.value * rest / self.quantity)


@dataclass(frozen=True, slots=True)
class Take:
    """``quantity`` units worth ``value`` taken from layer ``key`` by entry ``source``.

    Negative when units went back. ``source`` 0 is the entry being written.
    """

    key: int
    quantity: Decimal
    value: Decimal
    source: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One future ledger entry: signed change of the pool, and why.

    ``kind`` is ``main`` for the operation itself or ``negative_settlement`` for the
    difference between the cost assumed for units issued before they were received
    and their actual cost. ``settles`` is the source of the debt that was settled.
    """

    quantity: Decimal
    value: Decimal
    kind: str = "main"
    settles: int = 0

    @property
    def unit_cost(self) -> Decimal:
        """Cost of one unit, unrounded; zero for a row of value only."""
        return self.value / self.quantity if self.quantity else ZERO


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an operation did: the pool after it, the rows to write, the layers taken."""

    pool: Pool
    rows: tuple[Row, ...]
    takes: tuple[Take, ...] = ()

    @property
    def value(self) -> Decimal:
        """Signed change of the pool's value by the operation itself, without settlements."""
        return sum((row.value for row in self.rows if row.kind == "main"), ZERO)

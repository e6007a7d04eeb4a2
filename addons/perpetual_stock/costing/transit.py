"""The part of a pool that is under way between the company's own warehouses.

A pool counts goods in transit like all others: what they cost is one matter with what is
on the shelf. Only the account differs that carries them, so all there is to remember is
how many units are on it and at what value. O(1) in history.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .data import ZERO, Scale


@dataclass(frozen=True, slots=True)
class Transit:
    """Units and value on the goods-in-transit account.

    Negative where goods arrived before anybody said that they had left.
    """

    quantity: Decimal = ZERO
    value: Decimal = ZERO

    def moved(self, quantity: Decimal, unit_cost: Decimal, scale: Scale) -> Transit:
        """After ``quantity`` units left for transit (negative: arrived).

        What leaves is carried at ``unit_cost``; what arrives brings back its share of what
        is on the account, and the last unit the rest.

        >>> on_the_way = Transit().moved(Decimal(3), Decimal("3.3333"), Scale())
        >>> on_the_way.value
        Decimal('10.00')
        >>> on_the_way.moved(Decimal(-1), Decimal(99), Scale()).value
        Decimal('6.67')
        """
        rest = self.quantity + quantity
        if self.quantity * quantity >= ZERO:
            return Transit(rest, self.value + scale.round_money(quantity * unit_cost))
        if abs(quantity) <= abs(self.quantity):
            return Transit(rest, scale.round_money(self.value * rest / self.quantity))
        return Transit(rest, scale.round_money(rest * unit_cost))

    def revalued(self, unit_cost: Decimal, scale: Scale) -> Transit:
        """The same units at another cost."""
        return Transit(self.quantity, scale.round_money(self.quantity * unit_cost))

"""Match two sides of a clearing account, oldest first, by quantity.

Goods received with goods billed (GRNI), goods delivered with goods invoiced (GDNI). An
item is always matched at its own price: the slice of its amount that belongs to the
matched units. Slices are rounded cumulatively, so that a fully matched item is matched
to the last cent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Item:
    """One document's item: ``quantity`` units (positive), ``matched`` of them so far."""

    key: int
    quantity: Decimal
    matched: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        return self.quantity - self.matched


@dataclass(frozen=True, slots=True)
class Match:
    """``quantity`` units of a credit matched with as many of a debit.

    ``credit_start`` and ``debit_start`` are the units of each item matched before.
    """

    credit: int
    debit: int
    quantity: Decimal
    credit_start: Decimal
    debit_start: Decimal


def match_oldest_first(credits: Sequence[Item], debits: Sequence[Item]) -> list[Match]:
    """Pair the open units of both sides, each in the order given (oldest first).

    >>> match_oldest_first([Item(1, Decimal(2)), Item(2, Decimal(5))], [Item(9, Decimal(3))])
    [Match(credit=1, debit=9, quantity=Decimal('2'), credit_start=Decimal('0'), \
debit_start=Decimal('0')), Match(credit=2, debit=9, quantity=Decimal('1'), \
credit_start=Decimal('0'), debit_start=Decimal('2'))]
    """
    matches: list[Match] = []
    left = {item.key: item.open for item in (*credits, *debits)}
    assert all(quantity >= ZERO for quantity in left.values()), "matched beyond its quantity"
    waiting = [item for item in debits if item.open]
    for credit in credits:
        while left[credit.key] and waiting:
            debit = waiting[0]
            quantity = min(left[credit.key], left[debit.key])
            matches.append(
                Match(
                    credit.key,
                    debit.key,
                    quantity,
                    credit.quantity - left[credit.key],
                    debit.quantity - left[debit.key],
                )
            )
            left[credit.key] -= quantity
            left[debit.key] -= quantity
            if not left[debit.key]:
                waiting.pop(0)
    return matches


def slice_of(
    amount: Decimal, quantity: Decimal, start: Decimal, stop: Decimal, step: Decimal
) -> Decimal:
    """Part of ``amount`` (for ``quantity`` units) that units ``start`` to ``stop`` carry.

    Rounded to ``step``, cumulatively: adjacent slices add up without a rest.
    """

    def until(units: Decimal) -> Decimal:
        share = amount * units / quantity / step
        return share.quantize(Decimal(1), rounding=ROUND_HALF_UP) * step

    return until(stop) - until(start)

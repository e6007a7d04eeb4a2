"""Pair what was delivered with what was invoiced, oldest first, each at its own value.

The debit side of a sales order line has its deliveries and credit notes, the credit side
its returns and invoices. Only deliveries and returns carry an amount: what they put on,
or took off, the account of goods delivered not invoiced. A pair takes from each side the
share of the amount that belongs to its units, so what remains to be expensed is the
difference of the two: the delivered cost against an invoice, minus the returned cost
against a credit note, the difference in cost of a delivery that came back, and nothing
between an invoice and its credit note.

Who is credited had been invoiced: a credit note takes what came back before a delivery
that was never invoiced does, whichever of the two was there first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from odoo.addons.perpetual_stock.matching import Item, match_oldest_first, slice_of

ZERO = Decimal(0)


@dataclass(frozen=True)
class Part:
    """One document's part in a side.

    ``quantity`` units carry ``amount``; ``matched`` units of it with ``cleared`` of the
    amount are in earlier pairs. ``move`` is the stock move of goods, ``returns`` the one
    that it returns. ``source`` is the caller's own.
    """

    quantity: Decimal
    amount: Decimal = ZERO
    matched: Decimal = ZERO
    cleared: Decimal = ZERO
    move: int | None = None
    returns: int | None = None
    source: Any = None

    @property
    def is_open(self) -> bool:
        return self.quantity > self.matched

    @property
    def is_goods(self) -> bool:
        return self.move is not None

    def corrects(self, other: Part) -> bool:
        """Whether one part edits the very move of the other."""
        return self.is_goods and self.move == other.move

    def shares_goods_with(self, other: Part) -> bool:
        """Whether one part brings the other's goods back, or corrects the same move."""
        if not self.move or not other.move:
            return False
        return self.move in (other.move, other.returns) or self.returns == other.move


@dataclass(frozen=True)
class Pair:
    """``quantity`` units of both sides and the share of each side's amount."""

    debit: Part
    credit: Part
    quantity: Decimal
    debit_amount: Decimal
    credit_amount: Decimal


class _Rest:
    """What is left of a part while pairs are being made."""

    def __init__(self, part: Part):
        self.quantity = part.quantity - part.matched
        self.amount = part.amount - part.cleared

    def take(self, quantity: Decimal, step: Decimal, known: Decimal | None = None) -> Decimal:
        """Take the units' share of the amount that is left; the last take it all.

        :param known: what these units cost, where that is known; as far as it is there
        """
        amount = slice_of(self.amount, self.quantity, ZERO, quantity, step)
        if known is not None:
            amount = min(known, self.amount)
        if quantity == self.quantity:
            amount = self.amount
        self.quantity -= quantity
        self.amount -= amount
        return amount


def pair(debits: Sequence[Part], credits: Sequence[Part], step: Decimal) -> list[Pair]:
    """Pair the open units of both sides: corrections with the move that they correct,
    returns with credit notes, goods that came back with the very goods that left, then
    everything in the order given (oldest first).

    :param step: smallest unit of the currency, to which shares are rounded
    """
    parts = [part for part in (*debits, *credits) if part.is_open]
    rests = [_Rest(part) for part in parts]
    split = sum(part.is_open for part in debits)
    debit_keys, credit_keys = range(split), range(split, len(parts))
    pairs: list[Pair] = []

    def match(some_credits: Iterable[int], some_debits: Iterable[int]) -> None:
        """Append the pairs among these keys (indexes of ``parts``)."""
        sides = [
            [Item(key, rests[key].quantity) for key in keys] for keys in (some_credits, some_debits)
        ]
        for found in match_oldest_first(*sides):
            debit, credit = parts[found.debit], parts[found.credit]
            returned = rests[found.credit].take(found.quantity, step)
            known = returned if credit.corrects(debit) else None
            delivered = rests[found.debit].take(found.quantity, step, known)
            pairs.append(Pair(debit, credit, found.quantity, delivered, returned))

    for credit in credit_keys:
        corrected = (key for key in debit_keys if parts[key].corrects(parts[credit]))
        match([credit], corrected)
    credit_notes = [key for key in debit_keys if not parts[key].is_goods]
    match([key for key in credit_keys if parts[key].is_goods], credit_notes)
    for credit in credit_keys:
        same_goods = (key for key in debit_keys if parts[key].shares_goods_with(parts[credit]))
        match([credit], same_goods)
    match(credit_keys, debit_keys)
    return pairs

"""Clear journal items that add up to zero against each other, to the last cent.

An accounting system pairs one debit with one credit at a time and keeps, beside the
company's amount, what each side gives in its own currency.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be cleared of item ``key``: a debit above zero, a credit below.

    ``foreign`` is the amount in the item's own currency, of the same sign, in steps of
    ``step``.
    """

    key: int
    amount: Decimal
    foreign: Decimal
    step: Decimal = Decimal("0.01")

    @property
    def sign(self) -> int:
        size = self.amount or self.foreign
        return (size > ZERO) - (size < ZERO)


@dataclass(frozen=True, slots=True)
class Clearing:
    """A debit and a credit that clear ``amount`` of each other; all numbers positive."""

    debit: int
    credit: int
    amount: Decimal
    debit_foreign: Decimal
    credit_foreign: Decimal


class _Side:
    """The parts of one side, consumed from the first on."""

    def __init__(self, parts: Iterable[Part]):
        # Parts without an amount take part in a pair that has one, so they go first.
        self._parts = sorted(parts, key=lambda part: part.amount != ZERO)
        self._index = 0
        self._taken = self._foreign_taken = ZERO

    @property
    def part(self) -> Part | None:
        """The part at hand; the last one when all are consumed."""
        return self._parts[min(self._index, len(self._parts) - 1)] if self._parts else None

    @property
    def is_done(self) -> bool:
        return self._index >= len(self._parts)

    @property
    def rest(self) -> Decimal:
        return ZERO if self.is_done else abs(self.part.amount) - self._taken

    def take(self, amount: Decimal) -> Decimal:
        """Consume ``amount`` of the part at hand; returns its share in foreign currency."""
        if self.is_done:
            return ZERO
        part = self.part
        self._taken += amount
        is_last = self._taken == abs(part.amount)
        until = (
            abs(part.foreign)
            if is_last
            else _round(abs(part.foreign) * self._taken / abs(part.amount), part.step)
        )
        foreign, self._foreign_taken = until - self._foreign_taken, until
        if is_last:
            self._index += 1
            self._taken = self._foreign_taken = ZERO
        return foreign


def clear(parts: Iterable[Part]) -> list[Clearing]:
    """Pairs that leave nothing open of any part, in either currency.

    :raises ValueError: the amounts do not add up to zero

    >>> bill, receipt, difference = (
    ...     Part(1, Decimal(120), Decimal(120)),
    ...     Part(2, Decimal(-100), Decimal(-100)),
    ...     Part(3, Decimal(-20), Decimal(-20)),
    ... )
    >>> [(pair.debit, pair.credit, str(pair.amount)) for pair in clear([bill, receipt, difference])]
    [(1, 2, '100'), (1, 3, '20')]
    """
    parts = list(parts)
    if sum((part.amount for part in parts), ZERO):
        raise ValueError(f"parts do not clear each other: {parts}")
    debits = _Side(part for part in parts if part.sign > 0)
    credits = _Side(part for part in parts if part.sign < 0)
    if debits.part is None or credits.part is None:
        return []
    clearings: list[Clearing] = []
    while not (debits.is_done and credits.is_done):
        amount = min(debits.rest, credits.rest)
        keys = (debits.part.key, credits.part.key)
        clearings.append(Clearing(*keys, amount, debits.take(amount), credits.take(amount)))
    return clearings


def _round(amount: Decimal, step: Decimal) -> Decimal:
    return (amount / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step

"""Second opinions, written to be obvious and slow: a list of single units for FIFO, and
exact fractions for the average. They share no code with the package."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction


@dataclass
class Sale:
    """Units of one issue by where they are from; 0 is a unit still owed."""

    units: dict[int, list[int]] = field(default_factory=dict)

    def add(self, origin: int, cost: int) -> None:
        """The origin touched last is the first to be given back to."""
        self.units[origin] = [*self.units.pop(origin, []), cost]

    def drop(self, origin: int) -> int:
        units = self.units.pop(origin)
        cost = units.pop()
        if units:
            self.units[origin] = units
        return cost

    def next_back(self) -> int | None:
        """Where the next unit given back is from: owed ones first."""
        return 0 if 0 in self.units else next(reversed(self.units), None)


class UnitFifo:
    """FIFO unit by unit. Each unit on hand is ``(age, cost)``; each unit owed names the
    sale that waits for it. Costs are whole numbers, so nothing is ever rounded."""

    def __init__(self, cost: int):
        self.on_hand: list[tuple[int, int]] = []
        self.owed: list[tuple[Sale, int]] = []
        self.last_cost = cost
        self.age = 0

    @property
    def state(self) -> tuple[int, int]:
        quantity = len(self.on_hand) - len(self.owed)
        return quantity, sum(c for _, c in self.on_hand) - sum(c for _, c in self.owed)

    @property
    def layers(self) -> list[tuple[int, int]]:
        """Quantity and value by age of what is on hand."""
        by_age: dict[int, list[int]] = {}
        for age, cost in self.on_hand:
            by_age.setdefault(age, []).append(cost)
        return [(len(costs), sum(costs)) for _age, costs in sorted(by_age.items())]

    def receive(self, count: int, cost: int) -> int:
        """``count`` units at ``cost`` each; returns their age."""
        self.age += 1
        if self.owed:
            self.last_cost = cost
        for _ in range(count):
            self._enter(self.age, cost)
        return self.age

    def _enter(self, age: int, cost: int) -> None:
        if self.owed:
            sale, _assumed = self.owed.pop(0)
            sale.drop(0)
            sale.add(age, cost)
        else:
            self.on_hand.append((age, cost))
            self.on_hand.sort(key=lambda unit: unit[0])

    def issue(self, count: int, first: int | None = None) -> Sale:
        """``count`` units, those of age ``first`` before the others."""
        sale = Sale()
        for _ in range(count):
            if self.on_hand:
                age, self.last_cost = self._leave(first)
                sale.add(age, self.last_cost)
            else:
                sale.add(0, self.last_cost)
                self.owed.append((sale, self.last_cost))
        return sale

    def _leave(self, first: int | None) -> tuple[int, int]:
        ages = [age for age, _cost in self.on_hand]
        return self.on_hand.pop(ages.index(first) if first in ages else 0)

    def put_back(self, sale: Sale, count: int, cost: int) -> int:
        """Units of ``sale`` return; those it does not have are new, at ``cost``. Returns
        the value of all."""
        value = 0
        for done in range(count):
            origin = sale.next_back()
            if origin is None:
                self.receive(count - done, cost)
                return value + (count - done) * cost
            unit = sale.drop(origin)
            value += unit
            if origin:
                self._enter(origin, unit)
            else:
                self._forgive(sale)
        return value

    def _forgive(self, sale: Sale) -> None:
        mine = [index for index, owed in enumerate(self.owed) if owed[0] is sale]
        self.owed.pop(mine[-1])


class ExactAverage:
    """Moving average in fractions, and how far a ledger in whole coins may be off.

    ``error`` bounds the value, ``cost_error`` the cost of one unit: each rounding adds at
    most half a coin, and an issue keeps of the error what it keeps of the stock.
    """

    def __init__(self, cost: Fraction, coin: Fraction):
        self.quantity = self.value = self.error = self.cost_error = Fraction(0)
        self.cost = cost
        self.coin = coin

    def receive(self, quantity: Fraction, value: Fraction) -> None:
        before, self.quantity = self.quantity, self.quantity + quantity
        if before >= 0:
            self.value += value
            self._spread()
        elif self.quantity >= 0:
            self.cost, self.cost_error = value / quantity, Fraction(0)
            self._hold(self.quantity * self.cost, Fraction(0))
        else:
            self._hold(self.quantity * self.cost, -self.quantity * self.cost_error)

    def issue(self, quantity: Fraction) -> None:
        before, self.quantity = self.quantity, self.quantity - quantity
        if before > 0:
            self.cost = self.value / before
            # A unit cost may be kept while it is within a coin of the value.
            self.cost_error = max(self.cost_error, (self.error + self.coin) / before)
        if self.quantity >= 0:
            self._hold(self.quantity * self.cost, self.error * self.quantity / (before or 1))
        else:
            self._hold(self.quantity * self.cost, -self.quantity * self.cost_error)

    def take_back(self, quantity: Fraction, value: Fraction) -> None:
        self.quantity -= quantity
        self.value -= value
        self._spread()

    def revalue(self, cost: Fraction) -> None:
        self.cost, self.cost_error = cost, Fraction(0)
        self._hold(self.quantity * cost, Fraction(0))

    def _spread(self) -> None:
        self.cost, self.cost_error = self.value / self.quantity, self.error / self.quantity

    def _hold(self, value: Fraction, error: Fraction) -> None:
        self.value = value
        self.error = error + self.coin / 2 if self.quantity else Fraction(0)

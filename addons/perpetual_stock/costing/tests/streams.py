"""Random streams of operations: what hypothesis draws, and how it is played."""

from __future__ import annotations

import os
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from .. import ZERO, Scale
from .kit import Entry, Stock, scale

EXAMPLES = int(os.environ.get("PERPETUAL_EXAMPLES", "0"))


def examples(count: int) -> settings:
    """``count`` fixed examples, or as many random ones as ``PERPETUAL_EXAMPLES`` says."""
    return settings(
        max_examples=EXAMPLES or count,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


VERBS = (
    "receive",
    "receive_owed",
    "issue",
    "issue_all",
    "take_back",
    "return_to_vendor",
    "put_back",
    "put_back_unlinked",
    "put_back_owed",
    "revalue",
    "price",
    "reload",
)


@dataclass(frozen=True)
class Step:
    """One operation. What the numbers mean depends on the verb: see :class:`Player`."""

    verb: str
    size: int
    amount: int
    target: int


def steps(verbs: tuple[str, ...] = VERBS, most: int = 14) -> st.SearchStrategy[list[Step]]:
    """Small numbers meet each other often: exact zeros, shared layers, cents to share."""
    size = st.one_of(st.integers(1, 12), st.integers(1, 5000))
    amount = st.one_of(st.integers(0, 40), st.integers(0, 1_000_000))
    step = st.builds(Step, st.sampled_from(verbs), size, amount, st.integers(0, 7))
    return st.lists(step, min_size=1, max_size=most)


scales: st.SearchStrategy[Scale] = st.builds(
    scale, st.sampled_from(("1", "0.01", "0.001")), st.sampled_from(("1", "0.01", "0.001", "0.05"))
)
costs = st.sampled_from([Decimal(text) for text in ("0", "0.003", "1", "3.3333", "1234.5678")])


class Player:
    """Plays steps against a stock; those that make no sense now are left out."""

    def __init__(self, stock: Stock):
        self.stock = stock
        self.played: list[tuple[Step, Entry]] = []

    def play(self, stream: list[Step]) -> Stock:
        for step in stream:
            entry = getattr(self, step.verb)(step)
            if entry:
                self.played.append((step, entry))
        return self.stock

    def quantity(self, step: Step) -> Decimal:
        return step.size * self.stock.pool.scale.quantity

    def value(self, step: Step) -> Decimal:
        return step.amount * self.stock.pool.scale.money

    def one_of(self, step: Step, *verbs: str) -> Entry | None:
        entries = [entry for entry in self.stock.entries if entry.verb in verbs]
        return entries[step.target % len(entries)] if entries else None

    def an_issue(self, step: Step) -> Entry | None:
        return self.one_of(step, "issue", "take_back", "return_to_vendor")

    def receive(self, step):
        return self.stock.receive(self.quantity(step), self.value(step))

    def receive_owed(self, step):
        owed = -self.stock.pool.quantity
        return self.stock.receive(owed, self.value(step)) if owed > ZERO else None

    def issue(self, step):
        return self.stock.issue(self.quantity(step))

    def issue_all(self, step):
        left = self.stock.pool.quantity
        return self.stock.issue(left) if left > ZERO else None

    def take_back(self, step):
        receipt = self.one_of(step, "receive", "put_back")
        return receipt and self.stock.take_back(receipt, self.quantity(step))

    def return_to_vendor(self, step):
        receipt = self.one_of(step, "receive")
        return receipt and self.stock.return_to_vendor(receipt, self.quantity(step))

    def put_back(self, step):
        issue = self.an_issue(step)
        return issue and self.stock.put_back(issue, self.quantity(step))

    def put_back_unlinked(self, step):
        value = self.value(step)
        issue = self.an_issue(step)
        return issue and self.stock.put_back(issue, self.quantity(step), value, linked=False)

    def put_back_owed(self, step):
        """Back to exactly zero."""
        issue, owed = self.an_issue(step), -self.stock.pool.quantity
        return self.stock.put_back(issue, owed) if issue and owed > ZERO else None

    def revalue(self, step):
        cents = Decimal(step.amount) / 10000
        return self.stock.revalue(cents)

    def price(self, step):
        """A late price, up for even targets and down for odd ones."""
        receipt = self.one_of(step, "receive")
        delta = -self.value(step) if step.target % 2 else self.value(step)
        return receipt and self.stock.price(receipt, delta)

    def reload(self, step):
        self.stock.reload()

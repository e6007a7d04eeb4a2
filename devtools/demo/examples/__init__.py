"""Worked examples beside the real trade: every flow once, on an article named after it.

The baskets of the data show the daily business. What an accountant asks next (a bill
above the order, three exchange rates, a lot on consignment …) happens to articles of
their own, in a warehouse of their own, so that a stock card shows one thing only.
Find them by category *Examples* or by the name.
"""

from collections.abc import Iterator
from datetime import timedelta

from devtools.demo.examples import (
    corrections,
    making,
    pos,
    purchasing,
    scanning,
    selling,
    sources,
    stock,
)
from devtools.demo.examples.floor import Floor, open_floors

EXAMPLES = (
    *purchasing.EXAMPLES,
    *scanning.EXAMPLES,
    *selling.EXAMPLES,
    *pos.EXAMPLES,
    *sources.EXAMPLES,
    *stock.EXAMPLES,
    *making.EXAMPLES,
    *corrections.EXAMPLES,
)
#: Examples begin this many days before the history's last day, so that all of them end in it.
BEFORE_LAST = 12


class Examples:
    """Runs each example from its first day, step by step; a step says how many days to wait."""

    def __init__(self, shop, history):
        self._start = max(history.last - timedelta(days=BEFORE_LAST), history.first)
        self._shop = shop
        self._floors: dict[str, Floor] = {}
        self._running: list[tuple[object, Iterator[int]]] = []

    def day(self, day) -> None:
        """Take the steps that are due on this day."""
        if day < self._start:
            return
        if not self._floors:
            self._floors = open_floors(self._shop)
            self._running = [(day, example(self._floors)) for example in EXAMPLES]
        waiting = []
        for due, steps in self._running:
            if due > day:
                waiting.append((due, steps))
                continue
            days = next(steps, None)
            if days is not None:
                waiting.append((day + timedelta(days=days), steps))
        self._running = waiting

    def check_ended(self) -> None:
        """Make sure that no example was cut short.

        :raises RuntimeError: one has steps left
        """
        if self._running:
            names = ", ".join(steps.__name__ for _due, steps in self._running)
            raise RuntimeError(f"These examples did not end in the history: {names}")

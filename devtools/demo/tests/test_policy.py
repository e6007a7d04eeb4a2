"""Levels keep the shelves full: shown by selling a real history through them."""

import doctest
from collections import defaultdict
from datetime import timedelta

from devtools.demo import policy
from devtools.demo.policy import Level


def test_the_examples_in_the_docstrings_hold():
    failed, tried = doctest.testmod(policy)
    assert tried and not failed


def test_nothing_is_ordered_at_or_above_the_point():
    assert Level(5, 9).order(5) == 0
    assert Level(5, 9).order(4) == 5
    assert Level(5, 9).order(-2) == 11


def test_orders_are_whole_cases():
    assert Level(5, 9).order(4, case=6) == 6
    assert Level(5, 9).order(2, case=6) == 12


def test_a_case_is_no_larger_than_the_lot_unless_it_is_the_smallest():
    assert policy.case_size(Level(10, 40)) == 24
    assert policy.case_size(Level(10, 24)) == 12
    assert policy.case_size(Level(10, 11)) == 6


def test_levels_are_only_for_what_a_place_sells(history):
    levels = policy.store_levels(history)
    sold = {(basket.store, line.article) for basket in history.baskets for line in basket.lines}
    assert set(levels) == sold


class Chain:
    """The chain as two dictionaries: the same rhythm as the demo's, without Odoo."""

    def __init__(self, history):
        self.history = history
        self.shelf_levels = policy.store_levels(history)
        self.chain_levels = policy.centre_levels(history, self.shelf_levels)
        self.shelves = {key: level.up_to for key, level in self.shelf_levels.items()}
        self.centre = {
            product: level.up_to - self._on_shelves(product)
            for product, level in self.chain_levels.items()
        }
        self.on_order = defaultdict(list)

    def _on_shelves(self, product):
        return sum(units for (_store, other), units in self.shelves.items() if other == product)

    def receive(self, day):
        for product, units in self.on_order.pop(day, []):
            self.centre[product] += units

    def order(self, day):
        for product, level in self.chain_levels.items():
            coming = sum(
                units for lines in self.on_order.values() for other, units in lines
                if other == product
            )  # fmt: skip
            position = self.centre[product] + self._on_shelves(product) + coming
            units = level.order(position, policy.case_size(level))
            if units:
                late = day + timedelta(days=policy.LEAD_DAYS + policy.BACKORDER_DAYS)
                self.on_order[late].append((product, units))

    def fill_stores(self):
        """Return how many wishes of the stores the centre could not fulfil."""
        refused = 0
        for (store, product), level in self.shelf_levels.items():
            wanted = level.order(self.shelves[store, product])
            sent = min(wanted, self.centre[product])
            refused += sent < wanted
            self.shelves[store, product] += sent
            self.centre[product] -= sent
        return refused

    def sell(self, day):
        """Return how many lines found their shelf empty."""
        missed = 0
        for basket in self.history.baskets:
            for line in basket.lines if basket.day == day else ():
                self.shelves[basket.store, line.article] -= line.quantity
                missed += self.shelves[basket.store, line.article] < 0
        return missed


def test_shelves_are_never_empty_even_if_makers_are_always_late(history):
    chain = Chain(history)
    refused = missed = 0
    for day in history.days:
        chain.receive(day)
        if day.weekday() in policy.ORDER_WEEKDAYS:
            chain.order(day)
        missed += chain.sell(day)
        if day.weekday() in policy.STORE_WEEKDAYS:
            refused += chain.fill_stores()
    assert (missed, refused) == (0, 0)

"""The order in which somebody walks through the warehouse, and who walks where."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

DIGITS = re.compile(r"(\d+)")


def place_order(path: str) -> tuple:
    """Sort key of a location's path: numbers by value, so that A-2 comes before A-10.

    >>> sorted(["WH/A-10", "WH/A-2", "WH/B-1"], key=place_order)
    ['WH/A-2', 'WH/A-10', 'WH/B-1']
    """
    return tuple(
        tuple((0, int(part), "") if part.isdecimal() else (1, 0, part.casefold())
              for part in DIGITS.split(step) if part)
        for step in path.split("/")
    )  # fmt: skip


def walk(places: Sequence[str]) -> list[str]:
    """Paths in walking order: one aisle up, the next one down.

    An aisle is where its bins lie below, so with a single aisle the order is plain.

    >>> walk(["WH/B/2", "WH/A/1", "WH/B/1", "WH/A/2"])
    ['WH/A/1', 'WH/A/2', 'WH/B/2', 'WH/B/1']
    """
    ordered = sorted(places, key=place_order)
    way: list[str] = []
    for number, bins in enumerate(_runs(ordered, lambda path: path.rpartition("/")[0])):
        way += reversed(bins) if number % 2 else bins
    return way


def split(keys: Sequence[Any], size: int, place: Callable[[Any], Any], parts: int = 0) -> list:
    """Cut keys in walking order into sheets of at most ``size``, whole places where that fits.

    :param parts: about this many sheets of about the same length; 0: as few as possible
    """
    if size < 1:
        raise ValueError("A sheet has room for at least one line.")
    if parts:
        size = min(size, max(-(-len(keys) // parts), 1))
    sheets: list[list] = []
    for rest in _runs(keys, place):
        if sheets and len(sheets[-1]) + len(rest) <= size:
            sheets[-1] += rest
            continue
        sheets += [rest[start : start + size] for start in range(0, len(rest), size)]
    return sheets


def _runs(items: Sequence[Any], key: Callable[[Any], Any]) -> list[list]:
    """Neighbours of the same key together."""
    runs: list[list] = []
    for item in items:
        if runs and key(runs[-1][0]) == key(item):
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs

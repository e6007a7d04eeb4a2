"""Perpetual costing in plain Python: standard, moving average, FIFO.

A *method* is a module with the same functions (``receive``, ``issue``, ``take_back``,
``return_to_vendor``, ``put_back``, ``revalue``); each takes a :class:`Pool` and a
:class:`LayerBook` and returns an :class:`Outcome`. Nothing here knows of Odoo.

>>> from decimal import Decimal as D
>>> book, fifo = LayerBook(), method("fifo")
>>> pool = fifo.receive(Pool(), D(8), D(80), book).pool
>>> pool = fifo.receive(pool, D(4), D(64), book).pool
>>> fifo.issue(pool, D(10), book).value
Decimal('-112.00')
"""

from types import ModuleType

from . import average, fifo, standard
from .layers import LayerBook
from .transit import Transit
from .data import ZERO, CostingError, Layer, Outcome, Pool, Row, Scale, Take

METHODS: dict[str, ModuleType] = {"standard": standard, "average": average, "fifo": fifo}


def method(name: str) -> ModuleType:
    """The costing method of that name: ``standard``, ``average`` or ``fifo``."""
    try:
        return METHODS[name]
    except KeyError:
        raise CostingError(f"unknown costing method {name!r}") from None


__all__ = [
    "METHODS",
    "ZERO",
    "CostingError",
    "Layer",
    "LayerBook",
    "Outcome",
    "Pool",
    "Row",
    "Scale",
    "Take",
    "Transit",
    "method",
]

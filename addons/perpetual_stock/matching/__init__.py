"""Quantity and amount matching in plain Python: knows nothing of Odoo."""

from .clearing import Clearing, Part, clear
from .exchange import price_and_exchange
from .oldest_first import Item, Match, match_oldest_first, slice_of

__all__ = [
    "Clearing",
    "Item",
    "Match",
    "Part",
    "clear",
    "match_oldest_first",
    "price_and_exchange",
    "slice_of",
]

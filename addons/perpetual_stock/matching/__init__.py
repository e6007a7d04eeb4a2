"""Quantity matching in plain Python: knows nothing of Odoo."""

from .oldest_first import Item, Match, match_oldest_first, slice_of

__all__ = ["Item", "Match", "match_oldest_first", "slice_of"]

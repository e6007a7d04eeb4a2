"""Goods delivered not invoiced: which delivery an invoice expenses. Plain Python."""

from .pairing import Pair, Part, pair

__all__ = ["Pair", "Part", "pair"]

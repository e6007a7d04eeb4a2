"""Arithmetic of counting, in plain Python: tolerances, expected quantities, relocation."""

from .expected import Instant, correction, drifted, expected, variance
from .relocation import Pair, pair_up
from .tolerance import Tolerance, agreeing, share, within

__all__ = [
    "Instant",
    "Pair",
    "Tolerance",
    "agreeing",
    "correction",
    "drifted",
    "expected",
    "pair_up",
    "share",
    "variance",
    "within",
]

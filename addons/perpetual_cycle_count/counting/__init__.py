"""Arithmetic of counting, in plain Python: tolerances, expected quantities, relocation."""

from .abc import Ranked, classify
from .expected import Instant, correction, drifted, expected, variance
from .relocation import Pair, pair_up
from .tolerance import Tolerance, agreeing, share, within
from .xyz import letter, variation

__all__ = [
    "Instant",
    "Pair",
    "Ranked",
    "Tolerance",
    "agreeing",
    "classify",
    "correction",
    "drifted",
    "expected",
    "letter",
    "pair_up",
    "share",
    "variance",
    "variation",
    "within",
]

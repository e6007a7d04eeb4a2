"""Arithmetic of counting, in plain Python: tolerances, expected quantities, relocation."""

from .abc import Ranked, classify
from .clues import alike, extra_digit, missing_pack, name_stem, swapped_digits, unit_multiple
from .due import Facts, Triggers, next_due
from .expected import Instant, correction, drifted, expected, variance
from .levelling import Due, choose, forecast, per_workday, quota, weekly
from .relocation import Pair, pair_up
from .tolerance import Tolerance, agreeing, hit, share, within
from .walking import split, walk
from .xyz import letter, variation

__all__ = [
    "Due",
    "Facts",
    "Instant",
    "Pair",
    "Ranked",
    "Tolerance",
    "Triggers",
    "agreeing",
    "alike",
    "choose",
    "classify",
    "correction",
    "drifted",
    "expected",
    "extra_digit",
    "forecast",
    "hit",
    "letter",
    "missing_pack",
    "name_stem",
    "next_due",
    "pair_up",
    "per_workday",
    "quota",
    "share",
    "split",
    "swapped_digits",
    "unit_multiple",
    "variance",
    "variation",
    "walk",
    "weekly",
    "within",
]

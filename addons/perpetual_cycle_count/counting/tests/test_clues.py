from decimal import Decimal

import pytest

from ..clues import alike, extra_digit, missing_pack, name_stem, swapped_digits, unit_multiple

D = Decimal


@pytest.mark.parametrize(
    ("expected", "counted", "ratio"),
    [
        (24, 2, 12),
        (2, 24, 12),
        (24, 3, None),
        (0, 12, None),
        (12, 0, None),
        (5, 5, None),
        (6, 1, 6),
    ],
)
def test_unit_multiple(expected, counted, ratio):
    assert unit_multiple(D(expected), D(counted), [D(1), D(6), D(12)]) == ratio


@pytest.mark.parametrize(
    ("variance", "ratio"), [(-24, 12), (12, 12), (6, 6), (-18, 6), (5, None), (0, None)]
)
def test_missing_pack(variance, ratio):
    """The largest packaging first."""
    assert missing_pack(D(variance), [D(6), D(12), D(1)]) == ratio


@pytest.mark.parametrize(
    ("expected", "counted", "is_swapped"),
    [
        (45, 54, True),
        (154, 145, True),
        (1234, 1324, True),
        (12, 12, False),
        (123, 321, False),
        (45, 55, False),
        (45, 540, False),
        ("1.5", "5.1", True),
    ],
)
def test_swapped_digits(expected, counted, is_swapped):
    assert swapped_digits(D(expected), D(counted)) is is_swapped


@pytest.mark.parametrize(
    ("expected", "counted", "is_extra"),
    [
        (10, 100, True),
        (155, 15, True),
        (15, 155, True),
        (15, 165, False),
        (0, 10, False),
        (7, 7, False),
    ],
)
def test_extra_digit(expected, counted, is_extra):
    assert bool(extra_digit(D(expected), D(counted))) is is_extra


def test_look_alikes():
    assert name_stem("Hex-Bolt M8") == "hexbol"
    assert alike("Hex bolt M8", "", "Hex bolt M10", "") == "name"
    assert alike("Nut", "", "Nut", "") == "", "too short to say anything"
    assert alike("Bolt", "4006381333931", "Screw", "4006381333948") == "barcode"
    assert alike("Bolt", "4006381333931", "Screw", "96385074") == ""
    assert alike("Bolt", "", "Screw", "") == ""

"""What a difference looks like by its figures alone: a wrong unit, swapped digits, a look-alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

#: Letters of two names that must agree for one to look like the other.
STEM = 6
#: Digits of two barcodes that must agree: prefix of the company and most of the article.
PREFIX = 9


def unit_multiple(expected: Decimal, counted: Decimal, ratios: Iterable[Decimal]) -> Decimal | None:
    """The pack size by which one of the figures is the other one.

    Somebody counted boxes as pieces, or booked pieces as boxes.

    :param ratios: pieces in the packagings and units of the goods
    :returns: the ratio, ``None`` if it is none of them

    >>> unit_multiple(Decimal(24), Decimal(2), [Decimal(12)])
    Decimal('12')
    """
    for ratio in ratios:
        if (
            ratio > 1
            and expected
            and counted
            and (expected == counted * ratio or counted == expected * ratio)
        ):
            return ratio
    return None


def missing_pack(variance: Decimal, ratios: Iterable[Decimal]) -> Decimal | None:
    """The pack size of which the variance is a whole number: a box was counted twice, or not.

    >>> missing_pack(Decimal(-24), [Decimal(12)])
    Decimal('12')
    """
    for ratio in sorted(ratios, reverse=True):
        if ratio > 1 and variance and variance % ratio == 0:
            return ratio
    return None


def swapped_digits(expected: Decimal, counted: Decimal) -> bool:
    """Whether one figure is the other with two neighbouring digits swapped, as 45 and 54.

    >>> swapped_digits(Decimal(154), Decimal(145))
    True
    """
    one, other = (_digits(figure) for figure in (expected, counted))
    if one == other or len(one) != len(other):
        return False
    differ = [
        place for place, pair in enumerate(zip(one, other, strict=True)) if len(set(pair)) > 1
    ]
    return (
        len(differ) == 2
        and differ[1] == differ[0] + 1
        and (one[differ[0]], one[differ[1]]) == (other[differ[1]], other[differ[0]])
    )


def extra_digit(expected: Decimal, counted: Decimal) -> bool:
    """Whether a digit was typed twice or left out: 100 for 10, 15 for 155.

    >>> extra_digit(Decimal(15), Decimal(155))
    True
    """
    short, long = sorted((_digits(expected), _digits(counted)), key=len)
    if len(long) != len(short) + 1 or short == "0":
        return False
    return any(
        long[:place] + long[place + 1 :] == short
        and ((place and long[place] == long[place - 1]) or long[place] == "0")
        for place in range(len(long))
    )


def name_stem(name: str) -> str:
    """The beginning of a name without figures and signs, by which look-alikes are found.

    >>> name_stem("Bolt M8x40")
    'boltmx'
    """
    return re.sub(r"[\W\d_]+", "", name).lower()[:STEM]


def alike(name: str, barcode: str, other_name: str, other_barcode: str) -> str:
    """Why two articles are easily taken for each other.

    :returns: ``name``, ``barcode``, or nothing

    >>> alike("Bolt M8x40", "", "Bolt M8x45", "")
    'name'
    """
    stem = name_stem(name)
    if len(stem) == STEM and stem == name_stem(other_name):
        return "name"
    same = barcode and len(barcode) > PREFIX and barcode[:PREFIX] == (other_barcode or "")[:PREFIX]
    return "barcode" if same else ""


def _digits(figure: Decimal) -> str:
    return format(abs(figure).normalize(), "f").replace(".", "")

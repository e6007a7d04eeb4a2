"""One article number in its four lengths (GS1 General Specifications, 7.9)."""

from __future__ import annotations

LENGTHS = (8, 12, 13, 14)


def check_digit(digits: str) -> int:
    """The check digit for ``digits``, which come without it.

    >>> check_digit("400638133393")
    1
    """
    odd = sum(int(digit) for digit in digits[::-1][::2])
    even = sum(int(digit) for digit in digits[::-1][1::2])
    return -(odd * 3 + even) % 10


def looks_like_gtin(code: str) -> bool:
    """Whether ``code`` has as many digits as a GTIN, right or wrong.

    >>> looks_like_gtin("4006381333930"), is_gtin("4006381333930")
    (True, False)
    """
    return len(code) in LENGTHS and code.isascii() and code.isdigit()


def is_gtin(code: str) -> bool:
    """Whether ``code`` has the length and the check digit of a GTIN."""
    return looks_like_gtin(code) and check_digit(code[:-1]) == int(code[-1])


def same_article(code: str) -> list[str]:
    """The ways in which the number of one article may be kept, as scanned first.

    A UPC-A of 12 digits is the EAN-13 with a zero before it and the GTIN-14 with two; a
    database may hold any of them. A code that is no GTIN is itself only.

    >>> same_article("036000291452")
    ['036000291452', '0036000291452', '00036000291452']
    """
    if not is_gtin(code):
        return [code]
    core = code.lstrip("0")
    longer = [core.zfill(length) for length in LENGTHS if length >= len(core)]
    return [code] + [other for other in longer if other != code]

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


def expand_upce(code: str) -> str | None:
    """The UPC-A of a UPC-E of 8 digits (GS1 General Specifications, 5.2.2.4.2), ``None`` if it
    is none.

    >>> expand_upce("04252614")
    '042100005264'
    """
    if len(code) != 8 or not (code.isascii() and code.isdigit()) or code[0] not in "01":
        return None
    system, (*digits, last), check = code[0], code[1:7], code[7]
    d = "".join(digits)
    if last in "012":
        body = d[:2] + last + "0000" + d[2:]
    elif last == "3":
        body = d[:3] + "00000" + d[3:]
    elif last == "4":
        body = d[:4] + "00000" + d[4]
    else:
        body = d + "0000" + last
    number = system + body
    return number + check if check_digit(number) == int(check) else None


def same_article(code: str) -> list[str]:
    """The ways in which the number of one article may be kept, as scanned first.

    A UPC-A of 12 digits is the EAN-13 with a zero before it and the GTIN-14 with two; a
    database may hold any of them. 8 digits may also be a UPC-E. A code that is no GTIN is
    itself only.

    >>> same_article("036000291452")
    ['036000291452', '0036000291452', '00036000291452']
    """
    answer = [code]
    for number in (code if is_gtin(code) else None, expand_upce(code)):
        core = (number or "").lstrip("0")
        longer = [core.zfill(length) for length in LENGTHS if number and length >= len(core)]
        answer += [other for other in longer if other not in answer]
    return answer

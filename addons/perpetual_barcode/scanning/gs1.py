"""GS1 element strings (GS1 General Specifications, section 3), one element at a time.

An element is told from the next one by its application identifier (AI) alone, so that a label
with an AI that nobody has use for is read all the same.
"""

from __future__ import annotations

from .gtin import check_digit

FNC1 = "\x1d"

#: Digits of an AI, by its first two.
AI_DIGITS = {
    **dict.fromkeys(("23", "24", "25", "40", "41", "42", "71"), 3),
    **dict.fromkeys(("31", "32", "33", "34", "35", "36", "39", "43", "70", "72"), 4),
    **dict.fromkeys(("80", "81", "82"), 4),
}
#: Characters of AI and data together of the predefined lengths (figure 5.10.1-2), by the first
#: two digits; other elements end at FNC1 or with the symbol.
LENGTHS = {
    "00": 20, "01": 16, "02": 16, "03": 16, "04": 18,
    **dict.fromkeys(("11", "12", "13", "14", "15", "16", "17", "18", "19"), 8),
    "20": 4,
    **dict.fromkeys(("31", "32", "33", "34", "35", "36"), 10),
    "41": 16,
}  # fmt: skip
#: AIs of packages, articles and places: their numbers end with a check digit.
NUMBERED = ("00", "01", "02", *(f"41{number}" for number in range(8)))
#: The longest data of an element.
MOST = 90
#: AIs of an amount to pay; the fourth digit is the number of decimals.
PRICES = ("390", "392")
PRICES_WITH_CURRENCY = ("391", "393")


def elements(text: str) -> list[tuple[str, str]]:
    """(AI, data) of element strings; an empty list if it is none.

    :param text: without symbology identifier and leading FNC1

    >>> elements("0104012345678901112601311012ABC")[1:]
    [('11', '260131'), ('10', '12ABC')]
    """
    answer = []
    while text:
        length = AI_DIGITS.get(text[:2], 2)
        ai = text[:length]
        if len(ai) < length or not ai.isdecimal():
            return []
        fixed = LENGTHS.get(ai[:2])
        if fixed:
            data, text = text[length:fixed], text[fixed:].removeprefix(FNC1)
            if len(data) < fixed - length or not data.isdecimal():
                return []
        else:
            data, _end, text = text[length:].partition(FNC1)
        if not 0 < len(data) <= MOST:
            return []
        answer.append((ai, data))
    return answer


def is_marked_by_content(text: str) -> bool:
    """Whether a text that no scanner has marked as GS1 can be nothing else: it begins with an
    article, package or place number whose check digit is right. A plain lot such as ``10-2024`` or
    ``2112345678`` would be read as an element, too."""
    found = elements(text)
    if not found or found[0][0] not in NUMBERED:
        return False
    number = found[0][1]
    return check_digit(number[:-1]) == int(number[-1])


def price(found: list[tuple[str, str]]) -> float | None:
    """The amount to pay that a label tells, or ``None``."""
    for ai, data in found:
        digits = data if ai[:3] in PRICES else data[3:] if ai[:3] in PRICES_WITH_CURRENCY else ""
        if digits.isdecimal() and ai[3:].isdecimal():
            return int(digits) / 10 ** int(ai[3])
    return None

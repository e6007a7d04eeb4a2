"""GS1 element strings: application identifiers, check digits, SSCC.

Source: GS1 General Specifications 7.8 (FNC1, predefined lengths) and 7.9 (check digit).
The identifiers and their formats are those of ``stdnum``, which Odoo brings.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from stdnum import numdb

from .errors import LabelError

#: FNC1 as a separator, the way a scanner transmits it.
GS = "\x1d"

#: The 82 characters of an alphanumeric value (GS1 General Specifications, figure 7.11-1).
INVARIANT = frozenset(
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
)

#: Identifiers whose length everyone knows by their first two digits: no FNC1 after them.
PREDEFINED = frozenset(
    ["00", "01", "02", "03", "04", *(str(n) for n in range(11, 21)), *map(str, range(31, 37)), "41"]
)

#: Identifiers whose whole value ends with a check digit.
CHECKED = frozenset(["00", "01", "02", "03", "402", *(str(n) for n in range(410, 418))])

_PART = re.compile(r"(?P<optional>\[)?\+?(?P<class>[NXYZ])(?P<upto>\.\.)?(?P<length>\d+)\]?")
_FORMAT = re.compile(r"[NXYZ](\.\.)?\d+(\+[NXYZ](\.\.)?\d+)*(\[\+[NXYZ](\.\.)?\d+\])?")


def check_digit(digits: str) -> str:
    """Return the check digit that follows these digits (weights 3, 1, 3 … from the right)."""
    if not (digits.isascii() and digits.isdigit()):
        raise LabelError(f"{digits!r} has other characters than digits.")
    total = sum(int(d) * (3, 1)[i % 2] for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


def is_checked(digits: str) -> bool:
    """Say whether the last digit is the check digit of the others."""
    number = digits.isascii() and digits.isdigit() and len(digits) > 1
    return number and check_digit(digits[:-1]) == digits[-1]


def sscc(extension: int, prefix: str, serial: int) -> str:
    """Return an SSCC of 18 digits.

    :param extension: 0 to 9, the user's choice
    :param prefix: the GS1 company prefix, 4 to 12 digits
    :param serial: what fills the digits that are left; must not be used again within a year
    """
    if extension not in range(10):
        raise LabelError(f"The extension digit of an SSCC is 0 to 9, not {extension}.")
    if not (prefix.isascii() and prefix.isdigit() and 4 <= len(prefix) <= 12):
        raise LabelError(f"A GS1 company prefix has 4 to 12 digits; {prefix!r} has not.")
    room = 16 - len(prefix)
    if not 0 <= serial < 10**room:
        raise LabelError(
            f"The serial number {serial} does not fit: beside the company prefix {prefix}"
            f" there is room for {room} digits."
        )
    body = f"{extension}{prefix}{serial:0{room}d}"
    return body + check_digit(body)


def element_string(pairs: Iterable[tuple[str, str]]) -> str:
    """Return the pairs as one element string, GS where a separator is needed.

    The order is kept. A value of variable length is closed by GS unless it is the last.

    :raises LabelError: for an identifier or value that is not valid
    """
    pairs = list(pairs)
    if not pairs:
        raise LabelError("There is no application identifier.")
    text = ""
    for place, (ai, value) in enumerate(pairs):
        check(ai, value)
        last = place == len(pairs) - 1
        text += ai + value + ("" if last or ai[:2] in PREDEFINED else GS)
    return text


def human(element: str) -> str:
    """Return what stands below the bars: ``(01)09501101530003(10)AB-123``."""
    return "".join(f"({ai}){value}" for ai, value in split(element))


def split(element: str) -> list[tuple[str, str]]:
    """Return the pairs of an element string, each valid.

    :raises LabelError: when it is none
    """
    found = list(_pairs(element.removeprefix(GS)))
    if not found:
        raise LabelError("There is no application identifier.")
    return found


def check(ai: str, value: str) -> None:
    """See to it that the value is one of this identifier.

    :raises LabelError: naming identifier, value and what is expected
    """
    parts = _format(ai)
    if not value:
        raise LabelError(f"({ai}) {_name(ai)} has no value.")
    if not re.fullmatch("".join(_pattern(part) for part in parts), value, re.DOTALL):
        raise LabelError(f"({ai}) {_name(ai)} is {_said(parts)}; {value!r} is not.")
    allowed = INVARIANT | {"#"} if parts[0]["class"] == "Y" else INVARIANT
    if wrong := "".join(sorted(set(value) - allowed)):
        raise LabelError(
            f"({ai}) {_name(ai)} {value!r} has characters that GS1 does not allow: {wrong!r}."
        )
    if (ai in CHECKED or ai[:3] in CHECKED) and not is_checked(value):
        raise LabelError(
            f"({ai}) {_name(ai)} {value} has a wrong check digit;"
            f" {value[:-1]}{check_digit(value[:-1])} would be right."
        )
    if _info(ai).get("type") == "date" and len(value) == 6:
        _check_date(ai, value)


def _check_date(ai: str, value: str) -> None:
    month, day = int(value[2:4]), int(value[4:6])
    if not (1 <= month <= 12 and day <= (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month]):
        raise LabelError(f"({ai}) {_name(ai)} {value} is no date as YYMMDD.")


def _pairs(rest: str) -> Iterator[tuple[str, str]]:
    while rest:
        ai = _table().split(rest)[0]
        body = rest[len(ai) :]
        if ai[:2] in PREDEFINED:
            length = sum(int(part["length"]) for part in _format(ai))
            value, rest = body[:length], body[length:].removeprefix(GS)
        else:
            value, _gs, rest = body.partition(GS)
        check(ai, value)
        yield ai, value


@cache
def _table() -> numdb.NumDB:
    # By its path: where Odoo runs, the library's own way to its data does not work.
    path = Path(numdb.__file__).with_name("gs1_ai.dat")
    with path.open(encoding="utf-8") as lines:
        return numdb.read(lines)


def _info(ai: str) -> dict[str, str]:
    parts = _table().info(ai) if ai.isascii() and ai.isdigit() else []
    if len(parts) != 1 or "format" not in parts[0][1]:
        raise LabelError(f"({ai}) is no application identifier of GS1.")
    return parts[0][1]


def _format(ai: str) -> list[dict[str, str]]:
    said = _info(ai)["format"]
    if not _FORMAT.fullmatch(said):
        # Refused rather than printed unchecked; no label here needs one of these three.
        raise LabelError(f"({ai}) {_name(ai)} is no identifier that labels can check.")
    return [part.groupdict() for part in _PART.finditer(said)]


def _pattern(part: dict[str, str]) -> str:
    kind = "[0-9]" if part["class"] == "N" else r"[^\x1d]"
    least = 1 if part["upto"] else part["length"]
    return f"({kind}{{{least},{part['length']}}}){'?' if part['optional'] else ''}"


def _said(parts: list[dict[str, str]]) -> str:
    def one(part):
        what = "digits" if part["class"] == "N" else "characters"
        return f"{'up to ' if part['upto'] else ''}{part['length']} {what}"

    return " and ".join(one(part) for part in parts)


def _name(ai: str) -> str:
    return _info(ai).get("name", "")

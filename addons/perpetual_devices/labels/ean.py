"""EAN-13, EAN-8 and UPC-A. Source: GS1 General Specifications 5.2."""

from .errors import LabelError
from .gs1 import check_digit, is_checked

LENGTHS = {"ean13": 13, "ean8": 8, "upca": 12}
NAMES = {"ean13": "EAN-13", "ean8": "EAN-8", "upca": "UPC-A"}
_ODD = [
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
]
_RIGHT = [code.translate(str.maketrans("01", "10")) for code in _ODD]
_EVEN = [code[::-1] for code in _RIGHT]
_FIRST = [
    "OOOOOO",
    "OOEOEE",
    "OOEEOE",
    "OOEEEO",
    "OEOOEE",
    "OEEOOE",
    "OEEEOO",
    "OEOEOE",
    "OEOEEO",
    "OEEOEO",
]


def complete(kind: str, digits: str) -> str:
    """Return the number with its check digit, which may be left out.

    :raises LabelError: for another length, another character or a wrong check digit
    """
    length = LENGTHS[kind]
    if not (digits.isascii() and digits.isdigit()) or len(digits) not in (length - 1, length):
        raise LabelError(f"{NAMES[kind]} has {length} digits; {digits!r} is no such number.")
    if len(digits) == length - 1:
        return digits + check_digit(digits)
    if not is_checked(digits):
        right = digits[:-1] + check_digit(digits[:-1])
        raise LabelError(
            f"The check digit of {NAMES[kind]} {digits} is wrong; {right} would be right."
        )
    return digits


def bars(kind: str, digits: str) -> str:
    """Return the modules, ``1`` for a bar, without quiet zones."""
    digits = complete(kind, digits)
    if kind == "upca":
        digits = "0" + digits
    if kind == "ean8":
        left = "".join(_ODD[int(d)] for d in digits[:4])
        right = "".join(_RIGHT[int(d)] for d in digits[4:])
    else:
        sets = {"O": _ODD, "E": _EVEN}
        pattern = _FIRST[int(digits[0])]
        left = "".join(sets[s][int(d)] for s, d in zip(pattern, digits[1:7], strict=True))
        right = "".join(_RIGHT[int(d)] for d in digits[7:])
    return f"101{left}01010{right}101"

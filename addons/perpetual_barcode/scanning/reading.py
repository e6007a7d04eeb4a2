"""From the characters of a scanner to a clean code and what is known of its symbology."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: GS1's FNC1 as scanners send it between elements (ISO/IEC 15424; ASCII 29).
FNC1 = "\x1d"

#: What scanners and keyboard layouts make of FNC1. A bare "#" is not among them: it may
#: stand in a lot number.
FNC1_WORDS = re.compile(r"<GS>|\{GS\}|\[GS\]|\^\]|Alt\+?0?029|\\x1d|\\u001d|␝", re.IGNORECASE)

#: Framing and the names of modifier keys that some browsers put into the text.
FRAMING = "\x00\x02\x03\r\n\t "

#: Symbology by AIM identifier (ISO/IEC 15424), and whether its data is GS1 element strings.
AIM = {
    "]C0": ("code128", False),
    "]C1": ("gs1-128", True),
    "]d1": ("datamatrix", False),
    "]d2": ("gs1-datamatrix", True),
    "]Q1": ("qr", False),
    "]Q3": ("gs1-qr", True),
    "]e0": ("gs1-databar", True),
    "]J1": ("gs1-dotcode", True),
    "]E0": ("ean13", False),
    "]E4": ("ean8", False),
    "]I1": ("itf", False),
    "]A0": ("code39", False),
}

#: Symbology by the name that a browser's barcode detector gives.
FORMATS = {
    "ean_13": ("ean13", False),
    "ean_8": ("ean8", False),
    "upc_a": ("ean13", False),
    "upc_e": ("upce", False),
}

NUMBER = r"(\d{1,6}(?:[.,]\d{1,3})?)"
TIMES = re.compile(rf"^(?:[x×*]\s*{NUMBER}|{NUMBER}\s*[x×*])$", re.IGNORECASE)

#: Longer than any symbol that a warehouse prints (a QR code holds 4,296 characters).
MAX_LENGTH = 4296


class NoDataError(ValueError):
    """Nothing is left of a scan when its framing is taken away."""


class TooLongError(ValueError):
    """A scan is longer than a symbol can be.

    :ivar length: its characters
    """

    def __init__(self, length: int) -> None:
        super().__init__(f"A scan of {length} characters: no symbol holds that many.")
        self.length = length


@dataclass(frozen=True)
class Reading:
    """One scan.

    :ivar text: the data without framing, AIM identifier and leading FNC1
    :ivar symbology: its name, or "" where nobody told
    :ivar is_gs1: the data is GS1 element strings: yes, no, or ``None`` (not known)
    :ivar times: a quantity keyed before the next scan (``x12``, ``x1.5``), or ``None``
    """

    text: str
    symbology: str = ""
    is_gs1: bool | None = None
    times: float | None = None


def read(raw: str, form: str = "") -> Reading:
    """Clean what a scanner, a camera or a person sent.

    :param raw: the characters as they came
    :param form: the format's name where a camera told it, as ``ean_13``
    :raises NoDataError: nothing is left
    :raises TooLongError: it is longer than a symbol can be

    >>> read("]C10112345678901231\\r").text
    '0112345678901231'
    >>> read("x12").times
    12
    """
    if len(raw) > MAX_LENGTH:
        raise TooLongError(len(raw))
    text = FNC1_WORDS.sub(FNC1, raw.strip(FRAMING))
    symbology, is_gs1 = FORMATS.get(form, ("", None))
    known = AIM.get(text[:3])
    if known:
        symbology, is_gs1 = known
        text = text[3:]
    elif re.match(r"^\][A-Za-z]\d", text):
        text = text[3:]  # a symbology of no interest here, but never a part of the data
    if FNC1 in text and is_gs1 is None:
        is_gs1 = True
    text = text.strip(FNC1 + FRAMING)
    if not text:
        raise NoDataError("The scan holds no data.")
    times = TIMES.match(text)
    number = float((times[1] or times[2]).replace(",", ".")) if times else None
    return Reading(text, symbology, is_gs1, number)

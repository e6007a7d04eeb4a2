"""AIM symbology identifiers (ISO/IEC 15424): what kind of symbol a scanner has read."""

from __future__ import annotations

import re

IDENTIFIER = re.compile(r"^\][A-Za-z][0-9A-Za-z]")

#: Identifier → name for people.
NAMES = {
    "]A0": "Code 39",
    "]C0": "Code 128",
    "]C1": "GS1-128",
    "]E0": "EAN-13, UPC",
    "]E4": "EAN-8",
    "]I0": "ITF",
    "]J1": "GS1 DotCode",
    "]L0": "PDF417",
    "]Q1": "QR",
    "]Q3": "GS1 QR",
    "]d1": "DataMatrix",
    "]d2": "GS1 DataMatrix",
    "]e0": "GS1 DataBar",
    "]z0": "Aztec",
}


def split(text: str) -> tuple[str, str]:
    """(identifier or "", the rest).

    >>> split("]C10112345678901231"), split("LOT-1")
    ((']C1', '0112345678901231'), ('', 'LOT-1'))
    """
    found = IDENTIFIER.match(text)
    return (found[0], text[3:]) if found else ("", text)

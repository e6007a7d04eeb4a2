"""What an EPC URI says of places and serials (GS1 EPC Tag Data Standard, 6.3)."""

from __future__ import annotations

from urllib.parse import unquote

from .gtin import check_digit

#: Scheme → whether a filter value stands before the data.
PLACES = {"sgln": False, "sgln-96": True, "sgln-195": True}


def place_of(uri: str) -> tuple[str, str] | None:
    """GLN and extension of an SGLN; no extension is ``""``. ``None`` where it is none.

    >>> place_of("urn:epc:id:sgln:4012345.66666.0")
    ('4012345666663', '')
    >>> place_of("urn:epc:tag:sgln-96:3.4012345.66666.12")
    ('4012345666663', '12')
    """
    scheme, _colon, data = uri.rpartition(":")
    name = scheme.rpartition(":")[2]
    if not uri.startswith("urn:epc:") or name not in PLACES:
        return None
    parts = data.split(".", 3 if PLACES[name] else 2)[PLACES[name] :]
    if len(parts) != 3:
        return None
    digits = parts[0] + parts[1]
    if len(digits) != 12 or not (digits.isascii() and digits.isdigit()):
        return None
    extension = serial(parts[2])
    return f"{digits}{check_digit(digits)}", "" if extension == "0" else extension


def serial(text: str) -> str:
    """The serial number that a URI spells with escapes.

    >>> serial("32a%2Fb")
    '32a/b'
    """
    return unquote(text)

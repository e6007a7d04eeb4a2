"""What a scanner sends, read without Odoo: framing, AIM identifiers, GTINs, commands."""

from .commands import Command, command
from .epc import place_of, serial
from .gtin import is_gtin, looks_like_gtin, same_article
from .reading import NoDataError, Reading, TooLongError, read

__all__ = [
    "Command",
    "NoDataError",
    "Reading",
    "TooLongError",
    "command",
    "is_gtin",
    "looks_like_gtin",
    "place_of",
    "read",
    "same_article",
    "serial",
]

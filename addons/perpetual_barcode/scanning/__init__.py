"""What a scanner sends, read without Odoo: framing, AIM identifiers, GTINs, commands."""

from .amounts import amount
from .commands import Command, command
from .epc import place_of, serial
from .gs1 import elements, is_marked_by_content, price
from .gtin import is_gtin, looks_like_gtin, same_article
from .reading import NoDataError, Reading, TooLongError, read

__all__ = [
    "Command",
    "NoDataError",
    "Reading",
    "TooLongError",
    "amount",
    "command",
    "elements",
    "is_gtin",
    "is_marked_by_content",
    "looks_like_gtin",
    "place_of",
    "price",
    "read",
    "same_article",
    "serial",
]

"""What a scanner sends, read without Odoo: framing, AIM identifiers, GTINs, commands."""

from .commands import Command, command
from .gtin import same_article
from .reading import Reading, read

__all__ = ["Command", "Reading", "command", "read", "same_article"]

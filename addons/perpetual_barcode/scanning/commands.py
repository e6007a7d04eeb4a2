"""Barcodes that tell the app to do something instead of naming goods."""

from __future__ import annotations

from dataclasses import dataclass

#: Core uses OBT and OCD for buttons and commands of forms; these are ours alone.
PREFIX = "PB."

#: Each with whether a value follows it.
WORDS = {
    "VALIDATE": False,
    "UNDO": False,
    "BACK": False,
    "CANCEL": False,
    "HOME": False,
    "SKIP": False,
    "PRINT": False,
    "PACK": False,
    "TIMES": True,
    "FLOW": True,
    "USER": True,
    # Places and kinds of transfers that have no barcode of their own, by their id.
    "LOCATION": True,
    "TYPE": True,
}


@dataclass(frozen=True)
class Command:
    """:ivar value: what follows the word, or ``""``"""

    word: str
    value: str = ""

    def __str__(self) -> str:
        return PREFIX + ".".join(filter(None, (self.word, self.value)))


def command(text: str) -> Command | None:
    """Read a command barcode; ``None`` if ``text`` is none.

    >>> command("PB.TIMES.12")
    Command(word='TIMES', value='12')
    """
    if not text.upper().startswith(PREFIX):
        return None
    word, _dot, value = text[len(PREFIX) :].partition(".")
    word = word.upper()
    if word not in WORDS or bool(value) != WORDS[word]:
        return None
    return Command(word, value)

"""What a scanner that plays a keyboard sends for a text, and a scanner that sends it."""

from __future__ import annotations

import os
from pathlib import Path

from ..protocols import keyboards
from ..protocols.hid import (
    ALTGR,
    DIGITS,
    DOWN,
    ENTER,
    EV_KEY,
    EV_SYN,
    LEFT_ALT,
    LEFT_SHIFT,
    UP,
    Event,
    packed,
)

KEYPAD = {digit: key for key, digit in DIGITS.items()}
#: By which of its four signs a key is struck → what is held meanwhile.
HELD = ((), (LEFT_SHIFT,), (ALTGR,), (LEFT_SHIFT, ALTGR))


def strokes(*keys: int) -> list[Event]:
    """Keys that are struck, those with Shift, Ctrl, Alt or AltGr held until all are up."""
    held = [key for key in keys if key in (29, 42, 54, 56, 97, 100)]
    rows = [Event(EV_KEY, key, DOWN) for key in held]
    for key in keys:
        if key not in held:
            rows += [Event(EV_KEY, key, DOWN), Event(EV_KEY, key, UP)]
    rows += [Event(EV_KEY, key, UP) for key in reversed(held)]
    return [one for row in rows for one in (row, Event(EV_SYN, 0, 0))]


def keys_of(sign: str, layout: str) -> list[tuple[int, ...]]:
    """The keys that write a sign, each with what is held; by its number where none does.

    >>> keys_of("A", "fr"), keys_of("^", "de")
    ([(42, 16)], [(41,), (57,)])
    """
    table = keyboards.signs(layout)
    dead = next((key for key, value in keyboards.DEAD.items() if value == sign), None)
    for wanted in (sign, dead):
        for key, row in table.items():
            if wanted in row:
                found = (*HELD[row.index(wanted)], key)
                return [found] if wanted == sign else [found, (keyboards.SPACE,)]
    return [(LEFT_ALT, *(KEYPAD[digit] for digit in f"0{ord(sign)}"))]


def typed(text: str, layout: str = "us", size: int = 24, end: int = ENTER) -> bytes:
    """The bytes of a scan of ``text`` (Latin-1), with Enter after it."""
    rows = [row for sign in text for keys in keys_of(sign, layout) for row in strokes(*keys)]
    return packed([*rows, *strokes(end)], size)


class VirtualKeyboard:
    """A named pipe at ``path`` from which a driver reads what is typed, or what was recorded."""

    def __init__(self, path: str | Path, layout: str = "us") -> None:
        self.path, self.layout = Path(path), layout
        self.path.unlink(missing_ok=True)
        os.mkfifo(self.path)
        # Open for both, so that neither side waits for the other.
        self.fd: int | None = os.open(self.path, os.O_RDWR)

    def type(self, text: str) -> None:
        self.replay(typed(text, self.layout))

    def replay(self, recorded: bytes) -> None:
        """:raises OSError: it is unplugged"""
        if self.fd is None:
            raise OSError(f"{self.path} is unplugged")
        while recorded:
            recorded = recorded[os.write(self.fd, recorded) :]

    def unplug(self) -> None:
        """Gone, as a scanner is whose cable is pulled; make another one to plug it in again."""
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None
            self.path.unlink(missing_ok=True)

"""Scanners that play a keyboard: from the kernel's events to scans.

An event is a ``struct input_event`` of Linux: two longs of time, type, code, value.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import keyboards
from .framing import LONGEST, Frame

EV_SYN, EV_KEY = 0, 1
SYN_REPORT, SYN_DROPPED = 0, 3
UP, DOWN, REPEAT = 0, 1, 2
#: Bytes of one event → how it is packed: kernels of 64 and of 32 bits.
SHAPES = {24: struct.Struct("<qqHHi"), 16: struct.Struct("<iiHHi")}

ENTER, TAB, KEYPAD_ENTER, CAPS_LOCK = 28, 15, 96, 58
LEFT_CTRL, LEFT_SHIFT, RIGHT_SHIFT, LEFT_ALT, RIGHT_CTRL, ALTGR = 29, 42, 54, 56, 97, 100
MODIFIERS = {LEFT_CTRL, LEFT_SHIFT, RIGHT_SHIFT, LEFT_ALT, RIGHT_CTRL, ALTGR}
ENDS = {ENTER, TAB, KEYPAD_ENTER}
#: Key of the keypad → its digit.
DIGITS = dict(zip((82, 79, 80, 81, 75, 76, 77, 71, 72, 73), "0123456789", strict=True))
KEYPAD = {**DIGITS, 55: "*", 74: "-", 78: "+", 98: "/"}
KEYPAD_POINT = 83
#: A scanner that sends no Enter pauses for so many seconds.
PAUSE = 0.1
US = keyboards.signs("us")


@dataclass(frozen=True)
class Event:
    """One event of the kernel."""

    type: int
    code: int
    value: int


def events(data: bytes, size: int = 24) -> tuple[list[Event], bytes]:
    """Events of a stream, and the bytes of one that is not whole yet.

    :param size: bytes of one event, 24 or 16
    """
    shape = SHAPES[size]
    whole = len(data) - len(data) % size
    return [Event(*row[2:]) for row in shape.iter_unpack(data[:whole])], data[whole:]


def packed(rows: Iterable[Event], size: int = 24) -> bytes:
    """Events as the kernel writes them, without times."""
    shape = SHAPES[size]
    return b"".join(shape.pack(0, 0, row.type, row.code, row.value) for row in rows)


def of_keypad(digits: str) -> str:
    """What Alt and a number on the keypad write.

    With a nought before it the number is one of Windows-1252, without, of code page 850; numbers
    below 128 are ASCII in both.

    >>> of_keypad("029"), of_keypad("0228"), of_keypad("132"), of_keypad("8364")
    ('\\x1d', 'ä', 'ä', '€')
    """
    number = int(digits or "0")
    if number < 128:
        return chr(number) if number else ""
    if number > 255:
        return chr(number) if number < 0xD800 else ""
    page = "cp1252" if digits.startswith("0") else "cp850"
    return bytes([number]).decode(page, "ignore") or chr(number)


def with_ctrl(sign: str, key: int) -> str:
    """The control character of a key that is struck with Ctrl; "" if there is none.

    A scanner for another country strikes the key that has ``]`` in the United States, or the one
    that has it in its own.

    >>> with_ctrl("]", 27), with_ctrl("$", 27), with_ctrl("b", 48)
    ('\\x1d', '\\x1d', '\\x02')
    """
    for one in (sign, US[key][0] if key in US else ""):
        one = keyboards.DEAD.get(one, one).upper()
        if len(one) == 1 and "@" < one <= "_":
            return chr(ord(one) & 0x1F)
        if one in ("6", "-"):  # where ^ and _ are above digits and hyphen
            return {"6": "\x1e", "-": "\x1f"}[one]
    return ""


class Decoder:
    """Events of one scanner to scans.

    :param layout: the country that the scanner is set to
    :param is_idle: a pause ends a scan, too
    :raises KeyError: no such layout
    """

    def __init__(self, layout: str = "us", is_idle: bool = False) -> None:
        self.signs = keyboards.signs(layout)
        self.point = keyboards.DECIMAL.get(layout, ".")
        self.is_idle = is_idle
        self.caps = False
        self.fed_at = 0.0
        self._clear()

    def _clear(self) -> None:
        self.held: set[int] = set()
        self.digits: str | None = None
        self.dead = ""
        self.text = ""
        self.is_cut = self.is_lost = False

    def feed(self, rows: Iterable[Event], now: float) -> list[Frame]:
        """Take events that came at ``now`` (seconds, any clock that never goes back).

        :returns: scans that are complete, in UTF-8; empty ones are passed over
        """
        frames = self.idle(now)
        self.fed_at = now
        for row in rows:
            frames += self._one(row)
        return frames

    def idle(self, now: float) -> list[Frame]:
        """Nothing came until ``now``."""
        if not self.is_idle or not self.text or now - self.fed_at < PAUSE:
            return []
        return list(self._end())

    def closed(self) -> list[Frame]:
        """The scanner is gone: what is left is no whole scan, and is told."""
        self.is_cut = True
        frames = list(self._end())
        self._clear()
        self.caps = False
        return frames

    def _one(self, row: Event) -> Iterator[Frame]:
        if row.type == EV_SYN and row.code in (SYN_REPORT, SYN_DROPPED):
            # The kernel's buffer ran over: what comes until the next report is no whole story.
            if row.code == SYN_DROPPED:
                self.is_cut = True
                self.held.clear()
            self.is_lost = row.code == SYN_DROPPED
        elif row.type == EV_KEY and not self.is_lost:
            if row.value == UP:
                self._up(row.code)
            else:
                yield from self._down(row.code, row.value)

    def _up(self, key: int) -> None:
        self.held.discard(key)
        if key == LEFT_ALT and self.digits is not None:
            digits, self.digits = self.digits, None
            self._write(of_keypad(digits[-5:]))

    def _down(self, key: int, value: int) -> Iterator[Frame]:
        if key in MODIFIERS:
            self.held.add(key)
        elif key == CAPS_LOCK:
            self.caps ^= value == DOWN
        elif key in ENDS:
            yield from self._end()
        elif LEFT_ALT in self.held and key in DIGITS:
            self.digits = (self.digits or "") + DIGITS[key]
        else:
            sign = self._sign(key)
            if sign in ("\r", "\n", "\t"):
                yield from self._end()
            else:
                self._write(sign)
        if len(self.text) >= LONGEST:
            self.is_cut = True

    def _sign(self, key: int) -> str:
        """What a key writes now; "" if nothing."""
        if key == KEYPAD_POINT:
            return self.point
        if key in KEYPAD:
            return KEYPAD[key]
        if key not in self.signs:
            return ""
        is_ctrl = bool(self.held & {LEFT_CTRL, RIGHT_CTRL})
        # Windows takes Ctrl and Alt together for AltGr, and so do scanners.
        is_altgr = ALTGR in self.held or (is_ctrl and LEFT_ALT in self.held)
        is_shift = bool(self.held & {LEFT_SHIFT, RIGHT_SHIFT})
        plain, shifted = self.signs[key][:2]
        if self.caps and plain.isalpha() and plain.upper() == shifted:
            is_shift = not is_shift
        sign = self.signs[key][2 * is_altgr + is_shift]
        if is_ctrl and not is_altgr:
            return with_ctrl(sign, key)
        return "" if sign == keyboards.NONE else sign

    def _write(self, sign: str) -> None:
        if len(self.text) >= LONGEST or not sign:
            return
        if sign in keyboards.DEAD:
            dead, self.dead = self.dead, sign
            # Struck twice it is written once, as a keyboard does.
            if dead == sign:
                self.text += keyboards.DEAD[sign]
                self.dead = ""
            elif dead:
                self.text += keyboards.DEAD[dead]
            return
        dead, self.dead = self.dead, ""
        self.text += _composed(dead, sign)

    def _end(self) -> Iterator[Frame]:
        text = self.text + keyboards.DEAD.get(self.dead, "")
        is_cut = self.is_cut
        self.text, self.dead, self.is_cut = "", "", False
        if text:
            yield Frame(text.encode(), is_cut)


def _composed(dead: str, sign: str) -> str:
    """A sign after a dead key: one with the accent if there is one, else both.

    >>> _composed(keyboards.CIRCUMFLEX, "e"), _composed(keyboards.CIRCUMFLEX, " ")
    ('ê', '^')
    """
    if not dead:
        return sign
    if sign == " ":
        return keyboards.DEAD[dead]
    one = unicodedata.normalize("NFC", sign + dead)
    return one if len(one) == 1 else keyboards.DEAD[dead] + sign

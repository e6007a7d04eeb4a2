"""Where one scan ends and the next begins on a serial line."""

from __future__ import annotations

from dataclasses import dataclass

#: The longest scan: no symbol holds more.
LONGEST = 5000
STX, ETX = b"\x02", b"\x03"
#: Name of a framing → what ends a scan.
SUFFIXES = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "tab": b"\t"}
#: Scanners that send no end pause after it for so many seconds.
IDLE = 0.05


@dataclass(frozen=True)
class Frame:
    """What came between two ends.

    :ivar raw: without the framing
    :ivar is_cut: too long, or the line fell silent in the middle: it is not all of a scan
    """

    raw: bytes
    is_cut: bool = False


class Framer:
    """Cuts a stream of bytes into frames.

    :param kind: ``cr``, ``lf``, ``crlf``, ``tab``, ``stx`` (STX … ETX), ``idle`` (a pause ends a
        scan) or ``any``: CR, LF or both
    :param prefix: bytes before each scan that are no part of it
    :param length: a scan has so many bytes, and no end
    :raises ValueError: no such framing
    """

    def __init__(self, kind: str = "any", prefix: bytes = b"", length: int = 0) -> None:
        if kind not in (*SUFFIXES, "stx", "idle", "any"):
            raise ValueError(f"There is no framing “{kind}”.")
        self.kind, self.prefix, self.length = kind, prefix, length
        self.buffer = b""
        self.fed_at = 0.0
        self._is_skipping = False

    def feed(self, data: bytes, now: float) -> list[Frame]:
        """Take bytes that came at ``now`` (seconds, any clock that never goes back).

        :returns: frames that are complete, in their order; empty ones are passed over
        """
        frames = self.idle(now)
        self.buffer += data
        self.fed_at = now
        while (cut := self._cut()) is not None:
            frames += self._framed(cut)
        if len(self.buffer) > LONGEST:
            frames += self._too_long()
        return frames

    def idle(self, now: float) -> list[Frame]:
        """Nothing came until ``now``: with the framing ``idle`` that ends a scan."""
        if self.kind != "idle" or not self.buffer or now - self.fed_at < IDLE:
            return []
        data, self.buffer = self.buffer, b""
        return self._framed(data.strip(b"\r\n"))

    def closed(self) -> list[Frame]:
        """The line is gone: what is left is no whole scan, and is told."""
        data, self.buffer = self.buffer, b""
        is_skipping, self._is_skipping = self._is_skipping, False
        if self.kind == "stx":
            data = data.rpartition(STX)[2] if STX in data else b""
        data = data.strip(b"\r\n")
        return [Frame(data, is_cut=True)] if data and not is_skipping else []

    def _cut(self) -> bytes | None:
        """Take the next piece off the buffer, ``None`` if it is not whole yet."""
        if self.length:
            return self._take(self.length, self.length)
        if self.kind == "stx":
            end = self.buffer.find(ETX)
            if end < 0:
                return None
            piece = self._take(end, end + 1)
            return piece.rpartition(STX)[2] if STX in piece else b""
        if self.kind == "any":
            ends = [at for at in map(self.buffer.find, (b"\r", b"\n")) if at >= 0]
            return self._take(min(ends), min(ends) + 1) if ends else None
        if self.kind == "idle":
            return None
        suffix = SUFFIXES[self.kind]
        end = self.buffer.find(suffix)
        return self._take(end, end + len(suffix)) if end >= 0 else None

    def _take(self, end: int, rest: int) -> bytes | None:
        if len(self.buffer) < rest:
            return None
        piece, self.buffer = self.buffer[:end], self.buffer[rest:]
        return piece

    def _framed(self, piece: bytes) -> list[Frame]:
        if self._is_skipping:  # the end of what was too long
            self._is_skipping = False
            return []
        if self.prefix and piece.startswith(self.prefix):
            piece = piece[len(self.prefix) :]
        return [Frame(piece)] if piece else []

    def _too_long(self) -> list[Frame]:
        """Told once; what follows until the next end belongs to it."""
        data, self.buffer = self.buffer[:LONGEST], b""
        is_new, self._is_skipping = not self._is_skipping, True
        return [Frame(data, is_cut=True)] if is_new else []


def as_text(raw: bytes) -> str:
    """UTF-8, else Latin-1, which every byte is a character of.

    >>> as_text("Lö".encode()), as_text(b"L\\xf6")
    ('Lö', 'Lö')
    """
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")

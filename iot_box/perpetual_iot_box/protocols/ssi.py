"""Zebra's Simple Serial Interface: packets with a checksum that the box acknowledges.

The scanner sends a packet again, with the retransmit bit, until it is acknowledged: it is when its
scan is kept, and not before. (Simple Serial Interface Programmer's Guide, chapters 2 and 3.)
"""

from __future__ import annotations

from dataclasses import dataclass

DECODE_DATA = 0xF3
ACK, NAK = 0xD0, 0xD1
HOST = 0x04
#: Reasons of a NAK.
RESEND, BAD_CONTEXT, DENIED = 1, 2, 6
RETRANSMIT, CONTINUED = 0x01, 0x02

#: First byte of a decode → AIM identifier, where there is but one.
SYMBOLOGIES = {
    0x03: "]C0",
    0x0A: "]E4",
    0x0B: "]E0",
    0x0F: "]C1",
    0x11: "]L0",
    0x1B: "]d1",
    0x1C: "]Q1",
    0xC1: "]d2",
    0xC2: "]Q3",
}


class SsiError(ValueError):
    """A packet that cannot be believed: it is asked for again."""


@dataclass(frozen=True)
class Packet:
    """One packet of a scanner.

    :ivar is_again: it was sent before and not acknowledged
    :ivar is_continued: more of the same follows
    """

    opcode: int
    status: int
    data: bytes

    @property
    def is_again(self) -> bool:
        return bool(self.status & RETRANSMIT)

    @property
    def is_continued(self) -> bool:
        return bool(self.status & CONTINUED)


def checksum(message: bytes) -> bytes:
    """Two's complement of the sum of the bytes, in two bytes.

    >>> checksum(bytes.fromhex("04d00400")).hex()
    'ff28'
    """
    return (-sum(message) & 0xFFFF).to_bytes(2)


def packed(opcode: int, data: bytes = b"", source: int = HOST, status: int = 0) -> bytes:
    """A packet as it goes over the line.

    :raises ValueError: more than 251 bytes of data
    """
    if len(data) > 251:
        raise ValueError("A packet holds at most 251 bytes of data.")
    message = bytes([4 + len(data), opcode, source, status]) + data
    return message + checksum(message)


def ack() -> bytes:
    """What tells a scanner that its scan is kept."""
    return packed(ACK)


def nak(reason: int = RESEND) -> bytes:
    """What asks a scanner to send again, or tells it that it may not."""
    return packed(NAK, bytes([reason]))


def take(buffer: bytes) -> tuple[Packet | None, bytes]:
    """The first packet of a buffer, ``None`` if it is not whole yet, and the rest.

    :raises SsiError: the checksum is wrong, or it is no packet; the buffer is to be emptied
    """
    if not buffer:
        return None, buffer
    length = buffer[0]
    if length < 4:
        raise SsiError(f"A packet of {length} bytes")
    if len(buffer) < length + 2:
        return None, buffer
    message, rest = buffer[:length], buffer[length + 2 :]
    if checksum(message) != buffer[length : length + 2]:
        raise SsiError("Wrong checksum")
    return Packet(message[1], message[3], message[4:]), rest


class Assembler:
    """Packets to scans: parts put together, and what was sent again counted once."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self._last: tuple[int, bytes] | None = None
        self._before: tuple[list[bytes], tuple[int, bytes] | None] = ([], None)

    def add(self, packet: Packet) -> bytes | None:
        """The scan that a packet completes, without its symbology byte; ``None`` if it completes
        none, or says again what was acknowledged already."""
        if packet.opcode != DECODE_DATA:
            return None
        is_known = packet.is_again and self._last == (packet.opcode, packet.data)
        self._before = (self.parts, self._last)
        self._last = (packet.opcode, packet.data)
        if is_known:
            return None
        self.parts = [*self.parts, packet.data[1:]]
        if packet.is_continued:
            return None
        data, self.parts = b"".join(self.parts), []
        return data

    def unheard(self) -> None:
        """A packet came broken: what is sent again now was never heard, also where the scan before
        it was of the same symbol."""
        self._last = None

    def refused(self) -> None:
        """The last packet was not kept and not acknowledged: sent again, it counts."""
        self.parts, self._last = self._before


def symbology(packet: Packet) -> str:
    """AIM identifier of the symbol that a packet is of; "" where it is not sure."""
    return SYMBOLOGIES.get(packet.data[0], "") if packet.data else ""

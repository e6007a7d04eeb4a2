"""RFID readers: as much of LLRP 1.0.1 as it takes to have a reader tell what it sees.

(EPCglobal Low Level Reader Protocol 1.0.1, chapters 16 and 17; big-endian throughout.)
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

# Messages
SET_READER_CONFIG, CLOSE_CONNECTION = 3, 14
ADD_ROSPEC, DELETE_ROSPEC, START_ROSPEC, ENABLE_ROSPEC = 20, 21, 22, 24
RO_ACCESS_REPORT, KEEPALIVE, READER_EVENT_NOTIFICATION, KEEPALIVE_ACK = 61, 62, 63, 72
ERROR_MESSAGE = 100
#: What is added to the type of a question in the type of its answer.
ANSWER = 10

# Parameters
TAG_REPORT_DATA, EPC_DATA, EPC_96, ANTENNA_ID, PEAK_RSSI, TAG_SEEN_COUNT = 240, 241, 13, 1, 6, 8
EVENT_DATA, ANTENNA_EVENT, EXCEPTION_EVENT, CONNECTION_EVENT = 246, 255, 252, 256
STATUS = 287
#: Type of a parameter without a length → its bytes, with the one of its type.
FIXED = {
    1: 3, 2: 9, 3: 9, 4: 9, 5: 9, 6: 2, 7: 3, 8: 3, 9: 5, 10: 3, 11: 3, 12: 3, 13: 13, 14: 3, 15: 3,
    16: 5, 17: 3, 18: 5, 19: 3, 20: 3,
}  # fmt: skip
HEADER = struct.Struct(">HII")
#: The longest message that is believed.
LONGEST = 1024 * 1024
ROSPEC = 1
#: Of each tag: antenna, strength, how often.
CONTENT = 0x1000 | 0x0400 | 0x0080
#: Kinds of ``EventNotificationState``.
EXCEPTIONS, ANTENNAS = 4, 8
#: Status of a connection → what it means.
CONNECTIONS = {
    1: "it has opened a connection to somebody by itself",
    2: "it is connected to somebody else",
    3: "it takes no connections",
    4: "another connection was tried",
}


class LlrpError(ValueError):
    """Bytes that are no LLRP."""


@dataclass(frozen=True)
class Message:
    """One message without its header."""

    type: int
    id: int
    body: bytes


@dataclass(frozen=True)
class Tag:
    """A tag that was seen.

    :ivar bits: of its EPC
    :ivar rssi: in dBm, ``None`` if the reader does not say
    """

    epc: bytes
    bits: int
    antenna: int = 0
    rssi: int | None = None
    count: int = 1


def packed(kind: int, number: int, body: bytes = b"") -> bytes:
    """A message of version 1."""
    return HEADER.pack(1 << 10 | kind, HEADER.size + len(body), number) + body


def take(buffer: bytes) -> tuple[Message | None, bytes]:
    """The first message of a buffer, ``None`` if it is not whole yet, and the rest.

    :raises LlrpError: it is none
    """
    if len(buffer) < HEADER.size:
        return None, buffer
    kind, length, number = HEADER.unpack_from(buffer)
    if kind >> 10 & 7 not in (1, 2) or not HEADER.size <= length <= LONGEST:
        raise LlrpError(f"No message of LLRP: {buffer[:10].hex()}")
    if len(buffer) < length:
        return None, buffer
    return Message(kind & 0x3FF, number, buffer[HEADER.size : length]), buffer[length:]


def parameter(kind: int, body: bytes) -> bytes:
    return struct.pack(">HH", kind, 4 + len(body)) + body


def parameters(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Type and value of each; the end where one comes whose length nobody knows.

    :raises LlrpError: they are cut off
    """
    while data:
        if data[0] & 0x80:
            kind, start, length = data[0] & 0x7F, 1, FIXED.get(data[0] & 0x7F, 0)
            if not length:
                return
        else:
            if len(data) < 4:
                raise LlrpError("A parameter is cut off")
            (kind, length), start = struct.unpack_from(">HH", data), 4
            kind &= 0x3FF
        if length < start or len(data) < length:
            raise LlrpError("A parameter is cut off")
        yield kind, data[start:length]
        data = data[length:]


def rospec(antennas: tuple[int, ...] = (0,)) -> bytes:
    """What the reader is to do: look for tags on these antennas (0: all), and tell each at once."""
    boundary = parameter(178, parameter(179, b"\0") + parameter(182, struct.pack(">BI", 0, 0)))
    inventory = parameter(186, struct.pack(">HB", 1, 1))
    ids = struct.pack(f">H{len(antennas)}H", len(antennas), *antennas)
    look = parameter(183, ids + parameter(184, struct.pack(">BI", 0, 0)) + inventory)
    report = parameter(237, struct.pack(">BH", 1, 1) + parameter(238, struct.pack(">H", CONTENT)))
    return parameter(177, struct.pack(">IBB", ROSPEC, 0, 0) + boundary + look + report)


def settings(keepalive_ms: int) -> bytes:
    """Body of ``SET_READER_CONFIG``: a sign of life, and events of antennas and of the reader."""
    wanted = b"".join(
        parameter(245, struct.pack(">HB", kind, 0x80)) for kind in (EXCEPTIONS, ANTENNAS)
    )
    return b"\0" + parameter(244, wanted) + parameter(220, struct.pack(">BI", 1, keepalive_ms))


def status(body: bytes) -> tuple[int, str]:
    """(code, text) of an answer; code 0 is success.

    :raises LlrpError: there is no status in it
    """
    for kind, value in parameters(body):
        if kind == STATUS and len(value) >= 4:
            code, length = struct.unpack_from(">HH", value)
            return code, value[4 : 4 + length].decode(errors="replace")
    raise LlrpError("An answer without a status")


def tags(body: bytes) -> Iterator[Tag]:
    """Tags of an ``RO_ACCESS_REPORT``; those without an EPC are passed over.

    :raises LlrpError: it is no report
    """
    for kind, value in parameters(body):
        if kind == TAG_REPORT_DATA:
            found = dict(parameters(value))
            epc = found.get(EPC_96, b"")
            bits = 8 * len(epc)
            if EPC_DATA in found:
                bits, epc = _of_epc_data(found[EPC_DATA])
            if epc:
                rssi = found.get(PEAK_RSSI)
                yield Tag(
                    epc,
                    bits,
                    int.from_bytes(found.get(ANTENNA_ID, b"")),
                    int.from_bytes(rssi, signed=True) if rssi else None,
                    int.from_bytes(found.get(TAG_SEEN_COUNT, b"\x01")),
                )


def _of_epc_data(value: bytes) -> tuple[int, bytes]:
    if len(value) < 2:
        raise LlrpError("An EPC is cut off")
    bits, epc = int.from_bytes(value[:2]), value[2:]
    if len(epc) < (bits + 7) // 8:
        raise LlrpError("An EPC is cut off")
    return bits, epc[: (bits + 7) // 8]


def events(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Events of a ``READER_EVENT_NOTIFICATION``: type and value."""
    for kind, value in parameters(body):
        if kind == EVENT_DATA:
            yield from parameters(value)

"""RFID readers in the network that speak LLRP (Impinj, Zebra, Alien and others)."""

from __future__ import annotations

import socket
import struct
import threading
import time
from contextlib import suppress

from ..protocols import epc, llrp
from . import tcp
from .base import Candidate, DeviceError, Emit, Frame, Reader, State

#: Seconds between a reader's signs of life, and without one until it is gone.
ALIVE, DEAD = 10, 35
#: Seconds for an answer.
ANSWER = 5
PATIENCE = 0.2
#: Seconds in which a tag that stays before an antenna is one reading.
WINDOW = 2.0
#: Tags that are remembered: more than stand before a reader at once.
MOST = 20_000


class Window:
    """Tells a tag once per antenna and so many seconds, with how often it was seen since."""

    def __init__(self, seconds: float = WINDOW) -> None:
        self.seconds = seconds
        self._seen: dict[tuple[bytes, int], list] = {}

    def counted(self, tag: llrp.Tag, now: float) -> int:
        """How often it was seen since it was last told; 0 if it is not to be told now."""
        seen = self._seen.setdefault((tag.epc, tag.antenna), [float("-inf"), 0])
        seen[1] += tag.count
        if now - seen[0] < self.seconds:
            return 0
        count, seen[:] = seen[1], [now, 0]
        if len(self._seen) > MOST:
            self._seen = {
                key: row for key, row in self._seen.items() if now - row[0] < self.seconds
            }
        return count


class LlrpReader(Reader):
    """Emits each tag as its URI, with ``hex``, ``antenna``, ``rssi`` and ``count``.

    Options: ``window_s`` (seconds in which a tag before an antenna is one reading), ``antennas``
    (their numbers, all if there are none).
    """

    name = "rfid_llrp"
    kind = "rfid"
    capabilities = ("scan", "rfid")
    OPTIONS = {"window_s": (0, 86400), "antennas": list}

    @classmethod
    def match(cls, candidate: Candidate) -> bool:
        return tcp.named(candidate) and candidate.properties.get("port") == 5084

    def check(self) -> None:
        super().check()
        antennas = self.options.get("antennas") or []
        if not all(type(one) is int and 0 < one < 65536 for one in antennas):
            raise DeviceError(
                f"{self.candidate.name}: the antennas cannot be {antennas!r}.",
                "They are numbers, such as [1, 2], in the device's options on the server.",
            )

    def run(self, emit: Emit, stop: threading.Event) -> None:
        self.check()
        try:
            with tcp.connected(self.candidate) as link:
                talk = _Talk(link, self.candidate)
                try:
                    talk.begin(tuple(self.options.get("antennas") or [0]))
                    self.state = State("ready")
                    self._listen(talk, emit, stop)
                    talk.end()
                except (OSError, llrp.LlrpError) as error:
                    raise DeviceError(
                        f"{self.candidate.name}: the reader has gone away ({error}).",
                        "Is it switched on, and the network cable in? The box tries again.",
                    ) from error
        finally:
            self.state = State("offline")

    def _listen(self, talk: _Talk, emit: Emit, stop: threading.Event) -> None:
        window, unplugged = Window(float(self.options.get("window_s") or WINDOW)), set()
        while not stop.is_set():
            message = talk.next()
            if message is None:
                continue
            if message.type == llrp.RO_ACCESS_REPORT:
                self._report(message, window, emit, stop)
            elif message.type == llrp.READER_EVENT_NOTIFICATION:
                self._event(message, unplugged)

    def _report(
        self, message: llrp.Message, window: Window, emit: Emit, stop: threading.Event
    ) -> None:
        for tag in llrp.tags(message.body):
            count = window.counted(tag, time.monotonic())
            if count:
                self.keep(
                    emit,
                    Frame(
                        tag.epc,
                        epc.uri(tag.epc, tag.bits),
                        "",
                        {
                            "hex": tag.epc.hex().upper(),
                            "antenna": tag.antenna,
                            "rssi": tag.rssi,
                            "count": count,
                        },
                    ),
                    stop,
                )

    def _event(self, message: llrp.Message, unplugged: set[int]) -> None:
        for kind, value in llrp.events(message.body):
            if kind == llrp.ANTENNA_EVENT and len(value) >= 3:
                is_there, antenna = struct.unpack_from(">BH", value)
                (unplugged.discard if is_there else unplugged.add)(antenna)
                numbers = ", ".join(map(str, sorted(unplugged)))
                self.note = f"No antenna at port {numbers}: check its cable." if numbers else ""
                self.state = State("ready", self.note)


class _Talk:
    """One connection, numbered questions and their answers."""

    def __init__(self, link: socket.socket, candidate: Candidate) -> None:
        self.link, self.candidate = link, candidate
        self.buffer, self.number, self.heard = b"", 0, time.monotonic()
        link.settimeout(PATIENCE)

    def begin(self, antennas: tuple[int, ...]) -> None:
        """Have the reader look for tags.

        :raises DeviceError: it does not, with its reason
        """
        self._greeted()
        # What an earlier connection has left; there may be nothing, and it may say so.
        self._ask(llrp.DELETE_ROSPEC, struct.pack(">I", 0), is_needed=False)
        self._ask(llrp.SET_READER_CONFIG, llrp.settings(ALIVE * 1000))
        self._ask(llrp.ADD_ROSPEC, llrp.rospec(antennas))
        self._ask(llrp.ENABLE_ROSPEC, struct.pack(">I", llrp.ROSPEC))
        self._ask(llrp.START_ROSPEC, struct.pack(">I", llrp.ROSPEC))

    def end(self) -> None:
        """Leave it quiet; it forgets by itself if that does not reach it."""
        with suppress(OSError):
            self._say(llrp.DELETE_ROSPEC, struct.pack(">I", 0))
            self._say(llrp.CLOSE_CONNECTION)

    def next(self) -> llrp.Message | None:
        """What the reader says; ``None`` if nothing for a while.

        :raises OSError: the connection is gone, also where it only seems to be there
        """
        message, self.buffer = llrp.take(self.buffer)
        if message is None:
            self._receive()
            message, self.buffer = llrp.take(self.buffer)
        if message and message.type == llrp.KEEPALIVE:
            self._say(llrp.KEEPALIVE_ACK, number=message.id)
            return None
        return message

    def _receive(self) -> None:
        try:
            data = self.link.recv(65536)
        except TimeoutError:
            if time.monotonic() - self.heard > DEAD:
                raise ConnectionError("no sign of life") from None
            return
        if not data:
            raise ConnectionError("it has closed the connection")
        self.buffer, self.heard = self.buffer + data, time.monotonic()

    def _greeted(self) -> None:
        message = self._wait(lambda one: one.type == llrp.READER_EVENT_NOTIFICATION)
        for kind, value in llrp.events(message.body):
            if kind == llrp.CONNECTION_EVENT and (code := int.from_bytes(value)):
                raise DeviceError(
                    f"{self.candidate.name}: the reader refuses the box, because"
                    f" {llrp.CONNECTIONS.get(code, f'of reason {code}')}.",
                    "End the other program that uses the reader, or switch the reader off and on.",
                )

    def _ask(self, kind: int, body: bytes, is_needed: bool = True) -> None:
        number = self._say(kind, body)
        answer = self._wait(
            lambda one: one.type in (kind + llrp.ANSWER, llrp.ERROR_MESSAGE) and one.id == number
        )
        code, text = llrp.status(answer.body)
        if code and is_needed:
            raise DeviceError(
                f"{self.candidate.name}: the reader refuses what the box asks for: {text or code}.",
                "Are the antennas in the device's options ones that the reader has?",
            )

    def _say(self, kind: int, body: bytes = b"", number: int = 0) -> int:
        self.number += 1
        self.link.sendall(llrp.packed(kind, number or self.number, body))
        return self.number

    def _wait(self, is_it) -> llrp.Message:
        until = time.monotonic() + ANSWER
        while time.monotonic() < until:
            message = self.next()
            if message and is_it(message):
                return message
        raise ConnectionError("no answer")

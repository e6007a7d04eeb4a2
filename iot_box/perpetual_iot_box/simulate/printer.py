"""A label printer in the network that is none: it takes ZPL, says how it is, shows its labels.

To draw labels and to read them back it takes ``zplkit``, ``zxing-cpp`` and ``Pillow``, which the
box itself does without.
"""

from __future__ import annotations

import errno
import re
import socket
import struct
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from math import ceil

from ..drivers.base import Candidate
from ..protocols import tspl, zebra_hs

#: What it is asked in the middle of anything, by language.
QUESTIONS = {
    "zpl": rb"~HS|~HI",
    "tspl": rb"\x1b!\?",
    "escpos": rb"\x10\x04[\x01-\x04]",
    "raw": rb"$^",
}
#: One label, by language, and how often it is printed.
LABELS = {
    "zpl": (rb"\^XA.*?\^XZ", rb"\^PQ(\d+)"),
    "tspl": (rb".*?PRINT \d+(?:,\d+)?\r\n", rb"PRINT \d+,(\d+)"),
    "escpos": (rb".*?\x1dV\x00", rb"$^"),
}


class NotInstalled(Exception):
    """A library that draws or reads labels is missing; says which."""


@dataclass(frozen=True)
class Label:
    """One label as it came.

    :ivar copies: how often it is printed
    """

    content: bytes
    copies: int = 1

    def png(self, dpi: int = 203) -> bytes:
        """:raises NotInstalled: a library is not there
        :raises ValueError: it is no ZPL that can be printed
        """
        zplkit = _library("zplkit")
        # The copies are the printer's business.
        once = re.sub(rb"\^PQ[^^~]*", b"", self.content)
        wide, high = (self._dots(command) for command in ("PW", "LL"))
        options = zplkit.Options(width=ceil(wide / dpi) or 4, height=ceil(high / dpi) or 6, dpi=dpi)
        picture = zplkit.render(once, options).labels[0].png()
        return _cut(picture, wide, high) if wide and high else picture

    def _dots(self, command: str) -> int:
        """A side of the label, where it says it itself."""
        found = re.search(rb"\^%s(\d+)" % command.encode(), self.content)
        return int(found[1]) if found else 0

    def read(self, dpi: int = 203) -> list[tuple[str, str]]:
        """(AIM identifier, data) of each barcode on it.

        :raises NotInstalled: a library is not there
        """
        image = _library("PIL.Image", "Pillow").open(BytesIO(self.png(dpi))).convert("L")
        found = _library("zxingcpp", "zxing-cpp").read_barcodes(image, try_invert=False)
        return [(code.symbology_identifier, code.bytes.decode("latin-1")) for code in found]


def _cut(picture: bytes, wide: int, high: int) -> bytes:
    """The label alone, without the paper around it."""
    out = BytesIO()
    image = _library("PIL.Image", "Pillow").open(BytesIO(picture))
    image.crop((0, 0, wide, high)).save(out, "PNG")
    return out.getvalue()


def _library(name: str, package: str = ""):
    try:
        return __import__(name, fromlist=["*"])
    except ImportError as error:
        raise NotInstalled(
            f"Labels are drawn with {package or name}: pip install {package or name}."
        ) from error


class VirtualPrinter:
    """A printer that listens until :meth:`close`, one connection at a time, as mobile printers do.

    :param port: 0: any that is free
    :param language: ``zpl``, ``tspl``, ``escpos``; ``raw``: it understands nothing, and each
        connection is a label
    :ivar paper_out, head_open, paused: what keeps it from printing, may be set at any time
    :ivar is_mute: it answers nothing while something keeps it from printing, as some do
    :ivar slow: seconds per label
    :ivar drop_after: breaks the connection when it has so many bytes of labels, once
    """

    def __init__(
        self, port: int = 0, language: str = "zpl", host: str = "127.0.0.1", name: str = ""
    ) -> None:
        self.language, self.name = language, name or "Virtual printer"
        self.paper_out = self.head_open = self.paused = self.is_mute = False
        self.slow = 0.0
        self.drop_after: int | None = None
        #: Printed, in their order; a label is there when its last copy is.
        self.labels: list[Label] = []
        #: Copies that came out.
        self.printed = 0
        #: All bytes that came.
        self.received = b""
        self.queue: deque[Label] = deque()
        self.left = 0
        self._stop = threading.Event()
        self._is_on = False
        self._listen((host, port))
        self._is_on = True
        self.address = self._server.getsockname()[:2]
        self._threads = [
            threading.Thread(target=work, daemon=True) for work in (self._serve, self._print)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def candidate(self) -> Candidate:
        path = f"{self.address[0]}:{self.address[1]}"
        return Candidate(
            f"tcp:{path}",
            path,
            "tcp",
            {"name": self.name, "driver": "printer_tcp", "language": self.language},
        )

    def close(self) -> None:
        """Switch it off; what it has not printed is gone."""
        self._stop.set()
        for thread in self._threads:
            thread.join(2)

    def problem(self) -> bool:
        return self.paper_out or self.head_open or self.paused

    def wait(self, count: int, seconds: float = 5.0) -> list[Label]:
        """Labels, when so many are printed.

        :raises TimeoutError: they are not
        """
        until = time.monotonic() + seconds
        while len(self.labels) < count:
            if time.monotonic() > until:
                raise TimeoutError(f"{len(self.labels)} of {count} labels")
            time.sleep(0.005)
        return list(self.labels)

    # The line

    def _listen(self, address: tuple[str, int]) -> None:
        while True:
            try:
                self._server = socket.create_server(address, backlog=1)
                break
            except OSError as error:
                # Who tries again and again while it is closed may have got its port as their own.
                if error.errno != errno.EADDRINUSE or not self._is_on or self._stop.is_set():
                    raise
                time.sleep(0.01)
        # Little room, so that a printer that stops takes nothing more soon.
        self._server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self._server.settimeout(0.05)

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                link, _peer = self._server.accept()
            except TimeoutError:
                continue
            # Whoever comes now is refused, as by a printer that has one connection to give.
            self._server.close()
            with link, suppress(OSError):
                self._talk(link)
            self._listen(self.address)
        self._server.close()

    def _talk(self, link: socket.socket) -> None:
        link.settimeout(0.05)
        buffer, heard = b"", 0
        while not self._stop.is_set():
            try:
                data = link.recv(512)
            except TimeoutError:
                continue
            if not data:
                break
            self.received += data
            buffer = self._understood(link, buffer + data)
            heard += len(re.sub(QUESTIONS[self.language], b"", data))
            if self.drop_after is not None and heard >= self.drop_after:
                self.drop_after = None
                # A reset: what it has not read is thrown away.
                link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
        if self.language == "raw" and buffer:
            self.queue.append(Label(buffer))

    def _understood(self, link: socket.socket, buffer: bytes) -> bytes:
        """Answer questions and take labels, in their order; what is not whole yet is left."""
        if self.language == "raw":
            return buffer
        label, copies = LABELS[self.language]
        pattern = re.compile(rb"(%s)|(%s)" % (QUESTIONS[self.language], label), re.DOTALL)
        while found := pattern.search(buffer):
            question, content = found[1], found[2]
            if question is None and (inside := re.search(QUESTIONS[self.language], content)):
                # Asked in the middle of a label.
                question, start = inside[0], found.start(2)
                cut = start + inside.start()
                buffer = buffer[:cut] + buffer[cut + len(question) :]
            else:
                buffer = buffer[: found.start()] + buffer[found.end() :]
            if question is not None:
                self._answer(link, question)
            else:
                count = re.search(copies, content)
                self.queue.append(Label(content, int(count[1]) if count else 1))
        return buffer

    def _answer(self, link: socket.socket, question: bytes) -> None:
        if self.is_mute and self.problem():
            return
        if question == b"~HS":
            link.sendall(self._host_status())
        elif question == b"~HI":
            link.sendall(b"\x02VIRTUAL-8,V1.0,8,65536KB\x03\r\n")
        elif question == tspl.ASK:
            bits = self.head_open * 0x01 | self.paper_out * 0x04 | self.paused * 0x10
            link.sendall(bytes([bits | (0x20 if self.queue or self.left else 0)]))
        else:
            bits = {
                2: self.head_open * 0x04 | self.paper_out * 0x20,
                4: self.paper_out * 0x60,
            }.get(question[-1], 0)
            link.sendall(bytes([0x12 | bits]))

    def _host_status(self) -> bytes:
        one = [b"030", b"%d" % self.paper_out, b"%d" % self.paused, b"1245"]
        one += [b"%03d" % len(self.queue), b"0", b"0", b"0", b"000", b"0", b"0", b"0"]
        two = [b"000", b"0", b"%d" % self.head_open, b"0", b"1", b"2", b"4", b"0"]
        two += [b"%08d" % self.left, b"1", b"000"]
        lines = (one, two, [b"1234", b"0"])
        return b"".join(zebra_hs.STX + b",".join(line) + zebra_hs.ETX + b"\r\n" for line in lines)

    # The paper

    def _print(self) -> None:
        while not self._stop.wait(0.002):
            if not self.queue or self.problem():
                continue
            # In this order nobody who asks sees nothing of it in between.
            self.left = self.queue[0].copies
            label = self.queue.popleft()
            while self.left and not self._stop.wait(self.slow):
                if not self.problem():
                    self.printed += 1
                    if self.left == 1:
                        self.labels.append(label)
                    self.left -= 1
                else:
                    time.sleep(0.002)

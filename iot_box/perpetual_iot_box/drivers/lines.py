"""Lines to a printer: what takes bytes, says how many, and may say something itself."""

from __future__ import annotations

import fcntl
import os
import select
import socket
import struct
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

#: Bytes of one write: a printer that stops in the middle is known to have had so many at most more.
PIECE = 16384
#: Seconds that a printer which says nothing is given to close its side after the last byte.
GOODBYE = 1.0


class Line(Protocol):
    """An open line. Each of these raises ``OSError`` when the line is gone."""

    def write(self, data: bytes, timeout: float) -> int:
        """Some of the bytes.

        :returns: how many were accepted
        :raises TimeoutError: none were for so many seconds
        """

    def read(self, timeout: float) -> bytes:
        """What came; nothing after so many seconds of silence."""

    def finish(self, timeout: float) -> None:
        """No more is written: wait until what was is on its way."""

    def close(self) -> None: ...


class SocketLine:
    """To a printer in the network."""

    def __init__(self, link: socket.socket) -> None:
        self.link = link

    def write(self, data: bytes, timeout: float) -> int:
        self.link.settimeout(timeout)
        return self.link.send(data[:PIECE])

    def read(self, timeout: float) -> bytes:
        if not select.select([self.link], [], [], timeout)[0]:
            return b""
        data = self.link.recv(4096)
        if not data:
            raise ConnectionError("the printer has closed the connection")
        return data

    def finish(self, timeout: float) -> None:
        """A printer that has thrown bytes away answers with a reset."""
        self.link.shutdown(socket.SHUT_WR)
        until = time.monotonic() + min(timeout, GOODBYE)
        self.link.settimeout(GOODBYE)
        with suppress(TimeoutError):
            while self.link.recv(4096) and time.monotonic() < until:
                pass

    def close(self) -> None:
        self.link.close()


class FileLine:
    """To a device file that does not block: a serial port, ``/dev/usb/lp0``.

    :param is_usb: it reads nothing where it has nothing to say, and not only when it is gone
    """

    def __init__(
        self, fd: int, close: Callable[[], None] | None = None, is_usb: bool = False
    ) -> None:
        self.fd, self._close = fd, close or (lambda: os.close(fd))
        self.is_usb = is_usb

    def write(self, data: bytes, timeout: float) -> int:
        if not select.select([], [self.fd], [], timeout)[1]:
            raise TimeoutError("the printer takes nothing more")
        try:
            return os.write(self.fd, data[:PIECE])
        except BlockingIOError:
            return 0

    def read(self, timeout: float) -> bytes:
        if not select.select([self.fd], [], [], timeout)[0]:
            return b""
        try:
            data = os.read(self.fd, 4096)
        except BlockingIOError:
            return b""
        if not data and not self.is_usb:
            raise ConnectionError("the printer is gone")
        return data

    def finish(self, timeout: float) -> None:
        until = time.monotonic() + timeout
        while self._queued():
            if time.monotonic() > until:
                raise TimeoutError("the printer takes nothing more")
            time.sleep(0.01)

    def _queued(self) -> int:
        """Bytes that wait in the kernel; 0 where it does not say."""
        try:
            return struct.unpack("i", fcntl.ioctl(self.fd, termios.TIOCOUTQ, b"\0" * 4))[0]
        except OSError:
            return 0

    def close(self) -> None:
        self._close()

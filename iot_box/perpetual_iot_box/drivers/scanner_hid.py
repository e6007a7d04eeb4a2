"""Scanners that play a keyboard: read at the kernel, so that no window gets their signs."""

from __future__ import annotations

import errno
import fcntl
import os
import re
import select
import struct
import threading
import time

from ..protocols import hid
from . import serial_port, sysfs
from .base import Candidate, DeviceError, Emit, Reader, State
from .scanner_serial import scanned

#: ``ioctl`` that keeps events from everybody else (``linux/input.h``).
EVIOCGRAB = 0x40044590
#: Bytes of an event of this machine's kernel.
SIZE = struct.calcsize("@llHHi")
#: Events of one read.
MOST = 64
PATIENCE = 0.05
#: USB's numbers of makers of scanners that make no keyboards.
MAKERS = {"0536", "05e0", "05f9", "065a", "0c2e", "11fa", "1eab"}
WORDS = re.compile(r"scan|bar ?code|imager|reader", re.IGNORECASE)


def has_letters(bitmap: str) -> bool:
    """Whether a device has the keys Q to P and Enter, of its ``capabilities/key``.

    >>> has_letters("1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe")
    True
    >>> has_letters("3f000303ff 0 0 0"), has_letters("")
    (False, False)
    """
    word = int((bitmap.split() or ["0"])[-1], 16)
    wanted = sum(1 << key for key in (*range(16, 26), hid.ENTER))
    return word & wanted == wanted


class HidScanner(Reader):
    """``layout`` is the country that the scanner is set to.

    A scan ends with Enter or Tab; with the framing ``idle`` also where the scanner pauses. What is
    kept as raw bytes is the text, with the AIM identifier, in UTF-8.
    """

    name = "scanner_hid"
    kind = "scanner"
    capabilities = ("scan",)

    @classmethod
    def candidates(cls) -> list[Candidate]:
        rows = []
        for node in sysfs.nodes("input", "event*"):
            device = node.sys / "device"
            if has_letters(sysfs.text(device / "capabilities/key")):
                name = sysfs.text(device / "name") or node.name
                is_sure = node.vendor in MAKERS or bool(WORDS.search(f"{name} {node.name}"))
                serial = sysfs.text(device / "uniq") or node.serial
                rows.append(
                    sysfs.Plugged(node.path, serial, node.place, {"name": name, "sure": is_sure})
                )
        return sysfs.named("hid", "input", rows)

    @classmethod
    def match(cls, candidate: Candidate) -> bool:
        return candidate.bus == "input"

    def run(self, emit: Emit, stop: threading.Event) -> None:
        self.check()
        if not self.is_wanted():
            self.state = State(
                "offline",
                "A keyboard, as far as the box can see. If it is a scanner, give the device the"
                " option driver = scanner_hid.",
            )
            stop.wait()
            return
        layout = str(self.settings.get("layout") or "us")
        decoder = hid.Decoder(layout, self.settings.get("framing") == "idle")
        fd = self._open()
        try:
            self._grab(fd)
            self.state = State("ready")
            self._read(fd, decoder, emit, stop)
        except DeviceError:
            for frame in decoder.closed():
                self.keep(emit, scanned(frame), stop)
            raise
        finally:
            os.close(fd)
            self.state = State("offline")

    def _open(self) -> int:
        try:
            return os.open(self.candidate.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise serial_port.refused(self.candidate, error) from error

    def _grab(self, fd: int) -> None:
        """Have it alone; what is no device of the kernel (a recording) has nobody else."""
        try:
            fcntl.ioctl(fd, EVIOCGRAB, 1)
        except OSError as error:
            if error.errno not in (errno.ENOTTY, errno.EINVAL):
                raise serial_port.refused(self.candidate, error) from error

    def _read(self, fd: int, decoder: hid.Decoder, emit: Emit, stop: threading.Event) -> None:
        rest = b""
        while not stop.is_set():
            rows, rest = hid.events(rest + self._bytes(fd), SIZE)
            now = time.monotonic()
            for frame in decoder.feed(rows, now) if rows else decoder.idle(now):
                self.keep(emit, scanned(frame), stop)

    def _bytes(self, fd: int) -> bytes:
        """What came; nothing after a while of silence.

        :raises DeviceError: the scanner is gone
        """
        if not select.select([fd], [], [], PATIENCE)[0]:
            return b""
        try:
            data = os.read(fd, SIZE * MOST)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise serial_port.gone(self.candidate) from error
        if not data:
            raise serial_port.gone(self.candidate)
        return data

"""Scanners on a serial line: USB-COM, RS-232, Bluetooth's serial port profile."""

from __future__ import annotations

import threading
import time

import serial

from ..outbox import OutboxError
from ..protocols import aim, framing, ssi
from . import serial_port
from .base import Candidate, DeviceError, Emit, Frame, Reader, State

#: Seconds that a read waits: how soon a pause ends a scan, and a stop is heard.
PATIENCE = 0.05
#: A packet of SSI that is not whole after so many seconds of silence is asked for again.
BROKEN = 0.3


def scanned(frame: framing.Frame) -> Frame:
    """A frame of the line as one of the box."""
    symbol, text = aim.split(framing.as_text(frame.raw))
    return Frame(frame.raw, text, symbol, {"cut": True} if frame.is_cut else {})


class SerialScanner(Reader):
    """``framing`` says where a scan ends; with ``ssi`` the scanner hears when it is kept.

    Options: ``prefix`` (text before each scan), ``length`` (of scans that have no end), ``parity``
    (``none``, ``even``, ``odd``).
    """

    name = "scanner_serial"
    kind = "scanner"
    capabilities = ("scan",)
    OPTIONS = {"prefix": str, "length": (0, framing.LONGEST), **serial_port.OPTIONS}

    @classmethod
    def candidates(cls) -> list[Candidate]:
        return serial_port.plugged_in()

    @classmethod
    def match(cls, candidate: Candidate) -> bool:
        return candidate.bus == "serial"

    def run(self, emit: Emit, stop: threading.Event) -> None:
        self.check()
        if not self.is_wanted():
            self.state = State(
                "offline",
                "A serial port of the board. If a scanner is there, give the device the option"
                " driver = scanner_serial.",
            )
            stop.wait()
            return
        try:
            with serial_port.opened(self.candidate, self.settings, PATIENCE) as port:
                self.state = State("ready")
                read = self._read_ssi if self.settings.get("framing") == "ssi" else self._read
                read(port, emit, stop)
        finally:
            self.state = State("offline")

    def _bytes(self, port: serial.Serial) -> bytes:
        """What came; nothing after a while of silence.

        :raises DeviceError: the scanner is gone
        """
        try:
            return port.read(port.in_waiting or 1)
        except OSError as error:
            raise serial_port.gone(self.candidate) from error

    def _read(self, port: serial.Serial, emit: Emit, stop: threading.Event) -> None:
        framer = framing.Framer(
            str(self.settings.get("framing") or "any"),
            str(self.options.get("prefix") or "").encode(),
            int(self.options.get("length") or 0),
        )
        try:
            while not stop.is_set():
                data, now = self._bytes(port), time.monotonic()
                for frame in framer.feed(data, now) if data else framer.idle(now):
                    self.keep(emit, scanned(frame), stop)
        except DeviceError:
            for frame in framer.closed():
                self.keep(emit, scanned(frame), stop)
            raise

    def _read_ssi(self, port: serial.Serial, emit: Emit, stop: threading.Event) -> None:
        buffer, assembler, heard = b"", ssi.Assembler(), time.monotonic()
        self._is_broken = False
        while not stop.is_set():
            data, now = self._bytes(port), time.monotonic()
            buffer, heard = buffer + data, now if data else heard
            try:
                packet, buffer = ssi.take(buffer)
                while packet:
                    self._answer(port, packet, assembler, emit)
                    packet, buffer = ssi.take(buffer)
                is_broken = bool(buffer) and now - heard > BROKEN
            except ssi.SsiError:
                is_broken = True
            if is_broken:
                buffer, self._is_broken = b"", True
                assembler.unheard()
                self._say(port, ssi.nak())

    def _answer(
        self, port: serial.Serial, packet: ssi.Packet, assembler: ssi.Assembler, emit: Emit
    ) -> None:
        """Acknowledge a packet, a scan only when it is kept."""
        if packet.opcode in (ssi.ACK, ssi.NAK):
            return
        raw = assembler.add(packet)
        if raw:
            symbol, text = aim.split(framing.as_text(raw))
            is_again = packet.is_again and not self._is_broken
            frame = Frame(raw, text, symbol or ssi.symbology(packet), is_again=is_again)
            try:
                emit(frame)
            except OutboxError as error:
                # The scanner sends it twice more, then it tells who scanned that it was no use.
                assembler.refused()
                self.state = State("failed", f"{error} {error.way_out}")
                self._say(port, ssi.nak())
                return
            self.state = State("ready")
        self._is_broken = False
        self._say(port, ssi.ack())

    def _say(self, port: serial.Serial, message: bytes) -> None:
        try:
            port.write(message)
        except OSError as error:
            raise serial_port.gone(self.candidate) from error

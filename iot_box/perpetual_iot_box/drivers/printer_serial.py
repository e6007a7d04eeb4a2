"""Printers on a serial line."""

from __future__ import annotations

from . import serial_port
from .base import Candidate
from .line_printer import LinePrinter
from .lines import FileLine, Line


class SerialPrinter(LinePrinter):
    """A port is a scanner's until the device has the option ``driver = printer_serial``.

    Options: ``parity``, and ``flow`` (``xonxoff``, ``rtscts``, ``none``): without one, a label that
    is longer than the printer's memory is cut.
    """

    name = "printer_serial"
    OPTIONS = serial_port.OPTIONS

    @classmethod
    def match(cls, candidate: Candidate) -> bool:
        return candidate.properties.get("driver") == cls.name

    def _connect(self, timeout: float) -> Line:
        port = serial_port.opened(self.candidate, self.settings, timeout)
        return FileLine(port.fileno(), port.close)

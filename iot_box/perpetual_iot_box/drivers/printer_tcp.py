"""Printers in the network that take bytes as they are, on port 9100 mostly."""

from __future__ import annotations

from . import tcp
from .base import Candidate
from .line_printer import LinePrinter
from .lines import Line, SocketLine

#: Seconds in which a printer may refuse a job's connection, because it has not hung up yet on the
#: one before, or on somebody else.
BUSY = 3.0


class TcpPrinter(LinePrinter):
    """One connection at a time, and none between two jobs: others may print, too."""

    name = "printer_tcp"

    @classmethod
    def match(cls, candidate: Candidate) -> bool:
        return tcp.named(candidate)

    def _connect(self, timeout: float) -> Line:
        return SocketLine(tcp.connected(self.candidate, timeout, BUSY if timeout > 1 else 0.5))

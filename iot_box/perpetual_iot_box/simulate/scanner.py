"""A scanner on a serial line that is none: a pseudo-terminal that types."""

from __future__ import annotations

import os
import select
import time
import tty
from collections.abc import Iterable
from pathlib import Path

from ..drivers.base import Candidate
from ..protocols import ssi
from ..protocols.framing import SUFFIXES

#: Framing → what is around a scan.
AROUND = {
    **{kind: (b"", suffix) for kind, suffix in SUFFIXES.items()},
    "any": (b"", b"\r"),
    "stx": (b"\x02", b"\x03"),
    "idle": (b"", b""),
}
#: Seconds that a scanner waits for an acknowledgement, and how often it sends.
PATIENCE, TRIES = 2.0, 3


class VirtualScanner:
    """A scanner that is plugged in at ``path``, a link to a pseudo-terminal.

    :param framing: as in the document; ``ssi`` waits for the acknowledgement of each scan
    """

    def __init__(
        self, path: str | Path, framing: str = "cr", name: str = "Virtual scanner"
    ) -> None:
        self.path, self.framing, self.name = Path(path), framing, name
        self.master: int | None = None
        self.slave: int | None = None
        self.plug()

    @property
    def candidate(self) -> Candidate:
        return Candidate(f"serial:{self.path.name}", str(self.path), "serial", {"name": self.name})

    def plug(self) -> None:
        """Plug it in, again, if it was unplugged: another line at the same place."""
        self.unplug()
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        link = self.path.with_name(f".{self.path.name}")
        link.unlink(missing_ok=True)
        link.symlink_to(os.ttyname(self.slave))
        link.replace(self.path)

    def unplug(self) -> None:
        """Pull its cable."""
        if self.master is not None and self.slave is not None:
            self.path.unlink(missing_ok=True)
            os.close(self.slave)
            os.close(self.master)
            self.master = self.slave = None

    def type(self, text: str, tries: int | None = TRIES) -> bool:
        """Scan a symbol.

        :param tries: how often it sends without an acknowledgement (``ssi``), ``None``: for ever
        :returns: whether it was acknowledged; of other framings, nobody knows, and it is true
        :raises OSError: it is unplugged
        """
        if self.framing == "ssi":
            return self._type_ssi(text.encode(), tries)
        before, after = AROUND[self.framing]
        self.write(before + text.encode() + after)
        return True

    def type_all(self, texts: Iterable[str], rate: float) -> None:
        """Scan one after the other, ``rate`` a second."""
        begin = time.monotonic()
        for number, text in enumerate(texts):
            time.sleep(max(0.0, begin + number / rate - time.monotonic()))
            self.type(text)

    def write(self, data: bytes) -> None:
        """:raises OSError: it is unplugged"""
        while data:
            if self.master is None:
                raise OSError(f"{self.path} is unplugged")
            data = data[os.write(self.master, data) :]

    def _type_ssi(self, data: bytes, tries: int | None) -> bool:
        number = 0
        while tries is None or number < tries:
            status = ssi.RETRANSMIT if number else 0
            self._forget_answers()
            self.write(ssi.packed(ssi.DECODE_DATA, b"\x03" + data, source=0, status=status))
            if self._is_acknowledged(time.monotonic() + PATIENCE):
                return True
            number += 1
        return False

    def _forget_answers(self) -> None:
        """An acknowledgement that came too late is none of the next scan."""
        while self.master is not None and select.select([self.master], [], [], 0)[0]:
            os.read(self.master, 4096)

    def _is_acknowledged(self, until: float) -> bool:
        """False where it is refused, or nothing comes."""
        buffer = b""
        while (left := until - time.monotonic()) > 0 and self.master is not None:
            if not select.select([self.master], [], [], left)[0]:
                break
            buffer += os.read(self.master, 4096)
            packet, buffer = ssi.take(buffer)
            if packet:
                return packet.opcode == ssi.ACK
        return False

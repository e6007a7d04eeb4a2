"""Printers on USB, by the kernel's ``usblp``: ``/dev/usb/lp0``."""

from __future__ import annotations

import os
import re

from . import serial_port, sysfs
from .base import Candidate
from .line_printer import LinePrinter
from .lines import FileLine, Line

#: Languages as printers name them in their IEEE 1284 identifier.
WORDS = {
    "zpl": r"ZPL",
    "epl": r"EPL|ELTRON",
    "tspl": r"TSPL|\bTSC\b",
    "escpos": r"ESC/?POS|\bESCPOS\b",
    "pdf": r"\bPDF\b",
}


def described(identifier: str) -> dict[str, str]:
    """Name and language of a printer's IEEE 1284 identifier, as far as it has them.

    >>> described("MFG:Zebra Technologies ;CMD:ZPL;MDL:ZTC ZD421-203dpi ZPL;CLS:PRINTER;")
    {'name': 'Zebra Technologies ZTC ZD421-203dpi ZPL', 'language': 'zpl'}
    """
    fields = dict(part.split(":", 1) for part in identifier.split(";") if ":" in part)
    maker = fields.get("MFG") or fields.get("MANUFACTURER") or ""
    model = fields.get("MDL") or fields.get("MODEL") or ""
    says = f"{fields.get('CMD') or fields.get('COMMAND SET') or ''} {maker} {model}".upper()
    found = {"name": " ".join(f"{maker} {model}".split())}
    language = next((name for name, word in WORDS.items() if re.search(word, says)), "")
    return {**found, **({"language": language} if language else {})}


class UsbPrinter(LinePrinter):
    """The language is the one that the printer names, if the document names none."""

    name = "printer_usb"

    @classmethod
    def candidates(cls) -> list[Candidate]:
        rows = []
        for node in sysfs.nodes("usbmisc", "lp*"):
            properties = described(sysfs.text(node.sys / "device/ieee1284_id"))
            properties["name"] = properties["name"] or node.name
            rows.append(sysfs.Plugged(node.path, node.serial, node.place, properties))
        return sysfs.named("usblp", "usblp", rows)

    @classmethod
    def match(cls, candidate: Candidate) -> bool:
        return candidate.bus == "usblp"

    def _connect(self, timeout: float) -> Line:
        try:
            fd = os.open(self.candidate.path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            raise serial_port.refused(self.candidate, error) from error
        return FileLine(fd, is_usb=True)

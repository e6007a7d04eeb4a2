"""Devices: what is there, and which driver is the one for it."""

from __future__ import annotations

from collections.abc import Mapping

from ..config import Document
from .base import Candidate, DeviceError, Driver, Frame, Outcome, Printer, Reader, State
from .printer_cups import CupsPrinter
from .printer_serial import SerialPrinter
from .printer_tcp import TcpPrinter
from .printer_usb import UsbPrinter
from .rfid_llrp import LlrpReader
from .scanner_hid import HidScanner
from .scanner_serial import SerialScanner

#: In the order in which they are asked.
DRIVERS: tuple[type[Driver], ...] = (
    SerialPrinter,
    SerialScanner,
    HidScanner,
    UsbPrinter,
    CupsPrinter,
    LlrpReader,
    TcpPrinter,
)


def plugged_in() -> list[Candidate]:
    """What is plugged in now, each once; quick, so that it can be asked every two seconds."""
    found: dict[str, Candidate] = {}
    for driver in DRIVERS:
        for candidate in driver.candidates():
            found.setdefault(candidate.uid, candidate)
    return list(found.values())


def in_document(document: Document) -> list[Candidate]:
    """Printers and readers in the network, which nothing but the server's document names."""
    return [
        Candidate(row["uid"], f"{row['host']}:{row['port']}", "tcp", row)
        for row in (*document.printers, *document.readers)
    ]


def choose(candidate: Candidate, settings: Mapping[str, object]) -> type[Driver] | None:
    """The driver of a candidate: the one that the document names, else the first that matches.

    :param settings: of ``Document.device``; ``{"options": {"driver": "printer_serial"}}`` makes a
        serial port a printer's
    :raises DeviceError: there is none of that name
    """
    options = settings.get("options") or {}
    wanted = options.get("driver") or candidate.properties.get("driver")
    if not wanted:
        return next((driver for driver in DRIVERS if driver.match(candidate)), None)
    for driver in DRIVERS:
        if driver.name == wanted:
            return driver
    raise DeviceError(
        f"{candidate.name}: there is no driver “{wanted}”.",
        f"One of {', '.join(driver.name for driver in DRIVERS)}, in the device's options.",
    )

"""What the hub knows of a device: what it is, how a scan comes in, how a label goes out.

A driver is made for one candidate with its settings; the hub gives each its own thread. A device
that is missing, taken or broken raises :class:`DeviceError` and nothing else: the hub says so,
waits and begins again with the same candidate.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from ..outbox import OutboxError

#: Seconds between two tries to keep a scan that nobody would send again.
HOLD = 0.5


class DeviceError(Exception):
    """A device does not do what it should.

    :param message: what happened, to which device
    :param way_out: what a person can do
    """

    def __init__(self, message: str, way_out: str) -> None:
        super().__init__(message)
        self.way_out = way_out


@dataclass(frozen=True)
class Candidate:
    """Something that is plugged in, or that the server's document names.

    :ivar uid: stable: serial number, else path; never VID:PID or ``ttyUSB0``
    :ivar path: what is opened: a file below ``/dev``, ``host:port``, a queue of CUPS
    :ivar bus: ``serial``, ``input``, ``usblp``, ``tcp``, ``cups``
    :ivar properties: what else is known: ``name``, ``driver``, ``language``, ``host``, ``port``, …;
        ``sure`` is false where it may as well be something else, a keyboard or a console
    """

    uid: str
    path: str
    bus: str
    properties: Mapping[str, object] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """For people."""
        return str(self.properties.get("name") or self.uid)


@dataclass(frozen=True)
class Frame:
    """One scan as a reader saw it.

    :ivar raw: the bytes as they came, without framing
    :ivar text: without framing and AIM identifier
    :ivar extra: for RFID ``hex``, ``antenna``, ``rssi``, ``count``; ``{"cut": true}`` where the
        line fell silent in the middle of a scan
    :ivar is_again: the scanner has sent it before and heard no acknowledgement
    """

    raw: bytes
    text: str
    aim: str = ""
    extra: Mapping[str, object] = field(default_factory=dict)
    is_again: bool = False


@dataclass(frozen=True)
class State:
    """Of a device, as the heartbeat tells it.

    :ivar state: ``ready``, ``busy``, ``blocked``, ``offline`` or ``failed``
    :ivar detail: for people
    """

    state: str
    detail: str = ""


@dataclass(frozen=True)
class Outcome:
    """Of a print job.

    :ivar state: ``sent``, ``printed``, ``blocked``, ``unknown``, ``failed`` or ``released``; what
        they mean is in ``PROTOCOL.md``, *jobs/report*
    :ivar detail: for people
    """

    state: str
    detail: str = ""


#: Returns when the scan is committed; raises ``OutboxError`` if it cannot be kept. A frame with
#: ``is_again`` is not kept twice: where the last scan that was kept of this device, also before a
#: restart, has the same raw bytes, it is that one.
Emit = Callable[[Frame], None]
#: Called once before the first byte leaves. ``False`` (or an exception, which goes on to who called
#: ``send``): nothing is sent.
OnFirstByte = Callable[[], bool]


class Driver(ABC):
    """One device.

    :param settings: of the server's document, as ``Document.device`` gives them
    """

    name: ClassVar[str]
    #: ``scanner``, ``rfid``, ``printer`` or ``scale``
    kind: ClassVar[str]
    capabilities: tuple[str, ...]
    #: Name of an option → a type, the words that it may be, or the least and the most.
    OPTIONS: ClassVar[Mapping[str, object]] = {}

    def __init__(self, candidate: Candidate, settings: Mapping[str, object] | None = None) -> None:
        self.candidate = candidate
        self.settings = dict(settings or {})
        self.options = dict(self.settings.get("options") or {})

    def check(self) -> None:
        """:raises DeviceError: an option is none of this driver's, or is something else"""
        for key, value in self.options.items():
            known = {"driver": str, **self.OPTIONS}.get(key)
            if known is None:
                said = f"there is no option “{key}”"
                wanted = f"one of {', '.join(('driver', *self.OPTIONS))}"
            else:
                said, wanted = f"the option “{key}” cannot be {value!r}", _wanted(known, value)
            if wanted:
                raise DeviceError(
                    f"{self.candidate.name}: {said}.",
                    f"It has to be {wanted}: see the device's options on the server.",
                )

    @classmethod
    def candidates(cls) -> list[Candidate]:
        """What is plugged in now and may be a device of this driver; quick, raises nothing."""
        return []

    @classmethod
    @abstractmethod
    def match(cls, candidate: Candidate) -> bool:
        """Whether this driver is the right one if the document names no other."""

    @abstractmethod
    def status(self) -> State:
        """As of now; waits a second at most."""


class Reader(Driver):
    """A scanner or an RFID reader."""

    def __init__(self, candidate: Candidate, settings: Mapping[str, object] | None = None) -> None:
        super().__init__(candidate, settings)
        #: What the driver knows of itself while it runs.
        self.state = State("offline")
        #: What a person should know though it works.
        self.note = ""

    def status(self) -> State:
        return self.state

    def is_wanted(self) -> bool:
        """Whether it is surely a device of this driver, or the document says so."""
        return bool(self.candidate.properties.get("sure", True)) or (
            self.options.get("driver") == self.name
        )

    @abstractmethod
    def run(self, emit: Emit, stop: threading.Event) -> None:
        """Read until ``stop`` is set; then return within a second.

        :raises DeviceError: the device is not there, somebody else has it, or it is gone
        """

    def keep(self, emit: Emit, frame: Frame, stop: threading.Event) -> None:
        """Emit a frame that its scanner does not send again: hold it until it is kept."""
        while True:
            try:
                emit(frame)
            except OutboxError as error:
                self.state = State("failed", f"{error} {error.way_out}")
            else:
                self.state = State("ready", self.note)
                return
            if stop.wait(HOLD):
                return


class Printer(Driver):
    """A label printer, to which one job goes at a time."""

    kind = "printer"

    def __init__(self, candidate: Candidate, settings: Mapping[str, object] | None = None) -> None:
        super().__init__(candidate, settings)
        named = str(candidate.properties.get("language") or "")
        # The server takes it for the printer's language until somebody chooses another.
        self.capabilities = ("print", named) if named else ("print",)
        self.lock = threading.Lock()
        #: What it waits for in the middle of a job, for people.
        self.waiting = ""

    @property
    def language(self) -> str:
        """``zpl``, ``epl``, ``tspl``, ``escpos``, ``pdf`` or, where nobody has said, ``""``."""
        return str(self.settings.get("language") or self.candidate.properties.get("language") or "")

    def takes(self, format: str) -> bool:
        """Whether it can print a job of this format."""
        return not self.language or format in ("", "raw", self.language)

    def send(self, content: bytes, on_first_byte: OnFirstByte, format: str = "") -> Outcome:
        """Print; takes as long as it takes, and one job waits for the other.

        :param format: of the content, see ``PROTOCOL.md``; ``""`` is the printer's own language
        """
        if not content:
            return Outcome("failed", "The job is empty.")
        if not self.takes(format):
            return Outcome(
                "failed", f"{self.candidate.name} understands {self.language}, not {format}."
            )
        try:
            self.check()
        except DeviceError as error:
            return Outcome("released", f"{error} {error.way_out}")
        with self.lock:
            return self._send(content, on_first_byte, format or self.language)

    def status(self) -> State:
        """As the printer says; without asking it while a job goes out."""
        try:
            self.check()
        except DeviceError as error:
            return State("failed", f"{error} {error.way_out}")
        if not self.lock.acquire(blocking=False):
            return State("blocked", self.waiting) if self.waiting else State("busy")
        try:
            return self._status()
        finally:
            self.lock.release()

    @abstractmethod
    def _send(self, content: bytes, on_first_byte: OnFirstByte, format: str) -> Outcome:
        """Raises no error of the device: each is one of the outcomes."""

    @abstractmethod
    def _status(self) -> State:
        """Raises no error of the device."""


def _wanted(known: object, value: object) -> str:
    """What an option has to be, "" if it is so."""
    if isinstance(known, type):
        return "" if isinstance(value, known) else f"a {known.__name__}"
    if isinstance(known[0], str):
        return "" if value in known else f"one of {', '.join(known)}"
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    is_right = is_number and known[0] <= value <= known[1]
    return "" if is_right else f"{known[0]} to {known[1]}"

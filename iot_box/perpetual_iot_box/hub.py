"""Which devices are there, and a thread for each: one owner per device."""

from __future__ import annotations

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable

from . import drivers
from .config import Document
from .drivers import Candidate, DeviceError, Driver, Reader, State
from .drivers.base import Emit
from .loops import BEAT, Loop, Problems, Pulse

log = logging.getLogger(__name__)
#: Seconds between two looks at what is plugged in, and while a device is being left.
LOOK, SOON = 2.0, 0.1
#: Seconds until a device that failed is begun with again, and after so many failures at most.
AGAIN, SELDOM = 1.0, 15.0
#: Devices of one box; what is more is left alone.
MOST = 64


class Stop(threading.Event):
    """Asked by a driver whether it is to stop: who asks goes on."""

    def __init__(self, beat: Callable[[], None]) -> None:
        super().__init__()
        self.beat = beat

    def is_set(self) -> bool:
        self.beat()
        return super().is_set()

    def wait(self, timeout: float | None = None) -> bool:
        until = time.monotonic() + (float("inf") if timeout is None else timeout)
        while (left := until - time.monotonic()) > 0:
            self.beat()
            if super().wait(min(left, BEAT)):
                return True
        return super().is_set()


class DeviceThread(threading.Thread, ABC):
    """Has a device for itself until it is told to stop.

    :param settings: those that the driver was made with
    """

    def __init__(self, driver: Driver, pulse: Pulse) -> None:
        super().__init__(name=driver.candidate.uid, daemon=True)
        self.driver, self.pulse = driver, pulse
        self.stop = Stop(self.beat)

    @property
    def uid(self) -> str:
        return self.driver.candidate.uid

    def beat(self) -> None:
        self.pulse.beat(self.name)

    def run(self) -> None:
        try:
            self.work()
        finally:
            self.pulse.forget(self.name)

    def leave(self) -> None:
        """Leave the device alone, soon."""
        self.stop.set()

    @abstractmethod
    def work(self) -> None:
        """Until ``stop`` is set."""

    @abstractmethod
    def state(self) -> State:
        """As the server is told; at once."""


class ReaderThread(DeviceThread):
    """Reads, and begins again when the device has failed."""

    def __init__(self, driver: Reader, pulse: Pulse, emit: Emit) -> None:
        super().__init__(driver, pulse)
        self.emit = emit
        self.fault = State("offline")

    def work(self) -> None:
        failures = 0
        while not self.stop.is_set():
            begin = time.monotonic()
            try:
                self.driver.run(self.emit, self.stop)
            except DeviceError as error:
                self._failed(State("offline", f"{error} {error.way_out}"))
            except Exception as error:
                log.exception("The driver of %s failed", self.uid)
                self._failed(State("failed", f"The driver has failed: {error!r}"[:300]))
            failures = 0 if time.monotonic() - begin > SELDOM else failures + 1
            self.stop.wait(min(AGAIN * failures or AGAIN, SELDOM))

    def _failed(self, fault: State) -> None:
        if fault != self.fault:
            log.warning("%s: %s", self.uid, fault.detail)
        self.fault = fault

    def state(self) -> State:
        state = self.driver.status()
        return self.fault if state.state == "offline" and not state.detail else state


#: Makes the thread of a driver.
Make = Callable[[Driver], DeviceThread]


class Hub(Loop):
    """Looks every two seconds what is there, and has a thread for each device.

    :param look: gives what is plugged in
    :ivar on_change: called when another device is there, or one less, or one is in another state
    """

    def __init__(
        self,
        make: Make,
        pulse: Pulse,
        problems: Problems,
        look: Callable[[], list[Candidate]] = drivers.plugged_in,
    ) -> None:
        super().__init__("hub", pulse, problems)
        self.make, self.look = make, look
        self.document = Document()
        self.threads: dict[str, DeviceThread] = {}
        #: Told to leave, and not gone yet: nobody else gets their device.
        self.leaving: dict[str, DeviceThread] = {}
        #: What has no thread: switched off, or no driver.
        self.idle: dict[str, dict] = {}
        self.on_change: Callable[[], None] = lambda: None
        self._told: list[dict] = []
        self._lock = threading.Lock()

    def apply(self, document: Document) -> None:
        """Work by another document; devices whose settings are the same go on undisturbed."""
        with self._lock:
            self.document = document
        self.ring()

    def step(self) -> float:
        with self._lock:
            document = self.document
        # What is plugged in first: no document takes its name or its place.
        rows = [*self.look(), *drivers.in_document(document)]
        there = {candidate.uid: candidate for candidate in reversed(rows[:MOST])}
        wanted = {
            uid: (candidate, document.device(uid), self._driver(candidate, document))
            for uid, candidate in there.items()
        }
        self._end(wanted)
        self._begin(wanted)
        rows = self.rows()
        if rows != self._told:
            self._told = rows
            self.on_change()
        return SOON if self.leaving else LOOK

    def _driver(self, candidate: Candidate, document: Document) -> type[Driver] | str:
        """The driver, or why there is none."""
        settings = document.device(candidate.uid)
        if not settings["enabled"]:
            return "Switched off on the server."
        try:
            return drivers.choose(candidate, settings) or "The box has no driver for it."
        except DeviceError as error:
            return f"{error} {error.way_out}"

    def _end(self, wanted: dict) -> None:
        """Threads of devices that are gone, or are to be worked with in another way."""
        for uid, thread in list(self.threads.items()):
            candidate, settings, driver = wanted.get(uid, (None, None, None))
            is_same = (candidate, settings, driver) == (
                thread.driver.candidate, thread.driver.settings, type(thread.driver),
            )  # fmt: skip
            if not is_same or not thread.is_alive():
                log.info("%s: %s", uid, "begun anew" if candidate else "gone")
                thread.leave()
                self.leaving[uid] = self.threads.pop(uid)
        self.leaving = {uid: one for uid, one in self.leaving.items() if one.is_alive()}

    def _begin(self, wanted: dict) -> None:
        self.idle = {}
        for uid, (candidate, settings, driver) in wanted.items():
            if isinstance(driver, str):
                self.idle[uid] = _row(candidate, settings, State("offline", driver))
            elif uid not in self.threads and uid not in self.leaving:
                log.info("%s: %s with %s", uid, candidate.name, driver.name)
                thread = self.make(driver(candidate, settings))
                self.threads[uid] = thread
                thread.start()

    def rows(self) -> list[dict]:
        """The devices as the heartbeat tells them."""
        threads = [
            _row(one.driver.candidate, one.driver.settings, one.state(), one.driver)
            for one in list(self.threads.values())
        ]
        return sorted([*threads, *self.idle.values()], key=lambda row: row["uid"])

    def end(self, seconds: float = 2.0) -> None:
        """Stop, and all threads with it."""
        self.stop()
        threads = list(self.threads.values())
        for thread in threads:
            thread.leave()
        until = time.monotonic() + seconds
        for thread in (*threads, self):
            if thread.is_alive() and thread is not threading.current_thread():
                thread.join(max(0.0, until - time.monotonic()))


#: Bus → what a device that has no driver at work probably is.
KINDS = {"usblp": "printer", "cups": "printer"}


def _row(candidate: Candidate, settings: dict, state: State, driver: Driver | None = None) -> dict:
    options = settings.get("options") or {}
    named = str(options.get("driver") or candidate.properties.get("driver") or "")
    kind = "printer" if named.startswith("printer") else "rfid" if named else "scanner"
    language = settings.get("language") or candidate.properties.get("language")
    return {
        "uid": candidate.uid,
        "kind": driver.kind if driver else KINDS.get(candidate.bus, kind),
        "driver": driver.name if driver else named,
        "name": candidate.name,
        "capabilities": list(driver.capabilities) if driver else [],
        "state": state.state,
        "detail": state.detail,
        **({"language": language} if language else {}),
    }

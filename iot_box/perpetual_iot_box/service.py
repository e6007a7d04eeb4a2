"""The box at work: all its threads, and what ties them together."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import threading
import time
from contextlib import suppress
from pathlib import Path

from . import __version__, drivers, machine, simulate
from .config import STATE, Config, ConfigError, Document, Kept
from .doorbell import Doorbell
from .drivers import Candidate, Driver, Frame, Printer
from .heartbeat import Heart
from .hub import DeviceThread, Hub, ReaderThread
from .keyring import Keyring
from .loops import Loop, Problems, Pulse
from .outbox import Outbox, OutboxError, Scan
from .printing import Desk, PrinterThread
from .sender import Sender
from .uplink import Link, Refused, Unreachable

log = logging.getLogger(__name__)
#: Seconds between two looks of the main thread.
LOOK = 1.0
#: Seconds between two notes of how the box is.
NOTE = 5.0
#: Seconds in which loops end that wait for nobody.
SOON = 2.0
LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING}


class Box:
    """One box with its threads.

    :raises ConfigError: it is not paired, another one runs, or its folder cannot be worked in
    :raises OutboxError: the outbox cannot be written to, or is of a newer version
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self._lock = locked(config.state)
        kept = Kept(config.state)
        self.keys = Keyring.of(kept)
        self.outbox = Outbox(config.state / "outbox.sqlite")
        self.pulse, self.problems = Pulse(), Problems()
        if self.outbox.recovered:
            self.problems.note("outbox_damaged", self.outbox.recovered)
        for job in self.outbox.after_a_crash():
            log.warning("Job %s on %s: %s", job.id, job.device, job.detail)
        self.sender = Sender(self.outbox, self._link(), self.pulse, self.problems)
        self.heart = Heart(self.outbox, self._link(), self.keys, kept, self.pulse, self.problems)
        self.desk = Desk(self.outbox, self._link(), self.pulse, self.problems)
        self.doorbell = Doorbell(config, self.keys, config.state, self.pulse, self.problems)
        self.hub = Hub(self._thread, self.pulse, self.problems, self._plugged_in)
        self.loops: list[Loop] = [
            self.sender, self.heart, self.desk, self.doorbell, self.hub
        ]  # fmt: skip
        self._tie()

    def _link(self) -> Link:
        return Link(self.config, self.keys, self._reached)

    def _reached(self) -> None:
        """The server answers: whoever waits to try again tries now."""
        for loop in self.loops:
            loop.retry()

    def _tie(self) -> None:
        self.heart.devices = self.hub.rows
        self.heart.doorbell = lambda: self.doorbell.state
        self.heart.on_document = self.apply
        self.heart.on_command = self._obey
        self.heart.on_jobs = lambda: self.desk.bell(is_late=True)
        self.desk.printers = lambda: [
            one for one in list(self.hub.threads.values()) if isinstance(one, PrinterThread)
        ]
        self.desk.is_rung = lambda: self.doorbell.state == "up"
        self.desk.on_deaf = self.doorbell.deaf
        self.doorbell.on_ring = self._rung
        self.doorbell.on_change = self._changed
        self.hub.on_change = self._changed
        self.problems.on_change = self.heart.ring
        self.keys.on_change = self.doorbell.reconnect
        self.apply(self.heart.document)

    def _rung(self) -> None:
        """Jobs wait, or the configuration is another one."""
        self.desk.bell()
        self.heart.ring()

    def _changed(self) -> None:
        self.heart.ring()
        self.desk.ring()

    def apply(self, document: Document) -> None:
        """Work by a document from now on."""
        self.desk.poll_s = document.poll_s
        # Who asks for more on the box itself gets it.
        wanted = min(LEVELS[self.config.level], LEVELS[document.log_level])
        logging.getLogger(__package__).setLevel(wanted)
        self.hub.apply(document)

    # Devices

    def _plugged_in(self) -> list[Candidate]:
        return [*drivers.plugged_in(), *simulate.plugged_in(self.config.state)]

    def _thread(self, driver: Driver) -> DeviceThread:
        if isinstance(driver, Printer):
            return PrinterThread(driver, self.pulse, self.outbox, self._link(), self._changed)
        uid = driver.candidate.uid
        return ReaderThread(driver, self.pulse, lambda frame: self.keep(uid, frame))

    def keep(self, uid: str, frame: Frame) -> None:
        """Keep a scan; it is on the disk when this returns.

        :raises OutboxError: it is not kept
        """
        now = machine.now()
        scan = Scan(
            uid, frame.raw, frame.text, frame.aim, now.at_ms, now.boot_ms, now.boot_id,
            now.is_synced, extra=dict(frame.extra),
        )  # fmt: skip
        try:
            kept = self.outbox.put(scan, frame.is_again)
        except OutboxError as error:
            self.problems.note("outbox", f"Scans are not kept. {error} {error.way_out}")
            raise
        self.problems.note("outbox", "")
        log.debug("Scan %s of %s: %r", kept.seq, uid, kept.text)
        self.sender.ring()

    # What the server wants

    def _obey(self, word: str) -> None:
        if word == "rescan":
            self.hub.ring()
        elif word == "diagnose":
            threading.Thread(target=self._diagnose, name="diagnose", daemon=True).start()

    def _diagnose(self) -> None:
        from . import doctor

        try:
            text = doctor.report(self.config, self.hub.rows())
            self._link().diagnose(text)
        except (Unreachable, Refused) as error:
            log.warning("The server does not hear how the box is: %s", error)
        except Exception:
            log.exception("Looking how the box is has failed")

    # Work

    def start(self) -> None:
        for loop in self.loops:
            loop.start()
        log.info("Box %s, version %s, for %s", self.keys.box, __version__, self.config.url)

    def run(self, stop: threading.Event) -> None:
        """Until ``stop`` is set, or what is configured has changed."""
        self.start()
        machine.tell_systemd("READY=1")
        begun, noted = _stamp(self.config), float("-inf")
        while not stop.wait(LOOK):
            stuck = self.pulse.stuck()
            if stuck:
                log.error("Stuck: %s. The service manager starts the box anew.", ", ".join(stuck))
            else:
                machine.tell_systemd("WATCHDOG=1")
            if time.monotonic() - noted > NOTE:
                self._note()
                noted = time.monotonic()
            if _stamp(self.config) != begun:
                log.info("The box was paired anew.")
                break
        machine.tell_systemd("STOPPING=1")
        self.end()

    def end(self) -> None:
        # A label that is being printed is given time to come out.
        self.hub.end(10.0)
        for loop in self.loops:
            loop.stop()
        until = time.monotonic() + SOON
        for loop in self.loops:
            if loop.is_alive():
                loop.join(max(0.0, until - time.monotonic()))
        self.outbox.close()
        self._lock.close()

    def _note(self) -> None:
        """For ``iot-box status``: in memory, where the service manager gives a place."""
        body = {**self.heart.body(), "url": self.config.url, "box": self.keys.box}
        places = status_files(self.config)
        place = next((one for one in places if os.access(one.parent, os.W_OK)), places[-1])
        with suppress(OSError):
            part = place.with_name(f".{place.name}")
            part.write_text(json.dumps(body))
            part.chmod(0o644)
            part.replace(place)
        scans = body["queue"]["scans"]
        machine.tell_systemd(f"STATUS={len(body['devices'])} devices, {scans} scans wait")


def status_files(config: Config) -> list[Path]:
    """Where a running box may say how it is, the better place first."""
    own = [Path("/run/perpetual-iot-box")] if config.state == STATE else []
    return [folder / "status.json" for folder in (*own, config.state)]


def _stamp(config: Config) -> tuple[str, ...]:
    """Changes when the box is paired with another server or as another box."""
    try:
        return tuple((config.state / "paired").read_text().split())
    except OSError:
        return ()


def locked(folder: Path):
    """The folder for this process alone, while the file that is returned is open.

    :raises ConfigError: another box has it, or it cannot be worked in
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = open(folder / "lock", "a")  # noqa: SIM115 - open as long as the box runs
    except OSError as error:
        raise ConfigError(
            f"{folder} cannot be worked in: {error}. Run this as the box's user, or as root."
        ) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise ConfigError(
            f"Another box works in {folder}: systemctl stop perpetual-iot-box, or end it."
        ) from error
    return file

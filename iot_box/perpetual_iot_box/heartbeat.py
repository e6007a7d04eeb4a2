"""How the box is, told to the server; what the server wants of it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from . import machine
from .config import ConfigError, Document, Kept
from .keyring import Keyring
from .loops import Loop, Problems, Pulse
from .outbox import Outbox
from .uplink import VERSIONS, Link, Unreachable

log = logging.getLogger(__name__)
#: Seconds between two at least, however much changes.
LEAST = 1.0
#: Seconds in which more may change, and a label that the doorbell has rung for goes first.
PAUSE = 0.2


class Heart(Loop):
    """Beats every ``heartbeat_s`` seconds and when something changed.

    :ivar document: the last good one
    :ivar devices: gives rows of the devices that are there
    :ivar doorbell: gives ``up`` or ``down``
    :ivar on_document: called with a new document that is good
    :ivar on_command: called with each command
    :ivar on_jobs: called when jobs wait on the server
    """

    problem = "server"

    def __init__(
        self,
        outbox: Outbox,
        link: Link,
        keys: Keyring,
        kept: Kept,
        pulse: Pulse,
        problems: Problems,
    ) -> None:
        super().__init__("heartbeat", pulse, problems)
        self.outbox, self.link, self.keys, self.kept = outbox, link, keys, kept
        self.document, self.config_error = kept.document(), ""
        self.last = float("-inf")
        self.devices: Callable[[], list[dict]] = list
        self.doorbell: Callable[[], str] = lambda: "down"
        self.on_document: Callable[[Document], None] = lambda document: None
        self.on_command: Callable[[str], None] = lambda word: None
        self.on_jobs: Callable[[], None] = lambda: None

    def step(self) -> float:
        time.sleep(max(PAUSE, self.last + LEAST - time.monotonic()))
        self._work.clear()
        self.last = time.monotonic()
        wishes = self.link.heartbeat(self.body())
        if wishes.config:
            self._take_config(*wishes.config)
        if wishes.token:
            self._take_token(wishes.token)
        if wishes.jobs:
            self.on_jobs()
        for word in wishes.commands:
            self.on_command(word)
        return self.document.heartbeat_s

    def body(self) -> dict:
        """What is told, see ``PROTOCOL.md``."""
        now = machine.now()
        scans, oldest = self.outbox.waiting()
        return {
            "epoch": self.outbox.epoch,
            "boot_id": now.boot_id,
            "wall_ms": now.at_ms,
            "boot_ms": now.boot_ms,
            "clock_synced": now.is_synced,
            "versions": VERSIONS,
            "devices": self.devices(),
            "queue": {
                "scans": scans,
                "jobs": sum(self.outbox.load().values()),
                "oldest_ms": oldest,
            },
            "doorbell": self.doorbell(),
            "config_version": self.document.version,
            "config_error": self.config_error,
            "problems": self.problems.rows()[:20],
        }

    def _take_config(self, version: object, data: object) -> None:
        """Work by it if it is good, else go on with the last good one and say why."""
        try:
            self.document = self.kept.keep_document(version, data)
        except ConfigError as error:
            self._refuse(str(error))
        except OSError as error:
            self._refuse(f"The configuration cannot be kept: {error}. Is the disk full?")
        else:
            self.config_error = ""
            self.problems.note("config", "")
            log.info("Configuration %s is taken.", self.document.version)
            self.on_document(self.document)
            self.ring()

    def _refuse(self, why: str) -> None:
        self.config_error = why
        self.problems.note("config", why)

    def _take_token(self, token: str) -> None:
        try:
            self.keys.renew(token)
        except OSError as error:
            raise Unreachable(f"The new token cannot be kept: {error}.") from error
        log.info("The server has changed the token.")
        self.ring()

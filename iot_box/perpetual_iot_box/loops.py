"""Work that goes on and on in a thread of its own, and whether it does."""

from __future__ import annotations

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable

from .outbox import OutboxError
from .uplink import Backoff, Refused, Unreachable

log = logging.getLogger(__name__)
#: Seconds in which a loop shows that it goes on.
BEAT = 5.0
#: Seconds at most until what has failed on the box itself, such as a full disk, is tried again.
MOST_HERE = 5.0
#: Seconds of silence after which it does not: longer than the slowest call.
STUCK = 150.0


class Pulse:
    """Who has shown when that it goes on."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock, self._until = clock, {}
        self._lock = threading.Lock()

    def beat(self, name: str, within: float = STUCK) -> None:
        """It goes on; the next sign comes within so many seconds."""
        with self._lock:
            self._until[name] = self.clock() + within

    def forget(self, name: str) -> None:
        """It is over, in order."""
        with self._lock:
            self._until.pop(name, None)

    def stuck(self) -> list[str]:
        """Those of whom a sign is overdue."""
        now = self.clock()
        with self._lock:
            return [name for name, until in self._until.items() if until < now]


class Problems:
    """What is wrong now, for whoever looks at the box or at the server; told once in the log."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}
        self._lock = threading.Lock()
        #: Called when there is another one, or one less.
        self.on_change: Callable[[], None] = lambda: None

    def note(self, code: str, message: str) -> None:
        """:param message: what happened, and what to do; "" when it is over"""
        with self._lock:
            before = self._found.pop(code, "")
            if message:
                self._found[code] = message
        if message and message != before:
            log.warning("%s", message)
        elif before and not message:
            log.info("Over: %s", before)
        if bool(message) != bool(before):
            self.on_change()

    def rows(self) -> list[dict[str, str]]:
        with self._lock:
            return [{"code": code, "message": text} for code, text in self._found.items()]


class Loop(threading.Thread, ABC):
    """Does a step, waits, and does another; a step that fails is tried again later, ever later.

    :ivar problem: the code under which its failures are told
    """

    problem = ""

    def __init__(self, name: str, pulse: Pulse, problems: Problems) -> None:
        super().__init__(name=name, daemon=True)
        self.pulse, self.problems = pulse, problems
        self.backoff = Backoff()
        self.is_failing = self.is_told_to_wait = self.is_full = False
        self._stop_asked = threading.Event()
        self._work, self._again = threading.Event(), threading.Event()

    @abstractmethod
    def step(self) -> float:
        """Do what there is to do.

        :returns: seconds until the next step, if nobody rings before
        """

    def ring(self) -> None:
        """There is something to do. It waits where the server cannot be reached."""
        self._work.set()

    def retry(self) -> None:
        """The server was reached by somebody: try again now."""
        if self.is_failing and not self.is_told_to_wait:
            self._again.set()

    def stop(self) -> None:
        self._stop_asked.set()
        self._work.set()
        self._again.set()

    @property
    def is_stopped(self) -> bool:
        return self._stop_asked.is_set()

    def run(self) -> None:
        while not self.is_stopped:
            self._work.clear()
            self._again.clear()
            self.pulse.beat(self.name)
            self._rest(self._tried())
        self.pulse.forget(self.name)

    def _tried(self) -> float:
        """Seconds to wait after a step, whatever became of it."""
        try:
            wait = self.step()
        except (Unreachable, Refused) as error:
            return self._failed(error)
        except Exception as error:
            # What is stopped may find everything closed already.
            if not self.is_stopped:
                self._told(error)
            return min(self._failed(None), MOST_HERE)
        self.is_failing = self.is_told_to_wait = False
        self.backoff.worked()
        if self.problem:
            self.problems.note(self.problem, "")
        if self.is_full:
            self.is_full = False
            self.problems.note("outbox", "")
        return wait

    def _told(self, error: Exception) -> None:
        if isinstance(error, OutboxError):
            self.is_full = True
            self.problems.note("outbox", f"{error} {error.way_out}")
        else:
            log.exception("%s failed", self.name)

    def _failed(self, error: Exception | None) -> float:
        self.is_failing = True
        # What has failed here is not tried again for the server being reached.
        self.is_told_to_wait = error is None or getattr(error, "retry_after", None) is not None
        if self.problem and isinstance(error, Unreachable | Refused):
            way_out = getattr(error, "way_out", "")
            self.problems.note(self.problem, f"{error} {way_out}".strip())
        return self.backoff.failed(error)

    def _rest(self, seconds: float) -> None:
        event = self._again if self.is_failing else self._work
        until = time.monotonic() + seconds
        while not event.is_set() and (left := until - time.monotonic()) > 0:
            self.pulse.beat(self.name)
            event.wait(min(left, BEAT))

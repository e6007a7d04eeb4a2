"""Jobs from the server to printers: each is kept before a byte of it goes out, and told after.

The server is told ``sending`` and has to say ``ok`` before the first byte. From then on the job is
never given again; what becomes of it, the box tells, or a person is asked.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from .drivers import Outcome, Printer, State
from .hub import DeviceThread
from .loops import Loop, Problems, Pulse
from .outbox import WAITING, Job, Outbox, OutboxError
from .uplink import Backoff, Link, Refused, TooLarge, Unreachable

log = logging.getLogger(__name__)
#: Seconds between two looks at a printer that is ready, and at one that is not.
LOOK, LOOK_SOON = 30.0, 3.0
#: Seconds that a label may take, with all its copies, before the box takes itself for stuck.
LONGEST = 1800.0
#: Jobs of one claim; a printer that has so many waiting gets no more.
MOST, ENOUGH = 10, 3
#: Seconds in which a printer that takes no byte is tried again, before the job is given back.
PATIENCE = 60.0
#: Seconds after which jobs are given back whose printer is not there.
GONE = 10.0
#: Seconds between two questions for jobs though the doorbell works.
SELDOM = 60.0
LOST = "The printer went away before a byte of it was sent, as far as the box knows."


class PrinterThread(DeviceThread):
    """Prints one job after the other.

    :param link: of its own, for asking before the first byte
    :param on_change: called when a job is over or the printer is in another state
    """

    driver: Printer

    def __init__(
        self,
        driver: Printer,
        pulse: Pulse,
        outbox: Outbox,
        link: Link,
        on_change: Callable[[], None],
    ) -> None:
        super().__init__(driver, pulse)
        self.outbox, self.link, self.on_change = outbox, link, on_change
        self.backoff = Backoff(most=5.0)
        self.last, self.looked = State("offline", "Not looked at yet."), float("-inf")
        self.verdict, self.is_sending = "", False
        #: (id of a job, since when its printer takes no byte)
        self.refusing = (0, 0.0)
        self._work = threading.Event()

    def ring(self) -> None:
        """There may be a job."""
        self._work.set()

    def leave(self) -> None:
        super().leave()
        self._work.set()

    def work(self) -> None:
        while not self.stop.is_set():
            self._work.clear()
            try:
                wait = self._turn()
            except OutboxError as error:
                log.warning("%s: %s %s", self.uid, error, error.way_out)
                wait = LOOK_SOON
            except Exception:
                log.exception("The driver of %s failed", self.uid)
                wait = LOOK_SOON
            self.beat()
            self._work.wait(wait)

    def _turn(self) -> float:
        """Print the next job, or look how the printer is.

        :returns: seconds until the next turn, if nobody rings before
        """
        job = self.outbox.next_job(self.uid)
        if job and self.last.state in ("ready", "busy"):
            self.beat_for_long()
            return self._done(job, self._sent(job))
        late = self.looked + (LOOK if self.last.state == "ready" else LOOK_SOON) - time.monotonic()
        if late > 0:
            return late
        self._note(self.driver.status())
        self.looked = time.monotonic()
        if job and self.last.state in ("blocked", "offline"):
            self._blocked(job, self.last.detail)
        return 0.0 if job and self.last.state == "ready" else LOOK_SOON

    def beat_for_long(self) -> None:
        self.pulse.beat(self.name, LONGEST)

    def _note(self, state: State) -> None:
        before, self.last = self.last, state
        if state != before:
            self.on_change()

    def state(self) -> State:
        # While it is only asked how it is, it is as it was.
        if self.is_sending:
            waiting = self.driver.waiting
            return State("blocked", waiting) if waiting else State("busy")
        return self.last

    # One job

    def _sent(self, job: Job) -> Outcome:
        """What became of it; whatever a driver does, a job that was begun is never begun again."""
        self.verdict, self.is_sending = "not asked", True
        try:
            return self.driver.send(job.content, lambda: self._may_send(job), job.format)
        except Exception as error:
            log.exception("The driver of %s failed", self.uid)
            state = "unknown" if self.verdict == "ok" else "released"
            return Outcome(state, f"The driver has failed: {error!r}")
        finally:
            self.is_sending = False

    def _may_send(self, job: Job) -> bool:
        """Ask the server, and keep that it is begun; without both no byte goes out."""
        self.verdict = "unheard"
        try:
            ((status, state),) = self.link.report([replace(job, state="sending")])
            if status != "ok":
                log.info(
                    "Job %s is not printed: %s, the server has it as %s", job.id, status, state
                )
                self.outbox.drop(job)
                self.verdict = "dropped"
                return False
            self.outbox.note(job.id, "sending", told=True)
        except (Unreachable, Refused, OutboxError) as error:
            log.info("Job %s waits: %s", job.id, error)
            return False
        self.verdict = "ok"
        return True

    def _done(self, job: Job, outcome: Outcome) -> float:
        """Keep what became of it.

        :returns: seconds until the next turn
        """
        if self.verdict == "dropped":
            return 0.0
        if self.verdict == "unheard":
            return self.backoff.failed()
        self.backoff.worked()
        if outcome.state == "blocked":
            self._note(State("blocked", outcome.detail))
            self._blocked(job, outcome.detail)
            self.looked = time.monotonic()
            return LOOK_SOON
        if outcome.state == "released":
            return self._released(job, outcome.detail)
        log.info("Job %s on %s: %s %s", job.id, self.uid, outcome.state, outcome.detail)
        self._keep(job, outcome.state, outcome.detail)
        self._note(State("ready"))
        if outcome.state != "printed" and outcome.state != "sent":
            self.looked = float("-inf")
        self.on_change()
        return 0.0

    def _keep(self, job: Job, state: str, detail: str) -> None:
        """Note it, however long the disk is full: what was printed is not forgotten."""
        while True:
            try:
                self.outbox.note(job.id, state, detail)
                return
            except OutboxError as error:
                log.warning("%s %s", error, error.way_out)
                self.beat_for_long()
                # Stopped now, it is unknown when the box is back.
                if self.stop.wait(1.0):
                    return

    def _blocked(self, job: Job, detail: str) -> None:
        if (job.state, job.detail) != ("blocked", detail):
            log.info("Job %s on %s waits: %s", job.id, self.uid, detail)
            self.outbox.note(job.id, "blocked", detail)
            self.on_change()

    def _released(self, job: Job, detail: str) -> float:
        """Nothing was sent: the job waits for its printer."""
        self._note(State("offline", detail))
        self.looked = float("-inf")
        if self.verdict != "ok":
            self._blocked(job, detail)
            return LOOK_SOON
        # The server takes it for begun, and gives it to nobody: it is ours to print, for a while.
        since = self.refusing[1] if self.refusing[0] == job.id else time.monotonic()
        self.refusing = (job.id, since)
        is_over = time.monotonic() - since > PATIENCE
        self.outbox.note(job.id, "released" if is_over else "leased", detail, told=not is_over)
        self.on_change()
        return LOOK_SOON


class Desk(Loop):
    """Claims jobs for printers that can print, and tells what became of them.

    :ivar printers: gives the printers' threads
    :ivar is_rung: gives whether the doorbell works
    :ivar on_deaf: called when jobs waited though it did not ring
    """

    problem = "jobs"

    def __init__(self, outbox: Outbox, link: Link, pulse: Pulse, problems: Problems) -> None:
        super().__init__("jobs", pulse, problems)
        self.outbox, self.link = outbox, link
        self.printers: Callable[[], list[PrinterThread]] = list
        self.is_rung: Callable[[], bool] = lambda: False
        self.on_deaf: Callable[[], None] = lambda: None
        self.poll_s = 2.0
        self.limit = MOST
        self.asked, self.may_be_more, self.is_late = float("-inf"), True, False
        self._able: set[str] = set()
        self._missing: dict[str, float] = {}

    def bell(self, is_late: bool = False) -> None:
        """Jobs wait on the server.

        :param is_late: not the doorbell has said so
        """
        self.is_late = is_late and not self.may_be_more
        self.may_be_more = True
        self.ring()

    def step(self) -> float:
        threads = {thread.uid: thread for thread in self.printers() if not thread.stop.is_set()}
        self._give_back(threads)
        self._tell()
        self._claim(threads)
        if self._missing or not self._able:
            return self.poll_s
        return max(0.0, self._next() - time.monotonic())

    def _next(self) -> float:
        """When the server is asked again though nobody rings."""
        return self.asked + (SELDOM if self.is_rung() else self.poll_s)

    # Claims

    def _claim(self, threads: dict[str, PrinterThread]) -> None:
        able = self._who_can(threads)
        # A printer that can print again may have jobs waiting.
        is_new, self._able = bool(able - self._able), able
        is_late = self.is_late or not (is_new or self.may_be_more)
        if not able or not (is_new or self.may_be_more or time.monotonic() >= self._next()):
            return
        self.may_be_more, self.is_late, self.asked = False, False, time.monotonic()
        try:
            kept = self.outbox.kept()
            jobs = self.link.claim(self.outbox.epoch, self.limit, sorted(able), kept)
            self._take(jobs, threads)
        except (Unreachable, Refused, OutboxError) as error:
            # What was not kept is given again.
            self.may_be_more = True
            if isinstance(error, TooLarge):
                self.limit = max(1, self.limit // 2)
            raise
        if len(jobs) >= self.limit:
            self.bell()
        self.limit = min(MOST, self.limit * 2)
        if jobs and is_late and not is_new and self.is_rung():
            self.on_deaf()

    def _who_can(self, threads: dict[str, PrinterThread]) -> set[str]:
        """Printers that can have another job."""
        load = self.outbox.load()
        return {
            uid
            for uid, thread in threads.items()
            if thread.state().state in ("ready", "busy") and load.get(uid, 0) < ENOUGH
        }

    def _take(self, jobs: list[Job], threads: dict[str, PrinterThread]) -> None:
        """Keep them, then have them printed."""
        for job in jobs:
            if self.outbox.keep(job):
                log.info("Job %s for %s is here", job.id, job.device)
            threads[job.device].ring()

    def _give_back(self, threads: dict[str, PrinterThread]) -> None:
        """Jobs whose printer is not there any more."""
        now = time.monotonic()
        gone = [uid for uid in self.outbox.load() if uid not in threads]
        self._missing = {uid: self._missing.get(uid, now) for uid in gone}
        for uid, since in self._missing.items():
            if now - since < GONE:
                continue
            for job in self.outbox.jobs(*WAITING):
                if job.device == uid:
                    self.outbox.note(job.id, "released", "The printer is not there any more.")

    # Reports

    def _tell(self) -> None:
        """:raises Unreachable, Refused: told again later"""
        while jobs := self.outbox.untold():
            for job, (status, state) in zip(jobs, self.link.report(jobs), strict=True):
                self._answered(job, status, state)

    def _answered(self, job: Job, status: str, state: str) -> None:
        if status == "ok":
            self.outbox.told(job)
            return
        log.info("Job %s is %s here; %s, the server has it as %s", job.id, job.state, status, state)
        if status == "refused" and state == "sending" and job.state in ("released", "failed"):
            # It was about to be sent, and the server gives it to nobody else.
            self.outbox.note(job.id, "unknown", f"{LOST} {job.detail}")
        elif (
            status == "refused" and state in WAITING and job.state in ("sent", "printed", "unknown")
        ):
            # The server has forgotten that it was begun: it is told so, and then the rest.
            begun = replace(job, state="sending")
            if self.link.report([begun, job])[-1][0] != "ok":
                self.outbox.told(job)
        elif job.state in WAITING and state != "sending":
            self.outbox.drop(job)
        else:
            self.outbox.told(job)

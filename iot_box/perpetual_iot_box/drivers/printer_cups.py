"""Printers that CUPS on this machine knows: office printers, and what else has a driver there.

CUPS says when it has passed a job on, and not whether paper came out.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import threading
import time
from typing import ClassVar

from .base import Candidate, DeviceError, OnFirstByte, Outcome, Printer, State

#: Seconds for an answer of CUPS, for taking a job, and for passing it on.
ANSWER, TAKE, PASS = 2.0, 60.0, 60.0
#: Seconds between two looks at the queues, and at a job.
LOOK, AGAIN = 30.0, 0.5
#: What ``lp`` says when it has not taken anything.
NOT_TAKEN = re.compile(
    r"does not exist|not accepting|not running|not responding|unable to connect|unsupported",
    re.IGNORECASE,
)
DISABLED = re.compile(r"^printer (\S+) disabled since .*? -\s*(.*)", re.DOTALL)


class CupsPrinter(Printer):
    """Everything but PDF goes through as it is, without a driver's filters."""

    name = "printer_cups"
    _looked: ClassVar[tuple[float, list[Candidate]]] = (float("-inf"), [])

    @classmethod
    def candidates(cls) -> list[Candidate]:
        """As last seen: nobody waits for CUPS, which is looked at meanwhile."""
        at, found = CupsPrinter._looked
        if time.monotonic() - at > LOOK:
            CupsPrinter._looked = (time.monotonic(), found)
            threading.Thread(target=_look, daemon=True).start()
        return found

    @classmethod
    def match(cls, candidate: Candidate) -> bool:
        return candidate.bus == "cups"

    def takes(self, format: str) -> bool:
        return True

    def _send(self, content: bytes, on_first_byte: OnFirstByte, format: str) -> Outcome:
        try:
            state = self._queue()
        except DeviceError as error:
            return Outcome("released", f"{error} {error.way_out}")
        if state.state == "blocked":
            return Outcome("blocked", state.detail)
        if not on_first_byte():
            return Outcome("released", "Nothing was sent.")
        raw = () if format == "pdf" else ("-o", "raw")
        try:
            done = _run("lp", "-d", self.candidate.path, "-t", "Label", *raw, "-", content=content)
        except DeviceError as error:
            return Outcome("unknown", f"{error} Look whether it was printed.")
        said = " ".join(done.stderr.decode(errors="replace").split())
        if done.returncode:
            state = "released" if NOT_TAKEN.search(said) else "unknown"
            return Outcome(state, f"{self.candidate.name}: {said}")
        number = re.search(rb"request id is (\S+)", done.stdout)
        return self._passed_on(number[1].decode()) if number else Outcome("sent")

    def _passed_on(self, job: str) -> Outcome:
        """Wait until CUPS has passed it on, or says why not."""
        until, state = time.monotonic() + PASS, State("busy")
        try:
            while job in _said("lpstat", "-W", "not-completed", "-o", self.candidate.path).split():
                state = self._queue()
                self.waiting = state.detail
                if time.monotonic() > until:
                    return Outcome(
                        "sent", f"It waits in the queue as {job}. {state.detail}".strip()
                    )
                time.sleep(AGAIN)
        except DeviceError as error:
            return Outcome("sent", f"It is in the queue as {job}; {error}")
        finally:
            self.waiting = ""
        return Outcome("sent")

    def _queue(self) -> State:
        """:raises DeviceError: CUPS does not answer, or has no such queue"""
        queue = self.candidate.path
        accepting = _said("lpstat", "-a", queue)
        said = _said("lpstat", "-p", queue)
        if " not accepting requests" in accepting:
            reason = accepting.partition(" -")[2].strip()
            return State("blocked", f"The queue {queue} takes no jobs: {reason or 'no reason'}.")
        if found := DISABLED.match(said):
            reason = " ".join(found[2].split()) or "no reason"
            return State("blocked", f"The queue {queue} is stopped: {reason}.")
        return State("busy" if " now printing " in said else "ready")

    def _status(self) -> State:
        try:
            return self._queue()
        except DeviceError as error:
            return State("offline", f"{error} {error.way_out}")


def _look() -> None:
    CupsPrinter._looked = (time.monotonic(), _queues())


def _queues() -> list[Candidate]:
    if not shutil.which("lpstat"):
        return []
    try:
        rows = _said("lpstat", "-a").splitlines()
    except DeviceError:
        return []
    names = [row.split()[0] for row in rows if " accepting requests" in row]
    return [
        Candidate(f"cups:{name}", name, "cups", {"name": name, "language": "pdf"}) for name in names
    ]


def _said(*command: str) -> str:
    """:raises DeviceError: it says no"""
    done = _run(*command)
    if done.returncode:
        said = " ".join(done.stderr.decode(errors="replace").split()).rstrip(".")
        raise DeviceError(
            f"CUPS: {said or 'it says nothing'}.", "Is CUPS running on the box, with this queue?"
        )
    return done.stdout.decode(errors="replace")


def _run(*command: str, content: bytes = b"") -> subprocess.CompletedProcess:
    """:raises DeviceError: the command is not there, or does not end"""
    try:
        return subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=TAKE if content else ANSWER,
            env={**os.environ, "LC_ALL": "C"},
            check=False,
        )
    except FileNotFoundError as error:
        raise DeviceError(
            "CUPS is not installed on the box.", "Install the package cups-client."
        ) from error
    except subprocess.TimeoutExpired as error:
        raise DeviceError("CUPS does not answer.", "Is CUPS running on the box?") from error

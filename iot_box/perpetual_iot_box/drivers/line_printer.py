"""Printers that take bytes on a line: network, serial, USB. What each can say, it is asked."""

from __future__ import annotations

import time
from abc import abstractmethod
from collections.abc import Mapping
from contextlib import closing

from . import dialects
from .base import Candidate, DeviceError, OnFirstByte, Outcome, Printer, State
from .lines import Line

#: Seconds for an answer: of a printer that has answered before, of one that nobody knows, and of
#: one that has never said a word.
KNOWN, NEW, MUTE = 2.0, 1.5, 0.25
#: Seconds in which it takes no byte, or prints no label, until it is not waited for any more.
STALL = 60.0
#: Seconds between two questions whether it is done.
AGAIN = 0.1
SILENT = "The printer does not answer: are paper and ribbon in, is its head closed?"


class LinePrinter(Printer):
    """One line at a time, opened for each job: some printers take no second one."""

    def __init__(self, candidate: Candidate, settings: Mapping[str, object] | None = None) -> None:
        super().__init__(candidate, settings)
        #: Whether it answers questions; ``None`` until one was asked.
        self.speaks: bool | None = None

    @abstractmethod
    def _connect(self, timeout: float) -> Line:
        """:raises DeviceError: there is no line"""

    def _send(self, content: bytes, on_first_byte: OnFirstByte, format: str) -> Outcome:
        try:
            line = self._connect(5.0)
        except DeviceError as error:
            return Outcome("released", f"{error} {error.way_out}")
        with closing(line):
            try:
                answer = self._ask(line)
            except OSError as error:
                return Outcome("released", f"{self.candidate.name}: {error}; nothing was sent.")
            problem = answer.problem if answer else (SILENT if self.speaks else "")
            if problem:
                return Outcome("blocked", problem)
            if not on_first_byte():
                return Outcome("released", "Nothing was sent.")
            return self._written(line, content) or self._confirmed(line)

    def _ask(self, line: Line, most: float = NEW) -> dialects.Answer | None:
        timeout = {None: min(NEW, most), True: min(KNOWN, most), False: MUTE}[self.speaks]
        answer = dialects.ask(self.language, line, timeout)
        # A printer that has spoken once is one that speaks, however silent it is now.
        self.speaks = bool(self.speaks or answer)
        return answer

    def _written(self, line: Line, content: bytes) -> Outcome | None:
        """``None`` when all of it was accepted."""
        done = 0
        try:
            while done < len(content):
                done += line.write(content[done:], STALL)
        except OSError as error:
            said = f"{error}" or "the line is gone"
            if not done:
                return Outcome("released", f"{self.candidate.name}: {said}; nothing was sent.")
            return Outcome(
                "unknown",
                f"{self.candidate.name}: {said}, after {done} of {len(content)} bytes."
                " Look whether the label was printed.",
            )
        return None

    def _confirmed(self, line: Line) -> Outcome:
        """What the printer says when all bytes are with it."""
        try:
            if self.speaks and self.language in dialects.CONFIRMS:
                return self._printed(line)
            line.finish(STALL)
        except OSError as error:
            return Outcome(
                "unknown",
                f"{self.candidate.name}: {error}, after the last byte."
                " Look whether the label was printed.",
            )
        finally:
            self.waiting = ""
        return Outcome("sent")

    def _printed(self, line: Line) -> Outcome:
        """Wait while it prints; a label more, or a problem more or less, is worth waiting on.

        :raises OSError: the line is gone
        """
        has_worked = not dialects.CONFIRMS[self.language]
        last, done, until = None, 0, time.monotonic() + STALL
        while time.monotonic() < until:
            answer = self._ask(line)
            self.waiting = answer.problem if answer else SILENT
            if answer != last:
                last, until = answer, time.monotonic() + STALL
            has_worked = has_worked or bool(answer and answer.left)
            # Twice: between a label's last byte and its place in the queue is a moment.
            done = done + 1 if answer and _is_done(answer) and has_worked else 0
            if done == 2:
                return Outcome("printed")
            if not has_worked and answer and _is_done(answer) and _is_late(until):
                return Outcome("sent")
            time.sleep(AGAIN)
        return Outcome("sent", f"It has all of it and does not print. {self.waiting}".strip())

    def _status(self) -> State:
        try:
            line = self._connect(1.0)
        except DeviceError as error:
            return State("offline", f"{error} {error.way_out}")
        with closing(line):
            try:
                answer = self._ask(line, 1.0)
            except OSError as error:
                return State("offline", f"{self.candidate.name}: {error}.")
        if answer:
            return State("blocked" if answer.problem else "ready", answer.problem)
        return State("blocked", SILENT) if self.speaks else State("ready")


def _is_done(answer: dialects.Answer) -> bool:
    return not answer.left and answer.problem in ("", "A label waits to be taken.")


def _is_late(until: float) -> bool:
    """Two seconds after the last byte: what prints at all has begun."""
    return until - time.monotonic() < STALL - 2

"""How printers are asked how they are, by their language."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from ..protocols import escpos, tspl, zebra_hs
from .lines import Line

#: Bytes of an answer: what is longer is none.
LONGEST = 65536


@dataclass(frozen=True)
class Answer:
    """What a printer says of itself.

    :ivar problem: what keeps it from printing, for people, or ""
    :ivar left: labels that it has and has not printed; 1 where it only says that there are some
    """

    problem: str = ""
    left: int = 0


def ask(language: str, line: Line, timeout: float) -> Answer | None:
    """Ask; ``None`` if nothing comes that can be understood, or the language knows no question.

    :raises OSError: the line is gone
    """
    question = QUESTIONS.get(language)
    return question(line, timeout) if question else None


def _read(line: Line, timeout: float, is_whole: Callable[[bytes], bool]) -> bytes:
    """What came when it was whole, or the time was over."""
    answer, until = b"", time.monotonic() + timeout
    while not is_whole(answer) and (left := until - time.monotonic()) > 0:
        piece = line.read(left)
        answer += piece
        if len(answer) > LONGEST:
            break
        if not piece:
            time.sleep(0.005)
    return answer


def _say(line: Line, question: bytes, timeout: float) -> None:
    # What is left of an earlier answer is none to this question.
    for _piece in range(100):
        if not line.read(0):
            break
    while question:
        question = question[line.write(question, timeout) :]


def _zpl(line: Line, timeout: float) -> Answer | None:
    _say(line, zebra_hs.ASK, timeout)
    try:
        status = zebra_hs.parse(_read(line, timeout, zebra_hs.is_complete))
    except ValueError:
        return None
    problem = status.problem()
    # A label that waits to be taken is printed, and the next one is not.
    is_done = not status.formats and not status.remaining and status.is_waiting_for_take
    return Answer(problem, 0 if is_done else status.formats + status.remaining)


def _tspl(line: Line, timeout: float) -> Answer | None:
    _say(line, tspl.ASK, timeout)
    answer = _read(line, timeout, bool)
    if not answer:
        return None
    status = answer[-1]
    return Answer(tspl.problem(status), int(tspl.is_printing(status)))


def _escpos(line: Line, timeout: float) -> Answer | None:
    """The reason first: that it is offline says least."""
    for kind in ("offline", "error", "paper", "printer"):
        _say(line, escpos.QUESTIONS[kind], timeout)
        answer = _read(line, timeout, lambda data: any(map(escpos.is_answer, data)))
        status = next(filter(escpos.is_answer, answer), None)
        if status is None:
            return None
        if problem := escpos.problem(kind, status):
            return Answer(problem)
    return Answer()


QUESTIONS = {"zpl": _zpl, "tspl": _tspl, "escpos": _escpos}
#: Languages whose printers say when a label is printed: ``zpl`` answers after what came before the
#: question, ``tspl`` at once, so that it has to be seen at work first.
CONFIRMS = {"zpl": False, "tspl": True}

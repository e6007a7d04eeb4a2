"""Zebra's host status: what a printer answers to ``~HS`` (ZPL II Programming Guide).

A printer that is out of media or ribbon, or whose head is open, may not answer at all: silence is
not the same as a printer that is not there.
"""

from __future__ import annotations

from dataclasses import dataclass

ASK = b"~HS"
STX, ETX = b"\x02", b"\x03"
#: Number of fields of the three lines.
FIELDS = (12, 11, 2)


@dataclass(frozen=True)
class Status:
    """What the printer says of itself.

    :ivar formats: labels in its buffer that are not printed yet
    :ivar remaining: labels left of the batch that is being printed
    """

    is_paper_out: bool
    is_paused: bool
    formats: int
    is_buffer_full: bool
    is_ram_corrupt: bool
    is_too_cold: bool
    is_too_hot: bool
    is_head_open: bool
    is_ribbon_out: bool
    is_waiting_for_take: bool
    remaining: int

    @property
    def is_idle(self) -> bool:
        """All that it was sent is printed."""
        return not self.formats and not self.remaining and not self.problem()

    def problem(self) -> str:
        """What keeps it from printing, for people; "" if nothing does."""
        for is_so, text in (
            (self.is_head_open, "The print head is open."),
            (self.is_paper_out, "Paper is out."),
            (self.is_ribbon_out, "Ribbon is out."),
            (self.is_too_hot, "The print head is too hot."),
            (self.is_too_cold, "The print head is too cold."),
            (self.is_ram_corrupt, "The printer's memory is damaged: switch it off and on."),
            (self.is_paused, "The printer is paused: press its pause button."),
            (self.is_waiting_for_take, "A label waits to be taken."),
        ):
            if is_so:
                return text
        return ""


def is_complete(answer: bytes) -> bool:
    """Whether all three lines are there."""
    return answer.count(ETX) >= len(FIELDS)


def parse(answer: bytes) -> Status:
    """The three lines, each between STX and ETX.

    :raises ValueError: it is no host status

    >>> parse(EXAMPLE).problem()
    'Paper is out.'
    """
    lines = [part.partition(ETX)[0] for part in answer.split(STX)[1:]]
    rows = [line.decode("ascii", "replace").split(",") for line in lines]
    if len(rows) < len(FIELDS) or any(
        len(row) < count for row, count in zip(rows, FIELDS, strict=False)
    ):
        raise ValueError(f"No host status: {answer[:100]!r}")
    one, two = rows[0], rows[1]

    def flag(row, index):
        return row[index].strip() == "1"

    return Status(
        is_paper_out=flag(one, 1),
        is_paused=flag(one, 2),
        formats=int(one[4]),
        is_buffer_full=flag(one, 5),
        is_ram_corrupt=flag(one, 9),
        is_too_cold=flag(one, 10),
        is_too_hot=flag(one, 11),
        is_head_open=flag(two, 2),
        is_ribbon_out=flag(two, 3),
        is_waiting_for_take=flag(two, 7),
        remaining=int(two[8]),
    )


#: A printer without paper.
EXAMPLE = (
    b"\x02030,1,0,1245,000,0,0,0,000,0,0,0\x03\r\n"
    b"\x02000,0,0,0,1,2,4,0,00000000,1,000\x03\r\n"
    b"\x021234,0\x03\r\n"
)

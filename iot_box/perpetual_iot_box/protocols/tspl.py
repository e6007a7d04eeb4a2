"""TSC's printer language: status bytes (TSPL/TSPL2 Programming Manual, *Status Polling*)."""

from __future__ import annotations

ASK = b"\x1b!?"
ASK_MORE = b"\x1b!S"

#: Bit of the answer to ``ESC ! ?`` → what keeps it from printing.
PROBLEMS = {
    0x01: "The print head is open.",
    0x02: "Paper is jammed.",
    0x04: "Paper is out.",
    0x08: "Ribbon is out.",
    0x10: "The printer is paused: press its pause button.",
    0x80: "The printer reports a fault.",
}
PRINTING = 0x20

#: Third and fourth byte of the answer to ``ESC ! S``, bit 6 always set → what is wrong.
ERRORS = {
    (2, 0x01): "The print head is too hot.",
    (2, 0x02): "The motor is too hot.",
    (2, 0x04): "The print head is faulty.",
    (2, 0x08): "The cutter is jammed.",
    (2, 0x10): "The printer's memory is full.",
    (3, 0x01): "Paper is out.",
    (3, 0x02): "Paper is jammed.",
    (3, 0x04): "Ribbon is out.",
    (3, 0x08): "Ribbon is jammed.",
    (3, 0x20): "The print head is open.",
}


def problem(status: int) -> str:
    """What the one byte says, for people; "" if it prints.

    >>> problem(0x04), problem(0x20)
    ('Paper is out.', '')
    """
    return next((text for bit, text in PROBLEMS.items() if status & bit), "")


def is_printing(status: int) -> bool:
    return bool(status & PRINTING)


def problem_of_four(answer: bytes) -> str:
    """What the four bytes say, with or without STX … ETX around them.

    :raises ValueError: they are no status
    """
    data = answer.strip(b"\x02\x03\r\n")
    if len(data) != 4 or not all(byte & 0x40 for byte in data):
        raise ValueError(f"No status: {answer[:20]!r}")
    return next((text for (index, bit), text in ERRORS.items() if data[index] & ~0x40 & bit), "")

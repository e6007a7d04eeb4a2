"""ESC/POS real-time status, ``DLE EOT n`` (Epson's command reference)."""

from __future__ import annotations

#: Kind of status → the question.
QUESTIONS = {
    "printer": b"\x10\x04\x01",
    "offline": b"\x10\x04\x02",
    "error": b"\x10\x04\x03",
    "paper": b"\x10\x04\x04",
}
#: Bits that each answer has: 0xx1xx10.
FIXED_MASK, FIXED = 0b10010011, 0b00010010

#: Kind of status → bit → what it means.
MEANINGS = {
    "printer": {0x08: "The printer is offline."},
    "offline": {
        0x04: "The cover is open.",
        0x20: "Paper is out.",
        0x40: "The printer reports a fault.",
    },
    "error": {
        0x08: "The cutter is jammed.",
        0x20: "The printer has a fault: switch it off and on.",
        0x40: "The printer is too hot, or its cover is open.",
    },
    "paper": {0x60: "Paper is out."},
}
NEARLY_OUT = 0x0C


def is_answer(byte: int) -> bool:
    """Whether a byte is an answer to one of the questions, and not something else on the line."""
    return byte & FIXED_MASK == FIXED


def problem(kind: str, byte: int) -> str:
    """What an answer says, for people; "" if the printer prints.

    :raises ValueError: it is no answer

    >>> problem("paper", 0x72), problem("paper", 0x12)
    ('Paper is out.', '')
    """
    if not is_answer(byte):
        raise ValueError(f"No status: {byte:#04x}")
    return next((text for bits, text in MEANINGS[kind].items() if byte & bits == bits), "")


def is_paper_low(byte: int) -> bool:
    """Of an answer of the kind ``paper``: it prints, and will not for long."""
    return bool(byte & NEARLY_OUT)

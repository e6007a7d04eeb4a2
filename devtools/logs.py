"""Odoo's log: which warnings and errors are expected, and why.

The expected ones are listed in ``tests/allowed-logs.toml``, each with a
reason. A test that provokes a log line on purpose uses ``assertLogs`` or
``mute_logger`` instead.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from devtools import paths

ALLOWED = paths.TESTS / "allowed-logs.toml"
BAD = ("WARNING", "ERROR", "CRITICAL")
HEAD = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ "
    r"(?P<level>[A-Z]+) (?P<db>\S+) (?P<logger>\S+): (?P<message>.*)"
)


@dataclass(frozen=True)
class Allowed:
    """One expected kind of line."""

    logger: re.Pattern
    message: re.Pattern
    reason: str

    def fits(self, logger: str, message: str) -> bool:
        return bool(self.logger.fullmatch(logger) and self.message.search(message))


def read_allowed(path: Path = ALLOWED) -> list[Allowed]:
    """Return the list; an entry without a reason is an error."""
    entries = tomllib.loads(path.read_text()).get("allow", []) if path.exists() else []
    for entry in entries:
        if not entry.get("reason", "").strip():
            raise ValueError(f"{path.name}: an entry for {entry.get('logger')} has no reason")
    return [
        Allowed(re.compile(entry["logger"]), re.compile(entry["message"]), entry["reason"])
        for entry in entries
    ]


def unexpected(level: str, logger: str, message: str, allowed: list[Allowed]) -> bool:
    """Tell whether a log line is one that should not be there."""
    return level in BAD and not any(entry.fits(logger, message) for entry in allowed)


def unexpected_lines(text: str, allowed: list[Allowed]) -> list[str]:
    """Return the unexpected lines of a whole log."""
    heads = filter(None, map(HEAD.match, text.splitlines()))
    return [
        head.string
        for head in heads
        if unexpected(head["level"], head["logger"], head["message"], allowed)
    ]

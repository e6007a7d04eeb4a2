"""What the server answers, believed only where it has the shape that ``PROTOCOL.md`` says."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass

from .outbox import Job

FORMATS = ("zpl", "epl", "tspl", "escpos", "pdf", "raw")
STATUSES = ("ok", "stale", "refused")
COMMANDS = ("diagnose", "rescan")
#: Numbers that SQLite keeps.
MOST = 2**63 - 1


class Unreachable(Exception):
    """No answer, or one of nobody that we know: tried again by itself."""


@dataclass(frozen=True)
class Wishes:
    """What the server wants, as it answers a heartbeat.

    :ivar config: (version, document), neither checked, or ``None``
    :ivar token: a new one, or ""
    :ivar jobs: how many wait
    """

    config: tuple[object, object] | None = None
    token: str = ""
    jobs: int = 0
    commands: tuple[str, ...] = ()


def named(answer: dict) -> list[object]:
    """The numbers of scans that the server names."""
    return [row.get("seq") for row in _rows(answer, "results")]


def wishes(answer: dict) -> Wishes:
    """What a heartbeat's answer says; what has no shape is not there."""
    config, token, jobs = answer.get("config"), answer.get("token"), answer.get("jobs")
    commands = answer.get("commands")
    return Wishes(
        (config.get("version"), config.get("document")) if isinstance(config, dict) else None,
        token if isinstance(token, str) and _is_token(token) else "",
        jobs if is_number(jobs) else 0,
        tuple(word for word in COMMANDS if isinstance(commands, list) and word in commands),
    )


def _is_token(token: str) -> bool:
    """One word that can stand in a header."""
    return 0 < len(token) < 200 and token.isascii() and token.isprintable() and " " not in token


def jobs(answer: dict, devices: Iterable[str]) -> list[Job]:
    """Jobs for these printers; others were not asked for.

    A job of no shape is left: its lease ends, and the server gives it again.
    """
    asked = set(devices)
    found = [_job(row) for row in _rows(answer, "jobs")]
    return [job for job in found if job and job.device in asked]


def _job(row: dict) -> Job | None:
    number, fence, device, expires = (
        row.get(name) for name in ("id", "fence", "device", "expires_ms")
    )
    is_right = (
        is_number(number)
        and is_number(fence)
        and isinstance(device, str)
        and row.get("format") in FORMATS
        and isinstance(row.get("content"), str)
        and (expires is None or is_number(expires))
    )
    if not is_right:
        return None
    try:
        content = base64.b64decode(row["content"], validate=True)
    except (binascii.Error, ValueError):
        return None
    title = str(row.get("title") or "")[:200]
    return Job(number, fence, device, row["format"], title, content, expires_ms=expires)


def verdicts(answer: dict, told: list[Job]) -> list[tuple[str, str]]:
    """(status, the server's state) of each job that was told.

    :raises Unreachable: there is none for one of them
    """
    said = {
        row["id"]: (row["status"], str(row.get("state") or ""))
        for row in _rows(answer, "results")
        if is_number(row.get("id")) and row.get("status") in STATUSES
    }
    try:
        return [said[job.id] for job in told]
    except KeyError as error:
        raise Unreachable(f"The server was told of job {error} and says nothing of it.") from error


def is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST


def _rows(answer: dict, name: str) -> list[dict]:
    rows = answer.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

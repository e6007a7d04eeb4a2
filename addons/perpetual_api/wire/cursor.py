"""Where a reader of stock levels stands.

Each transaction that changes stock leaves its number (PostgreSQL's ``xid8``) with the products it
touched. A reader is given the number of the oldest transaction that was still under way when it
read: whatever was committed before is in what it read, whatever comes later has that number or a
higher one. So a reader may see a change twice and never misses one, in whichever order
transactions commit.
"""

import base64
import binascii
from dataclasses import dataclass


class CursorError(ValueError):
    """A text that is no cursor of ours."""


@dataclass(frozen=True)
class Cursor:
    """A reader's place.

    :param epoch: the database it was read from
    :param xid: the first transaction that the reader may not have seen
    """

    epoch: str
    xid: int

    def __str__(self) -> str:
        return _pack(self.epoch, self.xid)


@dataclass(frozen=True)
class Page:
    """The place within a reading of several pages.

    :param after: id of the last product that was read
    :param since: first transaction of interest, or None where everything is read
    :param cursor: what the reader gets in the end: it stood before the first page
    """

    after: int
    since: int | None
    cursor: Cursor

    def __str__(self) -> str:
        since = "" if self.since is None else self.since
        return _pack(self.cursor.epoch, self.cursor.xid, self.after, since)


def parse_cursor(text: str) -> Cursor:
    """:raises CursorError: it is none"""
    epoch, xid = _unpack(text, 2)
    return Cursor(epoch, _number(xid))


def parse_page(text: str) -> Page:
    """:raises CursorError: it is none"""
    epoch, xid, after, since = _unpack(text, 4)
    since = _number(since) if since else None
    return Page(_number(after), since, Cursor(epoch, _number(xid)))


def _pack(*parts: object) -> str:
    raw = ".".join(str(part) for part in parts).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unpack(text: str, count: int) -> list[str]:
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        parts = raw.decode("ascii").split(".")
    except (binascii.Error, ValueError) as error:
        raise CursorError(text) from error
    if len(parts) != count:
        raise CursorError(text)
    return parts


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise CursorError(text)
    return int(text)

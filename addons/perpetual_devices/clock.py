"""Milliseconds of Unix time, as boxes tell it, and Odoo's naive datetimes in UTC."""

import time
from datetime import UTC, datetime


def now_ms() -> int:
    """The server's clock."""
    return int(time.time() * 1000)


def as_datetime(milliseconds: float) -> datetime:
    """A naive datetime in UTC.

    :raises ValueError: not an instant that a database knows
    """
    try:
        return datetime.fromtimestamp(float(milliseconds) / 1000, UTC).replace(tzinfo=None)
    except (TypeError, OverflowError, OSError) as error:
        raise ValueError(f"{milliseconds!r} is no instant") from error


def as_ms(moment: datetime) -> int:
    """Milliseconds of a naive datetime in UTC."""
    return int(moment.replace(tzinfo=UTC).timestamp() * 1000)

"""The demo's past: one frozen clock, moved from event to event.

Everything that Odoo stamps follows it: Python's clock through freezegun, and
the transaction's time, which stamps creation and change. The clock is started
once, because freezegun goes through all loaded modules each time.
"""

from contextlib import contextmanager
from datetime import date, datetime, time
from unittest.mock import patch

from freezegun import freeze_time


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, frozen):
        self._frozen = frozen

    @property
    def now(self) -> datetime:
        """What Odoo takes for the present, in UTC."""
        return self._frozen()

    def set(self, day: date, hour: int, minute: int = 0) -> None:
        """Go to an instant, which may not lie before the present one.

        :raises ValueError: when time would go backwards
        """
        instant = datetime.combine(day, time(hour, minute))
        if instant < self.now:
            raise ValueError(f"the clock shows {self.now} and cannot go back to {instant}")
        self._frozen.move_to(instant)


@contextmanager
def past(start: datetime):
    """Let Odoo live in the past for a while; yields the clock."""
    freezer = freeze_time(start)
    frozen = freezer.start()
    try:
        with patch("odoo.sql_db.Cursor.now", lambda cursor: frozen()):
            yield Clock(frozen)
    finally:
        freezer.stop()

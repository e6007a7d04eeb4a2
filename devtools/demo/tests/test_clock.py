"""The demo's clock stands still and never goes back."""

from datetime import UTC, date, datetime

import pytest
from freezegun import freeze_time

from devtools.demo.clock import Clock

MORNING = "2026-01-05 08:00:00"


def test_python_shows_what_the_clock_was_set_to():
    with freeze_time(MORNING) as frozen:
        clock = Clock(frozen)
        clock.set(date(2026, 1, 6), 23, 30)
        assert datetime.now(UTC).replace(tzinfo=None) == datetime(2026, 1, 6, 23, 30) == clock.now


def test_time_does_not_go_back():
    with freeze_time(MORNING) as frozen, pytest.raises(ValueError, match="cannot go back"):
        Clock(frozen).set(date(2026, 1, 5), 7)

"""One real history for all tests: reading it takes some seconds."""

from datetime import date

import pytest

from devtools.demo import journey


@pytest.fixture(scope="session")
def history():
    """Return the demo's default volume up to Saturday, 31 January 2026."""
    return journey.load(date(2026, 1, 31), weeks=8, products=300, stores=3, per_day=9)

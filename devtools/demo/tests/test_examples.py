"""Examples take their steps on the days that they ask for, and all come to their end."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from devtools.demo import examples

FIRST, LAST = date(2026, 1, 1), date(2026, 1, 31)


@pytest.fixture
def steps(monkeypatch):
    """One example of three steps; what it did, and when, is in the list."""
    taken = []

    def example(floors):
        taken.append(("ordered", floors["today"]))
        yield 2
        taken.append(("received", floors["today"]))
        yield 1
        taken.append(("billed", floors["today"]))

    monkeypatch.setattr(examples, "EXAMPLES", (example,))
    monkeypatch.setattr(examples, "open_floors", lambda shop: shop)
    return taken


def live(until: date):
    shop = {"today": FIRST}
    calendar = examples.Examples(shop, SimpleNamespace(first=FIRST, last=LAST))
    while shop["today"] <= until:
        calendar.day(shop["today"])
        shop["today"] += timedelta(days=1)
    return calendar


def test_steps_wait_for_their_day(steps):
    live(LAST).check_ended()
    start = LAST - timedelta(days=examples.BEFORE_LAST)
    assert steps == [
        ("ordered", start),
        ("received", start + timedelta(days=2)),
        ("billed", start + timedelta(days=3)),
    ]


def test_cut_short_is_an_error(steps):
    calendar = live(LAST - timedelta(days=examples.BEFORE_LAST - 2))
    with pytest.raises(RuntimeError, match="did not end in the history: example"):
        calendar.check_ended()


def test_each_example_has_a_name_of_its_own():
    names = [example.__name__ for example in examples.EXAMPLES]
    assert len(names) == len(set(names)) > 30

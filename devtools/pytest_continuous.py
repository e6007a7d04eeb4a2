"""pytest plugin of ``./dev test --core --continuous``: core's flows torture our ledger.

Every company and category is on continuous valuation, whatever the test asks for
(``tests/core/addons/perpetual_always``). After each test, before it is rolled back, all
of our invariants are asserted in all companies. Assertions of core's tests do not end
them: a flow whose entries differ by design goes on to its end, and what differed is noted.

Each test's report carries properties: ``differs`` (an assertion of core's), ``broken``
(an invariant), ``stopped`` (an exception, with the place it came from).
"""

import functools
import traceback
import unittest

import pytest

from devtools import paths
from devtools.broken import broken
from devtools.pytest_outcomes import PROPERTIES

#: These end a block of code or are one: they cannot be passed over.
HARD = ("assertRaises", "assertLogs", "assertNoLogs", "assertWarns", "assertQuery")
CURRENT = {"item": None}
MAX_NOTES = 3


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    CURRENT["item"] = item
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    """Note an exception that ended the test, and whose code raised it."""
    report = yield
    # pytest puts what a unittest.TestCase raised there only while it makes the report.
    if call.excinfo and not report.skipped:
        report.user_properties.append(("stopped", _place(call.excinfo)))
    notes = [f"{kind} {text}" for kind, text in item.user_properties if kind in PROPERTIES]
    if call.when == "call" and report.passed and notes:
        report.outcome, report.longrepr = "failed", "\n".join(notes)
    return report


def pytest_collection_finish() -> None:
    """Once Odoo is imported: check after each test, and soften its assertions."""
    from odoo.tests.common import TransactionCase

    original = TransactionCase._callTestMethod

    @functools.wraps(original)
    def call(self, method):
        # What ends with an exception may stop half-way through what a request rolls back.
        original(self, method)
        check(self)

    TransactionCase._callTestMethod = call
    for name in dir(TransactionCase):
        if name.startswith("assert") and not name.startswith(HARD):
            setattr(TransactionCase, name, _soft(getattr(TransactionCase, name)))


def note(kind: str, text: str) -> None:
    """Write a line on the current test's report."""
    notes = CURRENT["item"].user_properties
    if sum(known == kind for known, _text in notes) < MAX_NOTES:
        notes.append((kind, text[:1500]))


def check(case: unittest.TestCase) -> None:
    """Assert every invariant in every company that has a ledger."""
    for line in broken(case.cr):
        note("broken", line)


def _soft(method):
    """Return the assertion as one that notes what it found, where it is called itself."""

    @functools.wraps(method)
    def soft(self, *args, **kwargs):
        if getattr(self, "_is_asserting", False):
            return method(self, *args, **kwargs)
        self._is_asserting = True
        try:
            return method(self, *args, **kwargs)
        except AssertionError as error:
            note("differs", f"{_caller()} {error}")
        finally:
            self._is_asserting = False

    return soft


def _caller() -> str:
    """Name the line of the test that asserted: ``test_x.py:12 self.assertEqual(…)``."""
    frames = [frame for frame in traceback.extract_stack() if "/tests/" in frame.filename]
    frame = next(
        f for f in reversed(frames) if not f.filename.startswith(str(paths.ROOT / "devtools"))
    )
    return f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.line}"


def _place(excinfo) -> str:
    """Name the exception and the last line of ours, or else of any, that it came from."""
    frames = traceback.extract_tb(excinfo.tb)
    ours = [frame for frame in frames if "/addons/perpetual_" in frame.filename]
    frame = (ours or frames)[-1]
    whose = "ours" if ours else "core's"
    name = "/".join(frame.filename.rsplit("/", 3)[-3:])
    return f"[{whose}] {excinfo.typename}: {excinfo.value} at {name}:{frame.lineno}"

"""pytest plugin: an unexpected warning or error in Odoo's log fails the test.

What comes up between two tests (in a thread that goes on, while a class is set
up) counts for the test that runs next.
"""

import logging

import pytest

from devtools import logs

KEY = pytest.StashKey()
FAILED = pytest.StashKey()
HEADING = "Odoo logged what no rule in tests/allowed-logs.toml expects:"


class Collector(logging.Handler):
    """Keeps the records that no rule expects."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.allowed = logs.read_allowed()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if logs.unexpected(record.levelname, record.name, message, self.allowed):
            text = f"{record.levelname} {record.name}: {message}"
            if record.exc_info:
                text += "\n" + logging.Formatter().formatException(record.exc_info)
            self.lines.append(text)

    def take(self) -> list[str]:
        lines, self.lines = self.lines, []
        return lines


def pytest_sessionstart(session) -> None:
    """Listen at the root, where records end that no test has taken."""
    collector = session.config.stash[KEY] = Collector()
    logging.getLogger().addHandler(collector)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Fail the test after whose end something unexpected stands in the log.

    Not where the test failed anyway: then the log lines are its own complaint.
    """
    report = yield
    failed = item.stash.setdefault(FAILED, set())
    if report.failed:
        failed.add(call.when)
    if call.when == "teardown":
        lines = item.config.stash[KEY].take()
        if lines and not failed:
            report.outcome = "failed"
            report.longrepr = f"{HEADING}\n" + "\n".join(lines)
    return report

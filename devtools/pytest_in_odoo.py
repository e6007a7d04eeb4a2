"""pytest plugin of Odoo's stage, beside pytest-odoo.

- An unexpected warning or error in Odoo's log fails the test. What comes up
  between two tests (in a thread that goes on, while a class is set up) counts
  for the test that runs next.
- Each worker has a file store of its own. pytest-odoo lets all workers share
  one, where one worker's clean-up deletes another's asset bundles.
"""

import contextlib
import logging
from pathlib import Path

import pytest
import pytest_odoo

from devtools import layout, logs
from devtools.odoo_cmd import OdooEnv, copy_filestore

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


@contextlib.contextmanager
def own_filestore(original: str, name: str):
    """Give a worker's copy of the database its own attachments."""
    if original != name and OdooEnv.filestore(original).is_dir():
        copy_filestore(OdooEnv.filestore(original), OdooEnv.filestore(name))
    yield


pytest_odoo._shared_filestore = own_filestore


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out tests of plain Python: they have a stage of their own."""
    pure_test = collection_path.is_file() and layout.ODOO not in layout.stages(collection_path)
    return True if pure_test else None


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

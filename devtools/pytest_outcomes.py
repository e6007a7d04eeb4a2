"""pytest plugin that writes down which tests passed, for ``./dev test --core``.

A test passed when all of it did: set-up, body, subtests, tear-down. Its name
does not tell where Odoo lies:
``passed stock_account/test_stockvaluation.py::TestFifo::test_one``.

What another plugin has noted on a test comes behind it, one line each:
``broken stock_account/…::test_one: tie_out: …`` (``PROPERTIES`` are the kinds).
"""

import re
from pathlib import Path

PLACE = re.compile(r".*?/?(?P<addon>[^/]+)/tests/(?P<rest>.+)")
#: Kinds of notes, see :mod:`devtools.pytest_continuous`.
PROPERTIES = ("broken", "stopped", "differs")


def pytest_addoption(parser) -> None:
    parser.addoption("--outcomes", help="file for what passed and failed")


def pytest_configure(config) -> None:
    """Write in the process that sees all workers' reports."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(Path(config.getoption("--outcomes"))))


class Recorder:
    """Collects the reports of all phases of each test."""

    def __init__(self, path: Path):
        self.path = path
        self.passed: set[str] = set()
        self.failed: set[str] = set()
        self.notes: dict[tuple[str, str, str], None] = {}

    def pytest_runtest_logreport(self, report) -> None:
        name = short_name(report.nodeid)
        if report.when == "call" and report.passed:
            self.passed.add(name)
        elif report.failed:
            self.failed.add(name)
        for kind, text in report.user_properties:
            if kind in PROPERTIES:
                self.notes[kind, name, " ".join(str(text).split())] = None

    def pytest_sessionfinish(self) -> None:
        lines = [f"passed {name}\n" for name in sorted(self.passed - self.failed)]
        lines += [f"failed {name}\n" for name in sorted(self.failed)]
        lines += [f"{kind} {name}: {text}\n" for kind, name, text in self.notes]
        self.path.write_text("".join(lines))


def short_name(nodeid: str) -> str:
    """Return the name of a test below its addon."""
    match = PLACE.fullmatch(nodeid)
    return f"{match['addon']}/{match['rest']}" if match else nodeid

"""pytest plugin that writes down which tests passed, for ``./dev test --core``.

One line per test that passed as a whole (set-up, body, subtests, tear-down),
under a name that does not tell where Odoo lies:
``stock_account/test_stockvaluation.py::TestFifo::test_one``.
"""

import re
from pathlib import Path

PLACE = re.compile(r".*?/?(?P<addon>[^/]+)/tests/(?P<rest>.+)")


def pytest_addoption(parser) -> None:
    parser.addoption("--outcomes", help="file for the names of the tests that passed")


def pytest_configure(config) -> None:
    """Write in the process that sees all workers' reports."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recorder(Path(config.getoption("--outcomes"))))


class Recorder:
    """Collects the reports of all phases of each test."""

    def __init__(self, path: Path):
        self.path = path
        self.passed: set[str] = set()
        self.spoilt: set[str] = set()

    def pytest_runtest_logreport(self, report) -> None:
        name = short_name(report.nodeid)
        if report.when == "call" and report.passed:
            self.passed.add(name)
        elif not report.passed:
            self.spoilt.add(name)

    def pytest_sessionfinish(self) -> None:
        names = sorted(self.passed - self.spoilt)
        self.path.write_text("".join(f"{name}\n" for name in names))


def short_name(nodeid: str) -> str:
    """Return the name of a test below its addon."""
    match = PLACE.fullmatch(nodeid)
    return f"{match['addon']}/{match['rest']}" if match else nodeid

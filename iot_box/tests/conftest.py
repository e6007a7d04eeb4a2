import pytest

from iot_box.perpetual_iot_box.drivers.printer_cups import CupsPrinter

from .running import Running


@pytest.fixture
def run():
    """Begin a reader's work; it ends with the test."""
    running = []

    def begin(driver):
        running.append(Running(driver))
        return running[-1]

    yield begin
    for one in running:
        one.end()


@pytest.fixture(autouse=True)
def no_cups(monkeypatch):
    """The queues of the machine that the tests run on are none of theirs."""
    monkeypatch.setattr(CupsPrinter, "_looked", (float("inf"), []))

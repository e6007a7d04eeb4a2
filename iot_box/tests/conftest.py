import pytest

from iot_box.perpetual_iot_box.drivers import line_printer, printer_tcp
from iot_box.perpetual_iot_box.drivers.printer_cups import CupsPrinter
from iot_box.perpetual_iot_box.simulate.printer import VirtualPrinter

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


@pytest.fixture
def switched_on():
    printers = []

    def switch_on(**wanted):
        printers.append(VirtualPrinter(**wanted))
        return printers[-1]

    yield switch_on
    for one in printers:
        one.close()


@pytest.fixture
def printer(switched_on):
    return switched_on()


@pytest.fixture
def impatient(monkeypatch):
    """Seconds that people would wait."""
    monkeypatch.setattr(line_printer, "STALL", 1.0)
    monkeypatch.setattr(line_printer, "KNOWN", 0.3)
    monkeypatch.setattr(line_printer, "NEW", 0.3)
    monkeypatch.setattr(printer_tcp, "BUSY", 0.5)

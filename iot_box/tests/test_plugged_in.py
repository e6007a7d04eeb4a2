"""What is plugged in, what it is called, which driver is the one for it, and its options."""

import pytest

from iot_box.perpetual_iot_box import drivers
from iot_box.perpetual_iot_box.config import Document
from iot_box.perpetual_iot_box.drivers import serial_port, sysfs
from iot_box.perpetual_iot_box.drivers.base import Candidate, DeviceError
from iot_box.perpetual_iot_box.drivers.printer_serial import SerialPrinter
from iot_box.perpetual_iot_box.drivers.rfid_llrp import LlrpReader
from iot_box.perpetual_iot_box.drivers.scanner_hid import HidScanner
from iot_box.perpetual_iot_box.drivers.scanner_serial import SerialScanner

from .machine import Machine


class TestPluggedIn:
    @pytest.fixture
    def machine(self, tmp_path, monkeypatch):
        monkeypatch.setattr(sysfs, "ROOT", tmp_path)
        monkeypatch.setattr(sysfs, "_shared", set())
        return Machine(tmp_path)

    def test_nothing(self, machine):
        assert drivers.plugged_in() == []

    def test_serial_number_else_place(self, machine, tmp_path):
        machine.tty("ttyACM0", "1-1", serial="S20314523")
        noted = machine.tty("ttyUSB0", "1-2", serial="0000000")
        machine.note(noted, ID_PATH="pci-0000:00:14.0-usb-0:2:1.0")
        machine.tty("ttyUSB1", "1-3")
        found = {one.uid: one.path for one in drivers.plugged_in()}
        assert found == {
            "serial:S20314523": f"{tmp_path}/dev/ttyACM0",
            "serial:pci-0000:00:14.0-usb-0:2:1.0": f"{tmp_path}/dev/ttyUSB0",
            "serial:pci0/usb1/1-3/1-3:1.0": f"{tmp_path}/dev/ttyUSB1",
        }

    def test_a_serial_number_that_two_have(self, machine):
        machine.tty("ttyACM0", "1-1", serial="ABC123")
        other = machine.tty("ttyACM1", "1-2", serial="ABC123")
        uids = [one.uid for one in drivers.plugged_in()]
        assert uids == ["serial:pci0/usb1/1-1/1-1:1.0", "serial:pci0/usb1/1-2/1-2:1.0"]
        other.unlink()
        assert [one.uid for one in drivers.plugged_in()] == uids[:1], "It keeps its name."

    def test_bluetooth(self, machine):
        parent = machine.root / "sys/devices/virtual"
        machine.node(parent, "tty", "rfcomm0", "rfcomm0", address="AC:3F:A4:00:11:22")
        (found,) = drivers.plugged_in()
        assert (found.uid, found.name) == (
            "serial:AC:3F:A4:00:11:22",
            "Bluetooth AC:3F:A4:00:11:22",
        )

    def test_the_boards_own(self, machine, run):
        """No console, no port without hardware; and nothing is read before somebody says so."""
        for name, files in (
            ("ttyS0", {"type": 4, "console": "Y"}),
            ("ttyS1", {"type": 4, "console": "N"}),
            ("ttyS2", {"type": 0}),
        ):
            machine.node(machine.root / "sys/devices/platform", "tty", name, name, **files)
        (found,) = drivers.plugged_in()
        assert found.uid == "serial:ttyS1"
        assert "driver = scanner_serial" in run(SerialScanner(found)).driver.status().detail

    def test_keyboards(self, machine):
        machine.keyboard("event3", "1-1", serial="S20314523")
        machine.keyboard("event4", "1-2", keys="3f000303ff 0 0 0")  # its volume keys
        machine.keyboard("event5", "1-3", vendor="046d", product="Logitech K120")
        machine.keyboard("event6", "1-4", vendor="ffff", product="USB Barcode", uniq="ac:3f:a4")
        found = {one.uid: one.properties["sure"] for one in drivers.plugged_in()}
        assert found == {
            "hid:S20314523": True,
            "hid:pci0/usb1/1-3/1-3:1.0": False,
            "hid:ac:3f:a4": True,
        }


class TestOptions:
    @pytest.mark.parametrize(
        ("driver", "options", "words"),
        [
            (SerialScanner, {"lenght": 4}, "no option “lenght”"),
            (SerialScanner, {"length": "four"}, "cannot be 'four'"),
            (SerialScanner, {"length": -1}, "cannot be -1"),
            (SerialScanner, {"prefix": 7}, "cannot be 7"),
            (SerialScanner, {"parity": "strange"}, "cannot be 'strange'"),
            (HidScanner, {"prefix": "~"}, "no option"),
            (LlrpReader, {"antennas": ["front"]}, "antennas cannot be"),
            (LlrpReader, {"window_s": True}, "cannot be True"),
        ],
    )
    def test_wrong_ones_are_named(self, run, driver, options, words):
        error = run(driver(Candidate("x:1", "x", "serial"), {"options": options})).error
        assert words in str(error)
        assert "on the server" in error.way_out

    def test_of_a_printer(self):
        driver = SerialPrinter(Candidate("x:1", "x", "serial"), {"options": {"flow": "up"}})
        assert driver.status().state == "failed"
        assert driver.send(b"x", bool).state == "released"


class TestChoose:
    def test_by_bus_and_by_name(self):
        candidate = Candidate("serial:1", "/dev/ttyACM0", "serial")
        assert drivers.choose(candidate, {}) is SerialScanner
        assert drivers.choose(Candidate("hid:1", "/dev/input/event1", "input"), {}) is HidScanner
        assert drivers.choose(Candidate("x:1", "x", "telex"), {}) is None
        with pytest.raises(DeviceError, match="telex") as caught:
            drivers.choose(candidate, {"options": {"driver": "telex"}})
        assert "scanner_serial" in caught.value.way_out

    def test_of_the_document(self):
        row = {"uid": "tcp:1", "driver": "printer_tcp", "host": "192.0.2.7", "port": 9100}
        (found,) = drivers.in_document(Document(printers=[row]))
        assert (found.uid, found.path, found.bus) == ("tcp:1", "192.0.2.7:9100", "tcp")


def test_a_port_that_cannot_be_opened(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DeviceError, match="cannot be opened"):
        serial_port.opened(Candidate("serial:1", str(tmp_path / "file"), "serial"), {}, 0.1)

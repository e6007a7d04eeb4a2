"""Printers on serial lines and on USB."""

import contextlib
import os
import termios
import threading
import tty

import pytest

from iot_box.perpetual_iot_box import drivers
from iot_box.perpetual_iot_box.drivers import sysfs
from iot_box.perpetual_iot_box.drivers.base import Candidate
from iot_box.perpetual_iot_box.drivers.printer_serial import SerialPrinter
from iot_box.perpetual_iot_box.drivers.printer_usb import UsbPrinter, described
from iot_box.perpetual_iot_box.protocols.zebra_hs import EXAMPLE

from .machine import Machine
from .printing import LABEL, Told

pytestmark = pytest.mark.usefixtures("impatient")


class Wired:
    """A printer at the other end of a pseudo-terminal: answers ``~HS``, keeps the rest."""

    def __init__(self, link):
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        link.symlink_to(os.ttyname(self.slave))
        self.received, self.answer = b"", EXAMPLE.replace(b"030,1", b"030,0")
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        with contextlib.suppress(OSError):
            while data := os.read(self.master, 1024):
                self.received += data
                for _question in range(data.count(b"~HS")):
                    os.write(self.master, self.answer)

    def close(self):
        for fd in (self.slave, self.master):
            with contextlib.suppress(OSError):
                os.close(fd)


@pytest.fixture
def wired(tmp_path):
    wired = Wired(tmp_path / "lp0")
    yield wired
    wired.close()


class TestSerial:
    def driver(self, tmp_path):
        return SerialPrinter(
            Candidate("serial:1", str(tmp_path / "lp0"), "serial", {"name": "Dock"}),
            {"language": "zpl", "baudrate": 115200, "options": {"flow": "xonxoff"}},
        )

    def test_printed(self, wired, tmp_path):
        driver = self.driver(tmp_path)
        assert driver.send(LABEL * 50, Told()).state == "printed"
        assert wired.received.replace(b"~HS", b"") == LABEL * 50
        assert driver.status().state == "ready"

    def test_blocked(self, wired, tmp_path):
        wired.answer = EXAMPLE
        assert self.driver(tmp_path).send(LABEL, Told()).detail == "Paper is out."
        assert b"^XA" not in wired.received

    def test_taken_and_gone(self, wired, tmp_path):
        with drivers.printer_serial.serial_port.opened(
            Candidate("serial:1", str(tmp_path / "lp0"), "serial"), {}, 1
        ):
            outcome = self.driver(tmp_path).send(LABEL, Told())
        assert (outcome.state, "another program" in outcome.detail) == ("released", True)
        wired.close()
        assert self.driver(tmp_path).status().state == "offline"

    def test_unplugged_in_the_middle(self, wired, tmp_path):
        def unplug():
            threading.Timer(0.2, wired.close).start()
            wired.answer = b""
            return True

        assert self.driver(tmp_path).send(LABEL, unplug).state == "unknown"

    def test_it_is_held_by_its_handshake(self, wired, tmp_path):
        """XOFF: it takes nothing, and nobody says that it did."""
        driver = SerialPrinter(
            Candidate("serial:1", str(tmp_path / "lp0"), "serial"),
            {"language": "epl", "options": {"flow": "xonxoff"}},
        )

        def hold():
            termios.tcflow(wired.slave, termios.TCOOFF)
            return True

        assert driver.send(b"N\n", hold).state == "released"
        termios.tcflow(wired.slave, termios.TCOON)

    def test_only_where_it_is_said(self):
        candidate = Candidate("serial:1", "/dev/ttyUSB0", "serial")
        assert drivers.choose(candidate, {}).name == "scanner_serial"
        settings = {"options": {"driver": "printer_serial"}}
        assert drivers.choose(candidate, settings) is SerialPrinter


class TestUsb:
    def test_printed(self, wired, tmp_path):
        candidate = Candidate("usblp:1", str(tmp_path / "lp0"), "usblp", {"language": "zpl"})
        assert UsbPrinter(candidate).send(LABEL, Told()).state == "printed"
        assert wired.received.replace(b"~HS", b"") == LABEL

    def test_gone(self, tmp_path):
        driver = UsbPrinter(Candidate("usblp:1", str(tmp_path / "lp0"), "usblp"))
        assert driver.send(LABEL, Told()).state == "released"
        assert driver.status().state == "offline"

    def test_plugged_in(self, tmp_path, monkeypatch):
        monkeypatch.setattr(sysfs, "ROOT", tmp_path)
        machine = Machine(tmp_path)
        usb = machine.usb("1-4", serial="D2J194402918", vendor="0a5f", product="ZTC ZD421")
        node = machine.node(usb, "usbmisc", "lp0", "usb/lp0")
        machine.write(
            node / "device", ieee1284_id="MFG:Zebra Technologies ;CMD:ZPL;MDL:ZTC ZD421-203dpi ZPL;"
        )
        (found,) = drivers.plugged_in()
        assert (found.uid, found.path) == ("usblp:D2J194402918", f"{tmp_path}/dev/usb/lp0")
        assert drivers.choose(found, {}) is UsbPrinter
        assert UsbPrinter(found).language == "zpl"
        assert UsbPrinter(found).capabilities == ("print", "zpl")
        assert UsbPrinter(found, {"language": "epl"}).language == "epl"

    @pytest.mark.parametrize(
        ("identifier", "language"),
        [
            ("MFG:Zebra;CMD:EPL;MDL:LP 2844;", "epl"),
            ("MANUFACTURER:TSC;COMMAND SET:TSPL;MODEL:TE200;", "tspl"),
            ("MFG:EPSON;CMD:ESC/POS;MDL:TM-T20;", "escpos"),
            ("MFG:HP;CMD:PJL,PDF,POSTSCRIPT;MDL:LaserJet;", "pdf"),
            ("MFG:Nobody;", None),
            ("", None),
        ],
    )
    def test_languages(self, identifier, language):
        assert described(identifier).get("language") == language

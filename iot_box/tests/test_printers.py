"""Printers: what is sent, what is said of it, and that nothing is printed twice."""

import contextlib
import doctest
import os
import socket
import struct
import termios
import threading
import time
import tty

import pytest

from iot_box.perpetual_iot_box import drivers
from iot_box.perpetual_iot_box.drivers import line_printer, printer_tcp, printer_usb, sysfs
from iot_box.perpetual_iot_box.drivers.base import Candidate
from iot_box.perpetual_iot_box.drivers.printer_serial import SerialPrinter
from iot_box.perpetual_iot_box.drivers.printer_tcp import TcpPrinter
from iot_box.perpetual_iot_box.drivers.printer_usb import UsbPrinter, described
from iot_box.perpetual_iot_box.protocols.zebra_hs import EXAMPLE
from iot_box.perpetual_iot_box.simulate import printer as simulated
from iot_box.perpetual_iot_box.simulate.printer import VirtualPrinter

from .test_scanners import Machine

LABEL = b"^XA^PW400^LL200^FO20,20^BCN,80,Y,N,N,A^FDLOT-1^FS^PQ1^XZ"


class Told:
    """Is asked before the first byte, and keeps whether that was before the printer had one."""

    def __init__(self, answer=True, printer=None):
        self.answer, self.printer, self.asked = answer, printer, 0

    def __call__(self):
        self.asked += 1
        if self.printer:
            assert b"^XA" not in self.printer.received
        return self.answer


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


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    """Seconds that people would wait."""
    monkeypatch.setattr(line_printer, "STALL", 1.0)
    monkeypatch.setattr(line_printer, "KNOWN", 0.3)
    monkeypatch.setattr(line_printer, "NEW", 0.3)
    monkeypatch.setattr(printer_tcp, "BUSY", 0.5)


def of(printer):
    return TcpPrinter(printer.candidate)


def test_examples():
    assert not doctest.testmod(printer_usb).failed


class TestZebra:
    def test_printed(self, printer):
        told = Told(printer=printer)
        outcome = of(printer).send(LABEL, told)
        assert (outcome.state, outcome.detail) == ("printed", "")
        assert told.asked == 1
        (label,) = printer.labels
        assert label.content == LABEL
        assert label.read() == [("]C0", "LOT-1")]
        assert label.png().startswith(b"\x89PNG")

    def test_printed_means_the_last_copy(self, printer):
        printer.slow = 0.05
        content = LABEL.replace(b"^PQ1", b"^PQ8") + LABEL
        assert of(printer).send(content, Told()).state == "printed"
        assert printer.printed == 9

    def test_longer_than_its_memory(self, printer):
        """Bytes arrive whole however slowly it takes them."""
        printer.slow = 0.001
        content = b"".join(LABEL.replace(b"LOT-1", b"LOT-%05d" % number) for number in range(400))
        assert of(printer).send(content, Told()).state == "printed"
        assert b"".join(label.content for label in printer.labels) == content

    @pytest.mark.parametrize(
        ("fault", "words"),
        [("paper_out", "Paper is out"), ("head_open", "head is open"), ("paused", "paused")],
    )
    def test_blocked(self, printer, fault, words):
        """Nothing is sent, nobody is asked, and it prints when it is well again."""
        setattr(printer, fault, True)
        told, driver = Told(), of(printer)
        outcome = driver.send(LABEL, told)
        assert outcome.state == "blocked"
        assert words in outcome.detail
        assert told.asked == 0
        assert b"^XA" not in printer.received
        status = driver.status()
        assert (status.state, words in status.detail) == ("blocked", True)
        setattr(printer, fault, False)
        assert driver.status().state == "ready"
        assert driver.send(LABEL, told).state == "printed"

    def test_silence_of_one_that_speaks(self, printer):
        driver = of(printer)
        assert driver.status().state == "ready"
        printer.head_open = printer.is_mute = True
        outcome = driver.send(LABEL, Told())
        assert outcome.state == "blocked"
        assert "does not answer" in outcome.detail
        assert driver.status().state == "blocked"
        assert b"^XA" not in printer.received

    def test_one_that_never_speaks(self, switched_on):
        """It is sent all the same, and nobody says that it was printed."""
        printer = switched_on(language="raw")
        candidate = Candidate("tcp:1", printer.candidate.path, "tcp", {"language": "zpl"})
        driver = TcpPrinter(candidate)
        assert driver.status().state == "ready"
        assert driver.send(LABEL, Told()).state == "sent"
        assert printer.wait(2)[-1].content.endswith(LABEL)

    def test_the_server_does_not_want_it(self, printer):
        assert of(printer).send(LABEL, Told(answer=False)).state == "released"
        assert b"^XA" not in printer.received

    def test_the_server_does_not_answer(self, printer):
        def fail():
            raise RuntimeError("no answer")

        driver = of(printer)
        with pytest.raises(RuntimeError):
            driver.send(LABEL, fail)
        assert b"^XA" not in printer.received
        assert driver.send(LABEL, Told()).state == "printed", "It is not locked."

    def test_paper_runs_out_in_the_middle(self, printer):
        printer.slow = 0.05
        driver = of(printer)
        states = []

        def take_paper():
            while not printer.printed:
                time.sleep(0.005)
            printer.paper_out = True
            time.sleep(0.5)
            states.append(driver.status())
            printer.paper_out = False

        thread = threading.Thread(target=take_paper)
        thread.start()
        outcome = driver.send(LABEL.replace(b"^PQ1", b"^PQ5"), Told())
        thread.join()
        assert outcome.state == "printed"
        assert printer.printed == 5
        assert [(one.state, one.detail) for one in states] == [("blocked", "Paper is out.")]

    def test_nobody_puts_paper_in(self, printer):
        def take_paper():
            printer.paper_out = True
            return True

        outcome = of(printer).send(LABEL, take_paper)
        assert outcome.state == "sent"
        assert "Paper is out" in outcome.detail

    @pytest.mark.parametrize("count", [1, 30, len(LABEL)])
    def test_the_link_fails_when_bytes_were_sent(self, printer, count):
        """Nobody knows, so nobody prints it again."""
        printer.drop_after = count
        outcome = of(printer).send(LABEL, Told())
        assert outcome.state == "unknown"
        assert "Look whether" in outcome.detail

    def test_switched_off_while_it_prints(self, printer):
        printer.slow = 5
        threading.Timer(0.3, printer.close).start()
        assert of(printer).send(LABEL, Told()).state == "unknown"

    def test_it_stops_taking(self, printer, monkeypatch):
        """Half of it is there: nobody knows what it makes of that."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            held = []

            def answer_once():
                link, _peer = server.accept()
                held.append(link)
                link.recv(3)
                link.sendall(EXAMPLE.replace(b"030,1", b"030,0"))

            threading.Thread(target=answer_once, daemon=True).start()
            path = f"127.0.0.1:{server.getsockname()[1]}"
            driver = TcpPrinter(Candidate("tcp:1", path, "tcp", {"language": "zpl"}))
            outcome = driver.send(LABEL * 500_000, Told())
        assert outcome.state == "unknown"
        assert "bytes" in outcome.detail


class TestOneAtATime:
    def test_two_jobs(self, printer):
        """The printer refuses a second connection; the driver never tries one."""
        printer.slow = 0.05
        driver, outcomes = of(printer), []
        threads = [
            threading.Thread(target=lambda: outcomes.append(driver.send(LABEL, Told()).state))
            for _job in range(4)
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.02)
        assert driver.status().state == "busy"
        for thread in threads:
            thread.join()
        assert outcomes == ["printed"] * 4
        assert printer.printed == 4

    def test_somebody_else_prints(self, printer):
        with socket.create_connection(printer.address):
            time.sleep(0.15)
            outcome = of(printer).send(LABEL, told := Told())
            assert outcome.state == "released"
            assert "another computer" in outcome.detail
            assert told.asked == 0
            assert of(printer).status().state == "offline"
        time.sleep(0.15)
        assert of(printer).send(LABEL, Told()).state == "printed"


class TestNoPrinter:
    def test_switched_off(self, printer):
        printer.close()
        driver = of(printer)
        outcome = driver.send(LABEL, told := Told())
        assert (outcome.state, told.asked) == ("released", 0)
        assert driver.status().state == "offline"

    def test_it_hangs_up_at_once(self, printer):
        with socket.create_server(("127.0.0.1", 0)) as server:

            def hang_up():
                for _link in range(2):
                    link, _peer = server.accept()
                    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    link.close()

            threading.Thread(target=hang_up, daemon=True).start()
            path = f"127.0.0.1:{server.getsockname()[1]}"
            driver = TcpPrinter(Candidate("tcp:1", path, "tcp", {"language": "zpl"}))
            assert driver.send(LABEL, told := Told()).state == "released"
            assert told.asked == 0
            assert driver.status().state == "offline"

    def test_what_it_does_not_understand(self, printer):
        driver = of(printer)
        assert driver.send(b"SIZE 50 mm", Told(), "tspl").state == "failed"
        assert driver.send(b"", Told()).state == "failed"
        assert driver.send(LABEL, Told(), "raw").state == "printed"


class TestOtherLanguages:
    TSPL = b'SIZE 50 mm,25 mm\r\nCLS\r\nTEXT 10,10,"3",0,1,1,"A"\r\nPRINT 1,3\r\n'
    ESCPOS = b"\x1b@Hello\n\x1dV\x00"

    def test_tspl(self, switched_on):
        printer = switched_on(language="tspl")
        printer.slow = 0.1
        driver = of(printer)
        assert driver.send(self.TSPL, Told()).state == "printed"
        assert [label.copies for label in printer.labels] == [3]
        printer.paper_out = True
        assert driver.send(self.TSPL, Told()).detail == "Paper is out."

    def test_escpos(self, switched_on):
        printer = switched_on(language="escpos")
        driver = of(printer)
        assert driver.send(self.ESCPOS, Told()).state == "sent"
        assert printer.wait(1)[0].content == self.ESCPOS
        printer.head_open = True
        assert driver.send(self.ESCPOS, Told()).detail == "The cover is open."
        printer.head_open, printer.paper_out = False, True
        assert driver.status().detail == "Paper is out."

    def test_without_questions(self, switched_on):
        printer = switched_on(language="raw")
        driver = TcpPrinter(printer.candidate, {"language": "epl"})
        assert driver.send(b"\nN\nP1\n", Told()).state == "sent"
        assert printer.wait(1)[0].content == b"\nN\nP1\n"

    def test_it_throws_the_end_away(self, switched_on):
        printer = switched_on(language="raw")
        printer.drop_after = 4
        assert of(printer).send(b"N" * 9000, Told()).state == "unknown"


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


class TestVirtual:
    def test_it_says_who_it_is(self, printer):
        with socket.create_connection(printer.address) as link:
            link.sendall(b"^XA~HI^FO1,1^XZ")
            assert link.recv(100).startswith(b"\x02VIRTUAL")
        assert printer.wait(1)[0].content == b"^XA^FO1,1^XZ"

    def test_what_is_missing_is_named(self, monkeypatch):
        def missing(name, **_more):
            raise ImportError(name)

        monkeypatch.setattr("builtins.__import__", missing)
        with pytest.raises(simulated.NotInstalled, match="pip install zplkit"):
            simulated.Label(LABEL).png()

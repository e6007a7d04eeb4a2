"""Printers: what is sent, what is said of it, and that nothing is printed twice."""

import doctest
import socket
import struct
import threading
import time

import pytest

from iot_box.perpetual_iot_box.drivers import printer_usb
from iot_box.perpetual_iot_box.drivers.base import Candidate
from iot_box.perpetual_iot_box.drivers.printer_tcp import TcpPrinter
from iot_box.perpetual_iot_box.protocols.zebra_hs import EXAMPLE
from iot_box.perpetual_iot_box.simulate import printer as simulated

from .printing import LABEL, Told

pytestmark = pytest.mark.usefixtures("impatient")


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


class TestVirtual:
    def test_it_says_who_it_is(self, printer):
        with socket.create_connection(printer.address) as link:
            link.sendall(b"^XA~HI^FO1,1^XZ")
            assert link.recv(100).startswith(b"\x02VIRTUAL")
        assert printer.wait(1)[0].content == b"^XA^FO1,1^XZ"

    def test_what_is_missing_is_named(self, monkeypatch):
        def missing(name, **_more):
            raise ImportError(name)

        with (
            monkeypatch.context() as patched,
            pytest.raises(simulated.NotInstalled, match="pip install zplkit"),
        ):
            patched.setattr("builtins.__import__", missing)
            simulated.Label(LABEL).png()

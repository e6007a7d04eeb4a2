"""Scanners end to end, over pseudo-terminals and pipes."""

import doctest
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import serial

from iot_box.perpetual_iot_box.drivers import base, scanner_hid, sysfs
from iot_box.perpetual_iot_box.drivers.base import Candidate
from iot_box.perpetual_iot_box.drivers.scanner_hid import HidScanner
from iot_box.perpetual_iot_box.drivers.scanner_serial import SerialScanner
from iot_box.perpetual_iot_box.outbox import Outbox, Scan
from iot_box.perpetual_iot_box.protocols import ssi
from iot_box.perpetual_iot_box.protocols.hid import Event, packed
from iot_box.perpetual_iot_box.simulate import hid as simulated_hid
from iot_box.perpetual_iot_box.simulate import scanner as simulated
from iot_box.perpetual_iot_box.simulate.hid import VirtualKeyboard, strokes, typed
from iot_box.perpetual_iot_box.simulate.scanner import VirtualScanner

ROOT = Path(__file__).parents[2]
#: A box that is no more than a scanner and an outbox, and takes its time.
BOX = """
import sys, threading, time
from iot_box.perpetual_iot_box.drivers.base import Candidate
from iot_box.perpetual_iot_box.drivers.scanner_serial import SerialScanner
from iot_box.perpetual_iot_box.outbox import Outbox, Scan
outbox = Outbox(sys.argv[2])

def emit(frame):
    outbox.put(Scan("s1", frame.raw, frame.text), is_again=frame.is_again)
    time.sleep(0.02)  # kept, and not acknowledged yet

scanner = SerialScanner(Candidate("s1", sys.argv[1], "serial"), {"framing": "ssi"})
scanner.run(emit, threading.Event())
"""


@pytest.mark.parametrize("module", [sysfs, scanner_hid, simulated_hid])
def test_examples(module):
    assert not doctest.testmod(module).failed


@pytest.fixture
def plugged(tmp_path):
    scanners = []

    def plug(framing="cr", name="scanner"):
        scanners.append(VirtualScanner(tmp_path / name, framing))
        return scanners[-1]

    yield plug
    for one in scanners:
        one.unplug()


class TestSerial:
    @pytest.mark.parametrize("framing", ["cr", "lf", "crlf", "tab", "stx", "any"])
    def test_framings(self, framing, plugged, run):
        scanner = plugged(framing)
        running = run(SerialScanner(scanner.candidate, {"framing": framing}))
        scanner.type("]C10104006381333931\x1d10L1")
        scanner.type("Lö")
        assert running.texts(2) == ["0104006381333931\x1d10L1", "Lö"]
        assert running.frames[0].aim == "]C1"
        assert running.frames[0].raw == b"]C10104006381333931\x1d10L1"
        assert running.driver.status().state == "ready"

    def test_a_pause(self, plugged, run):
        scanner = plugged("idle")
        running = run(SerialScanner(scanner.candidate, {"framing": "idle"}))
        scanner.type("A1")
        assert running.texts(1) == ["A1"]
        scanner.type("B2")
        assert running.texts(2) == ["A1", "B2"]

    def test_prefix_and_length(self, plugged, run):
        scanner = plugged("idle")
        settings = {"framing": "any", "options": {"prefix": "~", "length": 4}}
        running = run(SerialScanner(scanner.candidate, settings))
        scanner.type("~A1B~C2D")
        assert running.texts(2) == ["A1B", "C2D"]

    def test_many_in_order(self, plugged, run):
        scanner = plugged()
        running = run(SerialScanner(scanner.candidate))
        texts = [f"LOT{number:05}" for number in range(500)]
        scanner.type_all(texts, 5000)
        assert running.texts(500) == texts

    def test_two_of_one_model_stay_two(self, plugged, run):
        one, two = plugged(name="one"), plugged(name="two")
        first, second = (run(SerialScanner(scanner.candidate)) for scanner in (one, two))
        two.type("B2")
        one.type("A1")
        assert (first.texts(1), second.texts(1)) == (["A1"], ["B2"])
        assert one.candidate.uid != two.candidate.uid

    def test_one_owner(self, plugged, run):
        scanner = plugged()
        run(SerialScanner(scanner.candidate))
        other = run(SerialScanner(scanner.candidate))
        assert "another program" in str(other.error)
        with pytest.raises(serial.SerialException):
            serial.Serial(str(scanner.path), exclusive=True)

    def test_unplug_and_replug(self, plugged, run):
        scanner = plugged()
        running = run(SerialScanner(scanner.candidate))
        scanner.write(b"A1\rHALF")
        running.texts(1)
        scanner.unplug()
        running.thread.join(2)
        assert "not there" in str(running.error)
        assert running.error.way_out
        assert [(one.text, dict(one.extra)) for one in running.frames] == [
            ("A1", {}),
            ("HALF", {"cut": True}),
        ]
        missing = run(SerialScanner(scanner.candidate))
        assert "not there" in str(missing.error)
        scanner.plug()
        again = run(SerialScanner(scanner.candidate))
        scanner.type("B2")
        assert again.texts(1) == ["B2"]

    def test_what_cannot_be_kept_is_held(self, plugged, run, monkeypatch):
        monkeypatch.setattr(base, "HOLD", 0.05)
        scanner = plugged()
        running = run(SerialScanner(scanner.candidate))
        running.full = 3
        scanner.type("A1")
        running.wait(lambda: running.driver.status().state == "failed")
        assert running.driver.status().detail == "The disk is full. Make room."
        scanner.type("B2")
        assert running.texts(2) == ["A1", "B2"]
        running.wait(lambda: running.driver.status().state == "ready")


class TestSsi:
    @pytest.fixture
    def scanner(self, plugged):
        return plugged("ssi")

    def begin(self, run, scanner):
        return run(SerialScanner(scanner.candidate, {"framing": "ssi"}))

    def test_acknowledged_when_kept(self, scanner, run):
        running = self.begin(run, scanner)
        assert scanner.type("A1")
        assert running.texts(1) == ["A1"], "Not acknowledged before it was kept."
        assert running.frames[0].aim == "]C0"
        assert not running.frames[0].is_again

    def test_not_kept_it_is_sent_again(self, scanner, run):
        running = self.begin(run, scanner)
        running.full = 2
        assert scanner.type("A1")
        assert running.texts(1) == ["A1"]
        assert running.frames[0].is_again

    def test_who_scans_hears_that_it_is_no_use(self, scanner, run):
        running = self.begin(run, scanner)
        running.full = 99
        assert not scanner.type("A1")
        assert running.frames == []
        assert running.driver.status().state == "failed"

    def test_a_lost_acknowledgement(self, scanner, run):
        running = self.begin(run, scanner)
        for status in (0, ssi.RETRANSMIT):
            scanner.write(ssi.packed(ssi.DECODE_DATA, b"\x03A1", 0, status))
            assert scanner._is_acknowledged(time.monotonic() + 2)
        assert scanner.type("B2")
        assert running.texts(2) == ["A1", "B2"]

    def test_a_disturbed_line(self, scanner, run, monkeypatch):
        """Noise and half a packet are asked for again; the scan arrives once."""
        running = self.begin(run, scanner)
        whole = ssi.packed(ssi.DECODE_DATA, b"\x03A1", 0)
        for noise in (b"\x01", whole[:-1] + b"\x00", whole[:4]):
            scanner.write(noise)
            assert not scanner._is_acknowledged(time.monotonic() + 2)
        assert scanner.type("A1")
        assert running.texts(1) == ["A1"]

    def test_two_of_one_article_on_a_disturbed_line(self, scanner, run):
        running = self.begin(run, scanner)
        assert scanner.type("A1")
        whole = ssi.packed(ssi.DECODE_DATA, b"\x03A1", 0)
        scanner.write(whole[:-1] + b"\x00")
        assert not scanner._is_acknowledged(time.monotonic() + 2)
        scanner.write(ssi.packed(ssi.DECODE_DATA, b"\x03A1", 0, ssi.RETRANSMIT))
        assert scanner._is_acknowledged(time.monotonic() + 2)
        assert running.texts(2) == ["A1", "A1"]
        assert [frame.is_again for frame in running.frames] == [False, False]

    def test_killed_before_it_acknowledged(self, scanner, run, tmp_path):
        """The scan was kept; the scanner sends it again to a box that was started anew."""
        path = tmp_path / "outbox"
        for status in (0, ssi.RETRANSMIT, ssi.RETRANSMIT):
            outbox = Outbox(path)
            running = self.begin(run, scanner)
            running.keep = lambda frame, outbox=outbox: outbox.put(
                Scan("s1", frame.raw, frame.text), is_again=frame.is_again
            )
            scanner.write(ssi.packed(ssi.DECODE_DATA, b"\x03A1", 0, status))
            assert scanner._is_acknowledged(time.monotonic() + 2)
            running.end()
            outbox.close()
        outbox = Outbox(path)
        assert [scan.text for scan in outbox.batch()] == ["A1"]
        outbox.close()

    def test_killed_again_and_again(self, scanner, tmp_path, monkeypatch):
        """Each scan is kept once and in its order, whenever the box is killed."""
        monkeypatch.setattr(simulated, "PATIENCE", 0.3)
        chance, texts = random.Random(7), [f"LOT{number:03}" for number in range(50)]
        command = [sys.executable, "-c", BOX, str(scanner.path), str(tmp_path / "outbox")]
        thread = threading.Thread(
            target=lambda: [scanner.type(text, tries=None) for text in texts], daemon=True
        )
        thread.start()
        kills = 0
        while thread.is_alive():
            with subprocess.Popen(command, cwd=ROOT) as box:
                thread.join(0.35 + chance.random() * 0.25)
                box.kill()
            kills += 1
            assert kills < 60, "It does not get on."
        outbox = Outbox(tmp_path / "outbox")
        assert [scan.text for scan in outbox.batch()] == texts
        assert kills > 3
        outbox.close()

    def test_nobody_listens(self, scanner, monkeypatch):
        monkeypatch.setattr(simulated, "PATIENCE", 0.05)
        assert not scanner.type("A1")


class TestHid:
    @pytest.fixture
    def keyboard(self, tmp_path):
        keyboard = VirtualKeyboard(tmp_path / "event7", "de")
        yield keyboard
        keyboard.unplug()

    def candidate(self, keyboard, **properties):
        return Candidate("hid:usb-1", str(keyboard.path), "input", properties)

    def test_recorded_bytes(self, keyboard, run):
        running = run(HidScanner(self.candidate(keyboard), {"layout": "de"}))
        recorded = typed("]C1(01)04006381333931\x1dz/y", "de")
        for start in range(0, len(recorded), 37):  # as the kernel happens to hand them over
            keyboard.replay(recorded[start : start + 37])
        assert running.texts(1) == ["(01)04006381333931\x1dz/y"]
        assert running.frames[0].aim == "]C1"

    def test_unplugged(self, keyboard, run):
        running = run(HidScanner(self.candidate(keyboard), {"layout": "de"}))
        keyboard.replay(packed([*strokes(2), Event(1, 42, 1)]))
        running.wait(lambda: running.driver.state.state == "ready")
        time.sleep(0.1)
        keyboard.unplug()
        running.thread.join(2)
        assert "not there" in str(running.error)
        assert [dict(frame.extra) for frame in running.frames] == [{"cut": True}]

    def test_a_keyboard_is_left_alone(self, keyboard, run):
        candidate = self.candidate(keyboard, sure=False)
        running = run(HidScanner(candidate))
        keyboard.type("secret")
        assert running.driver.status().state == "offline"
        assert "driver = scanner_hid" in running.driver.status().detail
        told = run(HidScanner(candidate, {"layout": "de", "options": {"driver": "scanner_hid"}}))
        assert told.texts(1) == ["secret"]
        assert running.frames == []

    def test_may_not(self, keyboard, run, monkeypatch):
        def deny(*_args):
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "open", deny)
        assert "udev rules" in run(HidScanner(self.candidate(keyboard))).error.way_out

    def test_somebody_has_it(self, keyboard, run, monkeypatch):
        def busy(*_args):
            raise OSError(16, "Device or resource busy")

        monkeypatch.setattr(scanner_hid.fcntl, "ioctl", busy)
        assert "another program" in str(run(HidScanner(self.candidate(keyboard))).error)

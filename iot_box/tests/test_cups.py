import sys
import time
from pathlib import Path

import pytest

from iot_box.perpetual_iot_box import drivers
from iot_box.perpetual_iot_box.drivers import printer_cups
from iot_box.perpetual_iot_box.drivers.base import Candidate
from iot_box.perpetual_iot_box.drivers.printer_cups import CupsPrinter

from . import fake_cups

PDF = b"%PDF-1.7 label"


@pytest.fixture
def cups(tmp_path, monkeypatch):
    """A folder; see ``fake_cups``."""
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in ("lp", "lpstat"):
        path = commands / name
        path.write_text(
            f'#!/bin/sh\nexec {sys.executable} -S {fake_cups.__file__} {name} {tmp_path} "$@"\n'
        )
        path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{commands}:/usr/bin:/bin")
    monkeypatch.setattr(printer_cups, "PASS", 0.5)
    monkeypatch.setattr(printer_cups, "AGAIN", 0.05)
    monkeypatch.setattr(CupsPrinter, "_looked", (float("-inf"), []))
    (tmp_path / "queues").write_text("office\nlabels\n")
    return tmp_path


@pytest.fixture
def printer(cups):
    return CupsPrinter(Candidate("cups:office", "office", "cups", {"name": "Office"}))


def yes():
    return True


def never():
    raise AssertionError("It was asked before it was clear that it can print.")


def test_pdf_and_labels(printer, cups):
    assert printer.send(PDF, yes, "pdf").state == "sent"
    assert (cups / "job-1").read_bytes() == PDF
    assert (cups / "arguments").read_text() == "-d office -t Label -"
    assert printer.send(b"^XA^XZ", yes, "zpl").state == "sent"
    assert "-o raw" in (cups / "arguments").read_text()


@pytest.mark.parametrize(
    ("fault", "reason", "words"),
    [("disabled", "Out of paper", "stopped: Out of paper"), ("rejecting", "", "Rejecting Jobs")],
)
def test_blocked(printer, cups, fault, reason, words):
    (cups / fault).write_text(reason)
    outcome, status = printer.send(PDF, never, "pdf"), printer.status()
    assert (outcome.state, status.state) == ("blocked", "blocked")
    assert words in outcome.detail
    assert words in status.detail
    assert not list(cups.glob("job-*"))


def test_not_wanted(printer, cups):
    assert printer.send(PDF, lambda: False, "pdf").state == "released"
    assert not list(cups.glob("job-*"))


def test_not_running(printer, cups):
    (cups / "down").touch()
    outcome = printer.send(PDF, never, "pdf")
    assert (outcome.state, "not running" in outcome.detail) == ("released", True)
    assert printer.status().state == "offline"


def test_no_such_queue(cups):
    printer = CupsPrinter(Candidate("cups:x", "x", "cups"))
    assert printer.send(PDF, never, "pdf").state == "released"
    assert "Invalid destination" in printer.status().detail


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ('lp: Destination "office" is not accepting jobs.', "released"),
        ("lp: Error - The printer or class does not exist.", "released"),
        ("lp: Broken pipe", "unknown"),
    ],
)
def test_it_takes_nothing(printer, cups, said, state):
    (cups / "fails").write_text(said)
    outcome = printer.send(PDF, yes, "pdf")
    assert outcome.state == state
    assert said in outcome.detail


def test_it_hangs(printer, cups, monkeypatch):
    monkeypatch.setattr(printer_cups, "TAKE", 0.5)
    (cups / "hangs").touch()
    assert printer.send(PDF, yes, "pdf").state == "unknown"


def test_it_waits_in_the_queue(printer, cups):
    (cups / "held").touch()

    def stop():
        (cups / "disabled").write_text("Paper jam")
        return True

    outcome = printer.send(PDF, stop, "pdf")
    assert outcome.state == "sent"
    assert "office-1" in outcome.detail
    assert "Paper jam" in outcome.detail


def test_busy(printer, cups):
    (cups / "held").touch()
    (cups / "job-1").touch()
    assert printer.status().state == "busy"


def wait(is_so):
    until = time.monotonic() + 5
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.01)


def test_queues_are_found(cups, monkeypatch):
    assert [one for one in drivers.plugged_in() if one.bus == "cups"] == [], "Nobody waits."
    wait(CupsPrinter.candidates)
    assert [one.uid for one in drivers.plugged_in() if one.bus == "cups"] == [
        "cups:office",
        "cups:labels",
    ]
    (found,) = [one for one in CupsPrinter.candidates() if one.path == "labels"]
    assert drivers.choose(found, {}) is CupsPrinter
    (cups / "down").touch()
    assert len(CupsPrinter.candidates()) == 2, "It is not asked every two seconds."
    monkeypatch.setattr(CupsPrinter, "_looked", (float("-inf"), CupsPrinter.candidates()))
    wait(lambda: not CupsPrinter.candidates())


def test_not_installed(printer, cups, monkeypatch):
    monkeypatch.setenv("PATH", str(Path(cups, "nothing")))
    monkeypatch.setattr(CupsPrinter, "_looked", (float("-inf"), [printer.candidate]))
    wait(lambda: not CupsPrinter.candidates())
    assert "cups-client" in printer.status().detail

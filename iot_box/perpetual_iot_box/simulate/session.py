"""``iot-box simulate``: a scanner that types what you type, a printer that shows what it prints."""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from .. import service
from ..config import Config, ConfigError
from . import plug_in, unplug
from .printer import Label, NotInstalled, VirtualPrinter
from .scanner import VirtualScanner

#: Seconds until a box has found what is plugged in.
FOUND = 5.0


def run(config: Config, scans: list[str], labels: Path | None) -> None:
    """Until the input ends; with ``scans``, until they are sent.

    Runs a box, too, where none is running.

    :raises ConfigError: the box is not paired
    """
    with tempfile.TemporaryDirectory(prefix="iot-box-") as folder:
        scanner = VirtualScanner(Path(folder) / "simulated-scanner")
        printer = VirtualPrinter(name="Simulated printer")
        stop = threading.Event()
        plug_in(config.state, [scanner.candidate, printer.candidate])
        threads = [threading.Thread(target=_show, args=(printer, labels, stop), daemon=True)]
        box = _box(config)
        if box:
            threads.append(threading.Thread(target=box.run, args=(stop,), daemon=True))
        try:
            for thread in threads:
                thread.start()
            _say(f"Scanner {scanner.candidate.uid}, printer {printer.candidate.uid}.")
            _type(scanner, scans)
        finally:
            unplug(config.state)
            stop.set()
            for thread in threads:
                thread.join(15)
            scanner.unplug()
            printer.close()


def _say(text: str) -> None:
    print(text, flush=True)


def _box(config: Config) -> service.Box | None:
    try:
        return service.Box(config)
    except ConfigError as error:
        if "Another box works" in str(error):
            _say("The box that is running has them in a moment.")
            return None
        raise


def _type(scanner: VirtualScanner, scans: list[str]) -> None:
    time.sleep(FOUND)
    if not scans:
        _say("Type what is to be scanned, and Enter; end with Ctrl-D.")
    for line in scans or sys.stdin:
        text = line.rstrip("\n")
        if text:
            scanner.type(text)
            _say(f"scanned {text}")
    # What was typed last is on its way.
    time.sleep(FOUND if scans else 1.0)


def _show(printer: VirtualPrinter, folder: Path | None, stop: threading.Event) -> None:
    """Tell of each label that comes out."""
    shown = 0
    while not stop.wait(0.1):
        for label in printer.labels[shown:]:
            shown += 1
            _say(f"label {shown}, {label.copies} times: {_read(label)}")
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
                _keep(label, folder / f"label-{shown:03}")


def _read(label: Label) -> str:
    try:
        found = label.read()
    except (NotInstalled, ValueError) as error:
        return f"{len(label.content)} bytes ({error})"
    return ", ".join(f"{aim} {data}" for aim, data in found) or "no barcode"


def _keep(label: Label, path: Path) -> None:
    path.with_suffix(".zpl").write_bytes(label.content)
    with suppress(NotInstalled, ValueError):
        path.with_suffix(".png").write_bytes(label.png())

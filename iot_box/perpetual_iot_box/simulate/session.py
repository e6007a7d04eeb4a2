"""``iot-box simulate``: scanners that type what you type, printers that show what they print."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from .. import service
from ..config import Config, ConfigError
from ..drivers.base import Candidate
from . import plug_in, unplug
from .printer import Label, NotInstalled, VirtualPrinter
from .scanner import VirtualScanner

#: Seconds until a box has found what is plugged in.
FOUND = 5.0
#: What is wrong with a printer, as a person says it → its switch.
SWITCHES = {"/paper": "paper_out", "/head": "head_open", "/pause": "paused"}
HELP = """\
Type what is to be scanned, and Enter; end with Ctrl-D. Where a code has a separator, type <GS>.
/paper, /head, /pause: the printers are out of paper, open, paused; once more: they are not."""


@dataclass
class Bench:
    """Scanners and printers by their names, in the order in which they were named."""

    scanners: dict[str, VirtualScanner]
    printers: dict[str, VirtualPrinter]

    @classmethod
    def of(cls, folder: Path, scanners: Sequence[str], printers: Sequence[str]) -> Bench:
        """:param folder: for links to the scanners' lines; the box has to see it"""
        return cls(
            {
                name: VirtualScanner(folder / f"simulated-{name}", name=_called(name, "scanner"))
                for name in scanners
            },
            {name: VirtualPrinter(name=_called(name, "printer")) for name in printers},
        )

    def candidates(self) -> list[Candidate]:
        """Devices that are the same ones each time, whatever port a printer has got."""
        return [
            *(one.candidate for one in self.scanners.values()),
            *(
                replace(one.candidate, uid=f"tcp:simulated-{name}")
                for name, one in self.printers.items()
            ),
        ]

    def close(self) -> None:
        for one in self.scanners.values():
            one.unplug()
        for one in self.printers.values():
            one.close()

    def obey(self, line: str) -> str:
        """Do what a line says.

        :returns: what has happened, for the person
        """
        text = line.rstrip("\n")
        if not text:
            return ""
        if text in SWITCHES:
            return self._switch(SWITCHES[text])
        name, colon, rest = text.partition(": ")
        scanner = self.scanners.get(name) if colon else None
        scanner, text = (scanner, rest) if scanner else (next(iter(self.scanners.values())), text)
        scanner.type(text.replace("<GS>", "\x1d"))
        return f"scanned {text}" + (f" with {scanner.name}" if len(self.scanners) > 1 else "")

    def _switch(self, name: str) -> str:
        is_on = not all(getattr(one, name) for one in self.printers.values())
        for one in self.printers.values():
            setattr(one, name, is_on)
        return f"{name.replace('_', ' ')}: {'yes' if is_on else 'no'}"


def run(
    config: Config,
    scans: list[str],
    labels: Path | None,
    scanners: Sequence[str] = ("scanner",),
    printers: Sequence[str] = ("printer",),
) -> None:
    """Until the input ends; with ``scans``, until they are sent.

    Runs a box, too, where none is running.

    :param labels: an existing folder for the labels that are printed
    :raises ConfigError: the box is not paired
    """
    bench = Bench.of(config.state, scanners, printers)
    stop = threading.Event()
    plug_in(config.state, bench.candidates())
    threads = [threading.Thread(target=_show, args=(bench, labels, stop), daemon=True)]
    try:
        box = _box(config)
        if box:
            threads.append(threading.Thread(target=box.run, args=(stop,), daemon=True))
        for thread in threads:
            thread.start()
        _say("Here are " + ", ".join(one.uid for one in bench.candidates()))
        _type(bench, scans)
    finally:
        unplug(config.state)
        stop.set()
        for thread in threads:
            if thread.is_alive():
                thread.join(15)
        bench.close()


def _called(name: str, kind: str) -> str:
    return f"Simulated {name}" if name == kind else f"Simulated {name} {kind}"


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


def _type(bench: Bench, scans: list[str]) -> None:
    time.sleep(FOUND)
    if not scans:
        _say(HELP)
        if len(bench.scanners) > 1:
            first, *others = bench.scanners
            _say(f"With {first}; with {' or '.join(others)}: {others[0]}: TEXT")
    lines: Iterable[str] = scans or sys.stdin
    for line in lines:
        if done := bench.obey(line):
            _say(done)
    # What was typed last is on its way.
    time.sleep(FOUND if scans else 1.0)


def _show(bench: Bench, folder: Path | None, stop: threading.Event) -> None:
    """Tell of each label that comes out."""
    shown = dict.fromkeys(bench.printers, 0)
    while not stop.wait(0.1):
        for name, printer in bench.printers.items():
            for label in printer.labels[shown[name] :]:
                shown[name] += 1
                times = f", {label.copies} times" if label.copies > 1 else ""
                _say(f"{printer.name} has printed label {shown[name]}{times}: {_read(label)}")
                if folder:
                    _keep(label, folder / f"{name}-{shown[name]:03}")


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

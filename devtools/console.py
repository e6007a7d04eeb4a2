"""What a person sees: short lines, live progress, errors with the way out."""

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

from devtools import paths

HEARTBEAT = 15  # seconds between signs of life where there is no terminal
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f]")


class DevError(Exception):
    """A failure that is explained to the person instead of traced.

    :param what: what went wrong, in one sentence
    :param hint: what to do about it
    """

    def __init__(self, what: str, hint: str = ""):
        super().__init__(what)
        self.what = what
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.what}\n{self.hint}".rstrip()


def say(text: str = "") -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


def heading(text: str) -> None:
    """Announce a stage of a longer command."""
    say(f"\n== {text}")


def fail(error: DevError) -> None:
    """Print an error and its way out."""
    lines = error.what.strip().splitlines() or ["unknown error"]
    print(f"\nerror: {lines[0]}", *lines[1:], sep="\n  ", file=sys.stderr)
    if error.hint:
        print("", *error.hint.strip().splitlines(), sep="\n  ", file=sys.stderr)


class Progress:
    """One living line on a terminal, a sign of life now and then elsewhere."""

    def __init__(self, title: str):
        self.title = title
        self.live = sys.stdout.isatty()
        self.started = self.shown = time.monotonic()
        say(f"   {title} …")

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def note(self, text: str) -> None:
        """Show the newest thing that happened."""
        now = time.monotonic()
        pause = 0.2 if self.live else HEARTBEAT
        if now - self.shown < pause:
            return
        self.shown = now
        text = CONTROL.sub("", text).strip()
        if not self.live:
            say(f"     {self.seconds:4.0f} s  {text[:110]}")
            return
        width = os.get_terminal_size().columns - 1
        line = f"     {self.seconds:4.0f} s  {text}"[:width]
        print(f"\r\x1b[K{line}", end="", flush=True)

    def done(self, text: str = "") -> None:
        """Close the line with the time it took."""
        if self.live:
            print("\r\x1b[K", end="")
        if text or self.seconds >= 2:
            say(f"   {self.title}: {text or 'done'} ({self.seconds:.0f} s)")


def run(title: str, argv: list, log: str | Path, hint: str = "", **popen) -> None:
    """Run a long step with progress; its whole output goes to a log file.

    :param log: a file, or the bare name of a log below ``.dev/log``
    :raises DevError: with the last lines of the output, when it fails
    """
    path = log if isinstance(log, Path) else paths.LOGS / f"{log}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    progress = Progress(title)
    with path.open("wb") as out:
        process = start(argv, stdout=subprocess.PIPE, **popen)
        reader = threading.Thread(target=_copy, args=(process, out, progress))
        reader.start()
        try:
            while process.poll() is None:
                progress.note(tail(path, 1))
                time.sleep(0.2)
        except BaseException:
            process.terminate()
            raise
        finally:
            reader.join()  # it writes into the log until the program has ended
    if process.returncode:
        progress.done("failed")
        raise DevError(
            f"{title} failed (exit {process.returncode}):\n{tail(path, 25)}",
            hint or f"The whole output is in {path}",
        )
    progress.done()


def start(argv: list, **popen) -> subprocess.Popen:
    """Start a program without a keyboard, errors in its output."""
    try:
        return subprocess.Popen(
            [str(arg) for arg in argv],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            **popen,
        )
    except FileNotFoundError as error:
        raise DevError(f"{argv[0]} was not found on this machine.") from error


def _copy(process: subprocess.Popen, out, progress: Progress) -> None:
    for line in process.stdout:
        out.write(line)
        out.flush()


def tail(path: Path, lines: int) -> str:
    """Return the last lines of a growing text file."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 200 * lines - 4000))
        text = file.read().decode(errors="replace").replace("\r", "\n")
    return "\n".join([line for line in text.splitlines() if line.strip()][-lines:])

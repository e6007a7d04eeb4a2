"""Signals end ``./dev`` and what it started."""

import os
import signal
import subprocess
import sys
import textwrap

import pytest

from devtools import paths

CHILD = """
    import subprocess, sys, time
    from devtools import cli

    def verb():
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
        try:
            print(child.pid, flush=True)
            time.sleep(60)
        finally:
            child.kill()
            child.wait()

    cli._parse = lambda argv: verb
    sys.exit(cli.main(["anything"]))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_command_and_child(number):
    with _started(ignoring=signal.SIGINT) as process:
        child = int(process.stdout.readline())
        process.send_signal(number)
        assert process.wait(20) == 130
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


def test_nohup_is_respected():
    with _started(ignoring=signal.SIGHUP) as process:
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.5)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 130


def _started(ignoring: int) -> subprocess.Popen:
    """The command in a process that inherits one ignored signal, as from a shell script."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    inherited = {
        number: signal.SIG_IGN if number == ignoring else signal.SIG_DFL for number in numbers
    }
    previous = {number: signal.signal(number, how) for number, how in inherited.items()}
    try:
        return subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(CHILD)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=paths.ROOT,
        )
    finally:
        for number, how in previous.items():
            signal.signal(number, how)

"""Signals end ``./dev`` and what it started."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from devtools import cli, lint, paths, setup
from devtools.console import DevError

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


RUNNING = """
    import sys
    from pathlib import Path
    from devtools import cli, console

    words = [sys.executable, "-uc", "import time; print('going'); time.sleep(60)"]
    cli._parse = lambda argv: lambda: console.run("a build", words, Path(sys.argv[1]))
    sys.exit(cli.main(["anything"]))
"""


def test_a_stopped_step_says_so_and_nothing_else(tmp_path):
    log = tmp_path / "step.log"
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(RUNNING), log],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=paths.ROOT,
    )  # fmt: skip
    for _attempt in range(200):
        if log.exists() and b"going" in log.read_bytes():
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "stopped" in out
    assert not err


@pytest.mark.parametrize("verb", ["odoo", "psql"])
def test_help_sets_nothing_up(monkeypatch, capsys, verb):
    def never(**_options):
        raise AssertionError("A question for help set something up.")

    monkeypatch.setattr(setup, "complete", lambda: False)
    monkeypatch.setattr(setup, "ensure", never)
    monkeypatch.setattr(cli, "_end_in_order", lambda: None)
    assert cli.main([verb, "--help"]) == 0
    assert f"usage: ./dev {verb}" in capsys.readouterr().out


def test_lint_of_nothing_is_an_error():
    with pytest.raises(DevError, match="There is no nowhere.py"):
        lint._files(["nowhere.py"])


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

"""The box beside the demo: what is said to it, and what it is known by."""

import subprocess
import sys

import pytest

from devtools import cli, paths
from devtools.box import beside
from devtools.console import DevError
from devtools.demo.places import PLACES
from iot_box.perpetual_iot_box.simulate.session import Bench


def test_the_demo_knows_the_devices_by_the_ids_that_they_have(tmp_path):
    keys = [place.key for place in PLACES]
    bench = Bench.of(tmp_path, keys, keys)
    try:
        there = {one.uid for one in bench.candidates()}
    finally:
        bench.close()
    assert there == {uid for place in PLACES for uid in (place.scanner, place.printer)}


def test_it_begins_without_any_library():
    """``./dev`` runs with the machine's Python, which has nothing but its own."""
    code = "import devtools.box.beside, devtools.box.package"
    subprocess.run([sys.executable, "-S", "-c", code], cwd=paths.ROOT, check=True)


def test_a_box_that_is_not_paired_is_told(monkeypatch, tmp_path):
    class Office:
        def __init__(self, address):
            pass

        def log_in(self, database, login):
            return True

        def call(self, model, method, *args, **kwargs):
            return [1] if method == "search" else {"context": {"default_code": "ABCDE-FGHJK"}}

    monkeypatch.setattr(beside.serving, "Visitor", Office)
    monkeypatch.setattr(beside, "_box", lambda *_args, **_how: 1)
    with pytest.raises(DevError, match="not paired"):
        beside.pair(None, "http://127.0.0.1:1", "demo", tmp_path)


def test_words(capsys):
    with pytest.raises(SystemExit):
        cli.main(["box", "nonsense"])
    assert "invalid choice" in capsys.readouterr().err

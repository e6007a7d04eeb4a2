"""wkhtmltopdf is optional: without it the set-up goes on, and looks again when asked."""

import pytest

from devtools import paths, wkhtmltopdf
from devtools.console import DevError


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "WKHTMLTOPDF", tmp_path / "wkhtmltopdf")
    monkeypatch.setattr(wkhtmltopdf, "_installed", list)


def program(tmp_path):
    path = tmp_path / "wkhtmltopdf"
    path.mkdir(exist_ok=True)
    path = path / "real"
    path.write_text("#!/bin/sh\necho wkhtmltopdf 0.0.1 on $QT_QPA_PLATFORM\n")
    path.chmod(0o755)
    return path.rename(path.with_name("wkhtmltopdf"))


def test_missing_is_said_and_not_looked_for_each_time(monkeypatch, capsys):
    def nowhere():
        raise DevError("No such package.")

    monkeypatch.setattr(wkhtmltopdf, "_fetched", nowhere)
    wkhtmltopdf.setup()
    assert "none to be had" in capsys.readouterr().out
    assert wkhtmltopdf.ready()
    assert not wkhtmltopdf.found()
    wkhtmltopdf.setup()
    assert not capsys.readouterr().out


def test_setup_looks_again(monkeypatch, tmp_path, capsys):
    test_missing_is_said_and_not_looked_for_each_time(monkeypatch, capsys)
    monkeypatch.setattr(wkhtmltopdf, "_fetched", lambda: [program(tmp_path)])
    wkhtmltopdf.setup(again=True)
    assert wkhtmltopdf.found()
    assert wkhtmltopdf.version() == "0.0.1 on offscreen"

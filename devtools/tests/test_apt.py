"""Reading apt's settings, without apt."""

import pytest

from devtools import apt
from devtools.apt import Source

DEB822 = """\
Types: deb
URIs: http://mirror.example/debian
Suites: trixie
Signed-By: /keys/first.gpg

Types: deb
URIs: http://mirror.example/security
Suites: trixie-security
Signed-By: /keys/second.gpg
"""


@pytest.mark.parametrize(("number", "key"), [(1, "/keys/first.gpg"), (2, "/keys/second.gpg")])
def test_key_of_a_deb822_stanza(tmp_path, number, key):
    file = tmp_path / "debian.sources"
    file.write_text(DEB822)
    assert apt._signed_by(f"{file}:{number}") == key


def test_key_of_a_one_line_entry(tmp_path):
    file = tmp_path / "sources.list"
    file.write_text("# mine\ndeb [arch=amd64 signed-by=/keys/a.gpg] http://mirror.example x main\n")
    assert apt._signed_by(f"{file}:2") == "/keys/a.gpg"
    assert apt._signed_by(f"{file}:1") == ""


def test_an_entry_without_a_file_has_no_key(tmp_path):
    assert apt._signed_by(f"{tmp_path / 'gone.list'}:1") == ""
    assert apt._signed_by("") == ""


def listing(monkeypatch, *lines):
    class Done:
        stdout = "\n".join(lines)

    monkeypatch.setattr(apt, "available", lambda: True)
    monkeypatch.setattr(apt.subprocess, "run", lambda *args, **kwargs: Done)


def test_only_debians_main_packages_count(monkeypatch):
    listing(
        monkeypatch,
        "Packages|http://mirror.example/debian/|trixie|main|Debian|",
        "Packages|http://mirror.example/debian/|trixie-updates|main|Debian|",
        "Translations|http://mirror.example/debian/|trixie|main|Debian|",
        "Packages|http://mirror.example/debian/|trixie|contrib|Debian|",
        "Packages|http://tools.example/apt/|stable|main|Somebody|",
    )
    assert [source.suite for source in apt.machine_sources()] == ["trixie", "trixie-updates"]
    assert apt.sid_sources() == [Source("http://mirror.example/debian/", "sid", "main")]


def test_a_mirror_whose_lists_were_never_fetched_counts_by_its_address(monkeypatch):
    listing(
        monkeypatch,
        "Packages|http://mirror.example/debian/|trixie|main||",
        "Packages|http://tools.example/apt/|stable|main||",
    )
    assert [source.suite for source in apt.machine_sources()] == ["trixie"]


def test_a_source_reads_like_apts_own_line():
    plain = Source("http://mirror.example/debian/", "sid", "main")
    assert str(plain) == "deb http://mirror.example/debian/ sid main"
    signed = Source("http://mirror.example/debian/", "sid", "main", "/keys/a.gpg")
    assert str(signed) == "deb [signed-by=/keys/a.gpg] http://mirror.example/debian/ sid main"

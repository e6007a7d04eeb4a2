import pytest

from iot_box.perpetual_iot_box.config import (
    ConfigError,
    Document,
    Kept,
    check_document,
    check_url,
    load,
    replace,
)

GOOD = """
[server]
url = "https://odoo.example.com/"
database = "shop"
[box]
name = "Dock"
[log]
level = "debug"
"""
DOCUMENT = {
    "devices": {"serial:S1": {"label": "Dock 2", "enabled": True, "framing": "ssi"}},
    "printers": [
        {"uid": "tcp:192.0.2.7:9100", "driver": "printer_tcp", "host": "192.0.2.7", "port": 9100,
         "language": "zpl"},
    ],
    "readers": [],
    "heartbeat_s": 30,
    "poll_s": 2,
    "log_level": "info",
}  # fmt: skip


def written(tmp_path, text):
    path = tmp_path / "config.toml"
    path.write_text(text)
    return path


class TestFile:
    def test_read(self, tmp_path):
        config = load(written(tmp_path, GOOD))
        assert (config.url, config.database, config.level) == (
            "https://odoo.example.com", "shop", "debug",
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ('[server]\nurl = "https://x"\nulr = "y"', r"\[server\]: there is no “ulr”"),
            ('[sever]\nurl = "https://x"', r"no section \[sever\]"),
            ('url = "https://x"', r"no section \[url\]"),
            ("[server]\nurl = 5", r"\[server\], url: a str, not 5"),
            ("[server]\n", r"\[server\] url: an address"),
            ('[server]\nurl = "https://x"\n[log]\nlevel = "loud"', "level: one of debug"),
            ("[server", "config.toml: "),
        ],
    )
    def test_what_is_wrong(self, tmp_path, text, words):
        with pytest.raises(ConfigError, match=words):
            load(written(tmp_path, text))

    def test_not_there(self, tmp_path):
        with pytest.raises(ConfigError, match="Pair the box"):
            load(tmp_path / "config.toml")

    @pytest.mark.parametrize(
        "url", ["http://localhost:8069", "http://127.0.0.1", "https://a.example"]
    )
    def test_addresses(self, url):
        assert check_url(url + "/", "url") == url

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("http://odoo.example.com", "has to begin with https"),
            ("http://localhost.evil.example", "has to begin with https"),
            ("ftp://x", "an address such as"),
            ("odoo.example.com", "an address such as"),
            ("https://user:secret@x", "no user and password"),
            ("", "an address such as"),
        ],
    )
    def test_no_addresses(self, url, words):
        with pytest.raises(ConfigError, match=words):
            check_url(url, "url")


class TestDocument:
    def test_good(self):
        document = check_document(3, DOCUMENT)
        assert (document.version, document.poll_s) == (3, 2)
        assert document.device("serial:S1")["framing"] == "ssi"
        assert document.device("unknown")["enabled"]

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"surprise": 1}, "there is no “surprise”"),
            ({"poll_s": 0}, "poll_s: 1 to 60, not 0"),
            ({"poll_s": True}, "poll_s: 1 to 60"),
            ({"log_level": "loud"}, "log_level: one of"),
            ({"devices": []}, "devices: a dict"),
            ({"devices": {"d": 1}}, "device d: it is no object"),
            ({"devices": {"d": {"framing": "morse"}}}, "device d, framing: one of"),
            ({"devices": {"d": {"code": "rm"}}}, "device d: there is no “code”"),
            ({"printers": [{"uid": "x"}]}, "printers 1: driver is missing"),
            ({"printers": [{**DOCUMENT["printers"][0], "port": 70000}]}, "port: 1 to 65535"),
        ],
    )
    def test_what_is_wrong(self, change, words):
        with pytest.raises(ConfigError, match=words):
            check_document(1, {**DOCUMENT, **change})

    @pytest.mark.parametrize("data", [None, [], "x", 5])
    def test_no_document(self, data):
        with pytest.raises(ConfigError):
            check_document(1, data)


class TestKept:
    def test_the_last_good_one_stays(self, tmp_path):
        kept = Kept(tmp_path)
        assert kept.document() == Document()
        kept.keep_document(3, DOCUMENT)
        with pytest.raises(ConfigError):
            kept.keep_document(4, {**DOCUMENT, "poll_s": 0})
        assert kept.document().version == 3
        (tmp_path / "configuration.json").write_text("{")
        assert kept.document() == Document()

    def test_token(self, tmp_path):
        kept = Kept(tmp_path)
        with pytest.raises(ConfigError, match="not paired"):
            kept.key()
        kept.keep_key("box", "secret")
        assert kept.key() == ("box", "secret", "")
        kept.keep_key("box", "new", "secret")
        assert kept.key() == ("box", "new", "secret")
        assert (tmp_path / "token").stat().st_mode & 0o777 == 0o600
        (tmp_path / "token").chmod(0o644)
        with pytest.raises(ConfigError, match="Others can read"):
            kept.key()
        replace(tmp_path / "token", "half")
        with pytest.raises(ConfigError, match="damaged"):
            kept.key()

    def test_nothing_is_left_of_a_write_that_failed(self, tmp_path, monkeypatch):
        replace(tmp_path / "token", "old")

        def fails(_number):
            raise OSError("no space left")

        monkeypatch.setattr("os.fsync", fails)
        with pytest.raises(OSError, match="no space"):
            replace(tmp_path / "token", "new")
        assert (tmp_path / "token").read_text() == "old"
        assert [path.name for path in tmp_path.iterdir()] == ["token"]

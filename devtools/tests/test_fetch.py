"""Downloads that go on where they stopped, from a server on this machine."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from devtools import fetch
from devtools.console import DevError, Progress
from devtools.fetch import Download

BODY = bytes(range(256)) * 4096
SHA256 = hashlib.sha256(BODY).hexdigest()


class Mirror(BaseHTTPRequestHandler):
    """Serves BODY; the server's ``stops`` cut off that many answers half-way."""

    def do_GET(self):
        start = int(self.headers.get("Range", "bytes=0-")[6:-1])
        if not self.server.ranges:
            start = 0
        self.server.starts.append(start)
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(BODY) - start))
        self.end_headers()
        end = len(BODY)
        if self.server.stops:
            self.server.stops -= 1
            end = start + (len(BODY) - start) // 2
        self.wfile.write(BODY[start:end])

    def log_message(self, *args):
        pass


@pytest.fixture
def mirror(monkeypatch):
    monkeypatch.setattr(fetch, "_apt_setting", lambda name: "")
    monkeypatch.setattr(fetch.urllib.request, "getproxies", dict)
    server = HTTPServer(("127.0.0.1", 0), Mirror)
    server.stops, server.starts, server.ranges = 0, [], True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def download(server, sha256=SHA256):
    return Download(f"http://127.0.0.1:{server.server_port}/x", "x.deb", len(BODY), sha256)


def get(file, folder):
    return fetch.fetch(file, folder, Progress("x")).read_bytes()


def test_a_file_is_fetched_once(mirror, tmp_path):
    assert get(download(mirror), tmp_path) == BODY
    assert get(download(mirror), tmp_path) == BODY
    assert mirror.starts == [0]


def test_a_broken_connection_goes_on_where_it_stopped(mirror, tmp_path):
    mirror.stops = 2
    assert get(download(mirror), tmp_path) == BODY
    assert mirror.starts == [0, len(BODY) // 2, len(BODY) * 3 // 4]


def test_a_killed_run_goes_on_where_it_stopped(mirror, tmp_path):
    (tmp_path / "partial").mkdir()
    (tmp_path / "partial" / "x.deb").write_bytes(BODY[:1000])
    assert get(download(mirror), tmp_path) == BODY
    assert mirror.starts == [1000]


def test_a_server_without_ranges_starts_over(mirror, tmp_path):
    mirror.ranges = False
    mirror.stops = 1
    assert get(download(mirror), tmp_path) == BODY
    assert mirror.starts == [0, 0]


def test_too_many_breaks_end_with_the_way_out(mirror, tmp_path):
    mirror.stops = 99
    with pytest.raises(DevError, match="goes on where it stopped"):
        get(download(mirror), tmp_path)
    assert len(mirror.starts) == fetch.ATTEMPTS


def test_a_wrong_file_is_not_kept(mirror, tmp_path):
    with pytest.raises(DevError, match="SHA-256"):
        get(download(mirror, "0" * 64), tmp_path)
    assert not list(tmp_path.rglob("*.deb"))

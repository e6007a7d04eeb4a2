"""A server that has fallen into other hands: the box keeps what it has, prints nothing twice, and
goes on when the server is itself again."""

import json
import logging

import pytest

from iot_box.perpetual_iot_box.config import Kept

from .fake_server import TOKEN, refusal
from .test_box import Bench, bench  # noqa: F401 - a fixture

HUGE = 10**400
#: (status, headers, body) that are no answers of ours.
ANSWERS = [
    (200, {}, b"[" * 100_000),
    (200, {}, b" " * 9 * 1024 * 1024),
    (200, {}, b"\x00\xff"),
    (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b\x08\x00no gzip"),
    (200, {"Content-Type": "text/html"}, b"<html>Log in</html>"),
    (200, {}, {"results": {"1": "new"}, "jobs": "all", "config": "x", "server_ms": "now"}),
    (200, {}, {"results": [{"seq": HUGE}, {"seq": None}, 5], "jobs": [5, {}], "server_ms": HUGE}),
    (200, {}, {"results": [], "jobs": [{"id": HUGE, "fence": -1}], "token": ["x"], "commands": {}}),
    (302, {"Location": "http://127.0.0.1:9/"}, b""),
    (401, {}, b"<html>"),
    (500, {}, {"error": {"code": [], "message": {}, "way_out": HUGE}}),
    (503, {"Retry-After": "a while"}, b""),
    refusal(429, "too_many", **{"Retry-After": "0"}),
]
DOCUMENTS = [
    [],
    {"surprise": 1},
    {"poll_s": HUGE},
    {"devices": {"serial:scanner": {"options": []}}},
    {"printers": [{"uid": "u", "driver": "printer_tcp", "host": 5, "port": 1}]},
    {"readers": [{"uid": "u"}]},
    {"log_level": "debug; rm -rf /"},
]
#: Documents that can be worked by as far as they go.
STRANGE = [
    {"devices": {"serial:scanner": {"options": {"driver": "../../etc/passwd"}}}},
    {"devices": {"serial:scanner": {"options": {"prefix": "\ud800", "length": HUGE}}}},
    {"devices": {"serial:scanner": {"framing": "cr", "options": {"parity": ["none"]}}}},
    {"printers": [
        {"uid": "serial:scanner", "driver": "printer_tcp", "host": "127.0.0.1", "port": 9},
        {"uid": "x" * 9000, "driver": "no such", "host": "a\x00b", "port": 1},
        {"uid": "n", "driver": "printer_tcp", "host": "é" * 300, "port": 1},
        *({"uid": f"many {n}", "driver": "x", "host": "h", "port": 1} for n in range(500)),
    ]},
]  # fmt: skip


def test_answers(bench, caplog):  # noqa: F811
    """To whatever call: nothing is forgotten, no thread ends, and then all goes on."""
    caplog.set_level(logging.DEBUG)
    bench.start()
    calls = len(bench.server.calls)
    for answer in ANSWERS:
        bench.server.answers += [answer] * 3
    for number in range(20):
        bench.scanner.type(f"scan {number}")
    bench.box.heart.ring()
    job = bench.job()
    bench.box.desk.bell()
    bench.server.wait(lambda: not bench.server.answers, 40)
    bench.server.wait(lambda: len(bench.server.texts("serial:scanner")) == 20, 40)
    bench.server.wait(lambda: job.state == "printed", 40)
    assert bench.server.texts("serial:scanner") == [f"scan {number}" for number in range(20)]
    assert len(bench.printer.labels) == 1
    assert all(loop.is_alive() for loop in bench.box.loops)
    assert len(bench.server.calls) - calls < 300
    assert TOKEN not in caplog.text.replace("secret-", "")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_documents_that_are_none(bench, document):  # noqa: F811
    """The last good one stays, the server hears why not, and the scanner works on."""
    bench.server.config = (1, {"poll_s": 1})
    bench.start()
    bench.server.config = (2, document)
    bench.box.heart.ring()
    bench.server.wait(lambda: bench.beat().get("config_error"))
    assert bench.beat()["config_version"] == 1
    assert json.loads((bench.folder / "configuration.json").read_text())["version"] == 1
    bench.scanner.type("goes on")
    bench.server.wait(lambda: bench.server.texts("serial:scanner") == ["goes on"])


@pytest.mark.parametrize("document", STRANGE)
def test_strange_documents(bench, document):  # noqa: F811
    """A device that cannot work so says why; the others work, and a good document mends it."""
    bench.start()
    bench.server.config = (2, document)
    bench.box.heart.ring()
    bench.server.wait(lambda: bench.beat().get("config_version") == 2)
    bench.job()
    bench.wait("printed")
    bench.server.config = (3, {})
    bench.box.heart.ring()
    bench.server.wait(lambda: bench.device("serial:scanner").get("state") == "ready")
    assert bench.device("serial:scanner")["kind"] == "scanner"
    bench.scanner.type("goes on")
    bench.server.wait(lambda: bench.server.texts("serial:scanner") == ["goes on"])
    assert all(loop.is_alive() for loop in bench.box.loops)


def test_tokens_are_for_one_server(bench):  # noqa: F811
    """A poisoned token does not lock the box out: the one before it is tried again."""
    bench.start()
    bench.server.next_token = "x" * 150
    bench.server.tokens = {TOKEN}
    answered = bench.server.answered

    def forget(route, headers, body):
        # It was named, and is good for nothing.
        result = answered(route, headers, body)
        if bench.server.next_token and route == "heartbeat":
            bench.server.next_token = None
        return result

    bench.server.answered = forget
    bench.box.heart.ring()
    bench.server.wait(lambda: bench.server.next_token is None)
    bench.scanner.type("still let in")
    bench.server.wait(lambda: bench.server.texts("serial:scanner") == ["still let in"])
    bench.server.wait(lambda: Kept(bench.folder).key()[1] == TOKEN)

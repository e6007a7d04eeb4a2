import pytest

from iot_box.perpetual_iot_box.config import Config
from iot_box.perpetual_iot_box.outbox import Outbox, Scan
from iot_box.perpetual_iot_box.uplink import SHUT_OUT, Backoff, Link, Refused, Unreachable

from .fake_server import BoxServer


@pytest.fixture
def server():
    server = BoxServer()
    yield server
    server.stop()


@pytest.fixture
def outbox(tmp_path):
    outbox = Outbox(tmp_path / "outbox.sqlite")
    yield outbox
    outbox.close()


@pytest.fixture
def link(server):
    return Link(Config(server.url, database="shop"), ("box-1", "secret"))


def fill(outbox, count):
    for number in range(1, count + 1):
        outbox.put(Scan("serial:S1", b"\xff", f"{number}", aim="]C0", at_ms=5))


def refusal(status, code="no", **headers):
    return status, headers, {"error": {"code": code, "message": "No.", "way_out": "Do so."}}


class TestScans:
    def test_all_once_in_their_order(self, server, link, outbox):
        fill(outbox, 450)
        assert [link.send_scans(outbox) for _time in range(4)] == [200, 200, 50, 0]
        assert [seq for _epoch, seq in server.scans] == list(range(1, 451))
        row = server.scans[outbox.epoch, 1]
        assert (row["text"], row["raw"], row["aim"], row["at_ms"]) == ("1", "/w==", "]C0", 5)
        _route, headers, _body = server.calls[0]
        assert headers["Authorization"] == "Bearer secret"
        assert (headers["X-Perpetual-Box"], headers["X-Odoo-Database"]) == ("box-1", "shop")
        assert link.behind_ms is not None

    def test_the_answer_is_lost(self, server, link, outbox):
        """Sent again, and kept once."""
        fill(outbox, 3)
        server.answers = ["lost"]
        with pytest.raises(Unreachable):
            link.send_scans(outbox)
        assert outbox.waiting()[0] == 3
        assert link.send_scans(outbox) == 3
        assert len(server.scans) == 3

    def test_too_large(self, server, link, outbox):
        """Halved until it fits."""
        fill(outbox, 100)
        server.answers = [refusal(413), refusal(413)]
        assert link.send_scans(outbox) == 25
        assert outbox.waiting()[0] == 75
        server.answers = [refusal(413)] * 10
        with pytest.raises(Refused):
            link.send_scans(outbox)
        assert outbox.waiting()[0] == 75

    @pytest.mark.parametrize(
        "answer",
        [
            {"results": [{"seq": 99, "status": "new"}]},
            {"results": [{"seq": "1"}, 5, None, {"seq": True}]},
            {"results": "all"},
            {},
            [],
            b"<html>Welcome</html>",
            b"",
            b"[" * 100_000,
            b"\xff" * 10,
        ],
    )
    def test_a_hostile_answer_deletes_nothing(self, server, link, outbox, answer):
        fill(outbox, 2)
        outbox.acknowledge([1], [1])
        server.answers = [(200, {}, answer)]
        with pytest.raises(Unreachable):
            link.send_scans(outbox)
        assert outbox.waiting()[0] == 1
        assert link.send_scans(outbox) == 1

    def test_an_endless_answer(self, server, link, outbox):
        fill(outbox, 1)
        server.answers = [(200, {}, b" " * (3 * 1024 * 1024))]
        with pytest.raises(Unreachable, match="larger than 1 MiB"):
            link.send_scans(outbox)
        assert outbox.waiting()[0] == 1

    def test_the_token_goes_to_nobody_else(self, server, link, outbox):
        other = BoxServer()
        try:
            fill(outbox, 1)
            server.answers = [(307, {"Location": f"{other.url}/perpetual_devices/v1/scans"}, {})]
            with pytest.raises(Unreachable, match="status 307"):
                link.send_scans(outbox)
            assert other.calls == []
        finally:
            other.stop()


class TestRefusals:
    def test_what_is_said(self, server, link):
        server.answers = [refusal(429, "too_many", **{"Retry-After": "7"})]
        with pytest.raises(Refused, match=r"No\.") as caught:
            link.call("heartbeat", {})
        error = caught.value
        assert (error.status, error.code, error.way_out, error.retry_after) == (
            429, "too_many", "Do so.", 7.0,
        )  # fmt: skip

    def test_nobody_there(self, server):
        link = Link(Config("http://127.0.0.1:9"), ("box-1", "secret"))
        with pytest.raises(Unreachable, match="cannot be reached"):
            link.call("heartbeat", {})

    def test_a_server_without_the_addon(self, server, link):
        server.answers = [(404, {}, b"<h1>Not Found</h1>")]
        with pytest.raises(Unreachable, match="is the addon installed"):
            link.call("heartbeat", {})

    def test_pairing(self, server):
        link = Link(Config(server.url))
        assert link.pair("ABCDE-FGHJK", "Dock")["token"] == "t"
        _route, headers, body = server.calls[0]
        assert "Authorization" not in headers
        assert body["versions"]["protocol"] == 1
        server.answers = [(200, {}, {"box": "b"})]
        with pytest.raises(Unreachable, match="without box and token"):
            link.pair("ABCDE-FGHJK", "Dock")


class TestBackoff:
    def test_doubled_up_to_a_bound(self):
        backoff = Backoff(chance=lambda _least, most: most)
        waits = [backoff.failed() for _time in range(10)]
        assert waits == [0.25, 0.5, 1, 2, 4, 8, 16, 30, 30, 30]
        backoff.worked()
        assert backoff.failed() == 0.25

    def test_jitter(self):
        backoff = Backoff()
        waits = [Backoff().failed() for _time in range(100)]
        assert all(0 <= wait <= 0.25 for wait in waits)
        assert len(set(waits)) > 90
        assert backoff.failures == 0

    def test_what_the_server_asks_for(self):
        backoff = Backoff()
        assert backoff.failed(Refused(429, "too_many", "", "", 7.0)) == 7.0
        assert backoff.failed(Refused(429, "too_many", "", "", 1e9)) == SHUT_OUT
        assert backoff.failed(Refused(401, "unauthorised", "", "", None)) == SHUT_OUT

from dataclasses import replace

import pytest

from iot_box.perpetual_iot_box.answers import Wishes
from iot_box.perpetual_iot_box.config import Config, Kept
from iot_box.perpetual_iot_box.keyring import Keyring
from iot_box.perpetual_iot_box.outbox import Job, Outbox, Scan
from iot_box.perpetual_iot_box.uplink import (
    SHUT_OUT,
    Backoff,
    Link,
    Refused,
    TooLarge,
    Unreachable,
)

from .fake_server import BoxServer, refusal


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
    return Link(Config(server.url, database="shop"), Keyring("box-1", "secret"))


def fill(outbox, count):
    for number in range(1, count + 1):
        outbox.put(Scan("serial:S1", b"\xff", f"{number}", aim="]C0", at_ms=5))


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
        link = Link(Config("http://127.0.0.1:9"), Keyring("box-1", "secret"))
        with pytest.raises(Unreachable, match="cannot be reached"):
            link.call("heartbeat", {})

    def test_a_server_without_the_addon(self, server, link):
        server.answers = [(404, {}, b"<h1>Not Found</h1>")]
        with pytest.raises(Unreachable, match="is the addon installed"):
            link.call("heartbeat", {})

    def test_pairing(self, server):
        link = Link(Config(server.url))
        assert link.pair("ABCDE-FGHJK", "Dock")["token"] == "secret"
        _route, headers, body = server.calls[0]
        assert "Authorization" not in headers
        assert body["versions"]["protocol"] == 1
        server.answers = [(200, {}, {"box": "b"})]
        with pytest.raises(Unreachable, match="without box and token"):
            link.pair("ABCDE-FGHJK", "Dock")


def job_row(**change):
    return {
        "id": 1, "fence": 1, "device": "tcp:p", "format": "zpl", "content": "QQ==", "title": "L",
        "lease_ms": 60000, "expires_ms": None, **change,
    }  # fmt: skip


class TestJobs:
    def test_claimed_and_told(self, server, link):
        server.jobs.add("tcp:p", b"^XA^XZ")
        server.jobs.add("tcp:other")
        (job,) = link.claim("e", 10, ["tcp:p"], [])
        assert (job.id, job.fence, job.content, job.state) == (1, 1, b"^XA^XZ", "leased")
        begun, other = replace(job, state="sending"), replace(job, id=9, state="sending")
        assert link.report([begun, other]) == [("ok", "sending"), ("refused", "")]

    @pytest.mark.parametrize(
        "change",
        [
            {"id": "1"}, {"id": -1}, {"id": True}, {"id": 2**70}, {"fence": None},
            {"device": "tcp:other"}, {"device": ["tcp:p"]}, {"format": "exe"}, {"format": []},
            {"content": "€"}, {"content": "QQ"}, {"content": None}, {"expires_ms": "soon"},
        ],
    )  # fmt: skip
    def test_a_job_of_no_shape_is_left(self, server, link, change):
        server.answers = [(200, {}, {"jobs": [job_row(**change), 5, None, job_row(id=2)]})]
        assert [job.id for job in link.claim("e", 10, ["tcp:p"], [])] == [2]

    def test_more_than_the_box_takes(self, server, link):
        server.jobs.add("tcp:p", b"x" * 9_000_000)
        with pytest.raises(TooLarge, match="8 MiB"):
            link.claim("e", 10, ["tcp:p"], [])

    @pytest.mark.parametrize(
        "answer",
        [
            {}, {"results": None}, {"results": [{"id": 2, "status": "ok"}]},
            {"results": [{"id": 1, "status": "maybe"}]},
            {"results": [{"id": True, "status": "ok"}]},
        ],
    )  # fmt: skip
    def test_a_report_that_is_not_answered(self, server, link, answer):
        server.answers = [(200, {}, answer)]
        with pytest.raises(Unreachable, match="says nothing of it"):
            link.report([Job(1, 1, "tcp:p", "zpl", "L", b"", "sending")])


class TestHeartbeat:
    def test_wishes(self, server, link):
        server.config, server.next_token, server.commands = (3, {"poll_s": 5}), "t2", ["rescan"]
        wishes = link.heartbeat({"config_version": 1})
        assert wishes == Wishes((3, {"poll_s": 5}), "t2", 0, ("rescan",))
        assert link.heartbeat({"config_version": 3}) == Wishes(token="t2")

    @pytest.mark.parametrize(
        "answer",
        [
            {"config": [], "token": 5, "jobs": "9", "commands": "diagnose"},
            {"token": "two words", "commands": [["diagnose"], "rm -rf"], "jobs": -1},
            {"token": "x\r\nHost: evil", "jobs": True},
            {"token": "x" * 300},
        ],
    )
    def test_what_has_no_shape(self, server, link, answer):
        server.answers = [(200, {}, answer)]
        assert link.heartbeat({}) == Wishes()


class TestKeys:
    """Changed by the server, lost on the way, paired anew: there is always one that is let in."""

    @pytest.fixture
    def kept(self, tmp_path):
        kept = Kept(tmp_path)
        kept.keep_key("box-1", "old")
        return kept

    def test_a_new_one(self, server, kept):
        server.tokens, server.next_token = {"old"}, "new"
        keys, changes = Keyring.of(kept), []
        keys.on_change = lambda: changes.append(keys.channel())
        one, two = Link(Config(server.url), keys), Link(Config(server.url), keys)
        keys.renew(one.heartbeat({"config_version": 1}).token)
        assert kept.key() == ("box-1", "new", "old")
        assert changes == []
        two.heartbeat({"config_version": 1})
        assert server.tokens == {"new"}
        assert kept.key() == ("box-1", "new", "")
        assert changes == [keys.channel()]
        one.heartbeat({"config_version": 1})

    def test_a_new_one_that_is_none(self, server, kept):
        server.tokens = {"old"}
        keys = Keyring.of(kept)
        keys.renew("late")
        Link(Config(server.url), keys).heartbeat({"config_version": 1})
        assert kept.key() == ("box-1", "old", "")

    def test_changed_while_a_call_was_on_its_way(self, server):
        server.tokens = {"new"}
        keys = Keyring("box-1", "old")
        link, post = Link(Config(server.url), keys), Link._post

        def slow(self, *args):
            keys.renew("new")
            return post(self, *args)

        link._post = slow.__get__(link)
        link.heartbeat({"config_version": 1})
        assert [call[1]["Authorization"] for call in server.calls] == ["Bearer old", "Bearer new"]

    def test_paired_anew(self, server, kept):
        server.tokens = {"other"}
        keys = Keyring.of(kept)
        link = Link(Config(server.url), keys)
        with pytest.raises(Refused) as caught:
            link.heartbeat({"config_version": 1})
        assert caught.value.status == 401
        kept.keep_key("box-2", "other")
        link.heartbeat({"config_version": 1})
        assert server.calls[-1][1]["X-Perpetual-Box"] == "box-2"


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

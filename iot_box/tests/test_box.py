"""The whole box in one process, with a scanner and a printer that are none."""

import logging
import time

import pytest

from iot_box.perpetual_iot_box import drivers, service, simulate
from iot_box.perpetual_iot_box.config import Config, ConfigError, Kept
from iot_box.perpetual_iot_box.simulate.printer import VirtualPrinter
from iot_box.perpetual_iot_box.simulate.scanner import VirtualScanner

from .fake_server import TOKEN, BoxServer, refusal

LABEL = b"^XA^FO10,10^A0N,30,30^FDLabel %d^FS^XZ"


class Bench:
    """A paired box on a bench, its server, a scanner and a printer."""

    def __init__(self, folder):
        self.folder = folder
        self.server = BoxServer({TOKEN})
        Kept(folder).keep_key("box-1", TOKEN)
        self.config = Config(self.server.url, state=folder)
        self.scanner = VirtualScanner(folder / "scanner")
        self.printer = VirtualPrinter()
        self.uid = self.printer.candidate.uid
        self.plug(self.scanner, self.printer)
        self.box = None

    def plug(self, *devices):
        simulate.plug_in(self.folder, [device.candidate for device in devices])

    def start(self):
        self.server.beats.clear()
        self.box = service.Box(self.config)
        self.box.start()
        for uid in (self.uid, "serial:scanner"):
            self.server.wait(lambda uid=uid: self.device(uid).get("state") == "ready")
        return self

    def restart(self):
        self.box.end()
        return self.start()

    def beat(self):
        return self.server.beats[-1] if self.server.beats else {"devices": []}

    def device(self, uid):
        return next((row for row in self.beat()["devices"] if row["uid"] == uid), {})

    def job(self, number=1, **more):
        return self.server.jobs.add(self.uid, LABEL % number, **more)

    def wait(self, *states, seconds=10):
        """Until the jobs are in these states, the oldest first."""
        self.server.wait(
            lambda: tuple(job.state for job in self.server.jobs.rows.values()) == states, seconds
        )

    def end(self):
        if self.box:
            self.box.end()
        self.server.stop()
        self.scanner.unplug()
        self.printer.close()


@pytest.fixture
def bench(tmp_path, monkeypatch):
    monkeypatch.setattr(drivers, "plugged_in", list)
    monkeypatch.setattr("iot_box.perpetual_iot_box.hub.LOOK", 0.1)
    monkeypatch.setattr("iot_box.perpetual_iot_box.printing.LOOK_SOON", 0.1)
    monkeypatch.setattr("iot_box.perpetual_iot_box.heartbeat.LEAST", 0.05)
    bench = Bench(tmp_path)
    yield bench
    bench.end()


class TestScans:
    def test_in_their_order_and_soon(self, bench):
        bench.start()
        for number in range(20):
            bench.scanner.type(f"scan {number}")
        bench.server.wait(lambda: len(bench.server.scans) == 20)
        assert bench.server.texts("serial:scanner") == [f"scan {number}" for number in range(20)]
        row = next(iter(bench.server.scans.values()))
        assert abs(row["at_ms"] - time.time() * 1000) < 60_000
        assert row["boot_id"] and row["boot_ms"] > 0
        bench.server.wait(lambda: bench.box.outbox.waiting()[0] == 0)

    def test_the_server_is_away(self, bench):
        bench.start().server.stop()
        for number in range(5):
            bench.scanner.type(f"away {number}")
        bench.server.wait(lambda: bench.box.outbox.waiting()[0] == 5)
        bench.server.wait(lambda: "scans" in [row["code"] for row in bench.box.problems.rows()])
        bench.server.start()
        begin = time.monotonic()
        bench.server.wait(lambda: len(bench.server.scans) == 5)
        assert time.monotonic() - begin < 5
        bench.server.wait(lambda: bench.box.problems.rows() == [])

    def test_kept_over_a_restart(self, bench):
        bench.start().server.stop()
        bench.scanner.type("before")
        bench.server.wait(lambda: bench.box.outbox.waiting()[0] == 1)
        bench.server.start()
        bench.restart()
        bench.scanner.type("after")
        bench.server.wait(lambda: len(bench.server.scans) == 2)
        assert bench.server.texts("serial:scanner") == ["before", "after"]

    def test_a_full_disk(self, bench):
        """The scan is held, the person hears of it, and it goes on by itself."""
        bench.start()
        (pages,) = bench.box.outbox.db.execute("PRAGMA page_count").fetchone()
        bench.box.outbox.db.execute(f"PRAGMA max_page_count = {pages}")
        long = "x" * 3000
        for number in range(5):
            bench.scanner.type(f"{number}{long}")
        bench.server.wait(lambda: bench.device("serial:scanner").get("state") == "failed")
        assert "disk" in bench.device("serial:scanner")["detail"]
        bench.server.wait(lambda: "outbox" in [row["code"] for row in bench.beat()["problems"]])
        bench.box.outbox.db.execute("PRAGMA max_page_count = 100000")
        bench.server.wait(lambda: len(bench.server.scans) == 5)
        bench.server.wait(lambda: bench.beat()["problems"] == [])

    def test_unplugged_and_plugged_in_again(self, bench):
        bench.start()
        bench.scanner.type("one")
        bench.server.wait(lambda: len(bench.server.scans) == 1)
        bench.scanner.unplug()
        bench.server.wait(lambda: not bench.device("serial:scanner"))
        bench.scanner.plug()
        bench.server.wait(lambda: bench.device("serial:scanner").get("state") == "ready")
        bench.scanner.type("two")
        bench.server.wait(lambda: bench.server.texts("serial:scanner") == ["one", "two"])

    def test_no_barcode_in_the_log(self, bench, caplog):
        caplog.set_level(logging.INFO, "iot_box.perpetual_iot_box")
        bench.start()
        bench.scanner.type("CUSTOMER-4711")
        bench.server.wait(lambda: len(bench.server.scans) == 1)
        assert "serial:scanner" in caplog.text
        assert "4711" not in caplog.text


class TestJobs:
    def test_printed_once_in_their_order(self, bench):
        for number in range(25):
            bench.job(number)
        bench.start()
        bench.wait(*["printed"] * 25, seconds=30)
        assert [label.content for label in bench.printer.labels] == [
            LABEL % number for number in range(25)
        ]
        assert bench.server.jobs.rows[1].history == ["sending", "printed"]
        bench.server.wait(lambda: bench.box.outbox.jobs() == [])

    def test_paper(self, bench):
        bench.printer.paper_out = True
        bench.job()
        box = bench
        box.box = service.Box(box.config)
        box.box.start()
        bench.server.wait(lambda: bench.device(bench.uid).get("state") == "blocked")
        bench.printer.paper_out = False
        bench.wait("printed")
        bench.printer.paper_out = True
        bench.job(2)
        bench.wait("printed", "blocked")
        assert "paper" in bench.server.jobs.rows[2].detail.lower()
        bench.printer.paper_out = False
        bench.wait("printed", "printed")
        assert len(bench.printer.labels) == 2

    def test_cancelled_while_it_waits(self, bench):
        bench.start()
        bench.printer.paper_out = True
        job = bench.job()
        bench.wait("blocked")
        job.state = "cancelled"
        bench.printer.paper_out = False
        bench.job(2)
        bench.wait("cancelled", "printed")
        assert [label.content for label in bench.printer.labels] == [LABEL % 2]

    def test_nothing_goes_out_without_an_answer(self, bench):
        """The answer to ``sending`` is lost: asked again, printed once."""
        bench.start()
        answered, lost = bench.server.answered, []

        def lose(route, headers, body):
            result = answered(route, headers, body)
            if route == "jobs/report" and len(lost) < 2:
                lost.append(len(bench.printer.received))
                return 200, {}, None
            return result

        bench.server.answered = lose
        before = len(bench.printer.labels)
        bench.job()
        bench.wait("printed")
        assert len(lost) == 2
        assert len(bench.printer.labels) == before + 1
        assert bench.server.jobs.rows[1].history == ["sending", "sending", "sending", "printed"]

    def test_the_line_breaks(self, bench):
        bench.start()
        bench.printer.drop_after = 600
        bench.server.jobs.add(bench.uid, LABEL % 1 + b" " * 50_000 + LABEL % 3)
        bench.wait("unknown")
        bench.job(2)
        bench.wait("unknown", "printed")
        # What came before the break came out, and is not printed again.
        assert [label.content for label in bench.printer.labels] == [LABEL % 1, LABEL % 2]
        assert bench.server.jobs.rows[1].history == ["sending", "unknown"]

    def test_begun_when_the_box_was_killed(self, bench):
        job = bench.job()
        outbox = service.Outbox(bench.folder / "outbox.sqlite")
        (row,) = bench.server.jobs.claim(1, [bench.uid])
        outbox.keep(service_job(row, bench.uid))
        bench.server.jobs.report({**row, "state": "sending", "detail": ""})
        outbox.note(job.id, "sending", told=True)
        outbox.close()
        bench.start()
        bench.wait("unknown")
        assert bench.printer.labels == []

    def test_kept_and_not_begun(self, bench):
        bench.job()
        outbox = service.Outbox(bench.folder / "outbox.sqlite")
        (row,) = bench.server.jobs.claim(1, [bench.uid])
        outbox.keep(service_job(row, bench.uid))
        outbox.close()
        bench.start()
        bench.wait("printed")
        assert len(bench.printer.labels) == 1

    def test_an_answer_with_jobs_is_lost(self, bench):
        """They are given again at once, not when their lease ends."""
        bench.start()
        answered, lost = bench.server.answered, []

        def lose(route, headers, body):
            result = answered(route, headers, body)
            if route == "jobs/claim" and result[2]["jobs"] and not lost:
                lost.append(result)
                return 200, {}, None
            return result

        bench.server.answered = lose
        bench.job()
        bench.wait("printed")
        assert lost and bench.server.jobs.rows[1].fence == 2
        assert len(bench.printer.labels) == 1

    def test_a_full_disk(self, bench):
        """Nothing is printed that is not kept before; it goes on by itself, and says so."""
        bench.start()
        db = bench.box.outbox.db
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        db.execute(f"PRAGMA max_page_count = {pages}")
        for number in range(1, 4):
            bench.server.jobs.add(bench.uid, LABEL % number + b"^FX" + b"x" * 50_000)
        bench.server.wait(lambda: "outbox" in [row["code"] for row in bench.beat()["problems"]])
        time.sleep(0.5)
        assert bench.printer.labels == []
        claims = [route for route, _headers, _body in bench.server.calls].count("jobs/claim")
        assert claims < 10
        db.execute("PRAGMA max_page_count = 100000")
        bench.wait("printed", "printed", "printed")
        assert len(bench.printer.labels) == 3
        bench.server.wait(lambda: bench.beat()["problems"] == [])

    def test_the_printer_is_gone(self, bench, monkeypatch):
        monkeypatch.setattr("iot_box.perpetual_iot_box.printing.GONE", 0.2)
        bench.start()
        bench.printer.paper_out = True
        bench.job()
        bench.wait("blocked")
        bench.plug(bench.scanner)
        bench.wait("queued")
        bench.printer.paper_out = False
        bench.plug(bench.scanner, bench.printer)
        bench.wait("printed")
        assert len(bench.printer.labels) == 1

    def test_switched_off(self, bench):
        bench.start()
        bench.printer.close()
        bench.job()
        bench.wait("blocked")
        assert "takes no connection" in bench.server.jobs.rows[1].detail
        bench.server.wait(lambda: bench.device(bench.uid)["state"] == "offline")

    def test_of_a_kind_that_it_does_not_understand(self, bench):
        bench.start()
        bench.job(format="tspl")
        bench.wait("failed")
        assert "understands zpl" in bench.server.jobs.rows[1].detail


def service_job(row, uid):
    from iot_box.perpetual_iot_box.answers import jobs

    return jobs({"jobs": [row]}, [uid])[0]


class TestServer:
    def test_another_document(self, bench):
        bench.start()
        bench.server.config = (2, {"devices": {"serial:scanner": {"enabled": False}}, "poll_s": 1})
        bench.box.heart.ring()
        bench.server.wait(lambda: bench.beat()["config_version"] == 2)
        bench.server.wait(lambda: bench.device("serial:scanner")["state"] == "offline")
        assert "Switched off" in bench.device("serial:scanner")["detail"]
        bench.server.config = (3, {"poll_s": 0})
        bench.box.heart.ring()
        bench.server.wait(lambda: "poll_s: 1 to 60" in bench.beat()["config_error"])
        assert bench.beat()["config_version"] == 2
        bench.server.config = (4, {"printers": [
            {"uid": "tcp:127.0.0.1:9", "driver": "printer_tcp", "host": "127.0.0.1", "port": 9}
        ]})  # fmt: skip
        bench.box.heart.ring()
        bench.server.wait(lambda: bench.device("tcp:127.0.0.1:9").get("state") == "offline")
        assert bench.beat()["config_error"] == ""
        assert bench.device("serial:scanner")["state"] == "ready"
        bench.restart()
        assert bench.beat()["config_version"] == 4

    def test_another_token(self, bench):
        bench.start()
        bench.server.next_token = "another"
        bench.box.heart.ring()
        bench.server.wait(lambda: bench.server.tokens == {"another"})
        bench.scanner.type("with the new one")
        bench.server.wait(lambda: len(bench.server.scans) == 1)
        bench.server.wait(lambda: Kept(bench.folder).key() == ("box-1", "another", ""))

    def test_shut_out(self, bench):
        """Everything is kept, and it goes on when the box is paired anew."""
        bench.start()
        bench.server.tokens = {"nobody's"}
        bench.scanner.type("kept")
        bench.server.wait(lambda: bench.box.sender.is_failing)
        calls = len(bench.server.calls)
        time.sleep(1.0)
        assert len(bench.server.calls) < calls + 4
        assert bench.box.outbox.waiting()[0] == 1
        assert "No." in str(bench.box.problems.rows())

    def test_asked_to_wait(self, bench):
        bench.start()
        bench.server.answers = [refusal(429, "too_many", **{"Retry-After": "1"})]
        begin = time.monotonic()
        bench.box.sender.ring()
        bench.scanner.type("later")
        bench.server.wait(lambda: len(bench.server.scans) == 1)
        assert time.monotonic() - begin < 5

    def test_asked_how_it_is(self, bench):
        bench.start()
        bench.server.commands = ["diagnose", "rescan"]
        bench.box.heart.ring()
        bench.server.wait(lambda: bench.server.diagnostics)
        assert f"{bench.uid} (Virtual printer), printer: ready" in bench.server.diagnostics
        assert TOKEN not in bench.server.diagnostics

    def test_one_box_in_a_folder(self, bench):
        bench.start()
        with pytest.raises(ConfigError, match="Another box works in"):
            service.Box(bench.config)

    def test_a_stuck_thread_is_seen(self, bench):
        bench.start()
        assert bench.box.pulse.stuck() == []
        names = {"sender", "heartbeat", "jobs", "hub", "serial:scanner", bench.uid}
        bench.box.pulse.clock = lambda: time.monotonic() + 10_000
        assert names <= set(bench.box.pulse.stuck())

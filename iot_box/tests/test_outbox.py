import os
import sqlite3
import subprocess
import sys
import textwrap
import threading
from dataclasses import replace

import pytest

from iot_box.perpetual_iot_box.outbox import BATCH, Job, Outbox, OutboxError, Scan


@pytest.fixture
def path(tmp_path):
    return tmp_path / "outbox.sqlite"


@pytest.fixture
def outbox(path):
    outbox = Outbox(path)
    yield outbox
    outbox.close()


def scan(text="4006381333931", device="serial:S1", **more):
    return Scan(device=device, raw=text.encode(), text=text, **more)


def job(number=7, fence=1, **more):
    vals = {"device": "serial:P1", "format": "zpl", "title": "Label", "content": b"^XA^XZ"}
    return Job(number, fence, **{**vals, **more})


class TestScans:
    def test_in_their_order(self, outbox):
        kept = [outbox.put(scan(f"{number}")) for number in range(1, 451)]
        assert [one.seq for one in kept] == list(range(1, 451))
        assert [one.text for one in outbox.batch()] == [
            f"{number}" for number in range(1, BATCH + 1)
        ]
        assert outbox.waiting()[0] == 450

    def test_all_of_it(self, outbox):
        given = scan(
            "Lö\x1d", aim="]d2", at_ms=5, boot_ms=6, boot_id="b", clock_synced=True,
            extra={"hex": "30", "antenna": 1},
        )  # fmt: skip
        kept = outbox.put(given)
        assert outbox.batch() == [kept]
        assert (kept.text, kept.raw, kept.extra) == (given.text, given.raw, given.extra)

    def test_only_what_was_named_is_gone(self, outbox):
        for number in range(5):
            outbox.put(scan(f"{number}"))
        assert outbox.acknowledge([1, 2, 3], [1, 3, 4, 99, "2", True, None]) == 2
        assert [one.seq for one in outbox.batch()] == [2, 4, 5]

    def test_a_number_is_never_used_twice(self, path):
        """Also after all rows are gone, and after a restart."""
        outbox = Outbox(path)
        outbox.put(scan())
        outbox.acknowledge([1], [1])
        epoch = outbox.epoch
        outbox.close()
        again = Outbox(path)
        assert again.put(scan()).seq == 2
        assert again.epoch == epoch

    def test_another_file_is_another_epoch(self, path, tmp_path):
        assert Outbox(path).epoch != Outbox(tmp_path / "other.sqlite").epoch

    def test_read_twice(self, outbox, monkeypatch):
        """Marked and kept: scanning twice is a way to count two."""
        clock = iter([10.0, 10.4, 11.0, 11.1, 11.2])
        monkeypatch.setattr("time.monotonic", lambda: next(clock))
        marks = [outbox.put(scan()).suspect for _number in range(3)]
        assert marks == [False, True, False]
        assert not outbox.put(scan(device="serial:S2")).suspect
        assert not outbox.put(scan("another")).suspect
        assert outbox.waiting()[0] == 5

    def test_sent_again_by_its_scanner(self, outbox, path):
        """Also when the box was started anew and the server has had it long since."""
        first = outbox.put(scan("A"))
        outbox.acknowledge([first.seq], [first.seq])
        outbox.close()
        anew = Outbox(path)
        assert anew.put(scan("A"), is_again=True).seq == first.seq
        assert anew.put(scan("A", "serial:S2"), is_again=True).seq == 2, "Another's is another."
        assert anew.put(scan("A")).seq == 3, "Scanned once more."
        assert anew.put(scan("B"), is_again=True).seq == 4, "The first one never came."
        assert [one.seq for one in anew.batch()] == [2, 3, 4]
        anew.close()

    def test_several_scanners_at_once(self, outbox):
        def work(device):
            for number in range(100):
                outbox.put(scan(f"{number}", device=device))

        threads = [threading.Thread(target=work, args=(f"serial:S{one}",)) for one in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rows = outbox.batch(1000)
        assert [one.seq for one in rows] == list(range(1, 401))
        for device in {one.device for one in rows}:
            assert [one.text for one in rows if one.device == device] == [
                f"{number}" for number in range(100)
            ]

    def test_killed(self, path):
        """Each scan that was said to be kept is there after kill -9."""
        code = textwrap.dedent(
            f"""
            import sys
            sys.path.insert(0, {os.getcwd()!r})
            from iot_box.perpetual_iot_box.outbox import Outbox, Scan
            outbox = Outbox({str(path)!r})
            number = 0
            while True:
                number += 1
                kept = outbox.put(Scan("serial:S1", b"x", str(number)))
                print(kept.seq, flush=True)
            """
        )
        said = 0
        for _time in range(3):
            process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
            for _line in range(50):
                said = int(process.stdout.readline())
            process.kill()
            rest = process.stdout.read().split()
            said = int(rest[-1]) if rest else said
            process.wait()
        rows = Outbox(path).batch(100000)
        assert [one.seq for one in rows][:said] == list(range(1, said + 1))
        assert len(rows) - said in (0, 1), "At most one was kept and not said yet."

    def test_a_full_disk(self, outbox):
        """Told and not kept; afterwards it goes on by itself, and no number is missing."""
        outbox.put(scan("before"))
        pages = outbox.db.execute("PRAGMA page_count").fetchone()[0]
        outbox.db.execute(f"PRAGMA max_page_count = {pages + 1}")
        with pytest.raises(OutboxError, match="cannot be written") as caught:
            for _number in range(100):
                outbox.put(scan("x" * 3000))
        assert "Make room" in caught.value.way_out
        kept = outbox.waiting()[0]
        outbox.db.execute("PRAGMA max_page_count = 1000000")
        assert outbox.put(scan("after")).seq == kept + 1
        assert [one.seq for one in outbox.batch(1000)] == list(range(1, kept + 2))

    def test_many(self, outbox):
        """A quarter of a million are held, and the oldest are found at once."""
        rows = [("d", b"x", "x", "", 1, 1, "", 0, 0, "{}")] * 250_000
        with outbox._transaction() as db:
            db.executemany(
                "INSERT INTO scan (device, raw, text, aim, at_ms, boot_ms, boot_id, clock_synced,"
                " suspect, extra) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
        assert outbox.waiting() == (250_000, 1)
        assert len(outbox.batch()) == BATCH
        plan = outbox.db.execute("EXPLAIN QUERY PLAN SELECT * FROM scan ORDER BY seq LIMIT 200")
        assert "TEMP B-TREE" not in str(plan.fetchall())
        assert outbox.path.stat().st_size < 30_000_000


class TestFile:
    def test_a_damaged_file_is_kept(self, path):
        outbox = Outbox(path)
        epoch = outbox.epoch
        outbox.put(scan())
        outbox.close()
        path.write_bytes(b"no database" * 1000)
        new = Outbox(path)
        assert new.epoch != epoch
        assert "could not be read" in new.recovered
        (kept,) = path.parent.glob("*.damaged-*")
        assert kept.read_bytes().startswith(b"no database")
        assert new.put(scan()).seq == 1

    def test_a_place_that_cannot_be_written(self, tmp_path):
        with pytest.raises(OutboxError, match="cannot be written"):
            Outbox(tmp_path / "nowhere" / "outbox.sqlite")

    def test_a_newer_file(self, path):
        Outbox(path).close()
        db = sqlite3.connect(path)
        db.execute("PRAGMA user_version = 99")
        db.close()
        with pytest.raises(OutboxError, match="newer version"):
            Outbox(path)
        assert not list(path.parent.glob("*.damaged-*"))

    def test_nobody_else_reads_it(self, outbox):
        assert outbox.path.stat().st_mode & 0o777 == 0o600


class TestJobs:
    def test_once(self, outbox):
        assert outbox.keep(job())
        assert not outbox.keep(job()), "The same giving twice."
        assert outbox.keep(job(fence=2)), "Given again, as nothing was sent."
        outbox.note(7, "released")
        assert outbox.keep(job(fence=3)), "Given back, and given again."
        outbox.note(7, "sending", told=True)
        assert not outbox.keep(job(fence=4)), "Its bytes may have gone out."
        ((fence, told),) = [(one.fence, one.told) for one in outbox.jobs()]
        assert (fence, told) == (4, False)

    def test_until_the_server_knows(self, outbox):
        outbox.keep(job())
        outbox.note(7, "sending")
        (begun,) = outbox.untold()
        outbox.told(begun)
        assert [one.state for one in outbox.jobs()] == ["sending"]
        outbox.note(7, "printed")
        (kept,) = outbox.untold()
        assert (kept.state, kept.content) == ("printed", b"")
        outbox.told(begun)
        outbox.told(replace(kept, fence=9))
        assert outbox.jobs(), "Another state was told, or of another giving."
        outbox.told(kept)
        assert outbox.jobs() == []

    def test_the_next_one(self, outbox):
        for number, device in ((3, "p"), (2, "p"), (1, "q")):
            outbox.keep(job(number, device=device))
        assert outbox.load() == {"p": 2, "q": 1}
        assert outbox.next_job("p").id == 2
        outbox.note(2, "blocked")
        assert outbox.next_job("p").state == "blocked"
        outbox.note(2, "sending")
        assert outbox.next_job("p").id == 3
        assert outbox.next_job("none") is None

    def test_after_a_crash(self, path):
        outbox = Outbox(path)
        for number in (1, 2, 3):
            outbox.keep(job(number))
        outbox.note(2, "sending")
        outbox.close()
        again = Outbox(path)
        (lost,) = again.after_a_crash()
        assert (lost.id, lost.state, lost.told) == (2, "unknown", False)
        assert [one.id for one in again.jobs("leased")] == [1, 3]
        assert again.after_a_crash() == []

    def test_dropped(self, outbox):
        outbox.keep(job(1))
        outbox.keep(job(2))
        outbox.note(2, "sending")
        for one in outbox.jobs():
            outbox.drop(one)
        outbox.keep(job(3, fence=2))
        outbox.drop(job(3, fence=1))
        assert [one.id for one in outbox.jobs()] == [2, 3]

"""What the box must not lose: scans that are not acknowledged yet, and jobs that are being printed.

One SQLite file. A scan is there when :meth:`Outbox.put` returns, also if the power goes the
moment after (write-ahead log, ``synchronous=FULL``). ``(epoch, seq)`` names a scan for ever: the
epoch is a random id of the file, and a number is never used twice in it, also after all rows are
gone.
"""

from __future__ import annotations

import json
import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

#: The same text of the same device within so many seconds may be one reading seen twice.
SUSPECT = 0.5
#: Scans of one call.
BATCH = 200
SCHEMA = 1
#: A job in one of these states was given to the box, and nothing of it was sent.
WAITING = ("leased", "blocked")
TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE scan (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    device TEXT NOT NULL, raw BLOB NOT NULL, text TEXT NOT NULL, aim TEXT NOT NULL,
    at_ms INTEGER NOT NULL, boot_ms INTEGER NOT NULL, boot_id TEXT NOT NULL,
    clock_synced INTEGER NOT NULL, suspect INTEGER NOT NULL, extra TEXT NOT NULL
);
CREATE TABLE last (device TEXT PRIMARY KEY, raw BLOB NOT NULL, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE job (
    id INTEGER PRIMARY KEY, fence INTEGER NOT NULL, device TEXT NOT NULL, format TEXT NOT NULL,
    title TEXT NOT NULL, content BLOB NOT NULL, state TEXT NOT NULL, detail TEXT NOT NULL,
    told INTEGER NOT NULL, at_ms INTEGER NOT NULL, expires_ms INTEGER
);
"""


class OutboxError(Exception):
    """The file cannot take a row, with what to do.

    :ivar way_out: what a person can do
    """

    def __init__(self, message: str, way_out: str) -> None:
        super().__init__(message)
        self.way_out = way_out


@dataclass(frozen=True)
class Scan:
    """One scan as it is kept.

    :ivar seq: its number; 0 until it is kept
    :ivar raw: the bytes as they came
    :ivar text: without framing and AIM identifier
    :ivar at_ms: instant by the box's clock, in milliseconds of Unix time
    :ivar boot_ms: the same since the box was switched on
    :ivar suspect: maybe one reading seen twice
    """

    device: str
    raw: bytes
    text: str
    aim: str = ""
    at_ms: int = 0
    boot_ms: int = 0
    boot_id: str = ""
    clock_synced: bool = False
    suspect: bool = False
    extra: dict = field(default_factory=dict)
    seq: int = 0


@dataclass(frozen=True)
class Job:
    """A print job as it is kept, from before its first byte goes out until the server knows.

    :ivar state: see ``PROTOCOL.md``
    :ivar told: whether the server knows the state
    """

    id: int
    fence: int
    device: str
    format: str
    title: str
    content: bytes
    state: str = "leased"
    detail: str = ""
    told: bool = True
    at_ms: int = 0
    expires_ms: int | None = None


class Outbox:
    """The box's file. Safe for several threads.

    :param path: the file; made if it is not there
    :raises OutboxError: the place cannot be written to, or the file is of a newer version
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.lock = threading.RLock()
        #: What was wrong with the file that was there before, or "".
        self.recovered = ""
        self._last: dict[str, tuple[str, float]] = {}
        try:
            self._open()
        except sqlite3.DatabaseError as error:
            if _is_about_the_place(error):
                raise self._cannot_write(error) from error
            self._set_aside(error)
            self._open()

    def _open(self) -> None:
        self.db = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA synchronous=FULL")
        self.db.execute("PRAGMA busy_timeout=5000")
        (version,) = self.db.execute("PRAGMA user_version").fetchone()
        if version > SCHEMA:
            raise OutboxError(
                f"{self.path} was written by a newer version of the box.",
                "Install that version again: nothing is lost.",
            )
        if not version:
            self._make()
        (self.epoch,) = self.db.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()
        (verdict,) = self.db.execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise sqlite3.DatabaseError(verdict)
        os.chmod(self.path, 0o600)

    def _make(self) -> None:
        self.db.executescript(
            f"BEGIN IMMEDIATE; {TABLES}"
            f"INSERT INTO meta VALUES ('epoch', '{uuid.uuid4()}');"
            f"PRAGMA user_version = {SCHEMA}; COMMIT;"
        )

    def _set_aside(self, error: Exception) -> None:
        """A file that cannot be read is kept for somebody who can; a new one is begun."""
        self.close()
        kept = self.path.with_name(f"{self.path.name}.damaged-{int(time.time())}")
        for suffix in ("", "-wal", "-shm"):
            part = self.path.with_name(self.path.name + suffix)
            if part.exists():
                part.rename(kept.with_name(kept.name + suffix))
        self.recovered = (
            f"The outbox could not be read ({error}). It is kept as {kept}, a new one is begun:"
            " what was not sent yet has to be scanned again, or read from that file."
        )

    def _cannot_write(self, error: Exception) -> OutboxError:
        return OutboxError(
            f"{self.path} cannot be written: {error}.",
            "Is the disk full or read-only? Make room; the box goes on by itself.",
        )

    def close(self) -> None:
        """Nothing is lost by not calling it."""
        with self.lock, suppress(AttributeError, sqlite3.Error):
            self.db.close()

    @contextmanager
    def _transaction(self):
        """:raises OutboxError: it cannot be committed; nothing of it is kept"""
        with self.lock:
            try:
                self.db.execute("BEGIN IMMEDIATE")
                yield self.db
                self.db.execute("COMMIT")
            except sqlite3.Error as error:
                self._roll_back()
                raise self._cannot_write(error) from error
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        with suppress(sqlite3.ProgrammingError):  # it is closed
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")

    # Scans

    def put(self, scan: Scan, is_again: bool = False) -> Scan:
        """Keep a scan; it is on the disk when this returns.

        :param is_again: the scanner has sent it before and heard nothing: it is not kept a second
            time if it is the last one of this device, also when the box was started anew since
        :returns: the scan with its number, marked if it may be one reading seen twice
        :raises OutboxError: it is not kept: whoever scanned has to hear that
        """
        now = time.monotonic()
        with self.lock:
            text, at = self._last.get(scan.device, ("", float("-inf")))
            suspect = scan.suspect or (text == scan.text and now - at < SUSPECT)
            with self._transaction() as db:
                last = db.execute("SELECT raw, seq FROM last WHERE device = ?", (scan.device,))
                raw, seq = last.fetchone() or (None, 0)
                if is_again and raw == scan.raw:
                    return replace(scan, seq=seq)
                kept = replace(scan, suspect=suspect, seq=self._insert(db, scan, suspect))
            self._last[scan.device] = (scan.text, now)
        return kept

    def _insert(self, db: sqlite3.Connection, scan: Scan, suspect: bool) -> int:
        cursor = db.execute(
            "INSERT INTO scan (device, raw, text, aim, at_ms, boot_ms, boot_id,"
            " clock_synced, suspect, extra) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                scan.device, scan.raw, scan.text, scan.aim, scan.at_ms, scan.boot_ms,
                scan.boot_id, scan.clock_synced, suspect, json.dumps(dict(scan.extra)),
            ),
        )  # fmt: skip
        db.execute(
            "INSERT OR REPLACE INTO last VALUES (?, ?, ?)",
            (scan.device, scan.raw, cursor.lastrowid),
        )
        return cursor.lastrowid

    def batch(self, limit: int = BATCH) -> list[Scan]:
        """The oldest scans that are not acknowledged, in their order."""
        with self.lock:
            rows = self.db.execute(
                "SELECT device, raw, text, aim, at_ms, boot_ms, boot_id, clock_synced, suspect,"
                " extra, seq FROM scan ORDER BY seq LIMIT ?",
                (limit,),
            ).fetchall()
        return [
            Scan(*row[:7], bool(row[7]), bool(row[8]), json.loads(row[9]), row[10]) for row in rows
        ]

    def acknowledge(self, sent: Iterable[int], named: Iterable[int]) -> int:
        """Forget what the server has named of what was sent to it, and nothing else.

        :param sent: numbers that were in the call
        :param named: numbers in the answer, believed only where they were sent
        :returns: how many are gone
        """
        numbers = set(sent) & {
            number for number in named if isinstance(number, int) and not isinstance(number, bool)
        }
        with self._transaction() as db:
            db.executemany("DELETE FROM scan WHERE seq = ?", [(number,) for number in numbers])
        return len(numbers)

    def waiting(self) -> tuple[int, int | None]:
        """How many scans wait, and the instant of the oldest in milliseconds."""
        with self.lock:
            count, oldest = self.db.execute("SELECT COUNT(*), MIN(at_ms) FROM scan").fetchone()
        return count, oldest

    # Jobs

    def keep(self, job: Job) -> bool:
        """Keep a job that was claimed, before anything is done with it.

        :returns: whether it is to be printed: not where the same or a later giving of it is here
            already, or it was begun; a begun one is told again, under the new number
        """
        with self._transaction() as db:
            known = db.execute("SELECT fence, state FROM job WHERE id = ?", (job.id,)).fetchone()
            if known and known[0] >= job.fence:
                return False
            if known and known[1] not in (*WAITING, "released"):
                db.execute("UPDATE job SET fence = ?, told = 0 WHERE id = ?", (job.fence, job.id))
                return False
            db.execute(
                "INSERT OR REPLACE INTO job VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)",
                (
                    job.id, job.fence, job.device, job.format, job.title, job.content, "leased",
                    "", job.at_ms, job.expires_ms,
                ),
            )  # fmt: skip
        return True

    def note(self, job_id: int, state: str, detail: str = "", told: bool = False) -> None:
        """Keep a job's new state; the server is told of it until it has answered."""
        with self._transaction() as db:
            db.execute(
                "UPDATE job SET state = ?, detail = ?, told = ?, at_ms = ? WHERE id = ?",
                (state, detail, told, int(time.time() * 1000), job_id),
            )

    def told(self, job: Job) -> None:
        """The server knows this state of it; a job that is over is forgotten then."""
        this = (job.id, job.fence, job.state)
        with self._transaction() as db:
            if job.state in (*WAITING, "sending"):
                db.execute("UPDATE job SET told = 1 WHERE id = ? AND fence = ? AND state = ?", this)
            else:
                db.execute("DELETE FROM job WHERE id = ? AND fence = ? AND state = ?", this)

    def drop(self, job: Job) -> None:
        """Forget this giving of a job, of which nothing was sent."""
        with self._transaction() as db:
            db.execute(
                "DELETE FROM job WHERE id = ? AND fence = ? AND state IN ('leased', 'blocked')",
                (job.id, job.fence),
            )

    def next_job(self, device: str) -> Job | None:
        """The oldest job of a printer of which nothing was sent."""
        jobs = self._jobs("WHERE device = ? AND state IN ('leased', 'blocked')", (device,), 1)
        return jobs[0] if jobs else None

    def untold(self, limit: int = 50) -> list[Job]:
        """Jobs whose state the server does not know yet, without their content."""
        return self._jobs("WHERE told = 0", (), limit, "x''")

    def kept(self) -> list[int]:
        """Ids of all jobs that are here."""
        with self.lock:
            return [number for (number,) in self.db.execute("SELECT id FROM job ORDER BY id")]

    def load(self) -> dict[str, int]:
        """Printer → how many jobs wait for it."""
        with self.lock:
            return dict(
                self.db.execute(
                    "SELECT device, COUNT(*) FROM job WHERE state IN ('leased', 'blocked')"
                    " GROUP BY device"
                ).fetchall()
            )

    def jobs(self, *states: str) -> list[Job]:
        """Jobs in these states, in the order of their ids; all of them without any."""
        wanted = f"WHERE state IN ({', '.join('?' * len(states))})" if states else ""
        return self._jobs(wanted, states)

    def _jobs(
        self, where: str, values: tuple = (), limit: int = -1, content: str = "content"
    ) -> list[Job]:
        with self.lock:
            rows = self.db.execute(
                f"SELECT id, fence, device, format, title, {content}, state, detail, told, at_ms,"
                f" expires_ms FROM job {where} ORDER BY id LIMIT ?",
                (*values, limit),
            ).fetchall()
        return [Job(*row[:8], bool(row[8]), *row[9:]) for row in rows]

    def after_a_crash(self) -> list[Job]:
        """What was being sent when the box stopped: nobody knows whether it was printed.

        :returns: those jobs, now ``unknown``, to be told
        """
        lost = self.jobs("sending")
        for job in lost:
            self.note(job.id, "unknown", "The box stopped while it was being sent.")
        return self.jobs("unknown") if lost else []


def _is_about_the_place(error: Exception) -> bool:
    """Whether the disk is at fault, and not what is in the file."""
    words = ("unable to open", "readonly", "disk is full", "disk I/O", "locked")
    return any(word in str(error) for word in words)

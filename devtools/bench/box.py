"""A box process beside a served Odoo: how soon scans and labels arrive, and what it takes.

Run by ``./dev bench box`` inside Odoo; sizes are scans that were kept while the server was away.
Scanners are pseudo-terminals, the printer listens on TCP and renders nothing; box and server are
what they are in a warehouse, on one machine. ``box_peer.py`` gives the nearest other bridge the
same labels over the same network.
"""

import os
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
import uuid
from contextlib import suppress
from pathlib import Path

from devtools.bench import box_peer
from devtools.bench.kit import Bench
from devtools.odoo_cmd import free_port
from iot_box.perpetual_iot_box.outbox import Outbox
from tests.served.box import Dock
from tests.served.network import Network
from tests.served.server import Server

env = env  # noqa: F821
bench = Bench(env, sys.argv)
WORKERS = 2
SCANS, LABELS, POLLED_LABELS = 200, 60, 30
#: Scans of one statement while they are put into the outbox.
CHUNK = 10_000


class Watch(threading.Thread):
    """Looks at the box's outbox from outside, and at its memory."""

    def __init__(self, box):
        super().__init__(daemon=True)
        self.box, self.most, self.is_over = box, 0.0, False

    def run(self):
        while not self.is_over:
            with suppress(OSError, TypeError):  # between two processes
                self.most = max(self.most, self.box.memory_mib())
            time.sleep(0.2)


def _disk(folder):
    """What a commit to this disk takes: the box waits for two with each scan."""
    taken = []
    with (folder / "probe").open("wb") as file:
        for _number in range(100):
            begin = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            taken.append((time.perf_counter() - begin) * 1000)
            time.sleep(0.02)
    cuts = statistics.quantiles(taken, n=100)
    bench.note(f"this disk's fsync: p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms")


def main():
    """Serve, pair, measure."""
    env["res.users"].with_context(no_reset_password=True).create(
        {
            "name": "Clerk",
            "login": "clerk",
            "password": "clerk",
            "group_ids": [
                (4, env.ref("stock.group_stock_manager").id),
                (4, env.ref("product.group_product_manager").id),
            ],
        }
    )
    env.cr.commit()
    server = Server(env.cr.dbname, WORKERS)
    server.port, server.gevent_port = free_port(), free_port()
    server.log.parent.mkdir(parents=True, exist_ok=True)
    server.serve()
    network = Network(server.port, server.websocket_port)
    try:
        with tempfile.TemporaryDirectory() as folder:
            _measure(server, network, Path(folder))
        box_peer.compare(bench, server, network)
    finally:
        network.close()
        server.end()


def _measure(server, network, folder):
    dock = Dock(server, network, folder, scanners=1)
    try:
        dock.open()
        watch = Watch(dock.box)
        watch.start()
        _disk(folder)
        _scans(dock)
        _labels(dock, LABELS, "doorbell", 150)
        _restarted(dock)
        for size in bench.sizes:
            _drained(dock, size)
        bench.bound("box: resident memory, at most", watch.most, 80, unit="MiB")
        watch.is_over = True
        network.websocket_port = server.port
        network.hang_up()
        dock.until(lambda: dock.told("doorbell") == "down", 60)
        _labels(dock, POLLED_LABELS, "polling", 5000)
    finally:
        dock.close()


def _outbox(dock):
    return sqlite3.connect(f"file:{dock.box.state / 'outbox.sqlite'}?mode=ro", uri=True)


def _wait(is_so, seconds=60):
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise SystemExit("the box did not do it in time")
        time.sleep(0.001)


def _scans(dock):
    """From the last byte on the line until the box has forgotten the scan: it is acknowledged."""
    db = _outbox(dock)
    taken = []
    for number in range(SCANS):
        (before,) = db.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence").fetchone()
        begin = time.perf_counter()
        dock.scanners[0].type(f"BENCH-{number:05}")

        def is_acknowledged(before=before):
            (last,) = db.execute("SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence").fetchone()
            return last > before and not db.execute("SELECT 1 FROM scan").fetchone()

        _wait(is_acknowledged)
        taken.append((time.perf_counter() - begin) * 1000)
        time.sleep(0.1)
    _tell("scan to acknowledged", taken[10:], 100)


def _labels(dock, count, how, bound):
    """From the call of the person's click until the first byte is at the printer."""
    taken = []
    for number in range(count):
        prints = "perpetual.label.print"
        name = f"{how[:4]}{number:03}"
        vals = [{"name": name, "barcode": name}]
        products = dock.client.call("product.product", "create", vals)
        action = dock.client.call(prints, "action_open_for", "product.product", products)
        # Not in step with whoever polls.
        time.sleep(0.3 + number % 7 * 0.29)
        have = dock.printer.received.count(b"^XA")
        begin = time.perf_counter()
        dock.client.call(prints, "action_print", [action["res_id"]])
        _wait(lambda have=have: dock.printer.received.count(b"^XA") > have)
        taken.append((time.perf_counter() - begin) * 1000)
    _tell(f"action to bytes at the printer, {how}", taken[3:], bound)


def _tell(what, taken, bound):
    cuts = statistics.quantiles(taken, n=100)
    bench.note(
        f"{what}: {len(taken)} times, p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms,"
        f" p99 {cuts[98]:.0f} ms"
    )
    bench.bound(f"box: {what}, p95", cuts[94], bound, unit="ms")


def _restarted(dock):
    """The server is away for some seconds, and scans go on: how long until all are there again."""
    dock.server.end()
    for number in range(20):
        dock.scanners[0].type(f"AWAY-{number}")
        time.sleep(0.2)
    dock.server.serve()
    begin = time.perf_counter()
    _wait(lambda: dock.rows("SELECT 1 FROM perpetual_scan WHERE text = 'AWAY-19'"))
    bench.bound("box: server back to all scans there", time.perf_counter() - begin, 5, unit="s")
    dock.box.kill()
    begin = time.perf_counter()
    dock.until(lambda: dock.box.begun > 1 and dock.box.process.poll() is None)
    while not dock.rows("SELECT 1 FROM perpetual_scan WHERE text = 'AGAIN'"):
        dock.scanners[0].type("AGAIN")
        time.sleep(0.1)
    bench.bound("box: killed to the next scan there", time.perf_counter() - begin, 5, unit="s")


def _drained(dock, size):
    """So many scans wait on the box when the server is back."""
    dock.box.stop()
    begin = time.perf_counter()
    path = dock.box.state / "outbox.sqlite"
    _fill(path, size)
    megabytes = path.stat().st_size / 2**20
    bench.note(
        f"{size:,} scans in the outbox: {megabytes:.0f} MiB, {time.perf_counter() - begin:.0f} s"
    )
    ((before,),) = dock.rows("SELECT COUNT(*) FROM perpetual_scan")
    dock.box.start()
    begin = time.perf_counter()
    while dock.rows("SELECT COUNT(*) FROM perpetual_scan") < [(before + size,)]:
        if time.perf_counter() - begin > size / 100 + 60:
            raise SystemExit("the outbox was not drained")
        time.sleep(0.1)
    rate = size / (time.perf_counter() - begin)
    bench.bound(f"box: {size:,} scans kept offline, sent", rate, 1000, False, "per s")


def _fill(path, size):
    """As the box keeps scans, many with one transaction."""
    outbox = Outbox(path)
    row = ("serial:scanner0", b"4006381333931", "4006381333931", "]E0")
    boot = str(uuid.uuid4())
    for start in range(0, size, CHUNK):
        now = int(time.time() * 1000)
        rows = [
            (*row, now + number, number, boot, 1, 0, "{}")
            for number in range(start, min(start + CHUNK, size))
        ]
        with outbox._transaction() as db:
            db.executemany(
                "INSERT INTO scan (device, raw, text, aim, at_ms, boot_ms, boot_id, clock_synced,"
                " suspect, extra) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                rows,
            )
    outbox.close()


main()

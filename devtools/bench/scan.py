"""Scan receipts with the barcode app, over HTTP: how long until a scan is confirmed.

Run by ``./dev bench scan`` inside Odoo; sizes are numbers of devices at once, each a warehouse
worker with a receipt of their own. A device scans as its app does: the next scan when the last
is confirmed, at most one a second. Then one more receipt in a real browser: how long until
the screen shows a scan, which it does before the server has answered.
"""

import statistics
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import requests

from devtools.bench.display import time_to_display
from devtools.bench.kit import Bench
from devtools.bench.serving import serve
from devtools.odoo_cmd import free_port

env = env  # noqa: F821
bench = Bench(env, sys.argv)
WORKERS = 4
PRODUCTS = 20
SCANS = 60
PACE = 1
BOUND = 100
#: Scans in the browser, and the milliseconds until the screen shows one.
SHOWN = 40
SHOWN_BOUND = 50


class Device:
    """A worker's phone."""

    def __init__(self, port, login):
        self.url = f"http://127.0.0.1:{port}"
        self.session = requests.Session()
        params = {"db": env.cr.dbname, "login": login, "password": login}
        self._ask("/web/session/authenticate", params)

    def receive(self, picking_id, barcodes):
        """Milliseconds from each scan to its confirmation."""
        (answer,) = self._call("start", {"picking": picking_id}, flow="receive")
        self.work = answer["session"]
        taken = []
        for number in range(SCANS):
            started = time.perf_counter()
            (answer,) = self._call("scan", {"barcode": barcodes[number % len(barcodes)]})
            seconds = time.perf_counter() - started
            if answer["message"]["level"] != "good":
                raise SystemExit(f"a scan was refused: {answer['message']['text']}")
            taken.append(seconds * 1000)
            time.sleep(max(0.0, PACE - seconds))
        return taken

    def _call(self, action, data, flow=None):
        call = {
            "uuid": str(uuid.uuid4()),
            "flow": flow,
            "session": None if flow else self.work,
            "action": action,
            "data": data,
            "at": int(time.time() * 1000),
        }
        params = {
            "model": "perpetual.barcode",
            "method": "process",
            "args": [[call], "bench"],
            "kwargs": {},
        }
        return self._ask("/web/dataset/call_kw/perpetual.barcode/process", params)

    def _ask(self, path, params):
        body = {"jsonrpc": "2.0", "method": "call", "params": params, "id": 1}
        answer = self.session.post(self.url + path, json=body, timeout=60).json()
        if "error" in answer:
            raise SystemExit(f"Odoo answered: {answer['error']['data']['message']}")
        return answer["result"]


def main():
    """Make the workers and their receipts, serve Odoo, scan with one and with many."""
    products = _goods()
    jobs = {size: _jobs(size, products) for size in bench.sizes}
    (on_screen,) = _jobs(1, products, "screen")
    env.cr.commit()
    port = free_port()
    server = serve(env, port, WORKERS)
    try:
        bench.note(f"{'devices':>8}{'scans':>8}{'median ms':>11}{'p95 ms':>9}{'worst ms':>10}")
        for size, work in jobs.items():
            _measure(size, port, work, products.mapped("barcode"))
        _measure_screen(port, *on_screen, products.mapped("barcode"))
    finally:
        server.terminate()
        server.wait(20)
    bench.check_books()


def _goods():
    products = bench.products("continuous", "average", PRODUCTS, "scan")
    for number, product in enumerate(products):
        product.barcode = f"SCAN-{number:04}"
    return products


def _jobs(size, products, name="worker"):
    """(login, receipt) per device."""
    users = env["res.users"].create(
        [
            {
                "name": f"{name} {size} {number}",
                "login": f"{name}-{size}-{number}",
                "password": f"{name}-{size}-{number}",
                "group_ids": [(4, env.ref("stock.group_stock_user").id)],
            }
            for number in range(size)
        ]
    )
    return [(user.login, _expected(user, products)) for user in users]


def _expected(user, products):
    picking = env["stock.picking"].create(
        {
            "picking_type_id": bench.warehouse.in_type_id.id,
            "location_id": bench.suppliers.id,
            "location_dest_id": bench.stock.id,
            "user_id": user.id,
            "move_ids": [
                (
                    0,
                    0,
                    {
                        "product_id": product.id,
                        "product_uom_qty": SCANS,
                        "price_unit": 10,
                        "location_id": bench.suppliers.id,
                        "location_dest_id": bench.stock.id,
                    },
                )
                for product in products
            ],
        }
    )
    picking.action_confirm()
    return picking.id


def _measure(size, port, jobs, barcodes):
    devices = [(Device(port, login), picking) for login, picking in jobs]
    for device, _picking in devices:
        device._ask("/web/session/get_session_info", {})
    with ThreadPoolExecutor(size) as pool:
        runs = [pool.submit(device.receive, picking, barcodes) for device, picking in devices]
        # The first scans of a device warm the worker processes up.
        taken = [milliseconds for run in runs for milliseconds in run.result()[10:]]
    p95 = statistics.quantiles(taken, n=20)[-1]
    bench.note(
        f"{size:>8}{len(taken):>8}{statistics.median(taken):>11.0f}{p95:>9.0f}{max(taken):>10.0f}"
    )
    name = "device" if size == 1 else "devices at once"
    bench.bound(f"scan to confirmed, p95, {size} {name}", p95, BOUND, unit="ms")


def _measure_screen(port, login, picking_id, barcodes):
    device = Device(port, login)
    picking = env["stock.picking"].browse(picking_id).name
    codes = [barcodes[number % len(barcodes)] for number in range(SHOWN)]
    session_id = device.session.cookies["session_id"]
    taken = time_to_display(device.url, session_id, picking, codes)[5:]
    p95 = statistics.quantiles([milliseconds for milliseconds, _late in taken], n=20)[-1]
    late = sum(is_late for _milliseconds, is_late in taken)
    bench.note(f"on the screen: {len(taken)} scans, {late} of them after the server's answer")
    bench.bound("scan to the screen, p95", p95, SHOWN_BOUND, unit="ms")


main()

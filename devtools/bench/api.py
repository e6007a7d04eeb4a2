"""A channel reads levels, is told of changes, and sells the last pieces, over HTTP.

Run by ``./dev bench api`` inside Odoo; sizes are numbers of products. Look-ups come from two
callers at once, as fast as they are answered. A change is a sale; it is told when the shop's end
of the webhook has the message. Then a thousand baskets, sixteen at once, want the last hundred
pieces of one article.
"""

import json
import statistics
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

from devtools.bench.kit import Bench
from devtools.bench.serving import serve
from devtools.odoo_cmd import free_port

env = env  # noqa: F821
bench = Bench(env, sys.argv)
LOOKUPS = 600
CALLERS = 2
CHANGES = 40
ATTEMPTS, PIECES, AT_ONCE = 1000, 100, 16


class Shop(BaseHTTPRequestHandler):
    """The shop's end of the webhook: notes when a level arrived."""

    arrived = {}

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        for level in body["data"]["levels"]:
            self.arrived[level["sku"], level["on_hand"]] = time.perf_counter()
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args):
        """Quiet."""


class Caller:
    """A channel's client with a connection of its own."""

    def __init__(self, port, key):
        self.url = f"http://127.0.0.1:{port}/perpetual_api/v1/"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {key}"

    def get(self, path):
        return self.session.get(self.url + path, timeout=60)

    def sell(self, reference, sku, quantity=1):
        body = {"reference": reference, "lines": [{"sku": sku, "quantity": quantity}]}
        return self.session.post(f"{self.url}orders", json=body, timeout=120)


def main():
    """Measure each size on the same products; the last one has them all."""
    shop = ThreadingHTTPServer(("127.0.0.1", 0), Shop)
    threading.Thread(target=shop.serve_forever, daemon=True).start()
    products = _goods(max(bench.sizes))
    channel, key = _channel()
    env.cr.commit()
    port = free_port()
    server = serve(env, port, workers=4, crons=1)
    try:
        skus = products.mapped("default_code")
        _lookups(port, key, skus)
        _pages(Caller(port, key), len(skus))
        _last_pieces(port, key, skus[0])
        _webhook(channel, shop.server_port, Caller(port, key), skus[1])
    finally:
        server.terminate()
        server.wait(20)
        shop.shutdown()
    env.cr.rollback()
    bench.check_books()


def _goods(count):
    """Products of which something is on hand; a hundred pieces of the first one."""
    products = bench.products("continuous", "average", count, "api")
    for number, product in enumerate(products):
        product.default_code = f"API-{number:05}"
    for start in range(0, count, 500):
        goods = [(product, PIECES, 10) for product in products[start : start + 500]]
        bench.validate(bench.transfer("in", goods))
        env.cr.commit()
        env.invalidate_all()
    return products


def _channel():
    customer = env["res.partner"].create({"name": "Customers of the shop"})
    channel = env["perpetual.channel"].create(
        {
            "name": "Bench",
            "warehouse_ids": bench.warehouse.ids,
            "partner_id": customer.id,
            "user_id": env.ref("base.user_admin").id,
            "ship": "at_once",
            "rate": 10**9,
        }
    )
    return channel, channel.action_new_key()["context"]["default_secret"]


def _lookups(port, key, skus):
    def ask(caller):
        client, taken = Caller(port, key), []
        for number in range(LOOKUPS):
            sku = skus[(number * 7919 + caller) % len(skus)]
            started = time.perf_counter()
            if client.get(f"levels?sku={sku}").json()["levels"][0]["sku"] != sku:
                raise SystemExit("another article was answered")
            taken.append((time.perf_counter() - started) * 1000)
        return taken[50:]

    started = time.perf_counter()
    with ThreadPoolExecutor(CALLERS) as pool:
        taken = [one for run in pool.map(ask, range(CALLERS)) for one in run]
    rate = CALLERS * LOOKUPS / (time.perf_counter() - started)
    bench.note(f"single look-ups: {rate:.0f} a second, p95 {_p95(taken):.0f} ms")
    bench.bound(f"level of one of {len(skus):,} products, p95", _p95(taken), 50, unit="ms")


def _pages(client, count):
    started, rows, path = time.perf_counter(), 0, "levels?limit=1000"
    while path:
        page = client.get(path).json()
        rows += len(page["levels"])
        path = page["next"] and f"levels?limit=1000&page={page['next']}"
    seconds = time.perf_counter() - started
    if rows < count:
        raise SystemExit(f"{rows} levels of {count} products")
    bench.note(f"all levels: {rows:,} in {seconds:.1f} s, {rows / seconds:,.0f} a second")
    bench.bound("stock levels read in pages", rows / seconds, 5000, at_most=False, unit="a second")


def _last_pieces(port, key, sku):
    clients = threading.local()

    def attempt(number):
        if not hasattr(clients, "own"):
            clients.own = Caller(port, key)
        for _again in range(20):
            response = clients.own.sell(f"last-{number}", sku)
            if response.status_code != 503:
                break
            time.sleep(float(response.headers["Retry-After"]))
        return response.status_code

    started = time.perf_counter()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        codes = list(pool.map(attempt, range(ATTEMPTS)))
    seconds = time.perf_counter() - started
    sold, refused = codes.count(201), codes.count(409)
    bench.note(f"{ATTEMPTS} attempts on {PIECES} pieces in {seconds:.0f} s: {sold} sold")
    if (sold, refused) != (PIECES, ATTEMPTS - PIECES):
        raise SystemExit(f"sold {sold}, refused {refused}: {sorted(set(codes))}")
    if Caller(port, key).get(f"levels?sku={sku}").json()["levels"][0]["on_hand"]:
        raise SystemExit("something is left of what was sold out")


def _webhook(channel, port, client, sku):
    channel.webhook_url = f"http://127.0.0.1:{port}/"
    env.cr.commit()
    _wait(lambda: (sku, PIECES) in Shop.arrived, 300)
    taken = []
    for number in range(1, CHANGES + 1):
        if client.sell(f"change-{number}", sku).status_code != 201:
            raise SystemExit("a sale was refused")
        done = time.perf_counter()
        _wait(lambda left=PIECES - number: (sku, left) in Shop.arrived, 90)
        taken.append(max(0.0, Shop.arrived[sku, PIECES - number] - done) * 1000)
    median = statistics.median(taken)
    bench.note(f"change to webhook: median {median:.0f} ms, worst {max(taken):.0f} ms")
    bench.bound("a change to its webhook, p95", _p95(taken), 2000, unit="ms")


def _wait(until, seconds):
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            raise SystemExit("the webhook was not told")
        time.sleep(0.005)


def _p95(taken):
    return statistics.quantiles(taken, n=20)[-1]


main()

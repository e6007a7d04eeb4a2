"""Starts, asks, kills and stops a served Odoo."""

import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import psycopg2
import requests

from devtools import console, paths, setup
from devtools.odoo_cmd import free_port

HERE = Path(__file__).parent
START = 120  # seconds that Odoo may take to answer
ANSWER = 120  # seconds that a request may take
#: Processes are killed or delayed on purpose, not for being slow on a busy machine.
LIMITS = ["--limit-time-real=600", "--limit-time-cpu=600", "--max-cron-threads=0"]


class ServerError(Exception):
    """What Odoo answered instead of a result: what a person would see."""


class Server:
    """An Odoo with worker processes on a copy of the tests' database.

    :param name: the database's name; it begins with the name of the run's own, so that it
        goes with the run
    :param workers: processes; 0: one process with threads
    :param script: fills the database
    """

    def __init__(self, name: str, workers: int, script: str = "shop.py"):
        self.name = name
        self.workers = workers
        self.script = script
        #: More words of Odoo's command line.
        self.options = []
        self.env = setup.ensure()
        self.log = paths.LOGS / f"served-{name}.log"
        self.process = None

    def start(self) -> None:
        """Make the database, fill it, serve it."""
        self.env.drop_db(self.name)
        self.env.create_db(self.name, template=os.environ["PERPETUAL_TEMPLATE"])
        self.env.shell_script(self.name, HERE / self.script)
        self.port, self.gevent_port = free_port(), free_port()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self.log.write_bytes(b"")
        self.serve()

    def serve(self) -> None:
        """Begin to answer, at the same ports as before."""
        ports = [f"--http-port={self.port}", f"--gevent-port={self.gevent_port}"]
        words = [*ports, f"--workers={self.workers}", f"--db-filter=^{self.name}$", *LIMITS]
        words += self.options
        argv = [self.env.python, HERE / "odoo_bin.py", "server", "-d", self.name, *words]
        with self.log.open("ab") as out:
            self.process = console.start(argv, stdout=out, env=self.env.environ, cwd=paths.ROOT)
        self._wait_until_up()

    @property
    def websocket_port(self) -> int:
        """Where the message bus is: a proxy routes ``/websocket`` there."""
        return self.gevent_port if self.workers else self.port

    def worker_pids(self) -> list[int]:
        """Return the processes that answer requests; another one serves the message bus."""
        children = psutil.Process(self.process.pid).children()
        return [child.pid for child in children if "gevent" not in child.cmdline()]

    def _wait_until_up(self) -> None:
        end = time.monotonic() + START
        while time.monotonic() < end:
            if self.process.poll() is not None:
                break
            try:
                requests.get(f"http://127.0.0.1:{self.port}/web/health", timeout=5)
                return
            except requests.RequestException:
                time.sleep(0.2)
        raise AssertionError(f"Odoo did not start:\n{self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        """End Odoo and all that it started; drop the database."""
        self.end()
        self.env.drop_db(self.name)

    def end(self) -> None:
        """End Odoo; :meth:`serve` begins again."""
        if not self.process:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def verify(self) -> list[str]:
        """Return the invariants that do not hold, found by another process."""
        script = paths.ROOT / "devtools" / "in_shell.py"
        environ = self.env.environ
        environ["PYTHONPATH"] += f"{os.pathsep}{paths.ROOT}"
        done = subprocess.run(
            [str(self.env.python), str(script), self.name, str(HERE / "verify.py")],
            env=environ, cwd=paths.ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        problem = done.stderr if done.returncode and not done.stdout.strip() else ""
        return [line for line in (done.stdout + problem).splitlines() if line.strip()]

    def connect(self):
        """Return a connection of our own to the database."""
        server = self.env.server
        connection = psycopg2.connect(
            dbname=self.name,
            host=server.host or None,
            port=server.port or None,
            user=server.user or None,
            password=server.variables.get("PGPASSWORD") or None,
        )
        connection.autocommit = True
        return connection

    def client(self, login: str) -> "Client":
        return Client(self, login)


class Client:
    """One person's browser."""

    def __init__(self, server: Server, login: str):
        self.url = f"http://127.0.0.1:{server.port}"
        self.session = requests.Session()
        params = {"db": server.name, "login": login, "password": login}
        self.user = self._ask("/web/session/authenticate", params)
        self.context = {"lang": "en_US", "tz": "UTC", "uid": self.user["uid"]}

    def call(self, model: str, method: str, *args, context=None, **kwargs):
        """Call a method as the web client does.

        :raises ServerError: Odoo answered with an error
        :raises requests.RequestException: the process that worked on it went away
        """
        kwargs["context"] = {**self.context, **(context or {})}
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._ask(f"/web/dataset/call_kw/{model}/{method}", params)

    def read(self, model: str, ids, *fields):
        return self.call(model, "read", ids, list(fields))

    def search(self, model: str, domain, **kwargs):
        return self.call(model, "search", domain, **kwargs)

    def _ask(self, path: str, params: dict):
        body = {"jsonrpc": "2.0", "method": "call", "params": params, "id": 1}
        answer = self.session.post(self.url + path, json=body, timeout=ANSWER).json()
        if "error" in answer:
            data = answer["error"].get("data") or {}
            raise ServerError(f"{data.get('name')}: {data.get('message')}")
        return answer.get("result")


class Trade:
    """What a clerk does, each verb one or two requests."""

    def __init__(self, client: Client):
        self.client = client
        (self.warehouse,) = client.call(
            "stock.warehouse", "search_read", [], ["in_type_id", "out_type_id", "lot_stock_id"]
        )
        names = ["Vendors", "Customers"]
        self.vendors, self.customers = (
            client.search("stock.location", [("name", "=", name), ("usage", "!=", "view")])[0]
            for name in names
        )
        self.stock = self.warehouse["lot_stock_id"][0]
        self.vendor = client.search("res.partner", [("name", "=", "Vendor")])[0]

    def products(self, *names) -> list[int]:
        return [self.client.search("product.product", [("name", "=", name)])[0] for name in names]

    def prepare(self, incoming: bool, goods, price=0.0) -> int:
        """A transfer of ``goods`` [(product id, quantity)] that is ready to validate."""
        kind = self.warehouse["in_type_id" if incoming else "out_type_id"][0]
        ends = (self.vendors, self.stock) if incoming else (self.stock, self.customers)
        places = {"location_id": ends[0], "location_dest_id": ends[1]}
        moves = [
            {"product_id": product, "product_uom_qty": quantity, "price_unit": price, **places}
            for product, quantity in goods
        ]
        vals = {"picking_type_id": kind, "move_ids": [[0, 0, move] for move in moves], **places}
        (picking,) = self.client.call("stock.picking", "create", [vals])
        self.client.call("stock.picking", "action_confirm", [picking])
        return picking

    def validate(self, picking: int) -> None:
        """Done, whole or not at all."""
        context = {"skip_backorder": True, "skip_sms": True}
        self.client.call("stock.picking", "button_validate", [picking], context=context)

    def give_back(self, picking: int, quantity: float) -> int:
        """Prepare the return of ``quantity`` of each line."""
        vals = {"picking_id": picking}
        (wizard,) = self.client.call("stock.return.picking", "create", [vals])
        lines = self.client.search("stock.return.picking.line", [("wizard_id", "=", wizard)])
        self.client.call("stock.return.picking.line", "write", lines, {"quantity": quantity})
        action = self.client.call("stock.return.picking", "action_create_returns", [wizard])
        return action["res_id"]

    def quant(self, product: int) -> int:
        domain = [("product_id", "=", product), ("location_id", "=", self.stock)]
        return self.client.search("stock.quant", domain, order="quantity desc")[0]

    def count(self, product: int, change: float) -> int:
        """Note a count that is off by ``change``; returns the quant to apply."""
        quant = self.quant(product)
        (row,) = self.client.read("stock.quant", [quant], "quantity")
        counted = {"inventory_quantity": row["quantity"] + change}
        self.client.call("stock.quant", "write", [quant], counted, context={"inventory_mode": True})
        return quant

    def apply(self, quant: int):
        """Apply a count; an action is a conflict, and nothing done."""
        return self.client.call(
            "stock.quant", "action_apply_inventory", [quant], context={"inventory_mode": True}
        )

"""A box in a process of its own and an Odoo behind HTTP: from the scanner to the app, from Odoo to
the label."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from pathlib import Path

import websocket

import odoo
from odoo.tests import BaseCase, tagged

from devtools import paths

from .served.server import Server, Trade

PATIENCE = 30
SCANNER, PRINTER = "serial:simulated-scanner", "tcp:simulated-printer"


class Command:
    """The command ``iot-box`` as a person types it."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.argv = [sys.executable, "-m", "perpetual_iot_box", "--config", folder / "box.toml"]
        self.environ = {**os.environ, "PYTHONPATH": str(paths.ROOT / "iot_box")}
        self.started, self.said = [], []

    def run(self, *words):
        """Exit code and all that was said."""
        done = subprocess.run(
            [*self.argv, *words], env=self.environ, capture_output=True, text=True, timeout=60,
            check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def start(self, *words):
        """What it says is kept in ``said``."""
        process = subprocess.Popen(
            [*self.argv, *words], env=self.environ, text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        threading.Thread(target=lambda: self.said.extend(process.stdout), daemon=True).start()
        self.started.append(process)
        return process

    def stop(self):
        for process in reversed(self.started):
            process.stdin.close()
            process.terminate()
            process.wait(20)


@tagged("post_install", "-at_install")
class TestBoxWhole(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Threads: the doorbell is at the same port.
        cls.server = Server(f"{odoo.tools.config['db_name'][0]}-whole", 0)
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()
        folder = tempfile.TemporaryDirectory(prefix="iot-box-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.command = Command(cls.folder)
        cls.addClassCleanup(cls.command.stop)
        cls.worker = cls.server.client("clerk1")
        cls.pair()
        cls.command.start("run")
        cls.simulation = cls.command.start("simulate", "--labels", cls.folder / "labels")
        cls.make_station()

    @classmethod
    def pair(cls):
        """With the very command that Odoo shows."""
        cls.box = cls.worker.call("perpetual.iot.box", "create", [{"name": "Dock"}])[0]
        shown = cls.worker.call("perpetual.iot.box", "action_code", [cls.box])
        sudo, name, *words = shown["context"]["default_command"].split()
        assert (sudo, name) == ("sudo", "iot-box")
        code, said = cls.command.run(*words, "--state", cls.folder / "state")
        assert code == 0, said

    @classmethod
    def make_station(cls):
        def ready():
            domain = [("box_id", "=", cls.box), ("state", "=", "ready")]
            return cls.worker.call("perpetual.device", "search_read", domain, ["uid"])

        devices = cls.until(lambda: len(ready()) == 2 and ready())
        assert {row["uid"] for row in devices} == {SCANNER, PRINTER}
        vals = {"name": "Dock 1", "device_ids": [[6, 0, [row["id"] for row in devices]]]}
        (cls.station,) = cls.worker.call("perpetual.station", "create", [vals])
        cls.worker.call("perpetual.station", "action_work_here", [cls.station])
        cls.until(lambda: "Type what is to be scanned" in "".join(cls.command.said))

    @classmethod
    def until(cls, is_so):
        end = time.monotonic() + PATIENCE
        while not (found := is_so()):
            if time.monotonic() > end:
                raise AssertionError("".join(cls.command.said[-40:]))
            time.sleep(0.05)
        return found

    def scan(self, code):
        """At the scanner."""
        self.simulation.stdin.write(f"{code}\n")
        self.simulation.stdin.flush()

    def app(self, action, data, session=None, flow=None, key=None):
        """One call of the app."""
        call = {
            "uuid": key or str(uuid.uuid4()), "flow": flow, "session": session,
            "action": action, "data": data, "at": int(time.time() * 1000),
        }  # fmt: skip
        (answer,) = self.worker.call("perpetual.barcode", "process", [call], "phone")
        self.assertNotEqual(answer["message"]["level"], "error", answer["message"])
        return answer

    def bell(self):
        """The worker's own bus, as the app listens to it."""
        session = self.worker.session.cookies["session_id"]
        link = websocket.create_connection(
            f"ws://127.0.0.1:{self.server.port}/websocket",
            cookie=f"session_id={session}", origin=self.worker.url, timeout=PATIENCE,
        )  # fmt: skip
        self.addCleanup(link.close)
        link.send(json.dumps({"event_name": "subscribe", "data": {"channels": [], "last": 0}}))
        return link

    def rung(self, link):
        """Wait until the app is told to fetch scans; nothing of them is told."""
        while True:
            for row in json.loads(link.recv()):
                if row["message"]["type"] == "perpetual_barcode.scan":
                    return row["message"]["payload"]

    def printed(self, before):
        """What came out of the printer after ``before`` labels, as a scanner reads it."""
        folder = self.folder / "labels"
        self.until(lambda: len(list(folder.glob("*.png"))) > before)
        told = [line for line in self.command.said if "has printed label" in line]
        return told[-1].rpartition(": ")[2].strip()

    def labels(self):
        return len(list((self.folder / "labels").glob("*.png")))

    def test_a_scan_comes_to_the_app(self):
        trade = Trade(self.worker)
        (product,) = trade.products("Goods average")
        picking = trade.prepare(True, [(product, 3)], 10.0)
        session = self.app("start", {"picking": picking}, flow="receive")["session"]
        link = self.bell()
        self.scan("GOODS-AVERAGE")
        self.assertEqual(self.rung(link), {})
        (scan,) = self.worker.call("perpetual.barcode", "pending_scans")
        self.assertEqual(scan["barcode"], "GOODS-AVERAGE")
        data = {"barcode": scan["barcode"], "form": scan["form"]}
        for _time in range(2):
            answer = self.app("scan", data, session, key=scan["uuid"])
        (line,) = answer["view"]["lines"]
        self.assertEqual(line["done"], 1)
        (row,) = self.worker.call(
            "perpetual.scan", "search_read", [("uuid", "=", scan["uuid"])], ["state", "station_id"]
        )
        self.assertEqual((row["state"], row["station_id"][0]), ("taken", self.station))
        self.assertFalse(self.worker.call("perpetual.barcode", "pending_scans"))

    def test_a_label_printed_from_odoo_and_from_the_app(self):
        (product,) = Trade(self.worker).products("Goods fifo")
        before = self.labels()
        opened = self.worker.call(
            "perpetual.label.print", "action_open_for", "product.product", [product]
        )
        self.worker.call("perpetual.label.print", "action_print", [opened["res_id"]])
        self.assertEqual(self.printed(before), "]C0 GOODS-FIFO")
        found = self.app("start", {"barcode": "GOODS-FIFO"}, flow="home")
        self.assertEqual(found["flow"], "lookup")
        self.app("print", {}, found["session"])
        self.assertEqual(self.printed(before + 1), "]C0 GOODS-FIFO")

        def states():
            jobs = self.worker.call("perpetual.print.job", "search_read", [], ["state", "fence"])
            return [(job["state"], job["fence"]) for job in jobs]

        self.until(lambda: states() == [("printed", 1)] * 2)

    def test_what_a_person_at_the_box_sees(self):
        self.until(lambda: "Doorbell  up" in self.command.run("status")[1])
        code, said = self.command.run("status")
        self.assertEqual(code, 0, said)
        self.assertIn("0 scans, 0 jobs", said)
        code, said = self.command.run("devices")
        self.assertIn(f"{SCANNER}\n    scanner, Simulated scanner", said)
        self.assertIn(f"{PRINTER}\n    printer, Simulated printer", said)
        said = self.command.run("doctor")[1]
        for words in ("The server lets the box in", "The doorbell works", f"{SCANNER} "):
            self.assertIn(words, said)
        self.assertNotIn("The box is not running", said)

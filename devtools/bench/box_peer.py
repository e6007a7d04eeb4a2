"""The same labels, the same faults, through the box and through the nearest other bridge.

The other one is OCA's ``base_report_to_printer_websocket`` with ``odoo-print-client``, from PyPI,
in a folder of its own. It prints with ``lp``; here that is a program that gives what it is told to
the same simulated printer.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from devtools import paths
from iot_box.perpetual_iot_box.simulate.printer import VirtualPrinter
from tests.served.box import Dock
from tests.served.server import ServerError

PEER = paths.STATE / "peer"
ADDONS = ("odoo-addon-base_report_to_printer==19.0.1.2.5",
          "odoo-addon-base_report_to_printer_websocket==19.0.1.0.0.8")  # fmt: skip
CLIENT = "odoo-print-client==0.0.2"
MODULE = "base_report_to_printer_websocket"
#: Labels, one after the other, and seconds between two.
LABELS, PACE = 60, 0.5
#: Before which label something fails: the network for so many seconds; 0: the program is killed.
FAULTS = {10: 3.0, 25: 0, 35: 8.0, 50: 0}
#: Seconds in which all that will come has come.
SETTLED = 150
LP = """#!{python}
import socket, sys, time
for _time in range(300):
    try:
        with socket.create_connection(("{host}", {port}), 5) as link:
            link.sendall(sys.stdin.buffer.read())
        break
    except ConnectionRefusedError:
        time.sleep(0.01)
"""


def compare(bench, server, network):
    """Lost and doubled labels of both."""
    network.websocket_port = server.websocket_port
    _tell(bench, "box", *_ours(server, network))
    try:
        _install(server)
        found = _theirs(bench, server, network)
    except (subprocess.SubprocessError, ServerError, OSError, AssertionError) as error:
        said = getattr(error, "stderr", "") or ""
        bench.note(f"{MODULE} was not measured: {error} {said[-500:]}")
        return
    _tell(bench, MODULE, *found)


def _tell(bench, name, sent, came_out):
    lost = sum(not came_out[label] for label in sent)
    twice = sum(came_out[label] > 1 for label in sent)
    bench.note(f"{name}: {len(sent)} labels, {lost} lost, {twice} more than once")
    if name == "box":
        bench.bound(f"box: {len(sent)} labels while network and box fail: lost", lost, 0, unit="")
        bench.bound("the same: more than once", twice, 0, unit="")


def _load(network, print_one, kill):
    """Labels that were accepted, by their names."""
    sent = []
    for number in range(LABELS):
        if number in FAULTS:
            threading.Thread(target=_fail, args=(network, kill, FAULTS[number])).start()
        name = f"LOAD-{number:03}"
        print_one(name)
        sent.append(name)
        time.sleep(PACE)
    return sent


def _fail(network, kill, seconds):
    if not seconds:
        kill()
        return
    network.be("cut")
    time.sleep(seconds)
    network.be("up")


def _came_out(printer, sent):
    """Label → how often, when all are there or no more come."""
    until = time.monotonic() + SETTLED
    while True:
        text = [label.content.decode() for label in list(printer.labels)]
        counts = Counter({name: sum(name in one for one in text) for name in sent})
        if time.monotonic() > until:
            return counts
        time.sleep(1)


def _ours(server, network):
    with tempfile.TemporaryDirectory() as folder:
        dock = Dock(server, network, Path(folder), scanners=0)
        try:
            dock.open()
            sent = _load(network, lambda name: dock.print_labels(name, 1), dock.box.kill)
            dock.until(
                lambda: {state for state, _label in dock.jobs()} <= {"printed", "sent", "unknown"},
                SETTLED,
            )
            time.sleep(5)
            text = [label.content.decode() for label in dock.printer.labels]
            # A label has its name twice, the barcode with the number of the copy.
            return sent, Counter({name: sum(f"{name}-0" in one for one in text) for name in sent})
        finally:
            dock.close()


def _install(server):
    """Into a folder of its own; nothing of it goes into the project's environment."""
    if not (PEER / "addons" / "odoo" / "addons" / MODULE).is_dir():
        subprocess.run([sys.executable, "-m", "venv", PEER / "venv"], check=True)
        pip = [PEER / "venv" / "bin" / "pip", "install", "--quiet"]
        subprocess.run([*pip, CLIENT], check=True, capture_output=True, text=True)
        target = ["--no-deps", "--target", PEER / "addons"]
        subprocess.run([*pip, *target, *ADDONS], check=True, capture_output=True, text=True)
    server.end()
    folders = [*map(str, server.env.addons_path), str(PEER / "addons" / "odoo" / "addons")]
    server.options = [f"--addons-path={','.join(folders)}"]
    server.env.run(server.name, ["-i", MODULE, "--stop-after-init", *server.options])
    server.serve()


def _theirs(bench, server, network):
    """A printer of theirs whose user is the clerk."""
    env = bench.env
    env.cr.commit()
    with server.connect() as connection, connection.cursor() as cr:
        cr.execute("SELECT id FROM res_users WHERE login = 'clerk'")
        ((user,),) = cr.fetchall()
        cr.execute(
            "INSERT INTO res_groups_users_rel (uid, gid) SELECT %s, res_id FROM ir_model_data"
            " WHERE module = 'base_report_to_printer' AND model = 'res.groups'"
            " ON CONFLICT DO NOTHING",
            [user],
        )
    server.end()
    server.serve()
    clerk = server.client("clerk")
    vals = {
        "name": "Peer",
        "system_name": "peer",
        "backend": "websocket",
        "websocket_user_id": user,
    }
    (their,) = clerk.call("printing.printer", "create", [vals])
    printer = VirtualPrinter()
    with tempfile.TemporaryDirectory() as folder:
        client = _Client(server, network, printer, Path(folder))
        try:
            time.sleep(3)

            def print_one(name):
                label = f"^XA^FO20,20^A0N,30,30^FD{name}^FS^XZ"
                clerk.call(
                    "printing.printer", "print_document", [their], False, label, doc_format="raw"
                )

            sent = _load(network, print_one, client.kill)
            return sent, _came_out(printer, sent)
        finally:
            client.stop()
            printer.close()


class _Client:
    """``odoo-print-client``, begun anew when it ends, as a service manager does it."""

    def __init__(self, server, network, printer, folder):
        program = folder / "lp"
        host, port = printer.address
        program.write_text(LP.format(python=sys.executable, host=host, port=port))
        program.chmod(0o755)
        words = ("--url", network.url, "--db", server.name, "--channel", "peer")
        self.argv = [PEER / "venv" / "bin" / "odoo-printer", *words, "--user", "clerk"]
        self.argv += ["--password", "clerk"]
        self.environ = {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}
        self.log = (server.log.parent / "peer.log").open("w")
        self.is_wanted = True
        self.process = None
        threading.Thread(target=self._keep_up, daemon=True).start()

    def _keep_up(self):
        while self.is_wanted:
            self.process = subprocess.Popen(
                self.argv, env=self.environ, stdout=self.log, stderr=self.log
            )
            self.process.wait()
            time.sleep(0.5)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)

    def stop(self):
        self.is_wanted = False
        self.process.terminate()
        self.process.wait(10)
        self.log.close()

"""A real box process beside a served Odoo, with scanners and printers that are none."""

import re
import resource
import signal
import subprocess
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

from devtools import paths
from iot_box.perpetual_iot_box import simulate
from iot_box.perpetual_iot_box.simulate.printer import VirtualPrinter
from iot_box.perpetual_iot_box.simulate.scanner import VirtualScanner

HERE = Path(__file__).parent
IOT_BOX = paths.ROOT / "iot_box"
#: Seconds after which a box that has ended is begun anew, as by its unit.
AGAIN = 0.5


class BoxProcess:
    """``iot-box run`` as its unit runs it: begun anew whenever it ends.

    :param folder: its own
    :ivar log: all lines that it has logged
    :ivar begun: how often it was begun
    """

    def __init__(self, env, folder: Path):
        self.env, self.folder = env, Path(folder)
        self.state, self.config = self.folder / "state", self.folder / "config.toml"
        self.log, self.begun, self.process = [], 0, None
        self.is_full = self.is_wanted = False

    def say(self, *words) -> subprocess.CompletedProcess:
        """Run one verb to its end."""
        return subprocess.run(
            self._argv(*words), env=self._environ(), capture_output=True, text=True,
            check=False, timeout=60,
        )  # fmt: skip

    def pair(self, url: str, client, name: str = "Dock") -> int:
        """Pair with a server, as a person does it with a code; the id of the box there."""
        box = client.call("perpetual.iot.box", "create", [{"name": name}])[0]
        shown = client.call("perpetual.iot.box", "action_code", [box])
        code = shown["context"]["default_code"]
        done = self.say("pair", url, code, "--state", str(self.state))
        assert done.returncode == 0, done.stdout + done.stderr
        return box

    @property
    def token(self) -> str:
        return (self.state / "token").read_text().split()[1]

    def start(self) -> None:
        self.is_wanted = True
        threading.Thread(target=self._keep_up, daemon=True).start()
        self._until(lambda: self.process)

    def kill(self) -> None:
        """At once, in whatever it is doing; it begins anew soon."""
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGKILL)

    def stop(self) -> None:
        self.is_wanted = False
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()
                self.process.wait()

    def fill_disk(self, is_full: bool = True) -> None:
        """The kernel refuses each byte that the box writes to a file, also when it begins anew."""
        self.is_full = is_full
        self._limit()

    def memory_mib(self) -> float:
        """Resident."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024

    def _keep_up(self) -> None:
        while self.is_wanted:
            self.begun += 1
            self.process = subprocess.Popen(
                self._argv("run"), env=self._environ(), stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE, text=True,
            )  # fmt: skip
            self._limit()
            for line in self.process.stderr:
                self.log.append(line.rstrip())
            self.process.wait()
            time.sleep(AGAIN)

    def _limit(self) -> None:
        most = 0 if self.is_full else resource.RLIM_INFINITY
        with suppress(ProcessLookupError):
            limits = (most, resource.RLIM_INFINITY)
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, limits)

    def _argv(self, *words) -> list[str]:
        return [
            str(self.env.python),
            str(HERE / "box_main.py"),
            "--config",
            str(self.config),
            *words,
        ]

    def _environ(self) -> dict[str, str]:
        environ = self.env.environ
        return {
            **environ,
            "PYTHONPATH": str(IOT_BOX),
            "HOME": str(self.folder),
            "LC_ALL": "C.UTF-8",
        }

    def _until(self, is_so, seconds: float = 20) -> None:
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, self.log[-20:]
            time.sleep(0.02)


class Dock:
    """A box with scanners and a label printer at a served Odoo, and a clerk.

    :param network: between them
    :param framing: of the scanners; with ``ssi`` they send until they are acknowledged
    """

    def __init__(self, server, network, folder: Path, scanners: int, framing: str = "cr"):
        self.server, self.network, self.framing = server, network, framing
        self.box = BoxProcess(server.env, folder)
        self.scanners = [
            VirtualScanner(folder / f"scanner{number}", framing) for number in range(scanners)
        ]
        self.printer = VirtualPrinter()

    def open(self) -> None:
        """Pair, plug in, and wait until the server knows all of it."""
        self.client = self.server.client("clerk")
        self.box_id = self.box.pair(self.network.url, self.client)
        devices = [*self.scanners, self.printer]
        simulate.plug_in(self.box.state, [device.candidate for device in devices])
        self.box.start()
        self.until(lambda: len(self.devices("ready")) == len(devices), 40)
        if self.framing != "cr":
            scanners = [row["id"] for row in self.devices() if row["kind"] == "scanner"]
            self.client.call("perpetual.device", "write", scanners, {"framing": self.framing})
        # With its first configuration the box opens each device anew.
        self.until(lambda: self.told("config_applied") == self.told("config_version"), 40)
        if self.framing == "cr":
            for scanner in self.scanners:
                self.until(lambda scanner=scanner: self._is_heard(scanner))

    def _is_heard(self, scanner) -> bool:
        scanner.type("PROBE")
        time.sleep(0.2)
        uid = scanner.candidate.uid
        return bool(self.rows("SELECT 1 FROM perpetual_scan WHERE device_uid = %s", uid))

    def close(self) -> None:
        self.box.stop()
        self.printer.close()
        for scanner in self.scanners:
            scanner.unplug()

    def until(self, is_so, seconds: float = 20) -> None:
        """:raises AssertionError: it is not so after so many seconds"""
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, "\n".join(self.box.log[-40:])
            time.sleep(0.02)

    # What the server knows

    def devices(self, *states: str) -> list[dict]:
        domain = [("box_id", "=", self.box_id)]
        domain += [("state", "in", states)] if states else []
        return self.client.call("perpetual.device", "search_read", domain, ["uid", "kind"])

    def told(self, field: str):
        """What the box has told of itself."""
        return self.client.read("perpetual.iot.box", [self.box_id], field)[0][field]

    def rows(self, query: str, *values) -> list[tuple]:
        """Rows of the database, whatever state the server is in."""
        with closing(self.server.connect()) as connection, connection.cursor() as cr:
            cr.execute(query, values)
            return cr.fetchall()

    def jobs(self) -> list[tuple[str, bytes]]:
        """(state, label) of each."""
        return [
            (state, bytes(content).strip())
            for state, content in self.rows(
                "SELECT state, decode(convert_from(content, 'UTF8'), 'base64')"
                " FROM perpetual_print_job ORDER BY id"
            )
        ]

    # What the clerk does

    def print_labels(self, name: str, count: int) -> None:
        """Labels of new products, no two alike."""
        vals = [
            {"name": f"{name} {number}", "barcode": f"{name}-{number}"} for number in range(count)
        ]
        products = self.client.call("product.product", "create", vals)
        prints = "perpetual.label.print"
        action = self.client.call(prints, "action_open_for", "product.product", products)
        (own,) = (row["id"] for row in self.devices() if row["kind"] == "printer")
        self.client.call(prints, "write", [action["res_id"]], {"device_id": own})
        self.client.call(prints, "action_print", [action["res_id"]])

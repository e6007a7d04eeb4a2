"""A box at servers of each kind: with workers behind a proxy that routes the websocket, behind one
that forgets to, and with threads only."""

import random
import tempfile
import time
from pathlib import Path

import odoo
from odoo.tests import BaseCase, tagged

from .served.box import Dock
from .served.network import Network
from .served.server import Server

#: Seconds until a label comes out when the box polls.
POLLED = 5.0


@tagged("post_install", "-at_install")
class TestBoxModes(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = Server(f"{odoo.tools.config['db_name'][0]}-modes", 1, "dock.py")
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()
        cls.network = Network(cls.server.port, cls.server.websocket_port)
        cls.addClassCleanup(cls.network.close)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.dock = Dock(cls.server, cls.network, Path(folder.name), scanners=1)
        cls.addClassCleanup(cls.dock.close)
        cls.dock.open()

    def test_each_mode(self):
        """Doorbell, polling, doorbell again: whatever the server is, scans and labels arrive."""
        self.assert_works("up")
        self.network.websocket_port = self.server.port
        self.network.hang_up()
        self.assert_works("down")
        # With workers the port of HTTP answers a websocket with an error, which is in its log.
        self.assertIn("GET /websocket", "".join(self.network.requests[-8:]))
        self.server.end()
        self.server.workers = 0
        self.server.serve()
        self.network.websocket_port = self.server.websocket_port
        self.network.hang_up()
        self.assert_works("up")

    def assert_works(self, doorbell):
        self.dock.until(lambda: self.dock.told("doorbell") == doorbell, 40)
        scan = f"scan {random.randrange(10**6)}"
        self.dock.scanners[0].type(scan)
        self.dock.until(lambda: self.dock.rows(
            "SELECT 1 FROM perpetual_scan WHERE text = %s", scan
        ))  # fmt: skip
        before = len(self.dock.printer.labels)
        begin = time.monotonic()
        self.dock.print_labels(f"Mode {random.randrange(10**6)}", 1)
        self.dock.until(lambda: len(self.dock.printer.labels) > before)
        self.assertLess(time.monotonic() - begin, POLLED)

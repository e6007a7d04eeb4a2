"""A box that works while everything around it fails: each scan arrives once, each label comes out
once, or a person is asked."""

import os
import random
import tempfile
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path

import psutil
import requests

import odoo
from odoo.tests import BaseCase, tagged

from .served.box import Dock
from .served.network import Network
from .served.server import Server, ServerError

SEED = int(os.environ.get("PERPETUAL_SOAK_SEED", "7"))
#: Scans of all scanners together; ``PERPETUAL_SOAK=10000`` does the long one.
SCANS = int(os.environ.get("PERPETUAL_SOAK", "800"))
SCANNERS = 4
#: Scans of one scanner in a second, and labels for each of its scans.
RATE, LABELS = 10, 1 / 20
#: Seconds in which all has to have arrived when nothing fails any more.
SETTLED = 150
#: Seconds between two faults, and that one lasts.
BETWEEN, LASTS = (0.2, 1.5), (0.5, 2.0)
OVER = {"printed", "sent", "unknown"}


@tagged("post_install", "-at_install")
class TestBoxSoak(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = Server(f"{odoo.tools.config['db_name'][0]}-soak", 2, "dock.py")
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()
        cls.network = Network(cls.server.port, cls.server.websocket_port, SEED)
        cls.addClassCleanup(cls.network.close)
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.dock = Dock(cls.server, cls.network, Path(folder.name), SCANNERS, "ssi")
        cls.addClassCleanup(cls.dock.close)
        cls.dock.open()
        cls.box, cls.printer = cls.dock.box, cls.dock.printer

    def test_exactly_once(self):
        self.chance, self.faults = random.Random(SEED), Counter()
        self.unprinted = []
        begun = time.monotonic()
        hands = [threading.Thread(target=self.scan, args=(one,)) for one in self.dock.scanners]
        clerk = threading.Thread(target=self.print_labels)
        for thread in (*hands, clerk):
            thread.start()
        while any(thread.is_alive() for thread in (*hands, clerk)) or self.todo():
            time.sleep(self.chance.uniform(*BETWEEN))
            self.fail_somehow()
        for thread in (*hands, clerk):
            thread.join()
        self.dock.until(self.is_settled, SETTLED)
        print(
            f"\nsoak: {SCANS} scans, {len(self.dock.jobs())} labels,"
            f" {time.monotonic() - begun:.0f} s,"
            f" box begun {self.box.begun} times, {dict(self.faults)},"
            f" {Counter(state for state, _content in self.dock.jobs())}"
        )
        self.assert_each_scan_once()
        self.assert_each_label_once()
        self.assert_nothing_leaks()

    # What people do

    def scan(self, scanner):
        """A scanner that sends each scan until it is acknowledged, as SSI says."""
        for number in range(SCANS // SCANNERS):
            time.sleep(1 / RATE)
            scanner.type(f"{scanner.path.name}-{number:05}", tries=None)

    def print_labels(self):
        """A few products at a time; a call that nobody answers may have been done."""
        for batch in range(max(2, int(SCANS * LABELS / 5))):
            time.sleep(5 / LABELS / RATE / SCANNERS)
            try:
                self.dock.print_labels(f"Soak {batch}", 5)
            except (ServerError, requests.RequestException) as error:
                self.unprinted.append(repr(error))

    # What fails

    def todo(self):
        return [name for name in FAULTS if not self.faults[name]]

    def fail_somehow(self):
        name = self.chance.choice(self.todo() or [*FAULTS, "killed_box", "killed_box"])
        # Once, and then all the other faults.
        if name == "full_disk" and self.faults[name]:
            name = "killed_box"
        self.faults[name] += 1
        getattr(self, f"fail_{name}")()

    def a_while(self):
        time.sleep(self.chance.uniform(*LASTS))

    def fail_killed_box(self):
        self.box.kill()

    def fail_killed_worker(self):
        pids = self.server.worker_pids()
        if pids:
            psutil.Process(self.chance.choice(pids)).kill()

    def fail_server(self):
        self.server.end()
        self.a_while()
        self.server.serve()

    def fail_network(self):
        self.during("cut")

    def fail_slow_network(self):
        self.during("slow")

    def fail_mute_network(self):
        """Calls arrive, and no answer."""
        self.during("mute")

    def during(self, state):
        self.network.be(state)
        self.a_while()
        self.network.be("up")

    def fail_full_disk(self):
        self.box.fill_disk()
        self.a_while()
        # Also begun anew it finds no room.
        self.box.kill()
        self.a_while()
        self.box.fill_disk(False)

    def fail_broken_line(self):
        """To the printer, in the middle of a label."""
        self.printer.drop_after = self.chance.randint(1, 300)

    def fail_paper(self):
        self.printer.paper_out = True
        self.a_while()
        self.printer.paper_out = False

    # What has to be so

    def is_settled(self):
        ((count,),) = self.dock.rows("SELECT COUNT(*) FROM perpetual_scan")
        return count >= SCANS and {state for state, _content in self.dock.jobs()} <= OVER

    def assert_each_scan_once(self):
        found = defaultdict(list)
        for device, text in self.dock.rows(
            "SELECT device_uid, text FROM perpetual_scan ORDER BY id"
        ):
            found[device].append(text)
        wanted = {
            scanner.candidate.uid: [
                f"{scanner.path.name}-{number:05}" for number in range(SCANS // SCANNERS)
            ]
            for scanner in self.dock.scanners
        }
        self.assertEqual(dict(found), wanted)
        ordered = self.dock.rows(
            "SELECT COUNT(*) FROM (SELECT seq < LAG(seq) OVER (ORDER BY id) AS is_wrong"
            " FROM perpetual_scan) AS scans WHERE is_wrong"
        )
        self.assertEqual(ordered, [(0,)])
        self.assertEqual(len(self.dock.rows("SELECT DISTINCT epoch FROM perpetual_scan")), 1)

    def assert_each_label_once(self):
        came_out = Counter(label.content for label in self.printer.labels)
        jobs = self.dock.jobs()
        self.assertGreaterEqual(len(jobs), 5, self.unprinted)
        self.assertEqual(len({content for _state, content in jobs}), len(jobs))
        for state, content in jobs:
            wanted = {0, 1} if state == "unknown" else {1}
            self.assertIn(came_out[content], wanted, (state, content))
        self.assertLessEqual(set(came_out), {content for _state, content in jobs})

    def assert_nothing_leaks(self):
        log = "\n".join(self.box.log) + self.server.log.read_text(errors="replace")
        self.assertNotIn(self.box.token, log)
        self.assertNotIn("scanner0-00", "\n".join(self.box.log))
        self.assertNotIn("Traceback", "\n".join(self.box.log))


FAULTS = [name.removeprefix("fail_") for name in vars(TestBoxSoak) if name.startswith("fail_")]
FAULTS.remove("somehow")

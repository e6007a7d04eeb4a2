"""One box asks from several sides at the same moment, as after a restart."""

import base64
import threading
import time

import requests

import odoo
from odoo.tests import BaseCase, tagged

from .served.server import Server

SIDES = 4
JOBS = 24
SCANS = 40
ROUTE = "/perpetual_devices/v1/"


@tagged("post_install", "-at_install")
class TestBoxAndTwin(BaseCase):
    """Through HTTP, each request in a process of its own: a job is given once, a scan kept once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = Server(f"{odoo.tools.config['db_name'][0]}-box", SIDES)
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()
        cls.client = cls.server.client("clerk1")
        box = cls.client.call("perpetual.iot.box", "create", [{"name": "Dock"}])[0]
        shown = cls.client.call("perpetual.iot.box", "action_code", [box])
        cls.key = {}
        told = cls.post("pair", {"code": shown["context"]["default_code"]}).json()
        cls.key = {
            "Authorization": f"Bearer {told['token']}",
            "X-Perpetual-Box": told["box"],
        }
        devices = [{"uid": "P1", "kind": "printer", "state": "ready"}]
        assert cls.post("heartbeat", {"devices": devices}).status_code == 200
        (cls.printer,) = cls.client.search("perpetual.device", [("box_id", "=", box)])

    @classmethod
    def post(cls, route, body):
        url = f"http://127.0.0.1:{cls.server.port}{ROUTE}{route}"
        return requests.post(url, json=body, headers=cls.key, timeout=60)

    def at_once(self, work):
        """Answers of all sides, which begin together."""
        together, answers = threading.Barrier(SIDES), [None] * SIDES

        def side(number):
            together.wait(60)
            answers[number] = work()

        threads = [threading.Thread(target=side, args=(number,)) for number in range(SIDES)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertNotIn(None, answers)
        return answers

    def test_a_job_is_given_once(self):
        for _number in range(JOBS):
            self.client.call("perpetual.device", "action_test_print", [self.printer])
        given = []
        while len(given) < JOBS:
            before = len(given)
            for response in self.at_once(lambda: self.post("jobs/claim", {"limit": 3})):
                self.assertEqual(response.status_code, 200, response.text)
                given += [(job["id"], job["fence"]) for job in response.json()["jobs"]]
            self.assertGreater(len(given), before)
        self.assertEqual(len(set(given)), JOBS)
        self.assertEqual({fence for _id, fence in given}, {1})
        # Two reports that begin to send: both are told the same, and it is sent by one fence.
        row = {"id": given[0][0], "fence": 1, "state": "sending"}
        answers = self.at_once(lambda: self.post("jobs/report", {"reports": [row]}).json())
        self.assertEqual({answer["results"][0]["status"] for answer in answers}, {"ok"})
        self.assertFalse(self.post("jobs/claim", {"limit": 20}).json()["jobs"])

    def test_a_scan_is_kept_once(self):
        rows = [
            {
                "seq": number,
                "device": "S1",
                "raw": base64.b64encode(b"x").decode(),
                "text": f"CODE-{number}",
                "at_ms": int(time.time() * 1000),
            }
            for number in range(1, SCANS + 1)
        ]
        answers = self.at_once(lambda: self.post("scans", {"epoch": "e", "scans": rows}).json())
        for answer in answers:
            self.assertEqual([row["seq"] for row in answer["results"]], list(range(1, SCANS + 1)))
        kept = self.client.call(
            "perpetual.scan", "search_read", [("text", "like", "CODE-")], ["seq"], order="seq"
        )
        self.assertEqual([row["seq"] for row in kept], list(range(1, SCANS + 1)))
        statuses = [row["status"] for answer in answers for row in answer["results"]]
        self.assertEqual(set(statuses), {"new", "dup"})

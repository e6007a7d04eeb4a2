import copy
import json
import logging
from contextlib import contextmanager

from odoo.tests import HttpCase, tagged

from ..controllers import box as controller
from .common import DevicesCommon

ROUTES = ("heartbeat", "scans", "jobs/claim", "jobs/report", "diagnostics")
#: What no field of a call may be, and some may.
POISON = (
    None, True, -1, 1.5, 2**31, 10**400, float("inf"), "", "x" * 6000, "%s\x00\ud800'--",
    [None], [[]], {"\x00": float("nan")},
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestAttacks(DevicesCommon, HttpCase):
    """Whatever is sent is answered with what the protocol says, and leaves no trace."""

    def setUp(self):
        super().setUp()
        for name in ("PAIRING", "PAIRING_ALL", "OF_BOX"):
            self.patch(controller, name, controller.Rate(10**6, 10))

    @contextmanager
    def logged(self):
        """What the controller tells of what it has refused."""
        with self.assertLogs(controller.__name__, logging.INFO) as logs:
            yield logs

    def bodies(self):
        """A good body of each route."""
        job = self.queue()
        return {
            "heartbeat": {
                "epoch": "e", "boot_id": "b", "wall_ms": 1, "boot_ms": 1, "clock_synced": True,
                "versions": {"box": "1", "python": "3", "protocol": 1},
                "devices": [
                    {"uid": "serial:S1", "kind": "scanner", "driver": "d", "name": "n",
                     "capabilities": ["scan"], "state": "ready", "detail": ""}
                ],
                "queue": {"scans": 0, "jobs": 0, "oldest_ms": 1}, "doorbell": "up",
                "config_version": 3, "config_error": "",
                "problems": [{"code": "c", "message": "m"}],
            },
            "scans": {"epoch": "e", "scans": [{**self.raw(1), "extra": {"rssi": 1}}]},
            "jobs/claim": {"epoch": "e", "limit": 1, "devices": ["serial:P1"], "kept": []},
            "jobs/report": {
                "reports": [
                    {"id": job.id, "fence": 1, "state": "sending", "detail": "", "at_ms": 1}
                ]
            },
            "diagnostics": {"text": "all is well"},
        }  # fmt: skip

    def spoiled(self, body):
        """The body with each value in turn replaced by each poison."""
        for path in _paths(body):
            for poison in POISON:
                spoiled = copy.deepcopy(body)
                place = spoiled
                # Those of one scan have a test of their own.
                if path[:2] == ("scans", 0) and path[2:]:
                    continue
                for key in path[:-1]:
                    place = place[key]
                place[path[-1]] = poison
                yield path, poison, spoiled

    def test_poison_in_each_field(self):
        """No answer but 200, 400 or 413, each whole; a scan that is none is named as rejected, so
        that it does not wait on the box for ever."""
        before = self.env["perpetual.scan"].search_count([])
        for route, body in self.bodies().items():
            for path, poison, spoiled in self.spoiled(body):
                with self.subTest(route=route, path=path, poison=str(poison)[:30]):
                    self.assert_answered(route, spoiled)
        self.assertGreater(self.env["perpetual.scan"].search_count([]), before)
        self.assertTrue(self.env["res.users"].search_count([]))

    def assert_answered(self, route, body):
        # NaN and infinity are no JSON; Python reads them.
        response = self.post(route, data=json.dumps(body))
        self.assertIn(response.status_code, (200, 400, 413), response.text[:300])
        answer = response.json()
        if response.status_code != 200:
            self.assertTrue(answer["error"]["way_out"])
        elif route == "scans" and body["scans"]:
            self.assertEqual(len(answer["results"]), len(body["scans"]))
            self.assertTrue({row["status"] for row in answer["results"]} <= _STATUSES)

    def test_a_bad_scan_holds_up_no_good_one(self):
        rows = [
            {**self.raw(number), name: poison}
            for number, (name, poison) in enumerate(
                (name, poison) for name in self.raw(1) if name != "seq" for poison in POISON
            )
            if number
        ]
        good = self.raw(10_000, "GOOD-ONE")
        for start in range(0, len(rows), 150):
            batch = self.batch(*rows[start : start + 150], good)
            results = self.told("scans", json.loads(json.dumps(batch)))["results"]
            self.assertEqual(len(results), len(batch["scans"]))
        self.assertEqual(self.scans().filtered(lambda scan: scan.seq == 10_000).text, "GOOD-ONE")

    def test_replay(self):
        """A whole recorded morning once more: not a row more, nothing is given again."""
        calls = [("scans", self.batch(self.raw(1), self.raw(2)))]
        (job,) = self.queue()
        calls.append(("jobs/claim", {"epoch": "e"}))
        for state in ("sending", "printed"):
            row = {"id": job.id, "fence": 1, "state": state, "detail": ""}
            calls.append(("jobs/report", {"reports": [row]}))
        for route, body in calls:
            self.told(route, body)
        before = self.scans().read(), job.read(["state", "fence", "finished_at"])
        answers = [self.told(route, body) for route, body in calls]
        self.assertEqual([row["status"] for row in answers[0]["results"]], ["dup", "dup"])
        self.assertEqual(answers[1]["jobs"], [])
        self.assertEqual(answers[2]["results"][0]["status"], "refused")
        self.assertEqual((self.scans().read(), job.read(["state", "fence", "finished_at"])), before)

    def test_a_recorded_pairing(self):
        """The code is used up, and the token before the last pairing ends with it."""
        code = self.code(self.box)
        first = self.post("pair", {"code": code}, token="none").json()["token"]
        with self.logged():
            self.assert_refused(self.post("pair", {"code": code}, token="none"), 403, "code_wrong")
            self.assert_refused(self.post("heartbeat"), 401, "unauthorised")
        self.told("heartbeat", token=first)

    def test_nothing_leaks(self):
        """Neither tokens nor codes, nor what was tried, are in the log or in an answer."""
        code = self.code(self.box)
        with self.logged() as logs:
            texts = [
                self.post(route, token=self.token[:-1] + "~").text for route in (*ROUTES, "nowhere")
            ]
            texts.append(self.post("pair", {"code": code[:-1] + "!"}).text)
            texts.append(self.post("scans", data=f'{{"text": "{self.token}"').text)
        self.assertEqual(len(logs.output), len(texts))
        secrets = (self.token[:-1], code[:-1], code.replace("-", "")[:-1], self.box.token_hash)
        for text in (*logs.output, *texts):
            for secret in secrets:
                self.assertNotIn(secret, text)

    def test_guessing_a_code(self):
        """All codes that wait end with the fifth try; whoever goes on learns nothing by time or
        words."""
        boxes = self.box | self.second_box()[0]
        codes = [self.code(box) for box in boxes]
        answers = {
            self.post("pair", {"code": guess}, token="none").text
            for guess in ("", "AAAAA-AAAAA", "\x00", "é", "A" * 5000, [], {}, None, 7)
        }
        self.assertEqual(len(answers), 1)
        for code in codes:
            self.assert_refused(self.post("pair", {"code": code}, token="none"), 403, "code_wrong")
        self.told("heartbeat")

    def test_shapes_of_a_call(self):
        """Other types of content, no length, bodies that are none."""
        for headers, data in (
            ({"Content-Type": "application/x-www-form-urlencoded"}, "a=b"),
            ({"Content-Type": "multipart/form-data; boundary=x"}, "--x--"),
            ({"Content-Type": "application/json; charset=utf-16"}, "{"),
            ({"Content-Encoding": "gzip"}, b"\x1f\x8b\x08"),
        ):
            self.assert_refused(self.post("scans", data=data, **headers), 400, "malformed")
        response = self.post("scans", data=iter([b"{}"]))
        self.assertIn(response.status_code, (400, 411, 413))

    def test_headers(self):
        for headers in (
            {"Authorization": f"Basic {self.token}"},
            {"Authorization": self.token},
            {"Authorization": f"Bearer {self.token} x"},
            {"Authorization": "Bearer " + "x" * 5000},
            {"X-Perpetual-Box": ""},
            {"X-Perpetual-Box": "%"},
            {"X-Perpetual-Box": "' OR 1=1 --"},
        ):
            self.assert_refused(self.post("heartbeat", **headers), 401, "unauthorised")


_STATUSES = {"new", "dup", "rejected"}


def _paths(value, before=()):
    """Each place in a body that holds a value."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in items:
        yield (*before, key)
        if isinstance(one, dict | list):
            yield from _paths(one, (*before, key))

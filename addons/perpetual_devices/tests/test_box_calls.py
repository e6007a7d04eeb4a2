import time
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged

from odoo.addons.http_routing.tests.common import MockRequest

from ..controllers import box as controller
from .common import DevicesCommon


@tagged("post_install", "-at_install")
class TestPairing(DevicesCommon, HttpCase):
    """A code once, a token from then on; whoever has neither is refused and learns nothing."""

    def setUp(self):
        super().setUp()
        for name in ("PAIRING", "PAIRING_ALL", "OF_BOX"):
            limit = getattr(controller, name)
            self.patch(controller, name, controller.Rate(limit.most, limit.seconds))
        self.new = self.env["perpetual.iot.box"].create(
            {"name": "New box", "company_id": self.company.id}
        )

    def pair(self, code, **how):
        body = {"code": code, "name": "pi", "versions": {"box": "1.0"}, "machine": "Pi 5"}
        return self.post("pair", body, token="none", **how)

    def test_pair(self):
        answer = self.pair(self.code(self.new).lower().replace("-", " - ")).json()
        self.assertEqual((answer["box"], answer["name"]), (self.new.uuid, "New box"))
        self.assertEqual((self.new.state, self.new.machine), ("paired", "Pi 5"))
        self.assertEqual(answer["config"]["document"]["poll_s"], 2)
        self.assertNotIn(answer["token"], str(self.new.sudo().read()))
        self.told("heartbeat", {}, box=self.new, token=answer["token"])

    def test_a_code_works_once(self):
        code = self.code(self.new)
        self.assertEqual(self.pair(code).status_code, 200)
        self.assert_refused(self.pair(code), 403, "code_wrong")

    def test_a_code_is_good_for_ten_minutes(self):
        code = self.code(self.new)
        self.new.code_expires_at = fields.Datetime.now() - timedelta(seconds=1)
        self.assert_refused(self.pair(code), 403, "code_wrong")

    def test_five_wrong_tries_end_a_code(self):
        code = self.code(self.new)
        for _number in range(5):
            self.assert_refused(self.pair("AAAAA-AAAAA"), 403, "code_wrong")
        self.assert_refused(self.pair(code), 403, "code_wrong")

    def test_guessing_is_slow(self):
        for _number in range(controller.TRIES_OF_ONE):
            self.pair("AAAAA-AAAAA")
        response = self.pair("AAAAA-AAAAA")
        self.assert_refused(response, 429, "too_many")
        self.assertEqual(response.headers["Retry-After"], "60")

    def test_wrong_token(self):
        for token in ("x", self.token + "x", "", "é"):
            headers = {"Authorization": f"Bearer {token}".encode("latin-1")}
            self.assert_refused(self.post("heartbeat", {}, **headers), 401, "unauthorised")
        self.assert_refused(self.post("heartbeat", {}, box=self.new), 401, "unauthorised")
        self.assertFalse(self.new.last_seen)

    def test_the_token_of_another_box(self):
        other, token = self.second_box()
        self.assert_refused(self.post("heartbeat", {}, token=token), 401, "unauthorised")
        self.told("heartbeat", {}, token=token, box=other)

    def test_revoked(self):
        self.told("heartbeat")
        self.box.with_user(self.admin).action_revoke()
        for route in ("heartbeat", "scans", "jobs/claim", "jobs/report", "diagnostics"):
            self.assert_refused(self.post(route), 401, "unauthorised")
        with self.assertRaisesRegex(UserError, "is revoked"):
            self.box.with_user(self.admin).action_code()

    def test_another_token(self):
        """Both are good until the new one is used; an answer that is lost does no harm."""
        self.box.with_user(self.admin).action_rotate()
        lost = self.told("heartbeat")["token"]
        new = self.told("heartbeat")["token"]
        self.assertNotIn(None, (lost, new))
        self.assert_refused(self.post("heartbeat", token=lost), 401, "unauthorised")
        self.assertIsNone(self.told("heartbeat", token=new)["token"])
        self.assert_refused(self.post("heartbeat"), 401, "unauthorised")

    def test_rights(self):
        box = self.box.with_user(self.worker)
        self.assertEqual(box.name, "Dock box")
        for call in (box.action_code, box.action_revoke, box.action_rotate, box.action_diagnose):
            with self.assertRaises(AccessError):
                call()
        for user in (self.worker, self.admin):
            with self.assertRaises(AccessError):
                self.box.with_user(user).read(["token_hash"])
        with self.assertRaisesRegex(UserError, "follows from its steps"):
            self.box.with_user(self.admin).state = "revoked"


@tagged("post_install", "-at_install")
class TestCalls(DevicesCommon, HttpCase):
    """What is no call of a box, and what a box may not do."""

    def test_bodies(self):
        for data, status, code in (
            (" ", 400, "malformed"),
            ("[]", 400, "malformed"),
            ("{" * 5000, 400, "malformed"),
            (b"\xff\xfe", 400, "malformed"),
            ('{"scans": 1, "epoch": "e"}', 400, "malformed"),
            ('{"scans": [1], "epoch": "e"}', 400, "malformed"),
            ('{"scans": []}', 400, "malformed"),
            ("{" + " " * controller_limit() + "}", 413, "too_large"),
        ):
            self.assert_refused(self.post("scans", data=data), status, code)
        for route, body in (
            ("jobs/claim", {"limit": "many"}),
            ("jobs/claim", {"devices": "all"}),
            ("jobs/report", {"reports": {}}),
            ("heartbeat", {"queue": [1]}),
            ("heartbeat", {"devices": [1]}),
            ("heartbeat", {"wall_ms": "now"}),
            ("diagnostics", {"text": 1}),
        ):
            self.assert_refused(self.post(route, body), 400, "malformed")
        self.assert_refused(self.post("nowhere"), 404, "no_route")
        self.assertFalse(self.scans())

    def test_nobody_reads_by_it(self):
        """The routes are no way in for a browser, and make no session."""
        response = self.url_open("/perpetual_devices/v1/heartbeat")
        self.assertEqual(response.status_code, 405)
        self.assertNotIn("session_id", self.post("heartbeat").headers.get("Set-Cookie", ""))

    def test_heartbeat(self):
        now = int(time.time() * 1000)
        answer = self.told(
            "heartbeat",
            {
                "wall_ms": now - 90000,
                "clock_synced": False,
                "versions": {"box": "1.2", "python": "3.11", "protocol": 1},
                "queue": {"scans": 7, "jobs": 1, "oldest_ms": now - 95000},
                "doorbell": "down",
                "problems": [{"code": "disk", "message": "The disk is nearly full."}],
                "devices": [
                    {"uid": "serial:S1", "kind": "scanner", "name": "DS", "state": "offline",
                     "detail": "unplugged"},
                    {"uid": "path:1-1.2", "kind": "scale", "name": "PS60", "state": "ready"},
                    {"uid": "", "kind": "scanner"},
                    {"uid": "x", "kind": "toaster"},
                ],
            },
        )  # fmt: skip
        box = self.box
        self.assertAlmostEqual(box.clock_offset_ms, 90000, delta=5000)
        self.assertEqual((box.queue_scans, box.doorbell, box.software), (7, "down", "1.2"))
        self.assertEqual(box.problems, "The disk is nearly full.")
        self.assertAlmostEqual((fields.Datetime.now() - box.oldest_at).total_seconds(), 5, delta=5)
        states = {device.uid: device.state for device in box.device_ids}
        self.assertEqual(
            states, {"serial:S1": "offline", "serial:P1": "gone", "path:1-1.2": "ready"}
        )
        self.assertEqual(answer["config"]["version"], box.config_version)
        self.assertEqual(set(answer["config"]["document"]["devices"]), set(states))
        self.assertAlmostEqual(answer["server_ms"], now, delta=5000)
        again = self.told("heartbeat", {"config_version": box.config_version, "devices": []})
        self.assertIsNone(again["config"])

    def test_a_printer_names_its_language(self):
        """Once: what a person has chosen since stays."""
        row = {"uid": "usblp:1", "kind": "printer", "capabilities": ["print", "tspl"]}
        self.told("heartbeat", {"devices": [row]})
        printer = self.box.device_ids.filtered(lambda device: device.uid == "usblp:1")
        self.assertEqual(printer.language, "tspl")
        printer.with_user(self.admin).language = "zpl"
        self.told("heartbeat", {"devices": [row]})
        self.assertEqual(printer.language, "zpl")

    def test_options(self):
        """One a line, told to the box, and the same when they are read again."""
        scanner = self.scanner.with_user(self.admin)
        lines = [
            "driver = scanner_hid", "length = 13", "antennas = [1, 2]", "window_s = 0.5",
            'prefix = "7"', "name = NaN",
        ]  # fmt: skip
        scanner.options_text = "\n\n".join(lines)
        options = {
            "driver": "scanner_hid", "length": 13, "antennas": [1, 2], "window_s": 0.5,
            "prefix": "7", "name": "NaN",
        }  # fmt: skip
        _version, document = self.box._configuration()
        self.assertEqual(document["devices"]["serial:S1"]["options"], options)
        scanner.invalidate_recordset()
        self.assertEqual(sorted(scanner.options_text.splitlines()), sorted(lines))
        with self.assertRaisesRegex(ValidationError, "“driver scanner_hid” is no option"):
            scanner.options_text = "driver scanner_hid"
        scanner.options_text = False
        self.assertFalse(scanner.options)

    def test_configuration(self):
        """A new version with each change, and a printer with an address."""
        version = self.box.config_version
        self.scanner.with_user(self.admin).write({"label": "Dock 2", "framing": "ssi"})
        self.assertEqual(self.box.config_version, version + 1)
        self.scanner.with_user(self.admin).label = "Dock 2"
        self.assertEqual(self.box.config_version, version + 1)
        self.env["perpetual.device"].with_user(self.admin).create(
            {"box_id": self.box.id, "kind": "printer", "host": "192.0.2.7"}
        )
        _version, document = self.box._configuration()
        self.assertEqual(
            document["devices"]["serial:S1"],
            {"label": "Dock 2", "enabled": True, "framing": "ssi", "baudrate": 9600, "options": {}},
        )
        self.assertEqual(
            document["printers"],
            [{"uid": "tcp:192.0.2.7:9100", "driver": "printer_tcp", "host": "192.0.2.7",
              "port": 9100, "language": "zpl"}],
        )  # fmt: skip

    def test_doorbell(self):
        """A box that knows its secret hears its own bell, without data; others hear nothing."""
        websocket = self.env["ir.websocket"]
        secret = self.box._doorbell_secret()
        other, _token = self.second_box()

        def channels(*names):
            with MockRequest(self.env):
                return websocket._build_bus_channel_list(list(names))

        self.assertIn(self.box, channels(f"perpetual_box|{self.box.uuid}|{secret}"))
        for wrong in (
            f"perpetual_box|{self.box.uuid}|{secret[:-1]}x",
            f"perpetual_box|{other.uuid}|{secret}",
            f"perpetual_box|{self.box.uuid}",
            "perpetual_box||",
            f"perpetual_box|{self.box.uuid}|{secret}|",
            f"perpetual_box|{self.box.uuid}|é",
        ):
            heard = channels(wrong)
            self.assertNotIn(self.box, heard)
            self.assertNotIn(wrong, heard)
        sent = []
        self.patch(
            type(self.env["bus.bus"]),
            "_sendone",
            lambda bus, target, kind, message: sent.append((target, kind, message)),
        )
        self.queue()
        self.assertEqual(sent, [(self.box, "perpetual_devices.doorbell", {})])
        self.box.with_user(self.admin).action_revoke()
        self.assertNotIn(self.box, channels(f"perpetual_box|{self.box.uuid}|{secret}"))

    def test_commands(self):
        self.box.with_user(self.admin).action_diagnose()
        self.assertEqual(self.told("heartbeat")["commands"], ["diagnose"])
        self.assertEqual(self.told("heartbeat")["commands"], [])
        self.told("diagnostics", {"text": "all is well\x00"})
        self.assertEqual(self.box.diagnostics, "all is well")

    def test_silent(self):
        """Told once, and taken back when the box is heard of again."""
        there = {"devices": [{"uid": "serial:S1", "kind": "scanner", "state": "ready"}]}
        self.told("heartbeat", there)
        with freeze_time(fields.Datetime.now() + timedelta(minutes=6)):
            for _time in range(2):
                self.env["perpetual.iot.box"]._cron_silent()
            self.assertEqual(self.box.health, "silent")
        self.assertEqual(self.scanner.state, "gone", "nobody knows how it is")
        self.assertEqual(len(self.box.activity_ids), 1)
        self.assertIn("doctor", str(self.box.activity_ids.note))
        self.told("heartbeat", there)
        self.assertFalse(self.box.activity_ids)
        self.assertEqual(self.scanner.state, "ready")

    def test_the_command_has_the_address_of_the_browser(self):
        """And the scheme that the administrator uses: a proxy may hide it."""
        self.admin.password = self.admin.login
        self.authenticate(self.admin.login, self.admin.login)
        here = self.base_url()
        for base, shown in (
            ("https://odoo.example.com", here),
            (here.replace("http:", "https:"), here.replace("http:", "https:")),
        ):
            self.env["ir.config_parameter"].set_param("web.base.url", base)
            told = self.make_jsonrpc_request(
                "/web/dataset/call_kw/perpetual.iot.box/action_code",
                {
                    "model": "perpetual.iot.box",
                    "method": "action_code",
                    "args": [self.box.ids],
                    "kwargs": {},
                },
            )
            command = told["context"]["default_command"].split()
            self.assertEqual(command[:4], ["sudo", "iot-box", "pair", shown])

    def test_one_company(self):
        other = self.make_company("Elsewhere")
        box, token = self.second_box(other)
        self.told("scans", self.batch(self.raw(1)), box=box, token=token)
        self.assertEqual(self.env["perpetual.scan"].search([]).company_id, other)
        for model in ("perpetual.iot.box", "perpetual.scan"):
            found = self.env[model].with_user(self.worker).search([])
            self.assertNotIn(other, found.company_id)


def controller_limit():
    return controller.LARGEST

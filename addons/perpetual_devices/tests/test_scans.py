from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.bus.models.bus import BusBus

from .common import DevicesCommon


@tagged("post_install", "-at_install")
class TestScans(DevicesCommon, HttpCase):
    """Captured once, then given to whoever works at the scanner's station."""

    def statuses(self, *rows, **how):
        answer = self.told("scans", self.batch(*rows, **how))
        return [(row["seq"], row["status"]) for row in answer["results"]]

    def pending(self, user=None):
        door = self.env["perpetual.barcode"].with_user(user or self.worker)
        return [scan["barcode"] for scan in door.pending_scans()]

    def test_once(self):
        rows = [self.raw(number) for number in (1, 2, 3)]
        self.assertEqual(self.statuses(*rows), [(1, "new"), (2, "new"), (3, "new")])
        self.assertEqual(self.statuses(*rows, self.raw(4))[2:], [(3, "dup"), (4, "new")])
        self.assertEqual(self.scans().mapped("seq"), [1, 2, 3, 4])
        # Another file of the same box counts anew.
        self.assertEqual(self.statuses(self.raw(1), epoch="epoch-2"), [(1, "new")])
        self.assertEqual(len(self.scans()), 5)

    def test_another_boxes_numbers(self):
        box, token = self.second_box()
        self.statuses(self.raw(1))
        answer = self.told("scans", self.batch(self.raw(1)), box=box, token=token)
        self.assertEqual(answer["results"][0]["status"], "new")
        self.assertEqual(len(self.scans()), 1)

    def test_what_is_no_scan(self):
        """Kept as rejected, so that it does not come for ever; those beside it count."""
        rows = [
            self.raw(1, text=""),
            self.raw(2, text=5),
            self.raw(3, raw="no base64!"),
            self.raw(4, at_ms="yesterday"),
            self.raw(5, at_ms=1e300),
            self.raw(6, text="x" * 6000),
            self.raw(7, text="A\x00B"),
        ]
        statuses = self.statuses(*rows, {"seq": "one"}, {"text": "no number"})
        self.assertEqual(
            [status for _seq, status in statuses], ["rejected"] * 6 + ["new"] + ["rejected"] * 2
        )
        self.assertEqual(self.scans().mapped("state"), ["rejected"] * 6 + ["routed"])
        self.assertEqual(self.scans()[-1].text, "AB")
        self.assertEqual(self.statuses(rows[0]), [(1, "rejected")])
        self.assertEqual(len(self.scans()), 7)

    def test_to_the_app(self):
        """In their order, rung for without data, counted once, done with the call."""
        sent = []
        self.patch(
            BusBus,
            "_sendone",
            lambda bus, target, kind, message: sent.append((target, kind, message)),
        )
        picking = self.incoming((self.average, 5))
        self.statuses(self.raw(1), self.raw(2))
        self.assertIn((self.worker.partner_id, "perpetual_barcode.scan", {}), sent)
        self.assertNotIn("4006381333931", str(sent))
        self.assertEqual(self.pending(), ["]E04006381333931"] * 2)
        self.assertEqual(self.pending(self.admin), [])
        self.start("receive", picking)
        for scan in self.env["perpetual.barcode"].with_user(self.worker).pending_scans():
            for _time in range(2):
                self.call("scan", {"barcode": scan["barcode"]}, self.session, key=scan["uuid"])
        self.assertEqual(picking.move_ids.move_line_ids.filtered("picked").quantity, 2)
        self.assertEqual(self.scans().mapped("state"), ["taken", "taken"])
        self.assertEqual(self.pending(), [])

    def test_nobody_there(self):
        self.station.with_user(self.worker).action_leave()
        self.statuses(self.raw(1))
        scan = self.scans()
        self.assertEqual((scan.state, scan.message), ("received", "Nobody works at Dock 2."))
        self.assertEqual(self.pending(), [])
        # Whoever comes later does not find it in their work.
        self.station.with_user(self.admin).action_work_here()
        self.statuses(self.raw(2))
        self.assertEqual(self.scans().mapped("state"), ["received", "routed"])
        scan.with_user(self.worker).action_take()
        self.assertEqual(self.pending(), ["]E04006381333931"])
        with self.assertRaisesRegex(UserError, "waits for somebody"):
            scan.with_user(self.admin).action_take()

    def test_whoever_came_last_works_there(self):
        self.station.with_user(self.admin).action_work_here()
        self.statuses(self.raw(1))
        self.assertEqual(self.pending(self.admin), ["]E04006381333931"])
        self.assertEqual(self.pending(), [])
        other = self.env["perpetual.station"].create(
            {"name": "Dock 3", "company_id": self.company.id, "user_ids": [(4, self.worker.id)]}
        )
        with self.assertRaisesRegex(UserError, "Dock 3 is for"):
            other.with_user(self.admin).action_work_here()
        other.with_user(self.worker).action_work_here()
        self.assertEqual(other.worker_id, self.worker)

    def test_the_label_of_a_station(self):
        """Scanned on the start screen it says where one works."""
        self.station.with_user(self.worker).action_leave()
        answer = self.call("start", {"barcode": "DOCK-2"}, flow="home")
        self.assert_good(answer)
        self.assertIn("You work at Dock 2", answer["message"]["text"])
        self.assertEqual(self.station.worker_id, self.worker)
        self.station.user_ids = self.admin
        answer = self.call("start", {"barcode": "DOCK-2"}, flow="home")
        self.assert_error(answer, "Dock 2 is for")

    def test_a_scanner_of_no_station(self):
        self.scanner.station_id = False
        self.statuses(self.raw(1), self.raw(2, device="serial:unknown"))
        self.assertEqual(
            set(self.scans().mapped("message")), {"The scanner belongs to no station."}
        )

    def test_the_last_shift(self):
        """What nobody has fetched in a shift is not put into the next one's work."""
        self.statuses(self.raw(1))
        self.scans().received_at = fields.Datetime.now() - timedelta(hours=9)
        self.assertEqual(self.pending(), [])
        self.env["perpetual.scan"]._set_aside()
        self.assertEqual(self.scans().state, "stale")

    def test_rfid_tags(self):
        """RFID reads are a set: the same tag again in the same work is the same thing."""
        self.scanner.kind = "rfid"
        self.start("receive", self.incoming((self.average, 5)))
        tag, other = (f"urn:epc:tag:sgtin-96:1.4006381.033393.{number}" for number in (1, 2))
        for seq, text in enumerate((tag, other, tag, tag), 1):
            self.statuses(self.raw(seq, text=text, aim="", extra={"hex": "30", "antenna": 1}))
        states = self.scans().mapped("state")
        self.assertEqual(states, ["routed", "routed", "repeated", "repeated"])

    def test_the_boxes_clock(self):
        """Instants are corrected by how far the box's clock is off."""
        scan = self.raw(1)
        behind = scan["at_ms"] - 3600000
        self.told("heartbeat", {"wall_ms": behind})
        self.statuses({**scan, "at_ms": behind})
        late = (fields.Datetime.now() - self.scans().scanned_at).total_seconds()
        self.assertAlmostEqual(late, 0, delta=10)

    def test_a_fault_in_routing_loses_nothing(self):
        """Kept and acknowledged; routed with the next call."""
        scans = type(self.env["perpetual.scan"])

        def fails(_self, _box):
            raise ValueError("routing is broken")

        with (
            self.assertLogs("odoo.addons.perpetual_devices.controllers.box", "ERROR"),
            patch.object(scans, "_route", fails),
        ):
            self.assertEqual(self.statuses(self.raw(1)), [(1, "new")])
        self.assertEqual(self.scans().state, "received")
        self.statuses(self.raw(2))
        self.assertEqual(self.scans().mapped("state"), ["routed", "routed"])

    def test_rights(self):
        self.statuses(self.raw(1))
        scan = self.scans().with_user(self.worker)
        self.assertEqual(scan.text, "4006381333931")
        for call in (lambda: scan.write({"text": "x"}), scan.unlink, lambda: scan.copy()):
            with self.assertRaises(AccessError):
                call()

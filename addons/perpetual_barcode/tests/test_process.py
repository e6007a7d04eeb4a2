import time
import uuid

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestProcess(BarcodeCommon):
    """The door of the app: calls that are repeated, wrong, or another's."""

    def test_sent_twice_it_counts_once(self):
        picking = self.incoming((self.average, 5))
        self.start("receive", picking)
        key = str(uuid.uuid4())
        scan = {"barcode": self.average.barcode}
        first = self.call("scan", scan, self.session, key=key)
        again = self.call("scan", scan, self.session, key=key)
        self.assertEqual(self.done(first), {self.average.display_name: 1})
        self.assertTrue(again.pop("repeated"))
        self.assertEqual(again, first)
        self.assertEqual(picking.move_ids.move_line_ids.filtered("picked").quantity, 1)

    def test_an_error_sent_twice_is_the_same_error(self):
        self.start("receive", self.incoming((self.average, 5)))
        key = str(uuid.uuid4())
        first = self.call("validate", {}, self.session, key=key)
        self.assert_error(first, "Nothing is scanned yet")
        again = self.call("validate", {}, self.session, key=key)
        self.assertEqual(again["message"], first["message"])

    def test_many_in_one_request_stay_in_order(self):
        """A phone that was offline sends what it has kept, the start with it."""
        picking = self.incoming((self.average, 9))
        start = str(uuid.uuid4())
        calls = [
            {
                "uuid": start,
                "flow": "receive",
                "session": None,
                "action": "start",
                "data": {"picking": picking.id},
            }
        ]
        calls += [
            {
                "uuid": str(uuid.uuid4()),
                "session": start,
                "action": "scan",
                "data": {"barcode": self.average.barcode},
            }
            for _number in range(7)
        ]
        answers = self.env["perpetual.barcode"].with_user(self.worker).process(calls, "phone-1")
        self.assertEqual(
            [self.done(answer)[self.average.display_name] for answer in answers], list(range(8))
        )

    def kept(self, count):
        """A start and its scans, as a phone has kept them."""
        picking = self.incoming((self.average, 9))
        start = {"uuid": str(uuid.uuid4()), "flow": "receive", "action": "start"}
        start["data"] = {"picking": picking.id}
        scans = [
            {
                "uuid": str(uuid.uuid4()),
                "session": start["uuid"],
                "action": "scan",
                "data": {"barcode": self.average.barcode},
            }
            for _number in range(count)
        ]
        return picking, start, scans

    def picked(self, picking):
        return sum(picking.move_line_ids.filtered("picked").mapped("quantity"))

    def test_out_of_order_in_one_request(self):
        """A scan before the start of its work waits for it; answers come as they were asked."""
        picking, start, scans = self.kept(3)
        calls = [scans[0], start, scans[2], scans[1]]
        door = self.env["perpetual.barcode"].with_user(self.worker)
        answers = door.process(calls)
        self.assertEqual([a["uuid"] for a in answers], [call["uuid"] for call in calls])
        self.assertEqual({answer["message"]["level"] for answer in answers}, {"good"})
        self.assertEqual(self.picked(picking), 3)
        for answer in door.process([*reversed(calls), *calls]):
            self.assertTrue(answer["repeated"])
        self.assertEqual(self.picked(picking), 3)

    def test_out_of_order_in_two_requests(self):
        """What arrives before its start is not done and not refused for ever."""
        picking, start, scans = self.kept(2)
        door = self.env["perpetual.barcode"].with_user(self.worker)
        with self.assertRaisesRegex(UserError, "has not arrived"), self.env.cr.savepoint():
            door.process(scans)
        self.assertFalse(self.env["perpetual.barcode.scan"].search([]))
        door.process([start])
        answers = door.process(scans)
        self.assertEqual({answer["message"]["level"] for answer in answers}, {"good"})
        self.assertEqual(self.picked(picking), 2)

    def test_one_that_fails_does_not_stop_the_rest(self):
        self.start("receive", self.incoming((self.average, 9)))
        self.assert_error(self.scan("NOBODY-KNOWS"), "NOBODY-KNOWS is not known here")
        self.assert_good(self.scan(self.average.barcode))

    def test_a_clock_that_is_off(self):
        """A device an hour ahead sends what it has kept for ten minutes."""
        ahead = (time.time() + 3600) * 1000
        call = {"uuid": str(uuid.uuid4()), "flow": "receive", "action": "start", "data": {}}
        self.env["perpetual.barcode"].with_user(self.worker).process(
            [{**call, "at": ahead - 600_000, "sent": ahead}]
        )
        scan = self.env["perpetual.barcode.scan"].search([("uuid", "=", call["uuid"])])
        kept = (fields.Datetime.now() - scan.scanned_at).total_seconds()
        self.assertAlmostEqual(kept, 600, delta=30)

    def test_not_a_call(self):
        door = self.env["perpetual.barcode"].with_user(self.worker)
        for call in ({}, {"uuid": "1", "action": "scan"}, {"uuid": str(uuid.uuid4())}):
            with self.assertRaisesRegex(ValidationError, "Not a call"):
                door.process([call])
        with self.assertRaisesRegex(ValidationError, "send at most 50"):
            door.process([{}] * 51)

    def test_no_such_flow_and_no_such_action(self):
        answer = self.call("start", flow="nothing")
        self.assert_error(answer, "no flow “nothing”")
        self.start("receive", self.incoming((self.average, 1)))
        self.assert_error(self.do("dance"), "cannot be done here")

    def test_another_ones_work_is_left_alone(self):
        self.start("receive", self.incoming((self.average, 1)))
        answer = self.call("scan", {"barcode": "1"}, self.session, user=self.users["stock_manager"])
        self.assert_error(answer, "started by somebody else")
        key = str(uuid.uuid4())
        self.call("scan", {"barcode": self.average.barcode}, self.session, key=key)
        with self.assertRaisesRegex(AccessError, "another user"):
            self.call("scan", {}, self.session, key=key, user=self.users["stock_manager"])

    def test_who_does_not_work_in_the_warehouse(self):
        for role in ("employee", "auditor"):
            with self.assertRaises(AccessError):
                self.call("start", flow="receive", user=self.users[role])

    def test_what_is_kept_of_a_scan(self):
        picking = self.incoming((self.average, 5))
        self.start("receive", picking)
        answer = self.scan("]E0" + self.average.barcode)
        scan = self.env["perpetual.barcode.scan"].search([("uuid", "=", answer["uuid"])])
        self.assertRecordValues(
            scan,
            [
                {
                    "user_id": self.worker.id,
                    "company_id": self.company.id,
                    "device": "phone-1",
                    "flow": "receive",
                    "action": "scan",
                    "barcode": "]E0" + self.average.barcode,
                    "outcome": "good",
                    "product_id": self.average.id,
                    "picking_id": picking.id,
                    "quantity": 1,
                }
            ],
        )

    def test_what_is_kept_of_an_error(self):
        """Mistakes are facts too: when, by whom, on which device."""
        self.start("receive", self.incoming((self.average, 5)))
        answer = self.scan("NOBODY-KNOWS")
        scan = self.env["perpetual.barcode.scan"].search([("uuid", "=", answer["uuid"])])
        self.assertEqual((scan.outcome, scan.device), ("error", "phone-1"))
        self.assertEqual(scan.user_id, self.worker)
        self.assertLess(abs((scan.scanned_at - scan.received_at).total_seconds()), 60)
        self.assertTrue(scan.received_at)

    def test_where_one_was_is_where_one_goes_on(self):
        picking = self.incoming((self.average, 5))
        self.start("receive", picking)
        home = self.env["perpetual.barcode"].with_user(self.worker).home()
        self.assertEqual(
            home["sessions"], [{"id": self.session, "flow": "receive", "title": picking.name}]
        )
        tile = next(flow for flow in home["flows"] if flow["code"] == "receive")
        self.assertEqual(tile["waiting"], 1)

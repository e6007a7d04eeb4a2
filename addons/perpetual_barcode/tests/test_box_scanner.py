import threading
import uuid

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.bus.models.bus import dispatch

from .common import BarcodeCommon


class BoxCommon(BarcodeCommon):
    """A box whose scans are in a list: what ``perpetual_devices`` keeps in a model."""

    def setUp(self):
        super().setUp()
        self.waiting = []
        self.patch(
            type(self.env["perpetual.barcode"]), "_pending_scans", lambda door: list(self.waiting)
        )

    def box_scan(self, barcode):
        scan = {"uuid": str(uuid.uuid4()), "barcode": barcode, "form": "", "at": 1767225600000}
        self.waiting.append(scan)
        return scan


@tagged("post_install", "-at_install")
class TestBoxScanner(BoxCommon):
    """Scans that are made by a box and not by the device that shows the app."""

    def setUp(self):
        super().setUp()
        self.door = self.env["perpetual.barcode"].with_user(self.worker)

    def test_no_box(self):
        self.assertEqual(self.door.pending_scans(), [])

    def test_the_bus_carries_no_data(self):
        sent = []
        self.patch(
            type(self.env["bus.bus"]),
            "_sendone",
            lambda bus, target, kind, message: sent.append((target, kind, message)),
        )
        self.box_scan(self.average.barcode)
        self.door._ring(self.worker)
        self.assertEqual(sent, [(self.worker.partner_id, "perpetual_barcode.scan", {})])

    def test_taken_once(self):
        """A scan that a call has brought is not given again, and counts once if it is."""
        self.start("receive", self.incoming((self.average, 5)))
        first, second = (self.box_scan(self.average.barcode) for _number in range(2))
        self.assertEqual(self.door.pending_scans(), [first, second])
        data = {"barcode": first["barcode"]}
        self.call("scan", data, self.session, key=first["uuid"])
        self.assertEqual(self.door.pending_scans(), [second])
        again = self.call("scan", data, self.session, key=first["uuid"])
        self.assertTrue(again["repeated"])
        answer = self.call("scan", data, self.session, key=second["uuid"])
        self.assertEqual(self.done(answer), {self.average.display_name: 2})
        self.assertEqual(self.door.pending_scans(), [])

    def test_who_does_not_work_in_the_warehouse(self):
        self.box_scan(self.average.barcode)
        for role in ("employee", "auditor"):
            with self.assertRaises(AccessError):
                self.env["perpetual.barcode"].with_user(self.users[role]).pending_scans()


@tagged("post_install", "-at_install")
class TestBoxTour(BoxCommon, HttpCase):
    """The app in a browser, beside a box."""

    def test_box(self):
        """Scans of the box come between the device's own, each once, though the bus rings twice;
        one that waited before the app was opened comes first."""
        self.worker.password = self.worker.login
        picking = self.incoming((self.average, 3), (self.fifo, 2))
        picking.origin = "P-4711"
        early = self.box_scan(picking.name)
        door = type(self.env["perpetual.barcode"])
        answer, box = door._answer, []

        def and_the_box(this, call, device):
            answered = answer(this, call, device)
            if call["action"] == "scan" and not box:
                box.extend(self.box_scan(self.average.barcode) for _number in range(3))
                this._ring(this.env.user)
                this._ring(this.env.user)
                # A test's transaction never ends: the database notifies nobody, so ring here,
                # once while the answer may be on its way, and once for a late connection.
                for seconds in (1, 4):
                    threading.Timer(seconds, ring).start()
            return answered

        def ring():
            for websockets in list(dispatch._channels_to_ws.values()):
                for websocket in list(websockets):
                    websocket.trigger_notification_dispatching()

        self.patch(door, "_answer", and_the_box)
        self.start_tour("/odoo/barcode", "perpetual_barcode_box", login=self.worker.login)
        scans = self.env["perpetual.barcode.scan"].search([], order="id")
        self.assertEqual(scans[0].uuid, early["uuid"])
        scans = scans.filtered(lambda scan: scan.action == "scan")
        self.assertEqual(scans[0].barcode, self.fifo.barcode)
        self.assertEqual(scans[1:].mapped("uuid"), [scan["uuid"] for scan in box])
        self.assertEqual(
            {line.product_id: line.quantity for line in picking.move_line_ids if line.picked},
            {self.average: 3, self.fifo: 1},
        )


@tagged("post_install", "-at_install")
class TestPhoneBoxTour(TestBoxTour):
    """The same at the size of a phone."""

    browser_size = "375x667"
    touch_enabled = True

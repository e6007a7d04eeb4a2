import threading

from odoo.tests import HttpCase, tagged

from odoo.addons.bus.models.bus import dispatch

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestTours(BarcodeCommon, HttpCase):
    """The app in a browser, as a warehouse worker."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker.password = cls.worker.login

    def setUp(self):
        super().setUp()
        self.picking = self.incoming((self.average, 3), (self.fifo, 2))
        self.picking.origin = "P-4711"

    def run_tour(self, name):
        self.start_tour("/odoo/barcode", f"perpetual_barcode_{name}", login=self.worker.login)

    def test_receive(self):
        self.run_tour("receive")
        self.assertEqual(self.picking.state, "done")
        self.assertEqual(
            {move.product_id: move.quantity for move in self.picking.move_ids},
            {self.average: 3, self.fifo: 3},
        )
        discrepancy = self.env["perpetual.receiving.discrepancy"].search([])
        self.assertRecordValues(
            discrepancy, [{"kind": "over", "product_id": self.fifo.id, "taken_in": True}]
        )

    def scans(self, action="scan"):
        return self.env["perpetual.barcode.scan"].search([("action", "=", action)], order="id")

    def test_network_cut(self):
        """The network goes in the middle of a receipt; nothing is lost, nothing counts twice."""
        self.run_tour("network_cut")
        self.assertEqual(self.picking.state, "done")
        self.assertEqual(
            {move.product_id: move.quantity for move in self.picking.move_ids},
            {self.average: 3, self.fifo: 2},
        )
        average, fifo = self.average.barcode, self.fifo.barcode
        self.assertEqual(self.scans().mapped("barcode"), [average, average, "x2", fifo, average])
        self.assert_ledger(self.average, [("receipt", 3, 15.0, 3, 15.0)])
        self.assert_ledger(self.fifo, [("receipt", 2, 10.0, 2, 10.0)])

    def test_wedge(self):
        """Ten scans a second: none is lost, all are in their order."""
        self.picking.action_cancel()
        self.picking = self.incoming((self.average, 20), (self.fifo, 10))
        self.picking.origin = "P-4711"
        self.run_tour("wedge")
        average, fifo = self.average.barcode, self.fifo.barcode
        self.assertEqual(self.scans().mapped("barcode"), [average, average, fifo] * 10)
        self.assertEqual(set(self.scans().mapped("outcome")), {"good"})

    def test_feedback(self):
        """Good, a warning and an error sound and feel each in its own way."""
        self.run_tour("feedback")

    def test_two_people(self):
        """What one scans shows on the other's screen, by the bus."""
        door, other = type(self.env["perpetual.barcode"]), self.users["stock_manager"]
        session = self.call("start", {"picking": self.picking.id}, flow="receive", user=other)
        answer, done = door._answer, []

        def both(this, call, device):
            answered = answer(this, call, device)
            if not done and call["action"] == "scan":
                done.append(True)
                theirs = {
                    "uuid": "6f5c0cb7-4c9e-4f0c-9e0f-3b6f6b0f7a11",
                    "session": session["session"],
                    "action": "scan",
                    "data": {"barcode": self.average.barcode},
                }
                answer(this.with_user(other), theirs, "phone-2")
                # A test's transaction never ends: the database notifies nobody, so ring here,
                # once while the answer may be on its way, and once for a late connection.
                for seconds in (1, 4):
                    threading.Timer(seconds, ring).start()
            return answered

        def ring():
            for websockets in list(dispatch._channels_to_ws.values()):
                for websocket in list(websockets):
                    websocket.trigger_notification_dispatching()

        self.patch(door, "_answer", both)
        self.run_tour("two_people")
        self.assertEqual(self.scans().user_id, self.worker + other)

    def test_damaged(self):
        self.run_tour("damaged")
        self.assertRecordValues(
            self.env["perpetual.receiving.discrepancy"].search([], order="id"),
            [
                {"kind": "damaged", "product_id": self.average.id, "quantity": 1},
                {"kind": "short", "product_id": self.average.id, "quantity": 2},
                {"kind": "short", "product_id": self.fifo.id, "quantity": 2},
            ],
        )

    def test_gone(self):
        """The transfer is finished by somebody else between two scans."""
        door, picking = type(self.env["perpetual.barcode"]), self.picking
        answer, scans = door._answer, []

        def validated(this, call, device):
            if call["action"] == "scan":
                scans.append(call)
                if len(scans) == 2:
                    picking.with_context(skip_backorder=True).button_validate()
            return answer(this, call, device)

        self.patch(door, "_answer", validated)
        self.run_tour("gone")
        self.assertEqual(self.scans().mapped("outcome"), ["good", "error"])

    def bins(self):
        self.shelf, self.other = (
            self.env["stock.location"].create(
                {"name": name, "barcode": name, "location_id": self.stock().id}
            )
            for name in ("A-01", "B-02")
        )
        self.receive(self.average, 10, 5, dest=self.shelf)

    def outgoing(self):
        places = {"location_id": self.stock().id, "location_dest_id": self.customers.id}
        picking = self.env["stock.picking"].create(
            {
                **places,
                "origin": "S-0815",
                "picking_type_id": self.warehouse().out_type_id.id,
                "move_ids": [
                    (0, 0, {**places, "product_id": self.average.id, "product_uom_qty": 2})
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def test_move(self):
        self.bins()
        self.outgoing()
        self.run_tour("move")
        quants = self.env["stock.quant"]._gather(self.average, self.other)
        self.assertEqual(
            {quant.package_id.name: quant.quantity for quant in quants}, {False: 1, "PACK-1": 1}
        )

    def test_deliver(self):
        self.bins()
        picking = self.outgoing()
        self.run_tour("deliver")
        self.assertEqual((picking.state, picking.move_ids.quantity), ("done", 1))
        errors = self.env["perpetual.pick.error"].search([], order="id")
        self.assertEqual(errors.mapped("kind"), ["bin", "product", "short"])
        self.assertEqual(errors[-1].reason_id.name, "Bin is empty")


@tagged("post_install", "-at_install")
class TestPhoneTours(TestTours):
    """The same at the size of a phone."""

    browser_size = "375x667"
    touch_enabled = True


@tagged("post_install", "-at_install")
class TestTabletTours(TestTours):
    """The same at the size of a tablet."""

    browser_size = "820x1180"
    touch_enabled = True

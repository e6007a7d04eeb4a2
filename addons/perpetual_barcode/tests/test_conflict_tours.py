from odoo.tests import HttpCase, tagged

from .common import BarcodeCommon


class TourCase(BarcodeCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.worker.password = cls.worker.login

    def run_tour(self, name):
        self.start_tour("/odoo/barcode", f"perpetual_barcode_{name}", login=self.worker.login)
        self.env.invalidate_all()

    def before(self, barcode, meanwhile):
        """Somebody else does ``meanwhile`` before the scan of this code that comes second, or
        first where it comes once: when the phone that was offline sends it."""
        door = type(self.env["perpetual.barcode"])
        answer, came = door._answer, []

        def then(this, call, device):
            if (call.get("data") or {}).get("barcode") == barcode:
                came.append(call["uuid"])
                if len(came) == meanwhile.times:
                    meanwhile()
            return answer(this, call, device)

        self.patch(door, "_answer", then)

    def bins(self):
        self.shelf, self.other = (self.make_location(name) for name in ("A-01", "B-02"))
        self.shelf.barcode, self.other.barcode = "A-01", "B-02"

    def outgoing(self, quantity):
        places = {"location_id": self.stock().id, "location_dest_id": self.customers.id}
        move = {**places, "product_id": self.average.id, "product_uom_qty": quantity}
        picking = self.env["stock.picking"].create(
            {
                **places,
                "origin": "S-0815",
                "picking_type_id": self.warehouse().out_type_id.id,
                "move_ids": [(0, 0, move)],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking


@tagged("post_install", "-at_install")
class TestConflictTours(TourCase):
    """What others did while a phone was offline is told, with choices; no scan is dropped."""

    def test_finished_while_offline(self):
        picking = self.incoming((self.average, 3), (self.fifo, 2))
        picking.origin = "P-4711"
        manager = self.users["stock_manager"]

        def finish():
            picking.with_user(manager).with_context(skip_backorder=True).button_validate()

        finish.times = 2
        self.before(self.average.barcode, finish)
        self.run_tour("finished_while_offline")
        self.assertEqual(picking.state, "done")
        self.assertEqual(
            {move.product_id: move.quantity for move in picking.move_ids}, {self.average: 1}
        )
        picked = picking.backorder_ids.move_line_ids.filtered("picked")
        self.assertEqual(
            {line.product_id: line.quantity for line in picked}, {self.average: 1, self.fifo: 2}
        )
        # The refusals stay as facts beside what was counted then.
        scans = self.env["perpetual.barcode.scan"].search([("action", "=", "scan")], order="id")
        self.assertEqual(scans.mapped("outcome"), ["good", "error", "error", "error"])

    def test_stock_gone_while_offline(self):
        self.bins()
        self.receive(self.average, 2, 5, dest=self.shelf)
        picking = self.outgoing(2)
        self.receive(self.average, 5, 5, dest=self.other)

        def count():
            self.count(self.average, 0, location=self.shelf)

        count.times = 1
        self.before(self.average.barcode, count)
        self.run_tour("stock_gone_while_offline")
        line = picking.move_line_ids.filtered("picked")
        self.assertEqual((line.location_id, line.quantity), (self.other, 1))
        error = self.env["perpetual.pick.error"].search([])
        self.assertEqual((error.kind, error.picking_id), ("bin", picking))

    def test_serials(self):
        self.average.tracking = "serial"
        picking = self.incoming((self.average, 3))
        picking.origin = "P-4711"
        self.run_tour("serials")
        self.assertEqual(picking.state, "done")
        self.assertEqual(
            sorted(picking.move_line_ids.lot_id.mapped("name")), ["SN-1", "SN-2", "SN-3"]
        )

    def test_lots(self):
        self.average.tracking = "lot"
        self.receive(self.average, 3, 5, lot=self.make_lot(self.average, "L1"))
        picking = self.outgoing(1)
        self.run_tour("lots")
        self.assertEqual((picking.state, picking.move_line_ids.lot_id.name), ("done", "L1"))
        error = self.env["perpetual.pick.error"].search([])
        self.assertRecordValues(error, [{"kind": "lot", "scanned": "L9"}])


@tagged("post_install", "-at_install")
class TestPhoneConflictTours(TestConflictTours):
    """The same at the size of a phone."""

    browser_size = "375x667"
    touch_enabled = True

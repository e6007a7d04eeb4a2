from odoo.http import SessionExpiredException
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

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
        # What was refused first counts as the scan that it was.
        scans = self.env["perpetual.barcode.scan"].search([("action", "=", "scan")], order="id")
        self.assertEqual(scans.mapped("outcome"), ["good"] * 4)
        self.assertEqual(scans.picking_id, picking | picking.backorder_ids)

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
        self.assertEqual((error.kind, error.picking_id), ("gone", picking))

    def test_refused_while_offline(self):
        """Every refusal is told, not the last one only."""
        self.incoming((self.average, 3)).origin = "P-4711"
        self.run_tour("refused_while_offline")
        times = self.env["perpetual.barcode.scan"].search([("action", "=", "scan")])
        self.assertEqual(times.sorted("id").mapped("outcome"), ["error"] * 3 + ["good"] * 2)
        # How long the person waited: of all but the last, which no later call has told yet.
        self.assertTrue(all(times.sorted("id")[:-1].mapped("confirmed_in")))

    def test_over_in_the_middle(self):
        """What is scanned after a question, fast or offline, counts as soon as it is answered."""
        picking = self.incoming((self.average, 9), (self.fifo, 2))
        picking.origin = "P-4711"
        self.run_tour("over_in_the_middle")
        picked = picking.move_line_ids.filtered("picked")
        self.assertEqual(
            {line.product_id: line.quantity for line in picked}, {self.average: 9, self.fifo: 2}
        )

    def fail_at(self, barcode, error):
        door = type(self.env["perpetual.barcode"])
        answer = door._answer

        def then(this, call, device):
            if (call.get("data") or {}).get("barcode") == barcode:
                raise error
            return answer(this, call, device)

        self.patch(door, "_answer", then)

    def test_failing(self):
        """A call that the server fails at stops itself only; giving it up drops nothing else."""
        picking = self.incoming((self.average, 3))
        picking.origin = "P-4711"
        self.fail_at("FAILS", RuntimeError("Broken on purpose"))
        with mute_logger("odoo.http"):
            self.run_tour("failing")
        self.assertEqual(picking.move_line_ids.filtered("picked").quantity, 2)

    def test_signed_out(self):
        """The scans of somebody who is signed out are kept and not blamed."""
        self.incoming((self.average, 3)).origin = "P-4711"
        self.fail_at("SIGNS-OUT", SessionExpiredException("Session expired"))
        self.run_tour("signed_out")

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

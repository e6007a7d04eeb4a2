from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import CountCommon


@tagged("post_install", "-at_install")
class TestClues(CountCommon):
    """What may explain a variance, each with the reason why it is shown."""

    def found(self, product, counted, **vals):
        """The variance of a product that two people have counted the same."""
        session = self.open_session(product, grace_minutes=0, **vals)
        for number in (1, 2):
            self.tally(session, {product: counted}, round_number=number)
        variance = session.sudo().variance_ids.filtered(lambda row: row.product_id == product)
        return variance.with_user(self.controller)

    def kinds(self, variance):
        variance.action_find_clues()
        return {clue.kind: clue for clue in reversed(variance.clue_ids)}

    def test_movements(self):
        """Since the last good count; one of the size of the variance stands first."""
        with freeze_time("2026-03-01 10:00:00"):
            self.receive(self.average, 20, 10)
        with freeze_time("2026-03-02 10:00:00"):
            session = self.open_session(self.average, grace_minutes=0)
            self.tally(session, {self.average: 20})
            session.sudo()._post()
        with freeze_time("2026-03-03 10:00:00"):
            self.receive(self.average, 7, 10)
            self.deliver(self.average, 3)
        clues = self.kinds(self.found(self.average, 17))
        self.assertIn("as many as the variance", clues["movement"].why)
        self.assertTrue(clues["movement"].is_exact)
        movements = clues["movement"].variance_id.clue_ids.filtered(
            lambda clue: clue.kind == "movement"
        )
        self.assertEqual(movements.mapped("quantity"), [7, -3], "not what was before that count")

    def test_open_transfer(self):
        self.receive(self.average, 20, 10)
        places = {"location_id": self.stock().id, "location_dest_id": self.customers.id}
        move = {**places, "product_id": self.average.id, "product_uom_qty": 4}
        picking = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": self.warehouse().out_type_id.id,
                "move_ids": [(0, 0, move)],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        clue = self.kinds(self.found(self.average, 16))["open"]
        self.assertEqual((clue.quantity, clue.reason_id.code), (-4, "timing"))
        self.assertEqual(clue.action_open()["res_id"], picking.id)

    def test_receiving(self):
        self.receive(self.average, 20, 10)
        picking = self.env["stock.picking"].search([], order="id desc", limit=1)
        self.env["perpetual.receiving.discrepancy"].create(
            {
                "kind": "short",
                "picking_id": picking.id,
                "product_id": self.average.id,
                "quantity": 2,
            }
        )
        clue = self.kinds(self.found(self.average, 18))["receiving"]
        self.assertEqual((clue.quantity, clue.reason_id.code), (2, "short_ship"))
        self.assertTrue(clue.is_exact)

    def test_another_bin(self):
        shelf = self.make_location("A-01")
        self.receive(self.average, 20, 10)
        self.receive(self.average, 5, 10, dest=shelf)
        other = self.found(self.average, 9, location_ids=[(6, 0, shelf.ids)])
        self.assertEqual(other.quantity, 4)
        places = self.stock() - shelf
        variance = self.found(self.average, 16, location_ids=[(6, 0, places.ids)])
        variance = variance.filtered(lambda row: row.location_id == self.stock())
        self.assertEqual(self.kinds(variance)["neighbour"].reason_id.code, "misplacement")

    def test_look_alikes(self):
        self.average.name, self.fifo.name = "Hex bolt M8", "Hex bolt M10"
        self.receive(self.average, 20, 10)
        self.receive(self.fifo, 20, 10)
        clue = self.kinds(self.found(self.average, 15))["alike"]
        self.assertEqual((clue.text, clue.reason_id.code), (self.fifo.display_name, "mis_scan"))

    def test_figures(self):
        """Packs of six for pieces; swapped digits; the investigator takes one as the cause."""
        self.receive(self.average, 24, 10)
        clue = self.kinds(self.found(self.average, 4))["unit"]
        self.assertEqual((clue.text, clue.reason_id.code), ("4 × 6 = 24", "unit"))
        self.receive(self.fifo, 54, 10)
        variance = self.found(self.fifo, 45)
        clue = self.kinds(variance)["figures"]
        self.assertEqual(clue.why, "Two digits are swapped")
        clue.action_take()
        self.assertEqual(variance.reason_id.code, "data_entry")
        self.assertIn("swapped", variance.investigation)
        with self.assertRaisesRegex(UserError, "no record behind"):
            clue.action_open()

    def test_who_sees_them(self):
        self.receive(self.average, 24, 10)
        variance = self.found(self.average, 2)
        self.kinds(variance)
        with self.assertRaises(AccessError):
            variance.clue_ids.with_user(self.first).read(["text"])
        with self.assertRaises(AccessError):
            variance.clue_ids.with_user(self.controller).write({"text": "Nothing"})
        with self.assertRaises(AccessError):
            variance.with_user(self.first).action_find_clues()

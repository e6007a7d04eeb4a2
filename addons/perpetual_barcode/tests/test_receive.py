from odoo.tests import tagged

from .common import BarcodeCommon

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestReceive(BarcodeCommon):
    """Each state of the flow, and each way out of it."""

    def test_by_its_number(self):
        picking = self.incoming((self.average, 5))
        self.assertEqual(self.start("receive")["state"], "choose")
        answer = self.scan(picking.name)
        self.assertEqual(answer["state"], "lines")
        self.assertEqual(answer["view"]["picking"], picking.id)

    def test_by_goods_that_only_it_waits_for(self):
        picking = self.incoming((self.average, 5))
        self.incoming((self.fifo, 5))
        self.start("receive")
        self.assertEqual(self.scan(self.average.barcode)["view"]["picking"], picking.id)

    def test_all_of_it_then_validated(self):
        picking = self.incoming((self.average, 3), (self.fifo, 2))
        self.start("receive", picking)
        for _number in range(3):
            self.assert_good(self.scan(self.average.barcode))
        answer = self.scan("x2")
        self.assertEqual(answer["times"], 2)
        answer = self.scan(self.fifo.barcode)
        self.assertEqual(answer["times"], 0)
        self.assertEqual(
            [(line["done"], line["status"]) for line in answer["view"]["lines"]],
            [(3, "done"), (2, "done")],
        )
        answer = self.do("validate")
        self.assert_good(answer)
        self.assertEqual(answer["state"], "done")
        self.assertEqual(picking.state, "done")
        # A scan changes stock and books at once.
        self.assert_ledger(self.average, [("receipt", 3, 15.0, 3, 15.0)])
        self.assert_ledger(self.fifo, [("receipt", 2, 10.0, 2, 10.0)])

    def test_posts_continuous_entries(self):
        """A warehouse user's scans are in the books when the receipt is validated."""
        standard = self.standard
        standard.write({"barcode": "2000000000015", "standard_price": 4.0})
        picking = self.incoming((standard, 2), (self.average, 3), (self.fifo, 1))
        self.start("receive", picking)
        for product, times in ((standard, 2), (self.average, 3), (self.fifo, 1)):
            self.scan(f"x{times}")
            self.assert_good(self.scan(product.barcode))
        self.assertFalse(self.entries(self.average))
        self.assert_good(self.do("validate"))
        moves = {move.product_id: move for move in picking.move_ids}
        booked = self.journal_entries(moves[standard])
        self.assertEqual(booked.create_uid, self.worker)
        self.assert_entry(
            moves[standard],
            [
                *[("inventory", 8, 0), ("difference", 2, 0), ("grni", 0, 10)],
                *[("inventory", 15, 0), ("grni", 0, 15)],
                *[("inventory", 5, 0), ("grni", 0, 5)],
            ],
        )

    def test_a_part_of_it_leaves_a_backorder(self):
        picking = self.incoming((self.average, 3), (self.fifo, 2))
        self.start("receive", picking)
        self.scan(self.average.barcode)
        answer = self.do("validate")
        self.assertEqual((answer["state"], answer["message"]["level"]), ("short", "warning"))
        self.assert_good(self.do("answer", choice="later"))
        self.assertEqual(picking.move_ids.mapped("quantity"), [1])
        rest = picking.backorder_ids
        self.assertEqual(
            {move.product_id: move.product_uom_qty for move in rest.move_ids},
            {self.average: 2, self.fifo: 2},
        )

    def test_counts_from_zero(self):
        """What Odoo has reserved or planned is not taken for scanned."""
        picking = self.incoming((self.average, 3))
        picking.move_ids.quantity = 3
        answer = self.start("receive", picking)
        self.assertEqual(self.done(answer), {self.average.display_name: 0})
        self.assertEqual(self.done(self.scan(self.average.barcode)), {self.average.display_name: 1})

    def test_nothing_scanned(self):
        picking = self.incoming((self.average, 3))
        self.start("receive", picking)
        self.assert_error(self.do("validate"), "Nothing is scanned yet")
        self.assertEqual(picking.state, "assigned")

    def test_undo(self):
        picking = self.incoming((self.average, 3))
        self.start("receive", picking)
        self.scan(self.average.barcode)
        self.scan(self.average.barcode)
        self.assertEqual(self.done(self.do("undo")), {self.average.display_name: 1})
        self.assertEqual(self.done(self.do("undo")), {self.average.display_name: 0})
        self.assert_error(self.do("undo"), "nothing to undo")

    def test_more_than_ordered_is_asked_about(self):
        picking = self.incoming((self.average, 1))
        self.start("receive", picking)
        self.scan(self.average.barcode)
        answer = self.scan(self.average.barcode)
        self.assertEqual(answer["state"], "ask")
        self.assertEqual(answer["message"]["level"], "warning")
        self.assertEqual(picking.move_ids.quantity, 1)
        reason = answer["view"]["reasons"][0]["id"]
        answer = self.do("answer", choice="take", reason=reason, note="one more", photos=[PIXEL])
        self.assertEqual(self.done(answer), {self.average.display_name: 2})
        discrepancy = self.env["perpetual.receiving.discrepancy"].search(
            [("picking_id", "=", picking.id)]
        )
        self.assertRecordValues(
            discrepancy,
            [
                {
                    "kind": "over",
                    "product_id": self.average.id,
                    "quantity": 1,
                    "taken_in": True,
                    "reason_id": reason,
                    "note": "one more",
                    "user_id": self.worker.id,
                    "device": "phone-1",
                    "partner_id": self.vendor.id,
                    "state": "open",
                }
            ],
        )
        self.assertEqual(len(discrepancy.photo_ids), 1)

    def test_what_nobody_ordered_is_left_out(self):
        picking = self.incoming((self.average, 1))
        self.start("receive", picking)
        self.assertEqual(self.scan(self.fifo.barcode)["state"], "ask")
        answer = self.do("answer", choice="leave")
        self.assertEqual(answer["state"], "lines")
        self.assertEqual(self.done(answer), {self.average.display_name: 0})
        discrepancy = self.env["perpetual.receiving.discrepancy"].search([])
        self.assertRecordValues(
            discrepancy, [{"kind": "unexpected", "quantity": 1, "taken_in": False}]
        )

    def test_what_nobody_ordered_is_taken_in(self):
        picking = self.incoming((self.average, 1))
        self.start("receive", picking)
        self.scan(self.fifo.barcode)
        answer = self.do("answer", choice="take")
        self.assertEqual(
            self.done(answer), {self.average.display_name: 0, self.fifo.display_name: 1}
        )
        self.scan(self.average.barcode)
        self.assert_good(self.do("validate"))
        self.assertEqual(
            {move.product_id: move.quantity for move in picking.move_ids},
            {self.average: 1, self.fifo: 1},
        )

    def test_scanned_by_mistake(self):
        self.start("receive", self.incoming((self.average, 1)))
        self.scan(self.fifo.barcode)
        self.assertEqual(self.do("answer", choice="nothing")["state"], "lines")
        self.assertFalse(self.env["perpetual.receiving.discrepancy"].search([]))

    def test_lots(self):
        self.average.tracking = "lot"
        picking = self.incoming((self.average, 5))
        self.start("receive", picking)
        answer = self.scan(self.average.barcode)
        self.assertEqual(answer["state"], "lot")
        self.assertEqual(self.done(self.scan("LOT-1")), {self.average.display_name: 1})
        # GS1: article, lot and quantity in one symbol.
        answer = self.scan("]C10104006381333931" + "10LOT-2\x1d3704")
        self.assert_good(answer)
        self.assert_good(self.do("validate"))
        self.assertEqual(
            {line.lot_id.name: line.quantity for line in picking.move_line_ids},
            {"LOT-1": 1, "LOT-2": 4},
        )

    def test_serial_numbers(self):
        self.average.tracking = "serial"
        picking = self.incoming((self.average, 3))
        self.start("receive", picking)
        self.scan("]d20104006381333931" + "21SN-1")
        self.assert_error(self.scan("]d20104006381333931" + "21SN-1"), "SN-1 is scanned already")
        self.scan("x2")
        self.assert_error(self.scan("]d20104006381333931" + "21SN-2"), "cannot be 2")

    def test_into_a_bin(self):
        shelf = self.env["stock.location"].create(
            {
                "name": "Shelf 7",
                "barcode": "SHELF-7",
                "location_id": self.stock().id,
            }
        )
        picking = self.incoming((self.average, 2))
        self.start("receive", picking)
        self.assertEqual(self.scan("SHELF-7")["message"]["level"], "warning")
        self.scan(self.average.barcode)
        self.assert_good(self.scan("SHELF-7"))
        self.assertEqual(picking.move_line_ids.filtered("picked").location_dest_id, shelf)

    def test_done_by_somebody_else(self):
        picking = self.incoming((self.average, 1))
        self.start("receive", picking)
        self.scan(self.average.barcode)
        picking.button_validate()
        self.assert_error(self.do("validate"), "is done already")

    def test_no_values(self):
        answer = self.start("receive", self.incoming((self.average, 1), price=7.77))
        self.assertNotIn("7.77", str(answer))

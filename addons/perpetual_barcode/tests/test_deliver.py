from odoo.tests import tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestDeliver(BarcodeCommon):
    """Each pick is verified; what is refused is a fact."""

    def setUp(self):
        super().setUp()
        self.shelf, self.other = (
            self.env["stock.location"].create(
                {"name": name, "barcode": name, "location_id": self.stock().id}
            )
            for name in ("A-01", "B-02")
        )
        self.receive(self.average, 10, 5, dest=self.shelf)
        self.receive(self.fifo, 4, 5, dest=self.other)

    def errors(self, picking):
        rows = self.env["perpetual.pick.error"].search([("picking_id", "=", picking.id)])
        return rows.sorted("id").mapped("kind")

    def test_all_of_it(self):
        picking = self.outgoing((self.average, 2), (self.fifo, 1))
        self.start("deliver", picking)
        self.assert_good(self.scan("A-01"))
        self.assert_good(self.scan(self.average.barcode))
        self.assert_good(self.scan(self.average.barcode))
        self.assert_good(self.scan("B-02"))
        self.assert_good(self.scan(self.fifo.barcode))
        answer = self.do("validate")
        self.assert_good(answer)
        self.assertEqual((answer["state"], picking.state), ("done", "done"))
        self.assertEqual(self.errors(picking), [])
        self.assert_ledger(self.fifo, [("receipt", 4, 20.0, 4, 20.0), ("issue", -1, -5.0, 3, 15.0)])
        shelf = self.env["stock.quant"]._gather(self.average, self.shelf)
        self.assertEqual((shelf.quantity, shelf.reserved_quantity), (8, 0))

    def test_wrong_product(self):
        picking = self.outgoing((self.average, 2))
        self.start("deliver", picking)
        self.assert_error(self.scan(self.fifo.barcode), "not on this transfer")
        self.assertEqual(self.errors(picking), ["product"])
        self.assertFalse(any(picking.move_line_ids.mapped("picked")))
        error = self.env["perpetual.pick.error"].search([("picking_id", "=", picking.id)])
        self.assertRecordValues(
            error,
            [
                {
                    "user_id": self.worker.id,
                    "device": "phone-1",
                    "product_id": self.fifo.id,
                    "expected": self.average.display_name,
                    "scanned": self.fifo.barcode,
                }
            ],
        )

    def test_wrong_bin(self):
        picking = self.outgoing((self.average, 2))
        self.start("deliver", picking)
        self.assert_error(self.scan("B-02"), "Nothing is to be picked in")
        self.assertEqual(self.errors(picking), ["bin"])

    def test_stock_is_gone(self):
        """Somebody has counted the goods away meanwhile: nothing is picked, and what can be done
        is told; what there is goes, the rest becomes a backorder."""
        picking = self.outgoing((self.average, 3))
        self.start("deliver", picking)
        self.assert_good(self.scan(self.average.barcode))
        self.count(self.average, 1, location=self.shelf)
        self.assert_error(self.scan(self.average.barcode), "are free in")
        self.assertEqual(self.errors(picking), ["gone"])
        self.assertEqual(sum(picking.move_line_ids.filtered("picked").mapped("quantity")), 1)
        answer = self.do("answer", choice="validate")
        self.assertEqual(answer["state"], "short")
        self.assert_good(self.do("answer", choice="backorder"))
        self.assertEqual(picking.move_ids.mapped("quantity"), [1])
        self.assertEqual(picking.backorder_ids.move_ids.product_uom_qty, 2)

    def test_taken_from_another_bin(self):
        """The goods are gone from the bin that was scanned: other bins that have enough are
        offered, and what was scanned is picked from the one that the person names."""
        picking = self.outgoing((self.average, 3))
        self.receive(self.average, 9, 5, dest=self.other)
        self.receive(self.average, 1, 5, dest=self.make_location("C-03"))
        self.start("deliver", picking)
        self.scan("A-01")
        self.count(self.average, 0, location=self.shelf)
        self.scan("x2")
        answer = self.scan(self.average.barcode)
        self.assertEqual(answer["state"], "empty")
        self.assertEqual(
            [row["value"] for row in answer["view"]["choices"]], [f"bin {self.other.id}", "back"]
        )
        self.assert_good(self.do("answer", choice=f"bin {self.other.id}"))
        line = picking.move_line_ids.filtered("picked")
        self.assertEqual((line.location_id, line.quantity), (self.other, 2))
        # Scans go on instead of an answer.
        self.count(self.average, 0, location=self.other)
        self.assertEqual(self.scan(self.average.barcode)["state"], "empty")
        self.receive(self.average, 9, 5, dest=self.other)
        self.assert_good(self.scan(self.average.barcode))

    def test_more_than_ordered(self):
        picking = self.outgoing((self.average, 1))
        self.start("deliver", picking)
        self.scan(self.average.barcode)
        self.assert_error(self.scan(self.average.barcode), "No more of")
        self.assertEqual(self.errors(picking), ["too_many"])
        self.assertEqual(picking.move_line_ids.quantity, 1)

    def test_lots(self):
        self.average.tracking = "lot"
        first, second = self.make_lot(self.average, "L1"), self.make_lot(self.average, "L2")
        self.receive(self.average, 3, 5, lot=first, dest=self.other)
        self.receive(self.average, 3, 5, lot=second, dest=self.other)
        picking = self.outgoing((self.average, 2))
        self.start("deliver", picking)
        self.assertEqual(self.scan(self.average.barcode)["state"], "lot")
        self.assert_error(self.scan("L9"), "L9 is not the lot")
        # Another lot than the one reserved, free in stock.
        self.warehouse().out_type_id.perpetual_any_lot = True
        self.scan(self.average.barcode)
        self.assert_good(self.scan("L2"))
        self.assertEqual(picking.move_line_ids.filtered("picked").lot_id, second)
        self.assertEqual(self.errors(picking), ["lot"])

    def test_short(self):
        picking = self.outgoing((self.average, 3))
        self.start("deliver", picking)
        self.scan(self.average.barcode)
        answer = self.do("validate")
        self.assertEqual(answer["state"], "short")
        self.assertEqual([row["quantity"] for row in answer["view"]["missing"]], [2])
        self.assertEqual(self.do("answer", choice="back")["state"], "lines")
        self.do("validate")
        reason = answer["view"]["reasons"][0]["id"]
        answer = self.do("answer", choice="backorder", reason=reason)
        self.assert_good(answer)
        self.assertEqual(picking.state, "done")
        self.assertEqual(picking.backorder_ids.move_ids.product_uom_qty, 2)
        error = self.env["perpetual.pick.error"].search([("picking_id", "=", picking.id)])
        self.assertRecordValues(error, [{"kind": "short", "quantity": 2, "reason_id": reason}])

    def test_into_a_package(self):
        picking = self.outgoing((self.average, 1))
        self.start("deliver", picking)
        self.assert_good(self.scan("]C100340123450000000017"))
        self.scan(self.average.barcode)
        package = picking.move_line_ids.filtered("picked").result_package_id
        self.assertEqual(package.name, "340123450000000017")

    def test_undo(self):
        picking = self.outgoing((self.average, 2))
        self.start("deliver", picking)
        self.scan(self.average.barcode)
        self.assertEqual(self.done(self.do("undo")), {self.average.display_name: 0})
        self.scan(self.average.barcode)
        self.scan(self.average.barcode)
        self.do("validate")
        self.assertEqual(picking.state, "done")
        self.assertEqual(picking.move_ids.quantity, 2)

    def test_undo_keeps_the_reservation(self):
        picking = self.outgoing((self.average, 2))
        self.start("deliver", picking)
        self.scan("x2")
        self.scan(self.average.barcode)
        self.do("undo")
        line = picking.move_line_ids
        self.assertRecordValues(
            line, [{"picked": False, "quantity": 2, "location_id": self.shelf.id}]
        )
        shelf = self.env["stock.quant"]._gather(self.average, self.shelf)
        self.assertEqual(shelf.reserved_quantity, 2)

    def test_keypad(self):
        picking = self.outgoing((self.average, 5))
        move = picking.move_ids
        self.start("deliver", picking)
        answer = self.do("quantity", line=move.id, quantity=4)
        self.assertEqual(self.done(answer), {self.average.display_name: 4})
        answer = self.do("quantity", line=move.id, quantity=3)
        self.assertEqual(self.done(answer), {self.average.display_name: 3})
        self.assertEqual(sum(picking.move_line_ids.mapped("quantity")), 5)
        self.assert_error(self.do("quantity", line=move.id, quantity=6), "No more of")
        self.assertEqual(self.errors(picking), ["too_many"])

    def test_out_of_two_bins_at_once(self):
        self.receive(self.average, 5, 5, dest=self.other)
        picking = self.outgoing((self.average, 13))
        self.start("deliver", picking)
        self.scan("x13")
        self.assert_good(self.scan(self.average.barcode))
        lines = picking.move_line_ids.filtered("picked")
        self.assertEqual(
            {line.location_id: line.quantity for line in lines}, {self.shelf: 10, self.other: 3}
        )
        self.do("undo")
        self.assertFalse(picking.move_line_ids.filtered("picked"))
        self.scan("x13")
        self.scan(self.average.barcode)
        self.assertEqual(self.do("validate")["state"], "done")

    def test_the_bin_is_remembered(self):
        picking = self.outgoing((self.average, 2))
        self.start("deliver", picking)
        self.scan("A-01")
        answer = self.scan(self.average.barcode)
        self.assertIn(self.shelf.display_name, answer["view"]["prompt"])

    def test_a_quantity_is_for_one_scan(self):
        picking = self.outgoing((self.average, 5))
        self.start("deliver", picking)
        self.scan("x3")
        self.assertEqual(self.scan(self.fifo.barcode)["times"], 0)
        answer = self.scan(self.average.barcode)
        self.assertEqual(self.done(answer), {self.average.display_name: 1})

    def test_nothing_scanned(self):
        self.start("deliver", self.outgoing((self.average, 1)))
        self.assert_error(self.do("validate"), "Nothing is scanned yet")

    def test_an_internal_transfer(self):
        """A step of a delivery, or a transfer that the office has planned."""
        picking = self.prepare(
            [(self.average, 2)], self.shelf, self.other, self.warehouse().int_type_id
        )
        picking.move_ids.picked = False
        self.start("deliver", picking.with_env(self.env))
        self.scan("x2")
        self.assert_good(self.scan(self.average.barcode))
        self.assertEqual(self.do("validate")["state"], "done")
        entry = self.last_entry(self.average)
        self.assertRecordValues(
            entry, [{"kind": "transfer", "moved_quantity": 2, "location_dest_id": self.other.id}]
        )

    def test_an_internal_transfer_into_a_bin(self):
        shelf = self.env["stock.location"].create(
            {"name": "B-02-1", "barcode": "B-02-1", "location_id": self.other.id}
        )
        picking = self.prepare(
            [(self.average, 2)], self.shelf, self.other, self.warehouse().int_type_id
        ).with_env(self.env)
        picking.move_ids.picked = False
        self.call("start", {"barcode": picking.name}, flow="home")
        self.start("deliver", picking)
        self.assert_error(self.scan("B-02-1"), "Nothing is to be picked in")
        self.scan("x2")
        self.scan(self.average.barcode)
        self.assert_good(self.scan("B-02-1"))
        self.assertEqual(self.do("validate")["state"], "done")
        self.assertEqual(self.env["stock.quant"]._gather(self.average, shelf).quantity, 2)

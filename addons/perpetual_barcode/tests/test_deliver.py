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

    def outgoing(self, *goods):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse().out_type_id.id,
                "partner_id": self.customer.id,
                "location_id": self.stock().id,
                "location_dest_id": self.customers.id,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "location_id": self.stock().id,
                            "location_dest_id": self.customers.id,
                        },
                    )
                    for product, quantity in goods
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

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

from odoo.tests import tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestTwoLines(BarcodeCommon):
    """Two lines of one product, as from two order lines at two prices."""

    def two(self, picking, quantity):
        picking.move_ids.copy({"product_uom_qty": quantity, "price_unit": 9})._action_confirm(
            merge=False
        )
        return picking

    def reports(self):
        return self.env["perpetual.receiving.discrepancy"].search([])

    def picked(self, picking):
        return [(move.product_uom_qty, move.quantity) for move in picking.move_ids]

    def test_receive(self):
        picking = self.two(self.incoming((self.average, 3)), 4)
        self.start("receive", picking)
        self.scan("x6")
        self.assert_good(self.scan(self.average.barcode))
        self.assert_good(self.scan(self.average.barcode))
        self.assertEqual(self.picked(picking), [(3, 3), (4, 4)])
        answer = self.do("validate")
        self.assertEqual((answer["state"], picking.state), ("done", "done"))
        self.assertFalse(self.reports())

    def test_undo_takes_all_of_a_scan(self):
        picking = self.two(self.incoming((self.average, 3)), 4)
        self.start("receive", picking)
        self.scan("x6")
        self.scan(self.average.barcode)
        answer = self.do("undo")
        self.assertEqual([line["done"] for line in answer["view"]["lines"]], [0, 0])

    def test_blind(self):
        """As ordered: nothing is more, nothing is less, nothing is to come."""
        self.warehouse().in_type_id.perpetual_blind_receipt = True
        picking = self.two(self.incoming((self.average, 3)), 4)
        self.start("receive", picking)
        self.scan("x7")
        self.scan(self.average.barcode)
        self.assert_good(self.do("validate"))
        self.assertFalse(self.reports())
        self.assertFalse(picking.backorder_ids)

    def test_deliver(self):
        self.receive(self.average, 20, 5)
        picking = self.two(self.outgoing((self.average, 3)), 4)
        picking.action_assign()
        self.start("deliver", picking)
        self.scan("x6")
        self.assert_good(self.scan(self.average.barcode))
        self.assertFalse(self.env["perpetual.pick.error"].search([]))
        self.scan("x2")
        self.assert_error(self.scan(self.average.barcode), "No more")
        self.scan(self.average.barcode)
        self.assertEqual(self.do("validate")["state"], "done")
        self.assertEqual([move.quantity for move in picking.move_ids], [3, 4])

"""Subcontracting and dropshipping together: no goods pass our own warehouse.

D20: what core skips in ``mrp_subcontracting_dropshipping`` since 19.0, with the right figures.

==================================================  ==========================================
skipped in core                                     here
==================================================  ==========================================
TestSubcontractingDropshippingValuation
.test_valuation_subcontracted_and_dropshipped       test_d20_returned_to_both
.test_avco_valuation_subcontract_and_dropshipped_…  test_d20_sent_in_parts
.test_account_line_entry_kit_bom_dropship           test_kit_dropship: TestKitSold
TestSubcontractingDropshippingFlows
.test_po_to_customer                                test_goods_from_…, test_d20_returned_to_both
.test_po_to_subcontractor, mrp_subcontracting_…     test_components_from_their_vendor_to_…
the others                                          routes and addresses, no figure of value
==================================================  ==========================================

Other by design: what comes back to the subcontractor is ours again, at the value at which it left.
"""

from odoo.tests import tagged

from odoo.addons.perpetual_mrp_subcontracting.tests.common import SubcontractingCommon
from odoo.addons.perpetual_sale.tests.common import SaleCommon


@tagged("post_install", "-at_install")
class TestSubcontractDropship(SubcontractingCommon, SaleCommon):
    """A board worth 5.00 and a service of 12.00 make a unit."""

    timing = "delivery"

    def kind(self, code):
        return self.env["stock.picking.type"].search(
            [("code", "=", code), ("company_id", "=", self.company.id)]
        )

    def test_components_from_their_vendor_to_the_subcontractor(self):
        """Received at his place: inventory against GRNI, and the bill clears it."""
        maker = self.vendor
        other = self.env["res.partner"].create({"name": "Sawmill"})
        for board in (self.board, self.screw):
            with self.subTest(board.name):
                kind = self.kind("dropship").filtered(
                    lambda kind: kind.default_location_dest_id == self.place()
                )
                order = self.order(
                    (board, 10, 5),
                    vendor=other,
                    picking_type_id=kind[:1].id,
                    dest_address_id=maker.id,
                )
                move = self.receive_dropped(order)
                self.assertEqual(move.location_dest_id, self.place())
                self.assert_entry(move, [("inventory", 50, 0), ("grni", 0, 50)])
                bill = self.bill((order.order_line, 10, 5.5))
                self.assert_bill(bill, [("grni", 55, 0), ("payable", 0, 55)])
                self.assert_difference(bill, [("inventory", 5, 0), ("grni", 0, 5)])
                self.assert_settled(order)
                self.assertEqual(self.on_hand(board), (10, 55))

    def test_goods_from_the_subcontractor_to_the_customer(self):
        """Sold at what board and service cost; the bill of the service clears GRNI."""
        for method, product in self.products.items():
            with self.subTest(method):
                self.send_components(self.board, 4, 5)
                before = {name: self.balance(name) for name in ("cogs", "variance")}
                order = self.order(
                    (product, 4, 12),
                    picking_type_id=self.kind("dropship")[:1].id,
                    dest_address_id=self.customer.id,
                )
                move = self.receive_dropped(order)
                self.assertEqual(move.location_dest_id.usage, "customer")
                self.assertEqual(self.on_hand(product), (0, 0))
                self.assertEqual(self.on_hand(self.board), (0, 0))
                cost = self.balance("cogs") - before["cogs"]
                variance = self.balance("variance") - before["variance"]
                self.assertEqual(cost + variance, 4 * 17)
                self.assertEqual(cost, 4 * (10 if method == "standard" else 17))
                self.assert_open(order, -48)
                bill = self.bill(order)
                self.assert_bill(bill, [("grni", 48, 0), ("payable", 0, 48)])
                self.assert_settled(order)

    def order_dropped(self, product, quantity):
        return self.order(
            (product, quantity, 12),
            picking_type_id=self.kind("dropship")[:1].id,
            dest_address_id=self.customer.id,
        )

    def test_d20_returned_to_both(self):
        """2 are sent; one comes back to the subcontractor, one into our stock."""
        for method, product in self.products.items():
            with self.subTest(method):
                cost = 10 if method == "standard" else 17
                self.send_components(self.board, 2, 5)
                order = self.order_dropped(product, 2)
                move = self.receive_dropped(order)
                before = self.balance("cogs")
                back = self.give_back(move, 1)
                self.assertEqual(back.location_dest_id, self.place())
                into_stock = self.give_back_to(move, self.stock())
                for returned in (back, into_stock):
                    self.assert_entry(returned, [("inventory", cost, 0), ("cogs", 0, cost)])
                self.assertEqual(self.balance("cogs") - before, -2 * cost)
                self.assertEqual(self.on_hand(product), (2, 2 * cost))
                self.bill(order)
                self.assert_settled(order)

    def give_back_to(self, move, place):
        """The customer returns a unit to another place than it came from."""
        env = self.as_role("stock_user")
        wizard = env["stock.return.picking"].create({"picking_id": move.picking_id.id})
        wizard.product_return_moves.quantity = 1
        picking = env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        picking.location_dest_id = picking.move_ids.location_dest_id = place
        self._pick(picking.move_ids, 1)
        return self.validate(picking).move_ids

    def test_d20_sent_in_parts(self):
        """Half of it, then the backorder: each at the boards and the service of its units."""
        for method, product in self.products.items():
            with self.subTest(method):
                self.send_components(self.board, 4, 5)
                order = self.order_dropped(product, 4)
                for quantity in (2, 2):
                    before = self.balance("cogs")
                    picking = order.picking_ids.filtered(lambda one: one.state != "done")
                    picking = picking.with_env(self.as_role("receiver"))
                    picking.move_ids.quantity = quantity
                    picking.move_ids.picked = True
                    self.validate(picking.with_context(skip_backorder=True))
                    cost = quantity * (10 if method == "standard" else 17)
                    self.assertEqual(self.balance("cogs") - before, cost)
                self.assert_open(order, -48)
                self.bill(order)
                self.assert_settled(order)
                self.assertEqual(self.on_hand(product), (0, 0))

    def test_a_dearer_service_of_goods_that_are_sold(self):
        self.send_components(self.board, 4, 5)
        order = self.order(
            (self.fifo, 4, 12),
            picking_type_id=self.kind("dropship")[:1].id,
            dest_address_id=self.customer.id,
        )
        self.receive_dropped(order)
        bill = self.bill((order.order_line, 4, 13))
        self.assert_difference(bill, [("cogs", 4, 0), ("grni", 0, 4)])
        self.assert_settled(order)

    def test_a_refund_of_the_service_is_listed(self):
        """Goods go back to be mended, the service is refunded: it waits for a write-off."""
        self.send_components(self.board, 2, 5)
        order = self.order((self.average, 2, 12))
        receipt = self.receive_order(order)
        self.bill(order)
        self.give_back(receipt, 1)
        self.refund((order.order_line, 1, 12))
        row = self.env["perpetual.grni.item"].search([("purchase_order_id", "=", order.id)])
        self.assertEqual((row.kind, row.quantity, row.amount), ("refund", 1, 12))
        self.assertEqual(self.on_hand(self.average), (2, 34))

    def receive_dropped(self, order):
        """Validate the transfer of an order that does not come to the warehouse."""
        picking = order.picking_ids.with_env(self.as_role("receiver"))
        for move in picking.move_ids:
            move.picked = True
        self.validate(picking.with_context(skip_backorder=True))
        return picking.move_ids.with_env(self.env)

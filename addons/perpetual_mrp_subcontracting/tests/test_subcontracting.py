"""What a subcontractor makes, entry by entry."""

from odoo.tests import tagged

from .common import METHODS, SubcontractingCommon


@tagged("post_install", "-at_install")
class TestSubcontracting(SubcontractingCommon):
    def test_receipt_and_bill(self):
        """2 units: components 10.00, service 24.00."""
        for method in METHODS:
            product = self.products[method]
            with self.subTest(method):
                self.send_components(self.board, 2, 5)
                order = self.order((product, 2, 12))
                receipt = self.receive_order(order)
                production = self.production_of(receipt)
                self.assertEqual(production.state, "done")
                self.assert_no_entry(receipt)
                self.assert_entry(production.move_raw_ids, [("wip", 10, 0), ("inventory", 0, 10)])
                if method == "standard":
                    self.assert_entry(
                        self.made(production),
                        [("inventory", 20, 0), ("grni", 0, 24), ("wip", 4, 0)],
                    )
                    self.assert_wip_entry(
                        production, "variance", [("variance", 14, 0), ("wip", 0, 14)]
                    )
                    self.assert_closed(production, 14)
                else:
                    self.assert_entry(
                        self.made(production),
                        [("inventory", 34, 0), ("grni", 0, 24), ("wip", 0, 10)],
                    )
                    self.assert_closed(production)
                    self.assertEqual(self.on_hand(product), (2, 34))
                    self.assertEqual(self.made(production).value, 34)
                self.assert_open(order, -24)
                bill = self.bill(order)
                self.assert_bill(bill, [("grni", 24, 0), ("payable", 0, 24)])
                self.assert_settled(order)

    def test_the_bill_before_the_goods(self):
        self.send_components(self.board, 2, 5)
        order = self.order((self.average, 2, 12))
        self.bill(order)
        self.assert_open(order, 24)
        self.receive_order(order)
        self.assert_settled(order)
        self.assertEqual(self.on_hand(self.average), (2, 34))

    def test_a_bill_posted_without_rights_to_manufacturing(self):
        self.send_components(self.board, 2, 5)
        order = self.order((self.average, 2, 12))
        self.receive_order(order)
        bill = self.bill(order, post=False)
        self.env.flush_all()
        self.env.invalidate_all()  # core reads the manufacturing order anew, as in real life
        bill.with_env(self.as_role("biller")).action_post()
        self.assert_settled(order)

    def test_a_bill_above_the_order(self):
        """1.00 more for two units, one of which is sold."""
        for method in ("average", "fifo"):
            product = self.products[method]
            with self.subTest(method):
                self.send_components(self.board, 2, 5)
                order = self.order((product, 2, 12))
                self.receive_order(order)
                self.deliver(product, 1)
                bill = self.bill((order.order_line, 2, 12.5))
                self.assert_difference(
                    bill, [("inventory", 0.5, 0), ("cogs", 0.5, 0), ("grni", 0, 1)]
                )
                self.assertEqual(self.on_hand(product), (1, 17.5))
                self.assert_settled(order)

    def test_a_bill_above_the_order_under_standard_cost(self):
        self.send_components(self.board, 2, 5)
        order = self.order((self.standard, 2, 12))
        self.receive_order(order)
        bill = self.bill((order.order_line, 2, 12.5))
        self.assert_difference(bill, [("difference", 1, 0), ("grni", 0, 1)])
        self.assertEqual(self.on_hand(self.standard), (2, 20))

    def test_an_order_in_another_currency(self):
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2020-01-01": 1.5})
        self.send_components(self.board, 2, 5)
        order = self.order((self.fifo, 2, 12), currency=euro)
        self.receive_order(order)
        self.assertEqual(self.on_hand(self.fifo), (2, 46))
        self.assert_open(order, -36, -24)
        self.bill(order)
        self.assert_settled(order)

    def test_partial_receipts(self):
        """2 of 5 units, then the rest: each with its own components and service."""
        for method in METHODS:
            product = self.products[method]
            with self.subTest(method):
                self.send_components(self.board, 5, 5)
                order = self.order((product, 5, 12))
                self.assert_part(self.receive_order(order, 2, user="receiver"), 2)
                self.assert_open(order, -24)
                self.assert_part(self.receive_order(order), 3)
                self.assert_open(order, -60)
                bill = self.bill(order)
                self.assert_bill(bill, [("grni", 60, 0), ("payable", 0, 60)])
                self.assert_settled(order)
                self.assertEqual(self.on_hand(product), (5, 50 if method == "standard" else 85))
                self.assertEqual(self.on_hand(self.board), (0, 0))
        self.assertEqual(self.layers(self.fifo), [(2, 34), (3, 51)])

    def assert_part(self, receipt, units):
        """A board of 5.00 and a service of 12.00 a unit; 10.00 at standard cost."""
        production = self.production_of(receipt).filtered(lambda one: one.product_qty == units)
        self.assertEqual(production.state, "done")
        self.assert_no_entry(receipt)
        self.assert_entry(
            production.move_raw_ids, [("wip", 5 * units, 0), ("inventory", 0, 5 * units)]
        )
        made, service = self.made(production), ("grni", 0, 12 * units)
        if production.product_id != self.standard:
            self.assert_entry(made, [("inventory", 17 * units, 0), service, ("wip", 0, 5 * units)])
            self.assert_closed(production)
            return
        self.assert_entry(made, [("inventory", 10 * units, 0), service, ("wip", 2 * units, 0)])
        self.assert_wip_entry(
            production, "variance", [("variance", 7 * units, 0), ("wip", 0, 7 * units)]
        )
        self.assert_closed(production, 7 * units)

    def test_components_that_were_not_sent(self):
        """They are used on negative stock, and settled when they arrive."""
        self.receive(self.board, 1, 5)
        self.deliver(self.board, 1)
        order = self.order((self.average, 2, 12))
        self.receive_order(order)
        self.assertEqual(self.on_hand(self.board), (-2, -10))
        self.assertEqual(self.on_hand(self.average), (2, 34))
        self.send_components(self.board, 2, 6)
        self.assertEqual(self.on_hand(self.board), (0, 0))
        self.bill(order)

    def test_components_resupplied_on_order(self):
        """An internal transfer: they stay ours, at their value."""
        self.receive(self.board, 10, 5)
        moves = self.transfer(self.board, 4, self.stock(), self.place())
        self.assert_no_entry(moves)
        self.assertEqual(self.last_entry(self.board).kind, "transfer")
        self.assertEqual(self.on_hand(self.board), (10, 50))

    def test_components_shipped_to_the_subcontractor_by_their_vendor(self):
        """A receipt like any other, at another place."""
        move = self.receive(self.board, 3, 5, dest=self.place())
        self.assert_entry(move, [("inventory", 15, 0), ("grni", 0, 15)])
        order = self.order((self.average, 3, 12))
        self.receive_order(order)
        self.assertEqual(self.on_hand(self.average), (3, 51))
        self.bill(order)

    def test_returned_to_the_subcontractor(self):
        """Goods to be mended stay ours, at their value."""
        self.send_components(self.board, 2, 5)
        order = self.order((self.average, 2, 12))
        receipt = self.receive_order(order)
        back = self.give_back(receipt, 1)
        self.assertEqual(back.location_dest_id, self.place())
        self.assert_no_entry(back)
        self.assertEqual(self.on_hand(self.average), (2, 34))
        self.bill(order)
        self.assert_settled(order)

    def test_lots(self):
        """Two lots valued apart, received together: an order for each."""
        product = self.make_product("fifo", name="Clock", tracking="lot", lot_valuated=True)
        self.subcontract(product, [(self.board, 1)])
        self.send_components(self.board, 3, 5)
        order = self.order((product, 3, 12))
        picking = order.picking_ids.with_env(self.as_role("receiver"))
        lots = [self.make_lot(product, name) for name in ("A", "B")]
        move = picking.move_ids
        move.move_line_ids.unlink()
        move.move_line_ids = [
            (
                0,
                0,
                {**move._prepare_move_line_vals(quantity=0), "quantity": units, "lot_id": lot.id},
            )
            for lot, units in zip(lots, (1, 2), strict=True)
        ]
        move.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        self.assertEqual(picking.state, "done")
        values = [self.pool(product, lot=lot).value for lot in lots]
        self.assertEqual(values, [17, 34])
        self.bill(order)
        self.assert_settled(order)

    def test_without_a_purchase_order(self):
        """A receipt with a price owes it to the vendor, for a bill without an order."""
        self.send_components(self.board, 1, 5)
        kind = self.warehouse().in_type_id
        picking = self.prepare(
            [(self.average, 1)],
            self.suppliers,
            self.stock(),
            kind,
            cost=12,
            partner=self.vendor,
            user="receiver",
        )
        picking.move_ids.move_line_ids.location_id = picking.move_ids.location_id
        self.validate(picking)
        self.assertEqual(self.on_hand(self.average), (1, 17))
        self.assertEqual(self.balance("grni"), -5 - 12)

    def test_edited_when_done(self):
        """One unit more of the manufacturing order is one service more."""
        self.send_components(self.board, 2, 5)
        order = self.order((self.average, 2, 12))
        production = self.production_of(self.receive_order(order))
        self.edit(self.made(production), 3)
        self.assertEqual(self.on_hand(self.average), (3, 51))
        self.assert_closed(production, -5)
        self.edit(self.made(production), 1)
        self.assertEqual(self.on_hand(self.average), (1, 17))
        self.assert_open(order, -12)

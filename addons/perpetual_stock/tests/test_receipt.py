from odoo.tests import tagged

from .common import METHODS, PerpetualCommon


@tagged("post_install", "-at_install")
class TestReceipt(PerpetualCommon):
    """Goods in from vendors, and back to them."""

    # Receipts

    def test_standard_posts_the_price_difference(self):
        """Worked example: 10 at standard 90, ordered at 100."""
        self.set_cost(self.standard, 90)
        move = self.receive(self.standard, 10, 100)
        self.assert_ledger(self.standard, [("receipt", 10, 900, 10, 900)])
        self.assert_entry(move, [("inventory", 900, 0), ("difference", 100, 0), ("grni", 0, 1000)])
        self.assertEqual(move.value, 900)

    def test_standard_below_the_standard(self):
        move = self.receive(self.standard, 10, 8)
        self.assert_ledger(self.standard, [("receipt", 10, 100, 10, 100)])
        self.assert_entry(move, [("inventory", 100, 0), ("difference", 0, 20), ("grni", 0, 80)])

    def test_standard_at_the_standard(self):
        move = self.receive(self.standard, 10, 10)
        self.assert_entry(move, [("inventory", 100, 0), ("grni", 0, 100)])

    def test_price_difference_account_of_the_category(self):
        account = self.env["account.account"].create(
            {"name": "Own difference", "code": "599999", "account_type": "expense"}
        )
        self.categories["standard"].property_price_difference_account_id = account
        move = self.receive(self.standard, 1, 12)
        self.assert_entry(move, [("inventory", 10, 0), ("Own difference", 2, 0), ("grni", 0, 12)])

    def test_average(self):
        self.receive(self.average, 10, 10)
        move = self.receive(self.average, 10, 20)
        self.assert_ledger(
            self.average, [("receipt", 10, 100, 10, 100), ("receipt", 10, 200, 20, 300)]
        )
        self.assert_entry(move, [("inventory", 200, 0), ("grni", 0, 200)])
        self.assertEqual(self.average.standard_price, 15)

    def test_fifo(self):
        self.receive(self.fifo, 10, 10)
        move = self.receive(self.fifo, 10, 20)
        self.assert_ledger(
            self.fifo, [("receipt", 10, 100, 10, 100), ("receipt", 10, 200, 20, 300)]
        )
        self.assert_entry(move, [("inventory", 200, 0), ("grni", 0, 200)])
        self.assertEqual(self.layers(self.fifo), [(10, 100), (10, 200)])

    def test_without_a_price_the_cost_counts(self):
        """A receipt that no order priced is worth the product's cost."""
        for product in self.products.values():
            self.set_cost(product, 7)
            move = self.receive(product, 3)
            self.assert_ledger(product, [("receipt", 3, 21, 3, 21)])
            self.assert_entry(move, [("inventory", 21, 0), ("grni", 0, 21)])

    def test_without_any_cost_nothing_is_posted(self):
        move = self.receive(self.average, 3)
        self.assert_ledger(self.average, [("receipt", 3, 0, 3, 0)])
        self.assert_no_entry(move)

    def test_dozens(self):
        """The price is per product unit, the quantity in the document's unit."""
        for product in self.products.values():
            move = self.receive(product, 2, 10, uom=self.dozen)
            self.assert_ledger(product, [("receipt", 24, 240, 24, 240)])
            self.assert_entry(move, [("inventory", 240, 0), ("grni", 0, 240)])
            self.assertEqual(move.perpetual_entry_ids.unit_cost, 10)
            self.assertEqual(move.perpetual_entry_ids.moved_quantity, 24)

    def test_value_is_rounded_to_the_cent(self):
        self.receive(self.average, 3, 0.335)
        self.assert_ledger(self.average, [("receipt", 3, 1.01, 3, 1.01)])

    def test_one_entry_per_transfer(self):
        """Two products on a transfer share its journal entry, with items of their own."""
        goods = [(self.average, 10), (self.fifo, 5)]
        kind = self.warehouse().in_type_id
        picking = self.prepare(goods, self.suppliers, self.stock(), kind, 4, partner=self.vendor)
        moves = self.validate(picking).move_ids
        self.assert_items(
            moves.perpetual_entry_ids.account_move_id,
            [("inventory", 40, 0), ("grni", 0, 40), ("inventory", 20, 0), ("grni", 0, 20)],
        )
        entry = moves.perpetual_entry_ids.account_move_id
        self.assertEqual(len(entry), 1)
        self.assertEqual(entry.ref, picking.name)
        self.assertEqual(entry.line_ids.partner_id, self.vendor)
        self.assertEqual(entry.line_ids.product_id, self.average | self.fifo)
        self.assertEqual(moves.account_move_id, entry)

    def test_the_entry_tells_the_whole_story(self):
        location = self.make_location()
        move = self.receive(self.average, 2, 5, dest=location, partner=self.vendor)
        entry = move.perpetual_entry_ids
        self.assertRecordValues(
            entry,
            [
                {
                    "sequence": 1,
                    "company_id": self.company.id,
                    "product_id": self.average.id,
                    "location_id": self.suppliers.id,
                    "location_dest_id": location.id,
                    "quantity": 2.0,
                    "moved_quantity": 2.0,
                    "unit_cost": 5.0,
                    "valuation_account_id": self.account("inventory").id,
                    "counterpart_account_id": self.account("grni").id,
                    "stock_move_line_id": move.move_line_ids.id,
                    "picking_id": move.picking_id.id,
                    "origin": move.picking_id.name,
                    "user_id": self.users["stock_user"].id,
                    "reverses_id": False,
                }
            ],
        )
        self.assertEqual(move.picking_id.perpetual_entry_count, 1)

    def test_partial_receipt_and_backorder(self):
        kind = self.warehouse().in_type_id
        picking = self.prepare([(self.fifo, 10)], self.suppliers, self.stock(), kind, 4)
        picking.move_ids.move_line_ids.quantity = 6
        picking.with_context(skip_backorder=True).button_validate()
        backorder = picking.backorder_ids
        self.assertEqual(backorder.move_ids.product_uom_qty, 4)
        self._pick(backorder.move_ids, 4)
        self.validate(backorder)
        self.assert_ledger(self.fifo, [("receipt", 6, 24, 6, 24), ("receipt", 4, 16, 10, 40)])

    def test_dropship_leaves_the_pool_alone(self):
        self.receive(self.average, 10, 10)
        kind = self.warehouse().out_type_id
        move = self.move(self.average, 5, self.suppliers, self.customers, kind, cost=99)
        self.assert_ledger(
            self.average, [("receipt", 10, 100, 10, 100), ("dropship", 0, 0, 10, 100)]
        )
        self.assertEqual(move.perpetual_entry_ids.moved_quantity, 5)

    # Consigned goods

    def test_consigned_goods_have_no_value(self):
        for product in self.products.values():
            self.receive(product, 10, 10)
            move = self.receive(product, 4, 99, owner=self.vendor)
            self.assert_ledger(product, [("receipt", 10, 100, 10, 100), ("receipt", 0, 0, 10, 100)])
            self.assert_no_entry(move)
            self.assertEqual(move.perpetual_entry_ids.owner_id, self.vendor)
            self.assertEqual(move.perpetual_entry_ids.moved_quantity, 4)
            out = self.deliver(product, 3, owner=self.vendor)
            self.assert_no_entry(out)
            self.assertEqual(self.on_hand(product), (10, 100))

    def test_goods_owned_by_the_company_itself_are_its_own(self):
        move = self.receive(self.average, 4, 5, owner=self.company.partner_id)
        self.assert_ledger(self.average, [("receipt", 4, 20, 4, 20)])
        self.assert_entry(move, [("inventory", 20, 0), ("grni", 0, 20)])

    # Vendor returns

    def test_linked_vendor_return_average(self):
        """GRNI gets the receipt's price back; stock loses its carrying cost."""
        first = self.receive(self.average, 10, 10)
        self.receive(self.average, 10, 20)
        move = self.return_to_vendor(first, 2)
        self.assert_ledger(
            self.average,
            [
                ("receipt", 10, 100, 10, 100),
                ("receipt", 10, 200, 20, 300),
                ("vendor_return", -2, -30, 18, 270),
            ],
        )
        self.assert_entry(move, [("grni", 20, 0), ("difference", 10, 0), ("inventory", 0, 30)])

    def test_linked_vendor_return_fifo(self):
        """Out of the layer of its own receipt, even if an older one is open."""
        self.receive(self.fifo, 10, 10)
        second = self.receive(self.fifo, 10, 20)
        move = self.return_to_vendor(second, 4)
        self.assert_entry(move, [("grni", 80, 0), ("inventory", 0, 80)])
        self.assertEqual(self.layers(self.fifo), [(10, 100), (6, 120)])

    def test_linked_vendor_return_fifo_of_consumed_units(self):
        """What the receipt has left, then the oldest; GRNI still at the receipt's price."""
        first = self.receive(self.fifo, 10, 10)
        self.receive(self.fifo, 10, 20)
        self.deliver(self.fifo, 8)
        move = self.return_to_vendor(first, 5)
        self.assert_entry(move, [("grni", 50, 0), ("difference", 30, 0), ("inventory", 0, 80)])
        self.assertEqual(self.layers(self.fifo), [(7, 140)])

    def test_linked_vendor_return_standard(self):
        first = self.receive(self.standard, 10, 12)
        move = self.return_to_vendor(first, 5)
        self.assert_ledger(
            self.standard, [("receipt", 10, 100, 10, 100), ("vendor_return", -5, -50, 5, 50)]
        )
        self.assert_entry(move, [("grni", 60, 0), ("difference", 0, 10), ("inventory", 0, 50)])

    def test_whole_vendor_return_clears_grni(self):
        for product in self.products.values():
            self.return_to_vendor(self.receive(product, 7, 11.37), 7)
            self.assertEqual(self.on_hand(product), (0, 0))
        self.assertEqual(self.balance("grni"), 0)
        self.assertEqual(self.balance("difference"), 0)

    def test_unlinked_vendor_return(self):
        """Nothing says which receipt it was: carrying cost on both sides."""
        expected = {"standard": 20, "average": 30, "fifo": 20}
        for method in METHODS:
            product = self.products[method]
            self.receive(product, 10, 10)
            self.receive(product, 10, 20)
            move = self.deliver(product, 2, dest=self.suppliers)
            self.assertEqual(move.perpetual_entry_ids.kind, "vendor_return")
            value = expected[method]
            self.assert_entry(move, [("grni", value, 0), ("inventory", 0, value)])

    def test_vendor_return_of_a_return(self):
        """Goods sent back and received once more come in at the price they left GRNI."""
        for product in (self.average, self.fifo):
            back = self.return_to_vendor(self.receive(product, 10, 10), 3)
            again = self.give_back(back, 3)
            self.assert_entry(again, [("inventory", 30, 0), ("grni", 0, 30)])
            self.assertEqual(self.on_hand(product), (10, 100))

from decimal import Decimal

from odoo.tests import tagged

from .common import PerpetualCommon


@tagged("post_install", "-at_install")
class TestUndoneIssue(PerpetualCommon):
    """Part of an issue that is undone: its counterpart gets what goes back to stock."""

    def two_layers(self):
        self.receive(self.fifo, 8, 10)
        self.receive(self.fifo, 4, 16)

    def test_fifo_delivery(self):
        """What was taken last goes back first; nothing is left on price difference."""
        self.two_layers()
        sold = self.deliver(self.fifo, 10)
        self.edit(sold, 9)
        self.assert_entry(self.last_entry(self.fifo), [("inventory", 16, 0), ("cogs", 0, 16)])
        self.edit(sold, 7)
        self.assert_entry(self.last_entry(self.fifo), [("inventory", 26, 0), ("cogs", 0, 26)])
        self.edit(sold, 0)
        self.assertEqual(self.balance("cogs"), 0)
        self.assertEqual(self.balance("difference"), 0)
        self.assertEqual(self.layers(self.fifo), [(8, 80), (4, 64)])

    def test_fifo_scrap_and_count(self):
        self.two_layers()
        scrapped = self.scrap(self.fifo, 10)
        self.edit(scrapped, 9)
        self.assert_entry(self.last_entry(self.fifo), [("inventory", 16, 0), ("scrap", 0, 16)])
        lost = self.count(self.fifo, 1)
        self.edit(lost, 1)
        self.assert_entry(self.last_entry(self.fifo), [("inventory", 16, 0), ("shrinkage", 0, 16)])
        self.assertEqual(self.balance("difference"), 0)

    def test_fifo_vendor_return_keeps_its_price(self):
        """GRNI takes back the receipt's price, whichever layer the goods had come from."""
        first = self.receive(self.fifo, 8, 10)
        self.receive(self.fifo, 4, 16)
        self.deliver(self.fifo, 6)
        back = self.return_to_vendor(first, 4)
        self.assert_entry(back, [("grni", 40, 0), ("difference", 12, 0), ("inventory", 0, 52)])
        self.edit(back, 3)
        self.assert_entry(
            self.last_entry(self.fifo),
            [("inventory", 16, 0), ("grni", 0, 10), ("difference", 0, 6)],
        )

    def test_standard_after_a_new_standard(self):
        """The issue never happened, so its cost is none; stock is at the new standard."""
        self.receive(self.standard, 10, 10)
        sold = self.deliver(self.standard, 4)
        self.set_cost(self.standard, 12)
        self.edit(sold, 0)
        self.assert_entry(
            self.last_entry(self.standard),
            [("inventory", 48, 0), ("cogs", 0, 40), ("difference", 0, 8)],
        )
        self.assertEqual(self.balance("cogs"), 0)

    def test_two_lines_of_one_issue_undone_at_once(self):
        """One write over both lines: each takes back what it took itself."""
        shelf = self.make_location()
        self.receive(self.fifo, 8, 10)
        self.receive(self.fifo, 4, 16, dest=shelf)
        sold = self.deliver(self.fifo, 8)
        env = self.as_role("stock_user")
        env["stock.move.line"].create(
            {
                "move_id": sold.id,
                "picking_id": sold.picking_id.id,
                "product_id": self.fifo.id,
                "quantity": 4,
                "location_id": shelf.id,
                "location_dest_id": self.customers.id,
            }
        )
        sold.move_line_ids.with_env(env).write({"quantity": 1})
        self.assertEqual(self.layers(self.fifo), [(7, 70), (3, 48)])
        self.assertEqual(self.balance("cogs"), 26)


@tagged("post_install", "-at_install")
class TestBatch(PerpetualCommon):
    """A batch knows what its earlier facts did, though nothing is stored yet."""

    def facts_of(self, line, *quantities):
        position = line._perpetual_position()
        return [
            fact
            for quantity in quantities
            for fact in line._perpetual_facts(position, Decimal(quantity))
        ]

    def test_an_issue_undone_twice(self):
        """The second undo gives back what the first one left, no unit twice."""
        self.receive(self.fifo, 2, 10)
        self.receive(self.fifo, 2, 20)
        sold = self.deliver(self.fifo, 4)
        line = sold.move_line_ids.sudo()
        # Only a batch of two undone parts is of interest; the goods follow at the end.
        with self.env.cr.savepoint() as savepoint:
            written = self.env["perpetual.ledger"]._record(self.facts_of(line, -2, -2))
            self.assertEqual([float(row.value) for row in written], [40, 20])
            self.assertEqual([float(row.counterpart_value) for row in written], [40, 20])
            self.assertEqual(self.layers(self.fifo), [(2, 20), (2, 40)])
            savepoint.rollback()
        self.env.invalidate_all()

    def test_an_issue_and_its_undoing(self):
        self.receive(self.fifo, 2, 10)
        self.receive(self.fifo, 2, 20)
        line = self.deliver(self.fifo, 1).move_line_ids.sudo()
        with self.env.cr.savepoint() as savepoint:
            written = self.env["perpetual.ledger"]._record(self.facts_of(line, 2, -1, -1))
            self.assertEqual([float(row.value) for row in written], [-30, 20, 10])
            savepoint.rollback()
        self.env.invalidate_all()

    def test_a_receipt_and_its_undoing(self):
        """Out of its own layer, not out of the oldest."""
        self.receive(self.fifo, 5, 10)
        line = self.receive(self.fifo, 1, 20).move_line_ids.sudo()
        with self.env.cr.savepoint() as savepoint:
            self.env["perpetual.ledger"]._record(self.facts_of(line, 2, -3))
            self.assertEqual(self.layers(self.fifo), [(5, 50)])
            savepoint.rollback()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestCostOfProduct(PerpetualCommon):
    """The product shows the pool's unit cost, not what cents make of it."""

    def test_next_to_nothing_on_hand(self):
        kilogram = self.env.ref("uom.product_uom_kgm")
        for method in ("average", "fifo"):
            product = self.make_product(method, uom_id=kilogram.id)
            self.receive(product, 1, 12.34)
            self.deliver(product, 0.99)
            self.assertEqual(self.on_hand(product), (0.01, 0.12))
            self.assertAlmostEqual(product.standard_price, 12.34, 6)

    def test_a_cost_set_by_hand_stays_as_typed(self):
        self.receive(self.average, 3, 10)
        self.set_cost(self.average, 11.115)
        self.assertAlmostEqual(self.average.standard_price, 11.115, 6)

    def test_average_cost_of_a_lot(self):
        """Stored by core, so it is written whenever the lot's pool changes."""
        product = self.make_product("average", tracking="lot")
        product.lot_valuated = True
        one, other = self.make_lot(product, "one"), self.make_lot(product, "other")
        self.receive(product, 10, 10, lot=one)
        self.receive(product, 10, 20, lot=one)
        self.receive(product, 5, 7, lot=other)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((one.avg_cost, other.avg_cost), (15, 7))
        found = self.env["stock.lot"].search(
            [("avg_cost", ">", 14), ("id", "in", (one | other).ids)]
        )
        self.assertEqual(found, one)


@tagged("post_install", "-at_install")
class TestFreeGoods(PerpetualCommon):
    """No price means current cost; free of charge means a value of zero."""

    def receive_free(self, product, quantity):
        kind = self.warehouse().in_type_id
        picking = self.prepare([(product, quantity)], self.suppliers, self.stock(), kind)
        picking.move_ids.perpetual_is_free = True
        return self.validate(picking).move_ids

    def test_average_and_fifo(self):
        for method in ("average", "fifo"):
            product = self.products[method]
            self.receive(product, 10, 10)
            self.receive(product, 10)
            move = self.receive_free(product, 20)
            self.assert_no_entry(move)
            self.assertEqual(move.value, 0)
            self.assertEqual(self.on_hand(product), (40, 200))
        self.assertEqual(self.layers(self.fifo), [(10, 100), (10, 100), (20, 0)])
        self.assertEqual(self.average.standard_price, 5)

    def test_standard(self):
        """At standard, against price difference: nobody is owed anything."""
        move = self.receive_free(self.standard, 10)
        self.assert_entry(move, [("inventory", 100, 0), ("difference", 0, 100)])

    def test_the_backorder_is_free_too(self):
        self.receive(self.average, 10, 10)
        kind = self.warehouse().in_type_id
        picking = self.prepare([(self.average, 10)], self.suppliers, self.stock(), kind)
        picking.move_ids.perpetual_is_free = True
        picking.move_ids.move_line_ids.quantity = 4
        picking._action_done()
        rest = picking.backorder_ids
        rest.move_ids.picked = True
        self.validate(rest)
        self.assertEqual(self.on_hand(self.average), (20, 100))

    def test_more_of_it_and_less(self):
        self.receive(self.average, 10, 10)
        move = self.receive_free(self.average, 10)
        self.edit(move, 30)
        self.assertEqual(self.on_hand(self.average), (40, 100))
        self.edit(move, 0)
        self.assertEqual(self.on_hand(self.average), (10, 100))

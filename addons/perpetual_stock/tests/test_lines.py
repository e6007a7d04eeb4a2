from odoo import Command
from odoo.tests import tagged

from .common import PerpetualCommon


@tagged("post_install", "-at_install")
class TestLines(PerpetualCommon):
    """Moves of many lines, and what is added to a transfer that is done."""

    def receive_lines(self, product, lines, cost):
        """One receipt of several lines, each a dict of move line values."""
        kind = self.warehouse().in_type_id
        total = sum(line["quantity"] for line in lines)
        picking = self.prepare([(product, total)], self.suppliers, self.stock(), kind, cost)
        move = picking.move_ids
        first = move.move_line_ids.copy_data()[0]
        move.move_line_ids.unlink()
        move.move_line_ids = [Command.create({**first, **line}) for line in lines]
        move.picked = True
        return self.validate(picking).move_ids

    def test_own_and_consigned_in_one_move(self):
        lines = [{"quantity": 6}, {"quantity": 4, "owner_id": self.vendor.id}]
        move = self.receive_lines(self.average, lines, 10)
        self.assert_entry(move, [("inventory", 60, 0), ("grni", 0, 60)])
        self.assertEqual(move.value, 60)
        self.assertEqual(self.on_hand(self.average), (6, 60))
        self.assertEqual(sorted(move.perpetual_entry_ids.mapped("moved_quantity")), [4, 6])

    def test_two_lines_of_a_delivery(self):
        """Each line has its row, the transfer one journal entry."""
        shelf = self.make_location()
        self.receive(self.fifo, 5, 10)
        self.receive(self.fifo, 5, 20, dest=shelf)
        kind = self.warehouse().out_type_id
        picking = self.prepare([(self.fifo, 8)], self.stock(), self.customers, kind)
        line = picking.move_ids.move_line_ids
        line.quantity = 5
        line.copy({"quantity": 3, "location_id": shelf.id, "picked": True})
        move = self.validate(picking).move_ids
        self.assert_entry(move, [("cogs", 110, 0), ("inventory", 0, 110)])
        self.assertEqual(move.perpetual_entry_ids.mapped("quantity"), [-3, -5])
        self.assertEqual(move.value, 110)

    def test_serial_numbers(self):
        """A pool per piece: each leaves at what it cost."""
        product = self.make_product("average", tracking="serial")
        product.lot_valuated = True
        pieces = [self.make_lot(product, f"SN{number}") for number in range(3)]
        lines = [{"quantity": 1, "lot_id": piece.id} for piece in pieces[:2]]
        move = self.receive_lines(product, lines, 10)
        self.assert_entry(move, [("inventory", 20, 0), ("grni", 0, 20)])
        self.receive(product, 1, 25, lot=pieces[2])
        sold = self.deliver(product, 1, lot=pieces[2])
        self.assert_entry(sold, [("cogs", 25, 0), ("inventory", 0, 25)])
        self.assertEqual([self.pool(product, lot=piece).value for piece in pieces], [10, 10, 0])
        self.assertEqual(product.total_value, 20)

    def test_lots_come_back_at_their_own_value(self):
        """Two lots left in one move; each is returned at what it left at."""
        product = self.make_product("average", tracking="lot")
        product.lot_valuated = True
        cheap, dear = self.make_lot(product, "cheap"), self.make_lot(product, "dear")
        self.receive(product, 5, 10, lot=cheap)
        self.receive(product, 5, 20, lot=dear)
        kind = self.warehouse().out_type_id
        picking = self.prepare([(product, 4)], self.stock(), self.customers, kind, lot=cheap)
        line = picking.move_ids.move_line_ids
        line.quantity = 2
        line.copy({"quantity": 2, "lot_id": dear.id, "picked": True})
        sold = self.validate(picking).move_ids
        self.assert_entry(sold, [("cogs", 60, 0), ("inventory", 0, 60)])
        wizard = self.as_role("stock_user")["stock.return.picking"].create(
            {"picking_id": sold.picking_id.id}
        )
        wizard.product_return_moves.quantity = 2
        back = wizard.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self._pick(back.move_ids, 2, lot=dear)
        returned = self.validate(back).move_ids
        self.assert_entry(returned, [("inventory", 40, 0), ("cogs", 0, 40)])
        self.assertEqual(self.pool(product, lot=dear).value, 100)

    def test_another_lot_comes_back(self):
        """It was not in the delivery: what the delivery cost on average."""
        product = self.make_product("average", tracking="lot")
        product.lot_valuated = True
        sold_lot, other = self.make_lot(product, "sold"), self.make_lot(product, "other")
        self.receive(product, 5, 10, lot=sold_lot)
        sold = self.deliver(product, 2, lot=sold_lot)
        wizard = self.as_role("stock_user")["stock.return.picking"].create(
            {"picking_id": sold.picking_id.id}
        )
        wizard.product_return_moves.quantity = 1
        back = wizard.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self._pick(back.move_ids, 1, lot=other)
        returned = self.validate(back).move_ids
        self.assert_entry(returned, [("inventory", 10, 0), ("cogs", 0, 10)])

    def test_a_package(self):
        package = self.env["stock.package"].create({"name": "Box"})
        move = self.receive_lines(
            self.average, [{"quantity": 6, "result_package_id": package.id}], 10
        )
        self.assert_entry(move, [("inventory", 60, 0), ("grni", 0, 60)])
        kind = self.warehouse().out_type_id
        picking = self.prepare([(self.average, 2)], self.stock(), self.customers, kind)
        picking.move_ids.move_line_ids.package_id = package
        sold = self.validate(picking).move_ids
        self.assertEqual(sold.perpetual_entry_ids.package_id, package)
        self.assert_entry(sold, [("cogs", 20, 0), ("inventory", 0, 20)])

    # Added later

    def test_a_line_on_a_done_transfer(self):
        """Core makes a done move of its own for it."""
        move = self.receive(self.average, 10, 10)
        lines = self.as_role("stock_user")["stock.move.line"]
        lines.create(
            {
                "picking_id": move.picking_id.id,
                "product_id": self.fifo.id,
                "quantity": 2,
                "location_id": self.suppliers.id,
                "location_dest_id": self.stock().id,
            }
        )
        self.assert_ledger(self.fifo, [("receipt", 2, 0, 2, 0)])

    def test_a_move_on_a_done_transfer(self):
        move = self.receive(self.average, 10, 10)
        self.as_role("stock_user")["stock.move"].create(
            {
                "picking_id": move.picking_id.id,
                "product_id": self.fifo.id,
                "product_uom_qty": 3,
                "quantity": 3,
                "price_unit": 7,
                "location_id": self.suppliers.id,
                "location_dest_id": self.stock().id,
            }
        )
        self.assert_ledger(self.fifo, [("receipt", 3, 21, 3, 21)])
        self.assert_entry(self.last_entry(self.fifo), [("inventory", 21, 0), ("grni", 0, 21)])

    def test_quantity_of_a_done_move(self):
        """The field on the move, as the transfer's form has it."""
        move = self.receive(self.average, 10, 10)
        move.with_env(self.as_role("stock_user")).quantity = 12
        self.assertEqual(self.on_hand(self.average), (12, 120))
        self.assertEqual(len(self.entries(self.average)), 2)

    # Core's other doors

    def test_relocate(self):
        shelf = self.make_location()
        self.receive(self.average, 10, 10)
        quants = self.as_role("stock_manager")["stock.quant"]
        quant = quants.search(
            [("product_id", "=", self.average.id), ("location_id", "=", self.stock().id)]
        )
        quant.move_quants(location_dest_id=shelf.with_env(quants.env), message="Tidied up")
        entry = self.last_entry(self.average)
        self.assertEqual(entry.kind, "transfer")
        self.assertEqual(entry.moved_quantity, 10)
        self.assert_no_entry(entry)

    def test_update_quantity_on_the_product(self):
        self.set_cost(self.average, 4)
        product = self.average.with_env(self.as_role("stock_manager"))
        quants = product.env["stock.quant"].with_context(inventory_mode=True)
        quants.create(
            {
                "product_id": product.id,
                "location_id": self.stock().id,
                "inventory_quantity_auto_apply": 5,
            }
        )
        self.assert_ledger(self.average, [("count", 5, 20, 5, 20)])

    def test_unlinked_returns_are_noted_on_the_transfer(self):
        self.receive(self.average, 10, 10)
        for move, is_noted in (
            (self.receive(self.average, 1, source=self.customers), True),
            (self.deliver(self.average, 1, dest=self.suppliers), True),
            (self.return_from_customer(self.deliver(self.average, 1), 1), False),
            (self.deliver(self.average, 1), False),
        ):
            notes = " ".join(move.picking_id.message_ids.mapped("body"))
            self.assertIs("valued at current cost" in notes, is_noted, move.reference)
            self.assertIs(self.average.name in notes, is_noted)

    def test_dropship_and_its_return(self):
        kind = self.warehouse().out_type_id
        for ends in ((self.suppliers, self.customers), (self.customers, self.suppliers)):
            move = self.move(self.average, 5, *ends, kind, cost=10)
            self.assertEqual(move.perpetual_entry_ids.kind, "dropship")
            self.assertEqual(move.perpetual_entry_ids.moved_quantity, 5)
        self.assertEqual(self.on_hand(self.average), (0, 0))


@tagged("post_install", "-at_install")
class TestBeforeContinuous(PerpetualCommon):
    """Transfers from before the switch that are edited or returned after it."""

    def setUp(self):
        super().setUp()
        category = self.make_category("average", "periodic")
        self.product = self.make_product("average", categ_id=category.id)
        self.receipt = self.receive(self.product, 10, 10)
        self.env["product.value"].create({"move_id": self.receipt.id, "value": 100})
        self.issue = self.deliver(self.product, 10)
        category.property_valuation = "continuous"
        self.assertEqual((self.receipt.value, self.issue.value), (100, 100))

    def assert_moves_are_booked(self, company):
        """Of moves from before, the ledger has the changes only."""

    def test_edited_down(self):
        self.edit(self.receipt, 8)
        self.assert_ledger(self.product, [("receipt", -2, -20, -2, -20)])
        self.assert_entry(self.last_entry(self.product), [("grni", 20, 0), ("inventory", 0, 20)])
        self.edit(self.issue, 7)
        self.assert_entry(self.last_entry(self.product), [("inventory", 30, 0), ("cogs", 0, 30)])
        self.assertEqual(self.on_hand(self.product), (1, 10))

    def test_returned(self):
        """Core's move says at which value it left: not at today's cost."""
        self.receive(self.product, 5, 12)
        back = self.return_from_customer(self.issue, 2)
        self.assertEqual(back.perpetual_entry_ids.kind, "customer_return")
        self.assert_entry(back, [("inventory", 20, 0), ("cogs", 0, 20)])

from odoo import Command
from odoo.tests import tagged

from .common import PerpetualCommon


@tagged("post_install", "-at_install")
class TestReturnRest(PerpetualCommon):
    """Returns of one delivery add up to exactly what left, however it divides."""

    def delivered(self, product, quantity=3, value=10):
        """A delivery whose value does not divide by its units."""
        self.receive(product, quantity, value / quantity)
        move = self.deliver(product, quantity)
        self.assertEqual(move.value, value)
        return move

    def test_one_by_one(self):
        for product in (self.average, self.fifo):
            move = self.delivered(product)
            values = [(3.33, 3.33), (3.33, 3.33), (3.34, 3.34)]
            for value, amount in values:
                back = self.return_from_customer(move, 1)
                self.assert_entry(back, [("inventory", value, 0), ("cogs", 0, amount)])
            self.assertEqual(self.on_hand(product), (3, 10))
        self.assertEqual(self.balance("cogs"), 0)

    def test_two_then_one(self):
        for product in (self.average, self.fifo):
            move = self.delivered(product, value=20)
            self.assertEqual(self.return_from_customer(move, 2).value, 13.33)
            self.assertEqual(self.return_from_customer(move, 1).value, 6.67)
        self.assertEqual(self.balance("cogs"), 0)

    def test_goods_bought_dearer_in_between(self):
        """They come back at what they left at, to the cent."""
        for product in (self.average, self.fifo):
            move = self.delivered(product)
            self.receive(product, 7, 99.99)
            for _unit in range(3):
                self.return_from_customer(move, 1)
            self.assertEqual(self.on_hand(product), (10, 709.93))
        self.assertEqual(self.balance("cogs"), 0)

    def test_a_return_that_is_edited(self):
        move = self.delivered(self.average)
        back = self.return_from_customer(move, 1)
        self.edit(back, 3)
        self.assertEqual(back.value, 10)
        self.edit(back, 2)
        self.assertEqual(self.balance("cogs"), 10 - back.value)
        self.edit(back, 3)
        self.assertEqual(self.balance("cogs"), 0)

    def test_several_lines_of_one_return(self):
        """Serial numbers come back on a line each."""
        product = self.make_product("average", tracking="serial")
        serials = [self.make_lot(product, f"S{number}") for number in range(3)]
        for serial in serials:
            self.receive(product, 1, 10 / 3, lot=serial)
        self.receive(self.fifo, 1, 1)
        self.assertEqual(self.on_hand(product), (3, 9.99))
        # The pool stands at 9.99; 10 / 3 is not kept. One more at 3.35 makes it uneven.
        extra = self.make_lot(product, "S3")
        self.receive(product, 1, 3.36, lot=extra)
        picking = self.prepare(
            [(product, 4)], self.stock(), self.customers, self.warehouse().out_type_id
        )
        move = picking.move_ids
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(self.line_vals(move, serial)) for serial in [*serials, extra]
        ]
        move.picked = True
        self.validate(picking)
        self.assertEqual(self.balance("cogs"), 13.35)
        env = self.as_role("stock_user")
        wizard = env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 4
        back = env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.move_line_ids.unlink()
        back.move_ids.move_line_ids = [
            Command.create(self.line_vals(back.move_ids, serial)) for serial in [*serials, extra]
        ]
        back.move_ids.picked = True
        self.validate(back)
        self.assertEqual(self.balance("cogs"), 0)
        self.assertEqual(self.on_hand(product), (4, 13.35))

    def line_vals(self, move, serial):
        return {
            "product_id": move.product_id.id,
            "product_uom_id": move.product_uom.id,
            "quantity": 1,
            "location_id": move.location_id.id,
            "location_dest_id": move.location_dest_id.id,
            "picking_id": move.picking_id.id,
            "lot_id": serial.id,
        }

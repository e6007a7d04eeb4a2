"""Lots and serial numbers sold by a cashier who has no rights on stock.

The company moves stock with the order (real time), as the register's own choice is. Core reads
lots and operation types as the cashier, who may read neither.
"""

from odoo import Command
from odoo.tests import tagged

from .common import METHODS, PosCommon


@tagged("post_install", "-at_install")
class TestLotsByCashier(PosCommon):
    def test_who_sells(self):
        """The cashier has the register's rights only."""
        env = self.as_role("cashier")
        self.assertFalse(env["stock.lot"].has_access("read"))

    def test_lots_and_their_refund(self):
        for method in METHODS:
            with self.subTest(method):
                product = self.make_product(
                    method, tracking="lot", standard_price=10, lot_valuated=True
                )
                lot = self.make_lot(product, f"L {method}")
                self.receive(product, 5, 10, lot=lot)
                sold = {"pack_lot_ids": [Command.create({"lot_name": lot.name})]}
                order = self.sell([(product, 2, sold)])
                self.assertFalse(self.queue(order))
                self.assertEqual(self.moves(order).lot_ids, lot)
                self.assert_entry(self.moves(order), [("cogs", 20, 0), ("inventory", 0, 20)])
                refund = self.refund(order, 1)
                self.assertEqual(self.moves(refund).lot_ids, lot)
                self.assert_entry(self.moves(refund), [("inventory", 10, 0), ("cogs", 0, 10)])
                pool = self.pool(product, lot=lot)
                self.assertEqual((pool.quantity, pool.value), (4, 40))

    def test_serial_numbers(self):
        product = self.make_product("fifo", tracking="serial", lot_valuated=True)
        serials = [self.make_lot(product, name) for name in ("S1", "S2")]
        for serial, cost in zip(serials, (10, 20), strict=True):
            self.receive(product, 1, cost, lot=serial)
        sold = {"pack_lot_ids": [Command.create({"lot_name": "S2"})]}
        order = self.sell([(product, 1, sold)])
        self.assert_entry(self.moves(order), [("cogs", 20, 0), ("inventory", 0, 20)])

    def test_an_unknown_lot_waits(self):
        product = self.make_product("average", tracking="lot", lot_valuated=True)
        lot = self.make_lot(product, "Known")
        self.receive(product, 5, 10, lot=lot)
        order = self.sell([(product, 1)])
        self.assertEqual(self.queue(order).state, "waiting")
        self.assertEqual(order.state, "paid")
        picking = order.picking_ids.with_env(self.as_role("stock_user"))
        self._pick(picking.move_ids, 1, lot)
        self.validate(picking)
        self.assertEqual(self.queue(order).state, "done")
        self.assertEqual(self.pool(product, lot=lot).value, 40)

    def test_products_of_core(self):
        """What the ledger does not value sells too, beside what it values."""
        category = self.make_category("average", valuation="periodic")
        plain = self.make_product("average", tracking="lot", categ_id=category.id)
        lot = self.make_lot(plain, "Plain")
        self.receive(plain, 5, 10, lot=lot)
        self.receive(self.average, 5, 10)
        sold = {"pack_lot_ids": [Command.create({"lot_name": lot.name})]}
        order = self.sell([(plain, 2, sold), (self.average, 1)])
        self.assertEqual(set(self.moves(order).mapped("state")), {"done"})
        self.assertEqual(self.on_hand(self.average), (4, 40))
        self.deliver(plain, 3, lot=lot)

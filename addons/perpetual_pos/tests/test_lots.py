"""Lots and serial numbers at the register, valued together or each by itself."""

from odoo import Command
from odoo.tests import tagged

from .common import METHODS, PosCommon


@tagged("post_install", "-at_install")
class TestLots(PosCommon):
    seller = "pos_manager"

    def tracked(self, method, tracking="lot", **vals):
        return self.make_product(method, tracking=tracking, standard_price=10, **vals)

    def of_lot(self, *names):
        return {"pack_lot_ids": [Command.create({"lot_name": name}) for name in names]}

    def lots_in_stock(self, product, costs):
        """Receive 5 of a lot at each cost; returns the lots."""
        lots = [self.make_lot(product, f"{product.name} {cost}") for cost in costs]
        for lot, cost in zip(lots, costs, strict=True):
            self.receive(product, 5, cost, lot=lot)
        return lots

    def test_valued_by_lot(self):
        for method in METHODS:
            with self.subTest(method):
                product = self.tracked(method, lot_valuated=True)
                product.name = f"By lot {method}"
                cheap, dear = self.lots_in_stock(product, (10, 14))
                unit = 10 if method == "standard" else 14
                order = self.sell([(product, 2, self.of_lot(dear.name))])
                self.assertEqual(self.moves(order).lot_ids, dear)
                self.assert_entry(
                    self.moves(order), [("cogs", 2 * unit, 0), ("inventory", 0, 2 * unit)]
                )
                refund = self.refund(order, 1)
                self.assertEqual(self.moves(refund).lot_ids, dear)
                self.assert_entry(self.moves(refund), [("inventory", unit, 0), ("cogs", 0, unit)])
                self.assertEqual(self.pool(product, lot=dear).quantity, 4)
                self.assertEqual(self.pool(product, lot=cheap).quantity, 5)

    def test_lots_of_one_cost(self):
        for method, cost in (("standard", 10), ("average", 12), ("fifo", 10)):
            with self.subTest(method):
                product = self.tracked(method)
                product.name = f"One cost {method}"
                _cheap, dear = self.lots_in_stock(product, (10, 14))
                order = self.sell([(product, 2, self.of_lot(dear.name))])
                self.assert_entry(
                    self.moves(order), [("cogs", 2 * cost, 0), ("inventory", 0, 2 * cost)]
                )
                self.assertEqual(self.last_entry(product).lot_id, dear)

    def test_serial_numbers(self):
        product = self.tracked("average", "serial", lot_valuated=True)
        serials = [self.make_lot(product, name) for name in ("S1", "S2", "S3")]
        for serial, cost in zip(serials, (10, 20, 30), strict=True):
            self.receive(product, 1, cost, lot=serial)
        order = self.sell([(product, 2, self.of_lot("S1", "S3"))])
        self.assert_entry(self.moves(order), [("cogs", 40, 0), ("inventory", 0, 40)])
        refund = self.refund(order)
        self.assert_entry(self.moves(refund), [("inventory", 40, 0), ("cogs", 0, 40)])

    def test_refund_of_one_serial(self):
        """It brings back its own value, not its share of the order's."""
        product = self.tracked("average", "serial", lot_valuated=True)
        for name, cost in (("S1", 10), ("S3", 30)):
            self.receive(product, 1, cost, lot=self.make_lot(product, name))
        order = self.sell([(product, 2, self.of_lot("S1", "S3"))])
        back = {"refunded_orderline_id": order.lines.id, **self.of_lot("S3")}
        refund = self.sell([(product, -1, back)], is_refund=True)
        self.assert_entry(self.moves(refund), [("inventory", 30, 0), ("cogs", 0, 30)])

    def test_a_lot_that_nobody_has_entered(self):
        """Core asks for it and leaves the transfer undone: the sale waits for the warehouse."""
        product = self.tracked("fifo")
        (lot,) = self.lots_in_stock(product, (10,))
        order = self.sell([(product, 2)])
        row = self.queue(order)
        self.assertEqual(row.state, "waiting")
        self.assertRegex(row.error, "(?i)lot")
        move = self.moves(order).with_env(self.as_role("stock_user"))
        self._pick(move, 2, lot)
        self.validate(move.picking_id)
        self.assertEqual(row.state, "done")
        self.assert_entry(self.moves(order), [("cogs", 20, 0), ("inventory", 0, 20)])

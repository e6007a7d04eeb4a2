"""Orders to be shipped later that are refunded first: what never left does not come back."""

from odoo import Command
from odoo.tests import tagged

from .common import METHODS
from .test_ship_later import ENDED, ShipLaterCommon

#: Demand and state of a delivery that nobody touched.
WAITS = (2, "confirmed")


@tagged("post_install", "-at_install")
class TestRefundBeforeShipping(ShipLaterCommon):
    def stock_up(self, product):
        """3 units at 10 and 3 at 14."""
        self.receive(product, 3, 10)
        self.receive(product, 3, 14)
        return self.on_hand(product)

    def assert_nothing_moved(self, product, on_hand, *orders):
        for order in orders:
            self.assert_no_entry(self.moves(order))
            self.assertEqual(set(order.picking_ids.mapped("state")), {"cancel"})
        self.assertEqual(self.on_hand(product), on_hand)
        self.assertEqual(self.balance("cogs"), 0)

    def assert_margins(self, cost, *orders):
        """The orders together bear what has left and not come back."""
        costs = sum(line.total_cost for order in orders for line in order.lines)
        self.assertAlmostEqual(costs, cost, 2)

    def test_all_of_it(self):
        for method in METHODS:
            with self.subTest(method):
                product = self.products[method]
                on_hand = self.stock_up(product)
                order = self.order([(product, 4)])
                back = self.take_back(order)
                self.assert_nothing_moved(product, on_hand, order, back)
                self.assert_margins(0, order, back)
                self.assertFalse(self.queue())
                self.assertIn(back.name, order.picking_ids.message_ids.mapped("body")[0])

    def test_some_of_it(self):
        """5 are ordered, 2 refunded, 3 shipped."""
        for method, cost in (("standard", 30), ("average", 36), ("fifo", 30)):
            with self.subTest(method):
                product = self.products[method]
                self.stock_up(product)
                order = self.order([(product, 5)])
                back = self.take_back(order, 2)
                self.assertFalse(self.moves(back).perpetual_entry_ids)
                delivery = self.moves(order)
                self.assertEqual((delivery.product_uom_qty, delivery.quantity), (3, 3))
                self.assertEqual(delivery.state, "assigned")
                move = self.ship(order)
                self.assert_entry(move, [("cogs", cost, 0), ("inventory", 0, cost)])
                self.assertEqual(self.on_hand(product)[0], 3)
                self.assert_margins(cost, order, back)

    def test_more_than_is_still_to_be_shipped(self):
        """4 are ordered, 1 has left: of 4 refunded, 3 stay and 1 comes back at what it left at."""
        for method, cost in (("standard", 10), ("average", 12), ("fifo", 10)):
            with self.subTest(method):
                product = self.products[method]
                on_hand = self.stock_up(product)
                order = self.order([(product, 4)])
                self.ship(order, 1)
                self.receive(product, 1, 30)  # the cost of the day is another one
                back = self.take_back(order)
                move = self.moves(back)
                self.assertEqual((move.product_uom_qty, move.quantity), (1, 1))
                self.assert_entry(move, [("inventory", cost, 0), ("cogs", 0, cost)])
                self.assertEqual(self.on_hand(product)[0], on_hand[0] + 1)
                self.assertEqual(set(self.moves(order).mapped("state")), {"done", "cancel"})
                self.assert_margins(0, order, back)

    def test_less_than_is_still_to_be_shipped(self):
        """4 are ordered, 1 has left, 1 is refunded: the customer still gets 3 in all."""
        self.stock_up(self.fifo)
        order = self.order([(self.fifo, 4)])
        self.ship(order, 1)
        back = self.take_back(order, 1)
        self.assertFalse(self.moves(back).perpetual_entry_ids)
        self.ship(order)
        self.assertEqual(self.on_hand(self.fifo), (3, 42))
        self.assertEqual(self.balance("cogs"), 30)
        self.assert_margins(30, order, back)

    def test_refund_with_a_shipping_date_of_its_own(self):
        """The register lets a cashier choose it: a return that the warehouse would wait for."""
        for method in METHODS:
            with self.subTest(method):
                product = self.products[method]
                on_hand = self.stock_up(product)
                order = self.order([(product, 4)])
                back = self.take_back(order, **self.later())
                self.assert_nothing_moved(product, on_hand, order, back)

    def test_warehouse_has_cancelled_the_delivery(self):
        on_hand = self.stock_up(self.fifo)
        order = self.order([(self.fifo, 4)])
        order.picking_ids.with_env(self.as_role("stock_user")).action_cancel()
        self.assert_nothing_moved(self.fifo, on_hand, order, self.take_back(order))

    def test_warehouse_has_taken_them_back(self):
        """What came back to the warehouse does not come back a second time."""
        on_hand = self.stock_up(self.fifo)
        order = self.order([(self.fifo, 2)])
        self.give_back(self.ship(order), 2)
        back = self.take_back(order)
        self.assert_no_entry(self.moves(back))
        self.assertEqual(self.on_hand(self.fifo), on_hand)

    def test_several_goods(self):
        """One of them has left, the other has not."""
        self.stock_up(self.fifo)
        self.stock_up(self.average)
        order = self.order([(self.fifo, 2), (self.average, 2)])
        picking = order.picking_ids.with_env(self.as_role("stock_user"))
        for move in picking.move_ids:
            self._pick(move, 2 if move.product_id == self.fifo else 0)
        self.validate(picking.with_context(skip_backorder=True))
        back = self.take_back(order)
        self.assert_entry(self.moves(back, self.fifo), [("inventory", 20, 0), ("cogs", 0, 20)])
        self.assert_no_entry(self.moves(back, self.average))
        self.assertEqual(self.on_hand(self.average), (6, 72))
        self.assertFalse(order.picking_ids.filtered(lambda one: one.state not in ENDED))

    def test_delivery_in_two_steps(self):
        """Neither what waits to be picked nor what waits to be sent comes back."""
        self.warehouse().delivery_steps = "pick_ship"
        for is_picked in (False, True):
            with self.subTest(is_picked=is_picked):
                on_hand = self.stock_up(self.fifo)
                order = self.order([(self.fifo, 2)])
                if is_picked:
                    self.ship(order)
                    self.assertEqual(len(order.picking_ids), 2)
                back = self.take_back(order)
                self.assert_no_entry(self.moves(back))
                self.assertEqual(self.on_hand(self.fifo), on_hand)
                self.assertFalse(order.picking_ids.filtered(lambda one: one.state not in ENDED))

    def test_lots(self):
        """The lot that has left comes back, the one that has not does not."""
        product = self.make_product("fifo", tracking="serial")
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": product.id} for name in ("S1", "S2", "S3")]
        )
        for lot, cost in zip(lots, (10, 14, 18), strict=True):
            self.receive(product, 1, cost, lot=lot)
        names = [Command.create({"lot_name": lot.name}) for lot in lots]
        order = self.sell(
            [(product, 3, {"pack_lot_ids": names})],
            user="pos_manager",
            partner_id=self.customer.id,
            **self.later(),
        )
        picking = order.picking_ids.with_env(self.as_role("stock_user"))
        lines = picking.move_line_ids
        lines.filtered(lambda line: line.lot_id == lots[1]).picked = True
        self.validate(picking.with_context(skip_backorder=True))
        back = self.take_back_lots(order, lots[:2])
        self.assertEqual(self.moves(back).move_line_ids.lot_id, lots[1])
        self.assert_entry(self.moves(back), [("inventory", 10, 0), ("cogs", 0, 10)])
        rest = order.picking_ids.filtered(lambda one: one.state not in ENDED)
        self.assertEqual(rest.move_line_ids.lot_id, lots[2])

    def take_back_lots(self, order, lots):
        """A refund of these lots of the order's only line."""
        values = {
            "refunded_orderline_id": order.lines.id,
            "pack_lot_ids": [Command.create({"lot_name": lot.name}) for lot in lots],
        }
        return self.sell(
            [(lots.product_id, -len(lots), values)],
            user="pos_manager",
            partner_id=self.customer.id,
            is_refund=True,
        )

    def test_goods_of_odoos_own_valuation_are_left_alone(self):
        """A database without continuous products behaves as before."""
        category = self.make_category("average", valuation="periodic")
        product = self.make_product("average", categ_id=category.id)
        order = self.order([(product, 2)])
        self.take_back(order)
        self.assertEqual((self.moves(order).product_uom_qty, self.moves(order).state), WAITS)


@tagged("post_install", "-at_install")
class TestRefundBeforeShippingWithStockAtClose(TestRefundBeforeShipping):
    update_stock = "closing"

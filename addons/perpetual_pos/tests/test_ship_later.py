"""Orders that are shipped later: stock and cost follow their delivery."""

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import METHODS, PosCommon

ENDED = ("done", "cancel")


class ShipLaterCommon(PosCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.register.ship_later = True

    def order(self, goods):
        return self.sell(goods, partner_id=self.customer.id, **self.later())

    def later(self):
        return {"shipping_date": fields.Date.to_string(self.today())}

    def take_back(self, order, *quantities, **how):
        return self.refund(order, *quantities, partner_id=self.customer.id, **how)

    def today(self):
        return fields.Date.context_today(self.env["pos.order"])

    def ship(self, order, quantity=None):
        """The warehouse delivers what the order still waits for."""
        env = self.as_role("stock_user")
        picking = order.picking_ids.filtered(lambda picking: picking.state not in ENDED)
        for move in picking.with_env(env).move_ids:
            self._pick(move, quantity or move.product_uom_qty)
        self.validate(picking.with_env(env).with_context(skip_backorder=True))
        return picking.move_ids


@tagged("post_install", "-at_install")
class TestShipLater(ShipLaterCommon):
    def test_cost_at_the_delivery(self):
        for method in METHODS:
            with self.subTest(method):
                product = self.products[method]
                self.receive(product, 5, 10)
                order = self.order([(product, 2)])
                self.assertEqual(order.picking_ids.state, "assigned")
                self.assert_no_entry(self.moves(order))
                self.assertEqual(self.on_hand(product), (5, 50))
                self.assertFalse(self.queue())
                move = self.ship(order)
                self.assert_entry(move, [("cogs", 20, 0), ("inventory", 0, 20)])

    def test_margin_follows_the_delivery(self):
        """The cost of the order's line is what left stock, whenever the session was closed."""
        for method, one_of_three, all_three in (("average", 40, 40), ("fifo", 30, 38)):
            with self.subTest(method):
                product = self.products[method]
                self.receive(product, 1, 10)
                self.receive(product, 5, 14)
                order = self.order([(product, 3)])
                if method == "average":
                    self.close()
                self.ship(order, 1)
                self.assertAlmostEqual(order.lines.total_cost, one_of_three, 1)
                self.ship(order)
                sold = -sum(self.moves(order).perpetual_entry_ids.mapped("value"))
                self.assertAlmostEqual(order.lines.total_cost, sold, 2)
                self.assertAlmostEqual(sold, all_three, 2)
                self.assertAlmostEqual(order.margin, order.lines.price_subtotal - sold, 2)

    def test_close_before_the_delivery(self):
        self.receive(self.fifo, 5, 10)
        order = self.order([(self.fifo, 2)])
        self.assert_no_cost(self.close())
        self.assert_entry(self.ship(order), [("cogs", 20, 0), ("inventory", 0, 20)])

    def test_refund_of_what_left_in_parts(self):
        """Two deliveries at two costs come back together at what both left at."""
        self.receive(self.fifo, 1, 10)
        self.receive(self.fifo, 5, 13)
        order = self.order([(self.fifo, 3)])
        self.ship(order, 1)
        self.ship(order)
        self.assertEqual(sorted(self.moves(order).mapped("value")), [10, 26])
        refunds = [self.take_back(order, 1) for _unit in range(3)]
        values = [self.moves(refund).value for refund in refunds]
        self.assertEqual(values, [12, 12, 12])
        self.assertEqual(self.on_hand(self.fifo), (6, 75))

    def test_missing_account_stops_the_warehouse_not_the_sale(self):
        """Nobody has the goods yet: the delivery says what to fill, as any other."""
        self.receive(self.fifo, 5, 10)
        order = self.order([(self.fifo, 2)])
        self.break_accounts()
        with self.assertRaises(UserError) as refused:
            self.ship(order)
        self.assertIn("has no Expense Account", str(refused.exception))
        self.mend_accounts()
        self.assert_entry(self.ship(order), [("cogs", 20, 0), ("inventory", 0, 20)])


@tagged("post_install", "-at_install")
class TestShipLaterWithStockAtClose(TestShipLater):
    update_stock = "closing"

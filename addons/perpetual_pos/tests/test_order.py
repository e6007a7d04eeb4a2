"""What an order and its refund post, for each costing method."""

from odoo import Command
from odoo.tests import tagged

from .common import METHODS, PosCommon

#: 3 units at 10 and 3 at 14 are on hand; 4 are sold: method → cost of the 4, then of each
#: of three units that come back.
SOLD = {
    "standard": (40, (10, 10, 10)),
    "average": (48, (12, 12, 12)),
    "fifo": (44, (11, 11, 11)),
}


@tagged("post_install", "-at_install")
class TestOrder(PosCommon):
    def stock_up(self):
        for product in self.products.values():
            self.receive(product, 3, 10)
            self.receive(product, 3, 14)

    def test_sale_posts_at_the_order(self):
        self.stock_up()
        for method in METHODS:
            with self.subTest(method):
                product, cost = self.products[method], SOLD[method][0]
                order = self.sell([(product, 4)])
                self.assertEqual(order.session_id.state, "opened")
                self.assert_entry(self.moves(order), [("cogs", cost, 0), ("inventory", 0, cost)])
                last = self.last_entry(product)
                self.assertEqual((last.kind, last.quantity, last.value), ("issue", -4, -cost))
                self.assertEqual(self.on_hand(product)[0], 2)

    def test_refunds_come_back_at_the_value_at_which_they_left(self):
        self.stock_up()
        for method in METHODS:
            with self.subTest(method):
                product, (cost, backs) = self.products[method], SOLD[method]
                order = self.sell([(product, 4)])
                self.receive(product, 5, 30)  # the cost of the day is another one
                for back in backs:
                    refund = self.refund(order, 1)
                    move = self.moves(refund)
                    self.assertEqual(move.origin_returned_move_id, self.moves(order))
                    self.assert_entry(move, [("inventory", back, 0), ("cogs", 0, back)])
                    self.assertEqual(self.last_entry(product).kind, "customer_return")
                rest = self.refund(order, 1)
                self.assert_entry(
                    self.moves(rest),
                    [("inventory", cost - sum(backs), 0), ("cogs", 0, cost - sum(backs))],
                )

    def test_the_last_unit_back_takes_the_rest(self):
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                self.receive(product, 3, 10 / 3)
                order = self.sell([(product, 3)])
                values = [self.moves(self.refund(order, 1)).value for _unit in range(3)]
                self.assertEqual([round(value, 2) for value in values], [3.33, 3.33, 3.34])
                self.assertEqual(self.on_hand(product), (3, 10))

    def test_one_refund_of_a_whole_order(self):
        self.stock_up()
        order = self.sell([(product, 4) for product in self.products.values()])
        self.assert_items(
            self.moves(order).perpetual_entry_ids.account_move_id,
            [row for cost in (40, 48, 44) for row in (("cogs", cost, 0), ("inventory", 0, cost))],
        )
        refund = self.refund(order)
        self.assert_items(
            self.moves(refund).perpetual_entry_ids.account_move_id,
            [row for cost in (40, 48, 44) for row in (("inventory", cost, 0), ("cogs", 0, cost))],
        )
        self.assertEqual(self.balance("cogs"), 0)

    def test_refund_of_another_session_and_register(self):
        self.stock_up()
        order = self.sell([(self.fifo, 4)])
        self.close()
        other = self.make_register("Kiosk")
        refund = self.refund(order, 2, register=other)
        self.assert_entry(self.moves(refund), [("inventory", 22, 0), ("cogs", 0, 22)])

    def test_exchange(self):
        """One order takes something back and sells something else."""
        self.stock_up()
        order = self.sell([(self.fifo, 1)])
        back = {"refunded_orderline_id": order.lines.id}
        exchange = self.sell([(self.fifo, -1, back), (self.average, 1)])
        self.assertEqual(len(exchange.picking_ids), 2)
        self.assert_entry(self.moves(exchange, self.fifo), [("inventory", 10, 0), ("cogs", 0, 10)])
        self.assert_entry(
            self.moves(exchange, self.average), [("cogs", 12, 0), ("inventory", 0, 12)]
        )

    def test_taken_back_without_an_order(self):
        """At current cost, as any return without a link, and the transfer says so."""
        self.stock_up()
        order = self.sell([(self.average, -2)])
        self.assert_entry(self.moves(order), [("inventory", 24, 0), ("cogs", 0, 24)])
        self.assertIn("current cost", order.picking_ids.message_ids[0].body)

    def test_given_away(self):
        self.stock_up()
        order = self.sell([(self.average, 1)], price=0)
        self.assert_entry(self.moves(order), [("cogs", 12, 0), ("inventory", 0, 12)])

    def test_services_and_tips_move_nothing(self):
        service = self.env["product.product"].create({"name": "Wrapping", "type": "service"})
        tip = self.env.ref("point_of_sale.product_product_tip")
        self.assertFalse(self.sell([(service, 1)]).picking_ids)
        order = self.sell([(service, 1), (tip, 1)])
        self.assertFalse(self.moves(order).perpetual_entry_ids)

    def test_combo(self):
        """The choices of a combo move; the combo itself is no goods."""
        self.stock_up()
        combo = self.env["product.combo"].create(
            {
                "name": "Choice",
                "combo_item_ids": [Command.create({"product_id": self.average.id})],
            }
        )
        menu = self.env["product.product"].create(
            {"name": "Menu", "type": "combo", "combo_ids": [Command.set(combo.ids)]}
        )
        order = self.sell([(menu, 1, {"price_unit": 0}), (self.average, 1)])
        self.assertEqual(self.moves(order).product_id, self.average)
        self.assert_entry(self.moves(order), [("cogs", 12, 0), ("inventory", 0, 12)])

    def test_sold_before_it_is_received(self):
        """The receipt settles what was sold at an assumed cost."""
        for method in ("average", "fifo"):
            with self.subTest(method):
                product = self.products[method]
                self.receive(product, 1, 10)
                order = self.sell([(product, 3)])
                self.assert_entry(self.moves(order), [("cogs", 30, 0), ("inventory", 0, 30)])
                receipt = self.receive(product, 5, 12)
                self.assert_entry(
                    receipt,
                    [("inventory", 56, 0), ("grni", 0, 60), ("cogs", 4, 0)],
                )
                self.assertEqual(self.on_hand(product), (3, 36))

    def test_margins_are_known_at_the_order(self):
        self.stock_up()
        for method in METHODS:
            with self.subTest(method):
                order = self.sell([(self.products[method], 4)])
                self.assertTrue(order.is_total_cost_computed)
                self.assertAlmostEqual(order.margin, 200 - SOLD[method][0])
                refund = self.refund(order)
                self.assertAlmostEqual(abs(refund.lines.total_cost), SOLD[method][0])

    def test_fiscal_position_maps_the_expense(self):
        self.stock_up()
        other = self.account("cogs").copy({"name": "Cost abroad"})
        position = self.env["account.fiscal.position"].create(
            {
                "name": "Abroad",
                "company_id": self.company.id,
                "account_ids": [
                    Command.create(
                        {"account_src_id": self.account("cogs").id, "account_dest_id": other.id}
                    )
                ],
            }
        )
        order = self.sell([(self.average, 1)], fiscal_position_id=position.id)
        self.assert_entry(self.moves(order), [("Cost abroad", 12, 0), ("inventory", 0, 12)])

    def test_customers_order_has_the_customer_in_the_books(self):
        self.stock_up()
        order = self.sell([(self.average, 1)], partner_id=self.customer.id)
        entry = self.moves(order).perpetual_entry_ids.account_move_id
        self.assertEqual(entry.line_ids.partner_id, self.customer)

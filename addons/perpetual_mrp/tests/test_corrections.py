"""Orders that are done and edited, cancelled, or consumed in another order."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import METHODS, MrpCommon


@tagged("post_install", "-at_install")
class TestConsumption(MrpCommon):
    def test_components_consumed_before(self):
        """They wait in work in progress, and go on when the order is done."""
        self.stock_up()
        order = self.plan(self.fifo, 10, self.bom(self.fifo))
        move = self.consume(order, self.screw, 20)
        self.assert_entry(move, [("wip", 40, 0), ("inventory", 0, 40)])
        order.invalidate_recordset()
        self.assertEqual(order.perpetual_wip_amount, 40)
        self.finish(order)
        self.assertEqual(self.on_hand(self.fifo), (10, 90))
        self.assert_closed(order)

    def test_more_consumed_of_an_order_that_is_done(self):
        """The goods are in stock, perhaps sold: the difference is a production variance."""
        for method in METHODS:
            self.stock_up()
            product = self.products[method]
            with self.subTest(method):
                order = self.make(product, 10, self.bom(product))
                before = order.perpetual_variance_amount
                value = self.on_hand(product)
                move = self.raw(order, self.screw)
                self.edit(move, 23)
                entry = move.perpetual_entry_ids.sorted("id")[-1:]
                self.assert_entry(entry, [("wip", 6, 0), ("inventory", 0, 6)])
                self.assert_closed(order, before + 6)
                self.assertEqual(self.on_hand(product), value)

    def test_less_consumed_of_an_order_that_is_done(self):
        for method in METHODS:
            self.stock_up()
            product = self.products[method]
            with self.subTest(method):
                order = self.make(product, 10, self.bom(product))
                before = order.perpetual_variance_amount
                move = self.raw(order, self.board)
                self.edit(move, 9)
                entry = move.perpetual_entry_ids.sorted("id")[-1:]
                self.assert_entry(entry, [("inventory", 5, 0), ("wip", 0, 5)])
                self.assert_closed(order, before - 5)

    def test_a_component_consumed_after(self):
        """A component that is added to an order that is done."""
        self.stock_up()
        order = self.make(self.fifo, 10, self.bom(self.fifo, [(self.board, 1)]))
        env = self.as_role("maker")
        move = env["stock.move"].create(
            {
                "product_id": self.screw.id,
                "product_uom_qty": 0,
                "raw_material_production_id": order.id,
                "location_id": self.stock().id,
                "location_dest_id": order.production_location_id.id,
                "state": "done",
            }
        )
        move.quantity = 3
        move.with_env(self.env).invalidate_recordset()
        self.assertEqual(self.on_hand(self.screw), (97, 194))
        self.assert_closed(order, 6)

    def test_more_was_produced(self):
        """More units at the cost of the others; the order's cost does not change."""
        self.stock_up()
        expected = {
            "standard": ((11, 110), -20),
            "average": ((11, 99), -9),
            "fifo": ((11, 99), -9),
        }
        for method, (on_hand, variance) in expected.items():
            product = self.products[method]
            with self.subTest(method):
                order = self.make(product, 10, self.bom(product))
                self.edit(self.made(order), 11)
                self.assertEqual(self.on_hand(product), on_hand)
                self.assert_closed(order, variance)

    def test_less_was_produced(self):
        """Units that were never made leave at their cost, which is a variance."""
        self.stock_up()
        expected = {"standard": ((9, 90), 0), "average": ((9, 81), 9), "fifo": ((9, 81), 9)}
        for method, (on_hand, variance) in expected.items():
            product = self.products[method]
            with self.subTest(method):
                order = self.make(product, 10, self.bom(product))
                self.edit(self.made(order), 9)
                self.assertEqual(self.on_hand(product), on_hand)
                self.assert_closed(order, variance)

    def test_less_was_produced_and_the_standard_has_changed(self):
        """Stock goes down at today's standard; work in progress gets what was put there."""
        self.stock_up()
        order = self.make(self.standard, 10, self.bom(self.standard))
        self.set_cost(self.standard, 12)
        move = self.edit(self.made(order), 9)
        entry = move.perpetual_entry_ids.sorted("id")[-1:]
        self.assert_entry(entry, [("inventory", 0, 12), ("wip", 10, 0), ("variance", 2, 0)])
        self.assert_closed(order, 0)

    def test_cancelled_with_components_consumed(self):
        """What went into an order that is cancelled is lost: a production variance."""
        self.stock_up()
        order = self.plan(self.average, 10, self.bom(self.average))
        self.consume(order, self.screw, 20)
        order.with_env(self.as_role("maker")).action_cancel()
        self.assertEqual(order.state, "cancel")
        self.assert_wip_entry(order, "variance", [("variance", 40, 0), ("wip", 0, 40)])
        self.assert_closed(order, 40)

    def test_cancelled_before_anything_was_consumed(self):
        self.stock_up()
        order = self.plan(self.average, 10, self.bom(self.average))
        order.with_env(self.as_role("maker")).action_cancel()
        self.assertFalse(order.perpetual_account_move_count)
        self.assert_closed(order)

    def test_labour_and_variance_cannot_be_reset(self):
        self.stock_up()
        bom = self.bom(self.standard, operations=[(self.workcenter(), 10)])
        order = self.make(self.standard, 1, bom)
        for kind in ("labour", "variance"):
            entry = self.wip_items(order, kind).move_id
            with self.subTest(kind), self.assertRaisesRegex(UserError, "labour or variance of"):
                entry.with_env(self.as_role("account_manager")).button_draft()

    def test_labour_that_was_posted_is_not_posted_again(self):
        self.stock_up()
        bom = self.bom(self.average, operations=[(self.workcenter(30), 10)])
        order = self.make(self.average, 1, bom)
        order._cal_price(order.move_raw_ids)
        self.assert_wip_entry(order, "labour", [("wip", 5, 0), ("labour", 0, 5)])


@tagged("post_install", "-at_install")
class TestScrap(MrpCommon):
    def test_a_component(self):
        """Spoiled on the way into production: scrap, no cost of the order."""
        for method in METHODS:
            component = self.products[method]
            self.receive(component, 20, 5)
            cost = 10 if method == "standard" else 5
            product = self.make_product("fifo", name=f"Made of {method}")
            with self.subTest(method):
                order = self.plan(product, 10, self.bom(product, [(component, 1)]))
                move = self.scrap(component, 2, user="maker", production_id=order.id)
                self.assertEqual(move.raw_material_production_id, order)
                self.assert_entry(move, [("scrap", 2 * cost, 0), ("inventory", 0, 2 * cost)])
                self.finish(order)
                self.assertEqual(self.on_hand(product), (10, 10 * cost))
                self.assert_closed(order)

    def test_a_finished_product(self):
        """It was made, at its cost, and is scrapped at it."""
        for method in METHODS:
            self.stock_up()
            product = self.products[method]
            cost = 10 if method == "standard" else 9
            with self.subTest(method):
                order = self.make(product, 10, self.bom(product))
                move = self.scrap(product, 1, user="maker", production_id=order.id)
                self.assertEqual(move.production_id, order)
                self.assert_entry(move, [("scrap", cost, 0), ("inventory", 0, cost)])
                self.assertEqual(self.on_hand(product), (9, 9 * cost))

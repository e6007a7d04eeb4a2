"""Landed costs on manufacturing orders: made at 9.00 a unit, 20.00 of freight for ten.

D20: of what core skips in ``mrp_landed_costs`` since 19.0 (TestStockLandedCostsMrp),
test_landed_cost_on_mrp and _02 (by an inventory manager without rights on manufacturing) are
test_all_on_hand and test_part_sold here, _03 is test_by_products_bear_their_part.
"""

from odoo.tests import tagged

from .common import ProductionLandedCommon


@tagged("post_install", "-at_install")
class TestProduction(ProductionLandedCommon):
    def test_all_on_hand(self):
        for method in ("average", "fifo"):
            with self.subTest(method):
                product = self.products[method]
                order = self.make(product, 10, self.bom(product))
                cost = self.land_on(order, 20)
                self.assert_posted(cost, [("inventory", 20, 0), ("clearing", 0, 20)])
                self.assertEqual(self.on_hand(product), (10, 110))
                self.assertEqual(product.with_company(self.company).standard_price, 11)
                self.assertEqual(order.move_finished_ids.value, 110)

    def test_part_sold(self):
        for method in ("average", "fifo"):
            with self.subTest(method):
                product = self.products[method]
                order = self.make(product, 10, self.bom(product))
                self.deliver(product, 4)
                cost = self.land_on(order, 20)
                self.assert_posted(
                    cost, [("inventory", 12, 0), ("cogs", 8, 0), ("clearing", 0, 20)]
                )
                self.assertEqual(self.on_hand(product), (6, 66))

    def test_standard_cost(self):
        """Stock is kept at 10: all of the freight is a price difference."""
        order = self.make(self.standard, 10, self.bom(self.standard))
        cost = self.land_on(order, 20)
        self.assert_posted(cost, [("difference", 20, 0), ("clearing", 0, 20)])
        self.assertEqual(self.on_hand(self.standard), (10, 100))

    def test_by_products_bear_their_part(self):
        """By former cost: one by-product has a fifth of the order's cost, one has none."""
        free = self.make_product("average", name="Sawdust")
        worth = self.make_product("average", name="Offcut")
        bom = self.bom(self.fifo, by_products=[(worth, 1, 20), (free, 1, 0)])
        order = self.make(self.fifo, 10, bom)
        value = self.on_hand(free)[1]
        cost = self.land_on(order, 20, split="by_current_cost_price")
        self.assert_posted(cost, [("inventory", 20, 0), ("clearing", 0, 20)])
        self.assertEqual(self.on_hand(self.fifo)[1], 72 + 16)
        self.assertEqual(self.on_hand(worth)[1], 18 + 4)
        self.assertEqual(self.on_hand(free)[1], value)

    def test_two_orders_by_cost(self):
        first = self.make(self.average, 10, self.bom(self.average))
        second = self.make(self.fifo, 5, self.bom(self.fifo))
        self.land_on(first | second, 10, split="by_current_cost_price")
        self.assertEqual(self.on_hand(self.average)[1], 90 + 6.67)
        self.assertEqual(self.on_hand(self.fifo)[1], 45 + 3.33)

    def test_reversed(self):
        for method in ("standard", "average", "fifo"):
            with self.subTest(method):
                product = self.products[method]
                order = self.make(product, 10, self.bom(product))
                self.deliver(product, 4)
                before = self.on_hand(product)
                cost = self.land_on(order, 20)
                cost.with_env(self.as_role("stock_manager")).action_perpetual_reverse()
                self.assertEqual(self.on_hand(product), before)
                self.assertEqual(cost.perpetual_reversal_ids.mrp_production_ids, order)
                self.assertEqual(self.balance_of(self.clearing), 0)

    def test_then_unbuilt(self):
        """What is taken apart gives back its components; the freight stays a variance."""
        order = self.make(self.fifo, 10, self.bom(self.fifo))
        self.land_on(order, 20)
        unbuild = self.as_role("maker")["mrp.unbuild"].create(
            {"product_id": self.fifo.id, "mo_id": order.id, "product_qty": 10}
        )
        unbuild.action_unbuild()
        self.assertEqual(self.on_hand(self.fifo), (0, 0))
        self.assertEqual(self.on_hand(self.board), (100, 500))
        self.assertEqual(self.balance("wip"), 0)

    def balance_of(self, account):
        items = self.env["account.move.line"].search([("account_id", "=", account.id)])
        return round(sum(items.mapped("balance")), 2)

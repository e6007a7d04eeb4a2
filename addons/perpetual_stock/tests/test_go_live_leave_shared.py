from odoo.tests import tagged

from .test_go_live_leave import LeaveCommon


@tagged("post_install", "-at_install")
class TestLeaveShared(LeaveCommon):
    """What one company writes by its valuation does not move another's figures.

    Core reads the costs set on a shared product without asking whose they are.
    """

    def setUp(self):
        super().setUp()
        self.make_second_company()
        for method, category in self.before.items():
            category.with_company(self.company2).write(
                {"property_valuation": "real_time", "property_cost_method": method}
            )
        self.product = self.goods["average"]

    def other(self, product=None):
        """(value, average cost, cost) of the product as the second company sees it."""
        self.env.invalidate_all()
        product = (product or self.product).with_env(self.as_role("stock_manager", self.company2))
        self.assertEqual(product.valuation, "real_time")
        return (
            round(product.total_value, 2),
            round(product.avg_cost, 2),
            round(product.standard_price, 2),
        )

    def receive_other(self, quantity, cost, **how):
        return self.receive(self.product, quantity, cost, company=self.company2, **how)

    def deliver_other(self, quantity):
        return self.deliver(self.product, quantity, company=self.company2)

    def leave_with_reset(self, **vals):
        """A history that core's replay gets wrong, so that leaving resets the cost."""
        self.go_live("average")
        self.trade(self.product)
        before = self.figures(self.product)
        self.leave("average", **vals)
        resets = self.env["product.value"].search(
            [
                ("product_id", "=", self.product.id),
                ("company_id", "=", self.company.id),
                ("move_id", "=", False),
            ]
        )
        self.assertTrue(resets)
        self.assertEqual(self.figures(self.product), before)
        return before

    def test_unchanged(self):
        """Neither at once, nor after a further receipt, delivery and settlement."""
        self.receive_other(10, 50)
        before = self.leave_with_reset()
        self.assertEqual(self.other(), (500, 50, 50))
        self.receive_other(10, 70)
        self.assertEqual(self.other(), (1200, 60, 60))
        self.deliver_other(5)
        self.assertEqual(self.other(), (900, 60, 60))
        self.assertEqual(self.figures(self.product), before)

    def test_unchanged_while_continuous(self):
        """A cost set by a continuous company is its own as well."""
        self.receive_other(10, 50)
        self.go_live("average")
        self.receive(self.product, 10, 10)
        self.set_cost(self.product, 11.37)
        self.receive_other(10, 70)
        self.assertEqual(self.other(), (1200, 60, 60))

    def test_no_stock_in_the_other(self):
        """Its first receipt comes after the other company left."""
        self.leave_with_reset()
        self.assertEqual(self.other(), (0, 0, 0))
        self.receive_other(4, 25)
        self.assertEqual(self.other(), (100, 25, 25))

    def test_own_cost_set(self):
        """A cost the second company sets itself counts there."""
        self.receive_other(10, 50)
        self.leave_with_reset()
        self.tick()
        self.product.with_env(
            self.as_role("stock_manager", self.company2)
        ).sudo().standard_price = 40
        self.tick()
        # Not the total: after a cost set last, core counts all companies' stock in it.
        self.assertEqual(self.other()[2], 40)
        self.receive_other(10, 60)
        self.assertEqual(self.other(), (1000, 50, 50))

    def test_core_untouched(self):
        """Costs that core wrote without us are read as core reads them."""
        self.receive_other(10, 50)
        value = self.env["product.value"].create(
            {"product_id": self.product.id, "value": 30, "company_id": self.company.id}
        )
        self.assertFalse(value.perpetual_own_company)
        self.assertEqual(self.other()[0], 300)

    def test_both_leave(self):
        """Each company keeps the figures of its own ledger."""
        self.before["average"].with_company(self.company2).property_valuation = "continuous"
        self.receive_other(3, 100 / 3)
        self.receive_other(7, 50 / 7)
        self.set_cost(self.product, 21.37, self.company2)
        mine = self.leave_with_reset()
        other = self.product.with_env(self.as_role("stock_manager", self.company2)).total_value
        self.assertEqual(round(other, 2), 213.7)
        runs = self.env["perpetual.go.live"]._leave_everything()
        self.assertIn(self.company2, runs.company_id)
        self.env.invalidate_all()
        product = self.product.with_env(self.as_role("stock_manager", self.company2))
        self.assertEqual(round(product.standard_price, 2), 21.37)
        self.assertEqual(self.figures(self.product), mine)

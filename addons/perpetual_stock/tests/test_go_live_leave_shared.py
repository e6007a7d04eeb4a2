from odoo.tests import tagged

from .test_go_live_leave import LeaveCommon


@tagged("post_install", "-at_install")
class TestLeaveShared(LeaveCommon):
    """What one company writes by its valuation does not move another's figures.

    Core reads the costs set on a shared product without asking whose they are, and counts
    what all companies have on hand.
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
        return (
            round(product.total_value, 2),
            round(product.avg_cost, 2),
            round(product.standard_price, 2),
        )

    def receive_other(self, quantity, cost, product=None, **how):
        product = product or self.product
        return self.receive(product, quantity, cost, company=self.company2, **how)

    def deliver_other(self, quantity, product=None):
        return self.deliver(product or self.product, quantity, company=self.company2)

    def resets(self, company=None):
        """Costs that leaving set, so that core's replay ends with the ledger's figure."""
        return self.env["product.value"].search(
            [
                ("company_id", "=", (company or self.company).id),
                ("description", "like", "Leaving"),
            ]
        )

    def trade_and_edit(self, product, company=None, **how):
        """A receipt edited after a delivery: core's replay makes it smaller from the start.

        Adds 10 units for 175.00 to an empty stock.
        """
        how["company"] = company or self.company
        first = self.receive(product, 10, 10, **how)
        self.receive(product, 10, 20, **how)
        self.deliver(product, 5, **how)
        self.edit(first, 5)

    def leave_with_reset(self):
        """Leave after a history that core's replay gets wrong; returns the figures."""
        self.go_live("average")
        self.trade_and_edit(self.product)
        before = self.figures(self.product)
        self.assertEqual(before[:2], (175, 17.5))
        self.leave("average")
        self.assertTrue(self.resets())
        self.assertEqual(self.figures(self.product), before)
        return before

    # Average: core's replay reads the costs that were set

    def test_unchanged(self):
        """Neither at once, nor after a further receipt and delivery."""
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
        self.assertEqual(self.other(), (500, 50, 50))
        self.receive_other(10, 70)
        self.assertEqual(self.other(), (1200, 60, 60))
        self.deliver_other(5)
        self.assertEqual(self.other(), (900, 60, 60))
        self.assertEqual(self.on_hand(self.product), (10, 113.7))

    def test_no_stock_in_the_other(self):
        """Its first receipt comes after the other company left."""
        self.leave_with_reset()
        self.assertEqual(self.other(), (0, 0, 0))
        self.receive_other(4, 25)
        self.assertEqual(self.other(), (100, 25, 25))

    def test_own_cost_set(self):
        """A cost that the second company sets itself counts there, for its own units."""
        self.receive_other(10, 50)
        before = self.leave_with_reset()
        self.tick()
        self.set_cost(self.product, 40, self.company2)
        self.tick()
        self.assertEqual(self.other(), (400, 40, 40))
        self.receive_other(10, 60)
        self.assertEqual(self.other(), (1000, 50, 50))
        # Nor does what core writes there move the figures of the company that left.
        self.assertEqual(self.figures(self.product), before)

    def test_enters_later(self):
        """Its go-live takes its own figure over."""
        self.receive_other(10, 50)
        self.leave_with_reset()
        gap = self.account("gain", self.company2).id
        run = self.prepare_run(*self.goods, company=self.company2, gap_account_id=gap)
        run.action_check()
        self.assertEqual(run.problem_ids.mapped("text"), [])
        run.action_switch()
        self.assertEqual(run.opening_value, 500)
        self.assertEqual(self.on_hand(self.product, self.company2), (10, 500))

    def test_both_leave(self):
        """Each company keeps the figures of its own ledger."""
        self.before["average"].with_company(self.company2).property_valuation = "continuous"
        self.trade_and_edit(self.product, self.company2)
        mine = self.leave_with_reset()
        self.assertEqual(self.other(), (175, 17.5, 17.5))
        runs = self.env["perpetual.go.live"]._leave_everything()
        self.assertIn(self.company2, runs.company_id)
        self.assertEqual(self.product.with_company(self.company2).valuation, "periodic")
        self.assertEqual(self.other(), (175, 17.5, 17.5))
        self.assertEqual(self.figures(self.product), mine)
        self.assertTrue(self.resets(self.company2))
        self.receive_other(10, 22.5)
        self.assertEqual(self.other(), (400, 20, 20))
        self.assertEqual(self.figures(self.product), mine)

    # The other methods

    def test_each_method(self):
        expected = {
            "standard": (750, 50, 50),
            "average": (900, 60, 60),
            "fifo": (950, 63.33, 63.33),
        }
        for method, product in self.goods.items():
            product.with_company(self.company2).standard_price = 50
            self.receive_other(10, 50, product)
            self.receive(product, 4, 9)
            self.go_live(method)
            self.trade(product)
            self.trade_and_edit(product)
            before = self.figures(product)
            self.assertEqual(self.other(product), (500, 50, 50), method)
            self.leave(method)
            self.assertEqual(self.figures(product), before, method)
            self.assertEqual(self.other(product), (500, 50, 50), method)
            self.receive_other(10, 70, product)
            self.deliver_other(5, product)
            self.assertEqual(self.other(product), expected[method], method)
            self.assertEqual(self.figures(product), before, method)

    def test_by_lot(self):
        product = self.make_product(
            "average", categ_id=self.before["average"].id, tracking="lot", name="Lots"
        )
        product.lot_valuated = True
        theirs, mine = (self.make_lot(product, name) for name in ("Theirs", "Mine"))
        self.receive_other(10, 50, product, lot=theirs)
        self.go_live("average")
        self.trade_and_edit(product, lot=mine)
        before = self.figures(product)
        self.leave("average")
        self.assertTrue(self.resets())
        self.assertEqual(self.figures(product), before)
        self.assertEqual(self.other(product)[0], 500)
        self.receive_other(10, 70, product, lot=theirs)
        lot = theirs.with_env(self.as_role("stock_manager", self.company2))
        self.assertEqual((lot.total_value, lot.standard_price), (1200, 60))

    # Core's own affair

    def test_core_untouched(self):
        """Of a product that no company ever valued continuously, core reads what it did."""
        product = self.goods["average"]
        self.receive_other(10, 50)
        self.receive(product, 4, 9)
        value = self.env["product.value"].create(
            {"product_id": product.id, "value": 30, "company_id": self.company.id}
        )
        self.assertFalse(value.perpetual_own_company)
        # Another company's cost, for both companies' units.
        self.assertEqual(self.other()[0], 420)

    def test_core_costs_stay(self):
        """Costs set before a company went live are read as core reads them: nothing jumps."""
        self.receive_other(10, 50)
        self.set_cost(self.product, 30)
        before = self.other()
        self.assertEqual(before[0], 300)
        self.go_live("average")
        self.assertEqual(self.other(), before)

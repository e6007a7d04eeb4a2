"""Orders in progress at go-live."""

from odoo.tests import tagged

from odoo.addons.perpetual_stock.tests.go_live_common import GoLiveCommon

from .common import MrpCommon


class GoLiveMrpCommon(GoLiveCommon, MrpCommon):
    """Boards and shelves of core's valuation; 4 of 10 boards at 5 are in production."""

    def setUp(self):
        super().setUp()
        self.part, self.shelf = self.goods["average"], self.goods["fifo"]
        self.receive(self.part, 10, 5)
        self.order = self.plan(self.shelf, 4, self.bom(self.shelf, [(self.part, 1)]))
        self.consume(self.order, self.part, 4)
        self.tick()

    def amounts(self, run):
        """Account name → amount of the journal entry of a run."""
        groups = run.account_move_id.line_ids.grouped("account_id").items()
        return {account.name: sum(items.mapped("balance")) for account, items in groups}


@tagged("post_install", "-at_install")
class TestGoLive(GoLiveMrpCommon):
    def test_components_consumed_become_work_in_progress(self):
        run = self.go_live("average", "fifo")
        self.assertEqual(self.raw(self.order, self.part).value, 20)
        self.assertEqual(self.amounts(run), {"average": 30, "Work in Progress": 20, "Gap": -50})
        self.assert_ties_out()
        row = self.env["perpetual.wip.item"].search([("production_id", "=", self.order.id)])
        self.assertEqual((row.kind, row.amount, row.other_amount), ("order", 20, 20))
        self.finish(self.order)
        self.assertEqual(self.on_hand(self.shelf), (4, 20))
        self.assert_closed(self.order)
        self.assert_ties_out()

    def test_orders_that_are_done_are_left_alone(self):
        self.finish(self.order)
        self.tick()
        run = self.go_live("average", "fifo")
        self.assertNotIn("Work in Progress", self.amounts(run))
        self.assert_ties_out()

    def test_an_unbuild_of_an_order_from_before(self):
        """At core's values of that time."""
        self.finish(self.order)
        self.tick()
        self.go_live("average", "fifo")
        value = self.on_hand(self.shelf)[1]
        self.unbuild(self.shelf, 4, self.order)
        self.assertEqual(self.on_hand(self.part), (10, 50))
        self.assertEqual(self.on_hand(self.shelf), (0, 0))
        self.assertEqual(self.balance("variance"), value - 20)

    def test_leaving_waits_for_orders_in_progress(self):
        self.go_live("average", "fifo")
        run = self.checked("average", "fifo", direction="leave")
        self.assertEqual(
            [text for text in run.problem_ids.mapped("text") if self.order.name in text],
            [f"{self.order.name} has $\xa020.00 in work in progress. Finish or cancel it first."],
        )
        # A category that only has components of it need not wait.
        texts = self.checked("average", direction="leave").problem_ids.mapped("text")
        self.assertFalse([text for text in texts if self.order.name in text])
        self.finish(self.order)
        self.tick()
        self.leave("average", "fifo")


@tagged("post_install", "-at_install")
class TestGoLiveRealTime(GoLiveMrpCommon):
    """Core has posted what was consumed, on the account of the production location."""

    mode = "real_time"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.location = cls.shelf_location()

    @classmethod
    def shelf_location(cls):
        location = cls.goods["fifo"].with_company(cls.company).property_stock_production
        location.valuation_account_id = cls.company.perpetual_wip_account_id
        return location

    def test_what_core_has_posted_is_not_posted_twice(self):
        self.assertEqual(self.balance("wip"), 20)
        self.go_live("average", "fifo")
        self.assertEqual(self.balance("wip"), 20)
        self.assert_ties_out()
        self.finish(self.order)
        self.assertEqual(self.balance("wip"), 0)
        self.assertEqual(self.on_hand(self.shelf), (4, 20))
        self.assert_ties_out()

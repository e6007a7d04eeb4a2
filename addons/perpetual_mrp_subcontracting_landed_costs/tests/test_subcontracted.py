from odoo.tests import tagged

from odoo.addons.perpetual_landed_costs.tests.common import LandedCommon
from odoo.addons.perpetual_mrp.tests.common import MRP_ACCOUNTS, MrpCommon
from odoo.addons.perpetual_mrp_subcontracting.tests.common import SubcontractingCommon


@tagged("post_install", "-at_install")
class TestSubcontractedLandedCosts(SubcontractingCommon, LandedCommon):
    """Freight on goods that a subcontractor has made goes to those goods.

    10 pieces at 12.00 for the work and 5.00 for a board each: 170. D20: core's own test
    (``TestSubcontractingLandedCosts``, skipped there since 19.0) lands 99.00 on ten pieces and
    99.00 on pieces beside bought goods: here test_all_on_hand and test_with_bought_goods.
    """

    def account(self, name, company=None):
        if name in MRP_ACCOUNTS:
            return MrpCommon.account(self, name, company)
        return LandedCommon.account(self, name, company)

    def setUp(self):
        super().setUp()
        self.send_components(self.board, 60, 5)
        self.fixed = self.make_product("fifo")

    def receipt_of(self, product, *more):
        return self.receive_order(self.order((product, 10, 12), *more), user="receiver")

    def shares(self, cost):
        return [
            (line.product_id, line.former_cost, line.additional_landed_cost,
             line.perpetual_on_hand_value, line.perpetual_consumed_value)
            for line in cost.valuation_adjustment_lines
        ]  # fmt: skip

    def test_all_on_hand(self):
        for method in ("average", "fifo"):
            with self.subTest(method):
                product = self.products[method]
                cost = self.land(99, self.receipt_of(product), "equal")
                self.assertEqual(self.shares(cost), [(product, 170, 99, 99, 0)])
                self.assertEqual(self.on_hand(product), (10, 269))

    def test_standard(self):
        """A price difference, as on any receipt."""
        product = self.standard
        before = self.on_hand(product)
        receipt = self.receipt_of(product)
        value = self.on_hand(product)
        cost = self.land(99, receipt, "equal")
        self.assertEqual(self.shares(cost)[0][3:], (0, 99))
        self.assertEqual(self.on_hand(product), value)
        self.assertNotEqual(before, value)

    def test_some_sold(self):
        product = self.average
        receipt = self.receipt_of(product)
        self.deliver(product, 4)
        cost = self.land(100, receipt, "equal")
        self.assertEqual(self.shares(cost), [(product, 170, 100, 60, 40)])
        self.assertEqual(self.on_hand(product), (6, 102 + 60))
        self.take_back(cost)
        self.assertEqual(self.on_hand(product), (6, 102))

    def test_with_bought_goods(self):
        """Each bears its part, by whatever it is split."""
        receipts = self.receipt_of(self.average, (self.fixed, 10, 20))
        cost = self.land(90, receipts, "by_quantity")
        self.assertEqual(
            {row[0]: row[2:] for row in self.shares(cost)},
            {self.average: (45, 45, 0), self.fixed: (45, 45, 0)},
        )
        receipts = self.receipt_of(self.fifo, (self.fixed, 10, 20))
        cost = self.land(74, receipts, "by_current_cost_price")
        self.assertEqual(
            {row[0]: row[1:3] for row in self.shares(cost)},
            {self.fifo: (170, 34), self.fixed: (200, 40)},
        )

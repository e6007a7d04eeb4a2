from odoo.tests import tagged

from .common import ProductionLandedCommon


@tagged("post_install", "-at_install")
class TestReadme(ProductionLandedCommon):
    """The example of readme/USAGE.md."""

    def test_example(self):
        table = self.make_product("average", name="Table")
        order = self.make(table, 10, self.bom(table))
        self.assert_entry(self.made(order), [("inventory", 90, 0), ("wip", 0, 90)])
        sold = self.deliver(table, 4)
        self.assert_entry(sold, [("cogs", 36, 0), ("inventory", 0, 36)])
        cost = self.land_on(order, 20)
        self.assert_posted(cost, [("inventory", 12, 0), ("cogs", 8, 0), ("clearing", 0, 20)])
        self.assertEqual(self.on_hand(table), (6, 66))
        self.assertEqual(table.with_company(self.company).standard_price, 11)
        self.assertEqual(self.balance("cogs"), 44)
        cost.with_env(self.as_role("stock_manager")).action_perpetual_reverse()
        self.assert_posted(
            cost.perpetual_reversal_ids,
            [("clearing", 20, 0), ("inventory", 0, 12), ("cogs", 0, 8)],
        )
        self.assertEqual(self.on_hand(table), (6, 54))

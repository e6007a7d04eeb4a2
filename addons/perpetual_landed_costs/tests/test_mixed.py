from odoo.tests import tagged

from .common import LandedCommon


@tagged("post_install", "-at_install")
class TestMixed(LandedCommon):
    """Goods of core's own valuations beside continuous ones: each posts in its own way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.env["account.account"].create(
            {"name": "Core's stock", "code": "110990", "account_type": "asset_current"}
        )

    def make_core_product(self, valuation):
        category = self.make_category(
            "average", valuation, property_stock_valuation_account_id=self.own.id
        )
        return self.make_product("average", categ_id=category.id)

    def land_as_accountant(self, amount, moves):
        """Core reads bills and posts in the name of the user."""
        draft = self.draft_cost(amount, moves)
        draft.with_env(self.as_role("landing_biller")).button_validate()
        return draft.with_env(self.env)

    def assert_core_closes(self, company):
        """What is core's is core's to close."""
        vals_list = company.with_company(company)._action_close_stock_valuation()
        inventory = self.account("inventory", company)
        self.assertFalse([vals for vals in vals_list if vals["account_id"] == inventory.id])

    def test_real_time(self):
        other = self.make_core_product("real_time")
        moves = self.receive_order(self.order((self.average, 10, 10), (other, 10, 10)))
        cost = self.land_as_accountant(100, moves)
        self.assertEqual(self.on_hand(self.average), (10, 150))
        ours = cost._perpetual_entries().account_move_id
        self.assertNotEqual(cost.account_move_id, ours)
        self.assert_items(ours, [("inventory", 50, 0), ("clearing", 0, 50)])
        items = cost.account_move_id.line_ids
        self.assertEqual(
            {item.account_id: item.balance for item in items},
            {self.own: 50.0, self.clearing: -50.0},
        )

    def test_periodic(self):
        other = self.make_core_product("periodic")
        moves = self.receive_order(self.order((other, 10, 10)))
        cost = self.land_as_accountant(50, moves)
        self.assertFalse(cost.account_move_id)
        self.assertFalse(cost.perpetual_entry_count)
        self.assertEqual(moves.value, 150)

    def test_core_refuses_standard_as_ever(self):
        category = self.make_category(
            "standard", "real_time", property_stock_valuation_account_id=self.own.id
        )
        other = self.make_product("standard", categ_id=category.id, standard_price=10)
        moves = self.receive_order(self.order((other, 10, 10)))
        with self.assertRaisesRegex(Exception, "FIFO or average"):
            self.land_as_accountant(50, moves)

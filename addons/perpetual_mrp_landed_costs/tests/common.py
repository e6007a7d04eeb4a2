"""Landed costs on manufacturing orders, made by whoever may make them."""

from odoo import Command

from odoo.addons.perpetual_landed_costs.tests.common import LandedCommon
from odoo.addons.perpetual_mrp.tests.common import MRP_ACCOUNTS, MrpCommon


class ProductionLandedCommon(MrpCommon, LandedCommon):
    def setUp(self):
        super().setUp()
        self.stock_up()

    def account(self, name, company=None):
        if name in MRP_ACCOUNTS:
            return MrpCommon.account(self, name, company)
        return LandedCommon.account(self, name, company)

    def account_names(self):
        return [*LandedCommon.account_names(self), "variance", "labour"]

    def land_on(self, orders, amount, split="by_quantity"):
        """A validated landed cost on manufacturing orders."""
        env = self.as_role("stock_manager")
        cost = env["stock.landed.cost"].create(
            {
                "target_model": "manufacturing",
                "mrp_production_ids": [Command.set(orders.ids)],
                "cost_lines": [
                    Command.create(
                        {
                            "name": self.freight.name,
                            "product_id": self.freight.id,
                            "price_unit": amount,
                            "split_method": split,
                            "account_id": self.clearing.id,
                        }
                    )
                ],
            }
        )
        cost.compute_landed_cost()
        cost.button_validate()
        return cost.with_env(self.env)

    def assert_posted(self, cost, rows):
        entries = cost.valuation_adjustment_lines.perpetual_entry_ids
        self.assert_totals(entries.account_move_id, rows)

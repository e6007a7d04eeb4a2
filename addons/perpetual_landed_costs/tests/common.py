"""Landing costs on receipts, on top of purchasing: freight bills and landed costs."""

from odoo import Command, fields

from odoo.addons.perpetual_purchase.tests.common import PurchaseCommon


class LandedCommon(PurchaseCommon):
    """A forwarder bills freight; an inventory manager lands it on receipts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["landing_biller"] = cls.make_user(
            "landing_biller", "account.group_account_invoice,stock.group_stock_manager"
        )
        cls.clearing = cls.env["account.account"].create(
            {"name": "Landed Cost Clearing", "code": "510900", "account_type": "expense"}
        )
        cls.freight = cls.make_service("Freight")
        cls.forwarder = cls.env["res.partner"].create({"name": "Forwarder"})

    @classmethod
    def make_service(cls, name, **vals):
        return cls.env["product.product"].create(
            {
                "name": name,
                "type": "service",
                "landed_cost_ok": True,
                "categ_id": cls.categories["average"].id,
                "property_account_expense_id": cls.clearing.id,
                **vals,
            }
        )

    def account(self, name, company=None):
        if name == "clearing":
            return self.clearing
        return super().account(name, company)

    def account_names(self):
        return [*super().account_names(), "clearing"]

    # Business verbs

    def bill_freight(self, amount, service=None, currency=None, move_type="in_invoice", **vals):
        """A posted vendor bill of a landed cost service."""
        service = service or self.freight
        env = self.as_role("biller")
        today = fields.Date.context_today(self.company)
        bill = env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": self.forwarder.id,
                "currency_id": (currency or self.company.currency_id).id,
                "invoice_date": today,
                "date": today,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": service.id,
                            "quantity": 1,
                            "price_unit": amount,
                            "tax_ids": [],
                            "is_landed_costs_line": True,
                            **vals,
                        }
                    )
                ],
            }
        )
        bill.action_post()
        return bill.with_env(self.env)

    def draft_cost(self, amount, moves, split="by_quantity", service=None, **vals):
        """A landed cost in draft on the transfers of ``moves``."""
        service = service or self.freight
        env = self.as_role("stock_manager", moves.company_id)
        return env["stock.landed.cost"].create(
            {
                "picking_ids": [Command.set(moves.picking_id.ids)],
                "cost_lines": [
                    Command.create(
                        {
                            "name": service.name,
                            "product_id": service.id,
                            "price_unit": amount,
                            "split_method": split,
                            "account_id": self.account("clearing", moves.company_id).id,
                        }
                    )
                ],
                **vals,
            }
        )

    def land(self, amount, moves, split="by_quantity", **how):
        """A validated landed cost on the transfers of ``moves``."""
        cost = self.draft_cost(amount, moves, split, **how)
        self.assertIs(cost.button_validate(), True)
        return cost.with_env(self.env)

    def land_bill(self, bill, moves, **vals):
        """Press *Create Landed Costs* on a bill, choose the transfers, validate."""
        user = self.users["landing_biller"]
        env = self.as_role(user)
        action = bill.with_env(env).button_create_landed_costs()
        cost = env["stock.landed.cost"].browse(action["res_id"])
        cost.write({"picking_ids": [Command.set(moves.picking_id.ids)], **vals})
        cost.button_validate()
        return cost.with_env(self.env)

    def take_back(self, cost):
        """Reverse a validated landed cost; returns the reversal."""
        env = self.as_role("stock_manager", cost.company_id)
        action = cost.with_env(env).action_perpetual_reverse()
        return self.env["stock.landed.cost"].browse(action["res_id"])

    # Looking at the books

    def assert_shares(self, cost, rows):
        """Share on hand and share consumed per adjustment line, in the order of the moves."""
        lines = cost.valuation_adjustment_lines.sorted("id")
        actual = [
            (line.product_id, line.perpetual_on_hand_value, line.perpetual_consumed_value)
            for line in lines
        ]
        self.assertEqual(actual, [(product, float(a), float(b)) for product, a, b in rows])

    def assert_cost(self, cost, rows):
        """Exactly these items are what the landed cost posted, in one journal entry."""
        entry = cost._perpetual_entries().account_move_id
        self.assertEqual(len(entry), 1)
        self.assertEqual(cost.account_move_id, entry)
        self.assert_items(entry, rows)

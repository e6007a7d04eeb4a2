"""Before and after go-live: core's own valuation first, then ours."""

from datetime import timedelta

from freezegun import freeze_time

from odoo import fields

from .common import PerpetualCommon


class GoLiveCommon(PerpetualCommon):
    """Categories ``mode`` per costing method with an inventory account of their own."""

    mode = "periodic"

    @classmethod
    @freeze_time("2025-01-01 08:00:00")
    def setUpClass(cls):
        super().setUpClass()
        cls.gap = cls.env["account.account"].create(
            {"name": "Gap", "code": "510177", "account_type": "expense"}
        )
        cls.before, cls.goods, cls.own = {}, {}, {}
        for method in cls.categories:
            cls.own[method] = cls.env["account.account"].create(
                {"name": method, "code": f"11017{len(cls.own)}", "account_type": "asset_current"}
            )
            cls.own[method].account_stock_variation_id = cls.company.expense_account_id
            cls.before[method] = cls.make_category(
                method,
                cls.mode,
                name=f"Before {method}",
                property_stock_valuation_account_id=cls.own[method].id,
            )
            cls.goods[method] = cls.make_product(
                method,
                name=f"Goods {method}",
                categ_id=cls.before[method].id,
                standard_price=10.0 if method == "standard" else 0.0,
            )

    def setUp(self):
        super().setUp()
        self.stop_clock()

    def stop_clock(self):
        # Core orders by seconds: each step has one of its own.
        freezer = freeze_time("2025-03-03 08:00:00")
        self.clock = freezer.start()
        self.addCleanup(freezer.stop)

    def tick(self, seconds=60):
        """Some time goes by."""
        if not hasattr(self, "clock"):
            return
        self.clock.tick(timedelta(seconds=seconds))

    def move(self, *args, **how):
        self.tick()
        result = super().move(*args, **how)
        self.tick()
        return result

    # Verbs

    def receive(self, product, quantity, cost=None, **how):
        """Core takes no price from a transfer without an order: set it by hand."""
        move = super().receive(product, quantity, cost, **how)
        if cost and not move.with_company(move.company_id)._is_perpetual():
            move.with_env(self.as_role("stock_manager", move.company_id)).value_manual = (
                move.quantity * cost
            )
            self.tick()
        return move

    def prepare_run(self, *methods, role="account_manager", company=None, **vals):
        """A run for the categories of these methods, by an administrator of Accounting."""
        vals.setdefault("gap_account_id", self.gap.id)
        vals.setdefault("company_id", (company or self.company).id)
        if methods:
            vals.setdefault("scope", "categories")
            ids = [self.before[method].id for method in methods]
            vals.setdefault("category_ids", [fields.Command.set(ids)])
        return self.as_role(role, company)["perpetual.go.live"].create(vals)

    def checked(self, *methods, **vals):
        self.tick()
        run = self.prepare_run(*methods, **vals)
        run.action_check()
        self.assertEqual(run.state, "checked")
        return run

    def go_live(self, *methods, **vals):
        """Check and switch; fails on a problem."""
        run = self.checked(*methods, **vals)
        self.assertEqual(run.problem_ids.mapped("text"), [])
        run.action_switch()
        self.assertEqual(run.state, "done")
        self.tick()
        return run.with_env(self.env)

    def leave(self, *methods, **vals):
        return self.go_live(*methods, direction="leave", **vals)

    def post_by_hand(self, account, amount, date="2025-03-03"):
        """A journal entry on an account against the gap account."""
        move = self.env["account.move"].create(
            {
                "date": date,
                "company_id": self.company.id,
                "journal_id": self.company.account_stock_journal_id.id,
                "line_ids": [
                    fields.Command.create({"account_id": account.id, "balance": amount}),
                    fields.Command.create({"account_id": self.gap.id, "balance": -amount}),
                ],
            }
        )
        move.action_post()
        return move

    def assert_core_closes(self, company):
        """What is not continuous is core's to close; the rest is closed."""
        vals_list = company.with_company(company)._action_close_stock_valuation()
        mine = {
            self.own[method].id
            for method, category in self.before.items()
            if category.with_company(company).property_valuation == "continuous"
        }
        self.assertFalse([vals for vals in vals_list if vals["account_id"] in mine])

    def assert_ties_out(self):
        """Every comparison agrees, right now."""
        self.env.invalidate_all()
        wrong = [row for row in self.company.perpetual_tie_out() if row["difference"]]
        self.assertEqual(wrong, [])

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .go_live_common import GoLiveCommon


class LeaveCommon(GoLiveCommon):
    """Figures of core after leaving are the ledger's last."""

    def figures(self, product):
        """(value, average cost, cost, Σ quants) as core's screens show them."""
        self.env.invalidate_all()
        # Core counts every company's stock for the superuser.
        product = product.with_env(self.as_role("stock_manager"))
        quants = product.env["stock.quant"].search(
            [("product_id", "=", product.id), ("company_id", "=", self.company.id)]
        )
        return (
            round(product.total_value, 2),
            round(product.avg_cost, 2),
            round(product.standard_price, 6),
            round(sum(quants.mapped("value")), 2),
        )

    def trade(self, product):
        """A history that core's replay values otherwise: settlement, revaluation, thirds."""
        self.receive(product, 3, 10 / 3)
        self.deliver(product, 5)
        self.receive(product, 10, 12)
        self.deliver(product, 1)
        self.set_cost(product, 11.37)
        self.receive(product, 3, 7 / 3)
        self.deliver(product, 2)

    def core_closing(self):
        vals_list = (
            self.company.with_env(self.as_role("account_manager"))
            .sudo()
            ._action_close_stock_valuation()
        )
        return [vals for vals in vals_list if vals["account_id"] in self.own_ids()]

    def own_ids(self):
        return {account.id for account in self.own.values()}


@tagged("post_install", "-at_install")
class TestLeave(LeaveCommon):
    """Out of continuous valuation with the figures, and in again."""

    def test_figures(self):
        for method, product in self.goods.items():
            self.receive(product, 4, 9)
            self.go_live(method)
            self.trade(product)
            before = self.figures(product)
            quantity, value = self.on_hand(product)
            run = self.leave(method)
            self.assertEqual(product.valuation, "periodic")
            self.assertEqual(self.on_hand(product), (0, 0))
            self.assertEqual(self.figures(product), before, method)
            self.assertEqual(run.opening_value, -value)
            self.assertFalse(run.account_move_id)
            last = self.last_entry(product)
            self.assertEqual((last.kind, last.balance_quantity), ("opening", 0))
            self.assertEqual(quantity, product.qty_available)
        self.assertEqual(self.core_closing(), [])
        self.assert_ties_out()

    def test_to_real_time(self):
        product = self.goods["average"]
        self.receive(product, 10, 10)
        self.go_live("average")
        self.leave("average", leave_mode="real_time")
        self.assertEqual(product.valuation, "real_time")
        self.assertFalse(self.receive(product, 5, 10).perpetual_entry_ids)

    def test_trade_on_and_enter_again(self):
        for method, product in self.goods.items():
            self.receive(product, 10, 10)
            self.go_live(method)
            self.deliver(product, 3)
            self.leave(method)
            self.receive(product, 5, 20)
            self.deliver(product, 2)
            value = self.figures(product)[0]
            run = self.go_live(method)
            self.assertEqual(self.on_hand(product), (10, value), method)
            # The ledger's total on the account starts from nothing again.
            self.assertEqual(
                run.account_ids.filtered(lambda row: row.kind == "inventory").ledger_value, 0
            )
            self.assert_ties_out()
            move = self.deliver(product, 10)
            self.assert_entry(move, [("cogs", value, 0), (method, 0, value)])

    def test_negative_stock(self):
        for method, product in self.goods.items():
            self.receive(product, 2, 10)
            self.go_live(method)
            self.deliver(product, 5)
            before = self.figures(product)
            self.leave(method)
            self.assertEqual(self.figures(product), before, method)

    def test_consigned(self):
        owner = self.env["res.partner"].create({"name": "Owner"})
        product = self.goods["average"]
        self.receive(product, 4, 10)
        self.receive(product, 6, owner=owner)
        self.go_live("average")
        self.leave("average")
        self.assertEqual(self.figures(product)[0], 40)

    def test_valued_by_lot(self):
        for method in ("average", "standard", "fifo"):
            product = self.make_product(
                "average", categ_id=self.before[method].id, tracking="lot", name=f"Lots {method}"
            )
            product.lot_valuated = True
            lots = [self.make_lot(product, f"{method} {name}") for name in "AB"]
            self.go_live(method)
            for lot, cost in zip(lots, (10 / 3, 20), strict=True):
                self.receive(product, 3, cost, lot=lot)
                self.deliver(product, 1, lot=lot)
            before = self.figures(product)
            self.leave(method)
            self.assertEqual(self.figures(product), before, method)

    def test_whole_company(self):
        """Followers and explicit categories leave; the default is core's again."""
        for product in [*self.goods.values(), *self.products.values()]:
            self.receive(product, 10, 10)
        self.go_live(*self.goods)
        self.leave(scope="company")
        self.assertEqual(self.company.inventory_valuation, "periodic")
        for product in [*self.goods.values(), *self.products.values()]:
            self.assertEqual(product.valuation, "periodic")
            self.assertEqual(self.figures(product)[0], 100)

    def test_as_of_before_leaving(self):
        """The tie-out of an earlier date still compares what was in the ledger then."""
        product = self.goods["average"]
        self.receive(product, 10, 10)
        self.go_live("average")
        self.clock.move_to("2025-03-10 08:00:00")
        self.leave("average")
        accounts = {
            date: [
                row["account"]
                for row in self.company.perpetual_tie_out(date)
                if row["check"] == "valuation_account"
            ]
            for date in ("2025-03-04", "2025-03-10")
        }
        self.assertIn(self.own["average"], accounts["2025-03-04"])
        self.assertNotIn(self.own["average"], accounts["2025-03-10"])

    def test_refused_while_ledger_and_shelf_differ(self):
        product = self.goods["average"]
        self.receive(product, 10, 10)
        self.go_live("average")
        quant = self.env["stock.quant"].search(
            [("product_id", "=", product.id), ("location_id", "=", self.stock().id)]
        )
        quant.quantity = 9
        run = self.checked("average", direction="leave")
        self.assertIn("the stock ledger has 10.0, the shelves have 9.0", run.problem_ids.text)
        with self.assertRaises(UserError):
            run.action_switch()
        quant.quantity = 10

    def test_nothing_to_leave(self):
        run = self.prepare_run("average", direction="leave")
        with self.assertRaises(UserError) as caught:
            run.action_check()
        self.assertEqual(
            str(caught.exception),
            "There is nothing to leave: Before average is not valued continuously. Choose other"
            " categories.",
        )
        self.assertEqual(run.state, "draft")
        self.assertFalse(run.problem_ids)

    def test_uninstalling(self):
        """What the uninstall hook does: all companies on core, with the same figures."""
        self.make_second_company()
        figures = {}
        for method, product in self.goods.items():
            self.receive(product, 10, 10)
            self.go_live(method)
            self.trade(product)
            figures[product] = self.figures(product)
        self.receive(self.average, 5, 7, company=self.company2)
        self.company.inventory_valuation = "continuous"
        runs = self.env["perpetual.go.live"]._leave_everything()
        self.assertEqual(runs.company_id, self.company | self.company2)
        for product, before in figures.items():
            self.assertEqual(self.figures(product), before, product.name)
        self.assertEqual(self.company.inventory_valuation, "periodic")
        for company in (self.company, self.company2):
            self.assertEqual(
                self.env["product.category"]
                .with_company(company)
                .search([("property_valuation", "=", "continuous")]),
                self.env["product.category"],
            )
            default = self.env["ir.default"]._get(
                "product.category", "property_valuation", company_id=company.id
            )
            self.assertNotEqual(default, "continuous")
        self.assertEqual(self.average.with_company(self.company2).total_value, 35)

    def test_fields_of_the_run(self):
        run = self.prepare_run(
            scope="categories",
            direction="leave",
            category_ids=[fields.Command.set(self.before["average"].ids)],
        )
        self.assertEqual(run.display_name, "Leaving: Before average, 2025-03-03")

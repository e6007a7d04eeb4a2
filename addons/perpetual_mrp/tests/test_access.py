"""Whoever makes goods needs no rights on values; who may see them sees, and changes nothing."""

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import MrpCommon

VALUES = ("perpetual_wip_amount", "perpetual_labour_amount", "perpetual_variance_amount")


@tagged("post_install", "-at_install")
class TestAccess(MrpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "mrp.group_mrp_user,perpetual_stock.group_perpetual_accountant"
        cls.users["cost_accountant"] = cls.make_user("cost_accountant", groups)

    def setUp(self):
        super().setUp()
        self.stock_up()
        bom = self.bom(self.standard, operations=[(self.workcenter(30), 10)])
        self.order = self.plan(self.standard, 10, bom)
        self.consume(self.order, self.screw, 20)

    def test_who_makes_goods_sees_no_values(self):
        self.finish(self.order, user="maker")
        maker = self.order.with_env(self.as_role("maker"))
        for name in VALUES:
            with self.assertRaises(AccessError):
                maker.read([name])
        with self.assertRaises(AccessError):
            self.as_role("maker")["perpetual.wip.item"].search([])
        with Form(maker) as form:
            self.assertNotIn("perpetual_wip_amount", form._view["fields"])

    def test_an_unbuild_by_who_makes_goods(self):
        self.finish(self.order)
        unbuild = self.unbuild(self.standard, 1, self.order)
        seen = unbuild.with_env(self.as_role("maker"))
        self.assertEqual(seen.perpetual_entry_count, 3)
        entries = self.env["perpetual.ledger.entry"].search(
            seen.action_perpetual_entries()["domain"]
        )
        self.assertEqual(len(entries), 3)

    def test_one_look_up_for_many_orders(self):
        """The counts of a list of orders take as many queries as those of one."""
        names = ("perpetual_entry_count", "perpetual_account_move_count")
        orders = self.order
        for method in ("average", "fifo", "standard"):
            orders |= self.make(self.products[method], 2)
        self.unbuild(self.standard, 1, orders[-1])
        seen = orders.with_env(self.as_role("cost_accountant"))
        one = self.queries(seen[-1], *names)
        self.assertLessEqual(self.queries(seen, *names), one)
        # Components; goods made of nothing; components, goods, taken apart again.
        self.assertEqual(seen.mapped("perpetual_entry_count"), [1, 1, 1, 6])

    def test_a_cost_accountant_sees_the_order(self):
        seen = self.order.with_env(self.as_role("cost_accountant"))
        self.assertEqual(seen.perpetual_wip_amount, 40)
        self.finish(self.order)
        seen.invalidate_recordset()
        self.assertEqual([seen[name] for name in VALUES], [0, 50, 40])
        # Components at two times, finished goods, labour, variance.
        self.assertEqual(seen.perpetual_account_move_count, 5)
        moves = self.env["account.move"].search(seen.action_perpetual_account_moves()["domain"])
        self.assertEqual(len(moves), 5)
        self.assertEqual(seen.perpetual_entry_count, 3)
        entries = self.env["perpetual.ledger.entry"].search(
            seen.action_perpetual_entries()["domain"]
        )
        self.assertEqual(set(entries.mapped("kind")), {"production_out", "production_in"})
        with Form(seen) as form:
            self.assertEqual(form.perpetual_variance_amount, 40)

    def test_who_reads_the_listing(self):
        for role in ("accountant", "auditor", "controller"):
            rows = self.as_role(role)["perpetual.wip.item"].search(
                [("production_id", "=", self.order.id)]
            )
            self.assertEqual(rows.mapped("amount"), [40], role)
            self.assertTrue(rows.web_read({"production_id": {"fields": {"display_name": {}}}}))
            with self.assertRaises(AccessError):
                rows.check_access("write")
        for role in ("stock_user", "employee"):
            with self.assertRaises(AccessError):
                self.as_role(role)["perpetual.wip.item"].search([])

    def test_who_only_invoices_sees_no_cost_of_production(self):
        invoicing = self.make_user("only_invoicing", "account.group_account_invoice")
        with self.assertRaises(AccessError):
            self.env["perpetual.wip.item"].with_user(invoicing).search([])

    def test_the_order_behind_a_line(self):
        """Who has to explain work in progress opens the order, with no rights on MRP."""
        self.finish(self.order)
        for role in ("accountant", "auditor"):
            with Form(self.order.with_env(self.as_role(role))) as form:
                self.assertEqual(form.perpetual_variance_amount, 40, role)
        unbuild = self.unbuild(self.standard, 1, self.order)
        for role in ("accountant", "auditor"):
            with self.subTest(role):
                seen = self.order.with_env(self.as_role(role))
                with Form(unbuild.with_env(self.as_role(role))) as form:
                    self.assertEqual(form.mo_id, self.order)
                for record in (seen, unbuild.with_env(seen.env), seen.workorder_ids):
                    self.assertFalse(record.has_access("write"), record)
                    self.assertFalse(record.has_access("unlink"), record)
                self.assertTrue(seen.move_raw_ids.web_read({"product_id": {}, "quantity": {}}))

    def test_the_order_of_another_company(self):
        company = self.make_second_company()
        env = self.as_role("accountant", company)
        self.assertFalse(env["mrp.production"].search([("id", "=", self.order.id)]))

    def test_time_of_who_makes_goods(self):
        """As the readme says: Odoo asks for Analytic Accounting, and for nothing else."""
        self.users["timed"] = self.make_user(
            "timed", "mrp.group_mrp_user,analytic.group_analytic_accounting"
        )
        order = self.order.with_env(self.as_role("timed"))
        order.workorder_ids.write({"duration": 30})
        self.assertEqual(order.workorder_ids.duration, 30)
        self.finish(self.order, user="timed")

    def test_another_company_sees_nothing_of_it(self):
        company = self.make_second_company()
        env = self.as_role("accountant", company)
        self.assertFalse(env["perpetual.wip.item"].search([]))

    def test_the_tie_out_of_an_auditor(self):
        rows = self.company.with_env(self.as_role("auditor")).perpetual_tie_out()
        (row,) = [row for row in rows if row["check"] == "wip"]
        self.assertEqual((row["expected"], row["actual"]), (40, 40))

    def test_settings(self):
        settings = self.env["res.config.settings"].with_company(self.company).create({})
        account = self.account("scrap")
        settings.perpetual_production_variance_account_id = account
        self.assertEqual(self.company.perpetual_production_variance_account_id, account)

    def test_set_up_is_idempotent(self):
        variance = self.account("variance")
        self.assertEqual(variance.account_type, "expense_direct_cost")
        self.company.perpetual_labour_account_id = False
        self.company.account_production_wip_overhead_account_id = False
        self.assertEqual(list(self.company._perpetual_missing()), ["perpetual_labour_account_id"])
        self.company.perpetual_setup()
        self.assertEqual(self.account("variance"), variance)
        self.assertEqual(self.account("labour").name, "Labour and Overhead Absorbed")

    def test_set_up_adopts_core_s_overhead_account(self):
        self.company.perpetual_labour_account_id = False
        self.company.account_production_wip_overhead_account_id = self.account("scrap")
        self.company.perpetual_setup()
        self.assertEqual(self.account("labour"), self.account("scrap"))

    def test_set_up_adopts_no_balance_sheet_account(self):
        """Wages are an expense: absorbed labour on an asset would count them twice."""
        core = self.env["account.account"].create(
            {"name": "Cost of Production", "code": "110488", "account_type": "asset_current"}
        )
        for kind in ("asset_current", "liability_current"):
            core.account_type = kind
            self.company.account_production_wip_overhead_account_id = core
            self.company.perpetual_labour_account_id = False
            self.company.perpetual_setup()
            self.assertEqual(self.account("labour").name, "Labour and Overhead Absorbed")
            self.assertEqual(self.account("labour").account_type, "expense_direct_cost")

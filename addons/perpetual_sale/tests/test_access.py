from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import SaleCommon


@tagged("post_install", "-at_install")
class TestAccess(SaleCommon):
    """Who ships and who invoices need no rights on the ledger; who may see values sees."""

    def setUp(self):
        super().setUp()
        self.receive(self.average, 10, 10)
        self.line = self.sell(self.average, 4)
        self.move = self.ship(self.line)

    def matches_as(self, role):
        return self.as_role(role)["perpetual.gdni.match"].search(
            [("sale_line_id", "=", self.line.id)]
        )

    def test_who_may_read_matches(self):
        self.invoice(self.line)
        for role in ("controller", "accountant", "auditor", "biller"):
            match = self.matches_as(role)
            self.assertEqual(match.mapped("cost"), [40], role)
            self.assertTrue(match.invoice_line_id.id)
        for role in ("stock_user", "salesperson", "employee"):
            with self.assertRaises(AccessError):
                self.matches_as(role)

    def test_nobody_may_change_matches(self):
        self.invoice(self.line)
        for role in ("accountant", "biller", "stock_manager"):
            match = self.matches(line=self.line).with_env(self.as_role(role))
            with self.assertRaises(AccessError):
                match.quantity = 3
            with self.assertRaises(AccessError):
                match.unlink()
            with self.assertRaises(AccessError):
                match.copy()

    def test_buttons_of_the_order(self):
        invoice = self.invoice(self.line)
        order = self.line.order_id.with_env(self.as_role(self.make_seller_who_sees()))
        self.assertEqual(order.perpetual_entry_count, 1)
        self.assertEqual(order.perpetual_account_move_count, 2)
        entries = self.env["perpetual.ledger.entry"].search(
            order.action_perpetual_entries()["domain"]
        )
        self.assertEqual(entries, self.move.perpetual_entry_ids)
        moves = self.env["account.move"].search(order.action_perpetual_account_moves()["domain"])
        delivered = entries.account_move_id
        self.assertEqual(moves, delivered | self.cost_entries(invoice))

    def test_button_of_the_invoice(self):
        invoice = self.invoice(self.line)
        seen = invoice.with_env(self.as_role("accountant"))
        self.assertEqual(seen.perpetual_cost_entry_count, 1)
        self.assertEqual(
            self.env["account.move"].search(seen.action_perpetual_cost_entries()["domain"]),
            self.cost_entries(invoice),
        )
        self.assertEqual(self.cost_entries(invoice).perpetual_cost_entry_count, 0)
        with self.assertRaises(AccessError):
            invoice.with_env(self.as_role("biller")).read(["perpetual_cost_entry_count"])

    def make_seller_who_sees(self):
        return self.make_user(
            "seller_who_sees",
            "sales_team.group_sale_salesman_all_leads,perpetual_stock.group_perpetual_accountant",
        )

    def test_the_form_shows_them_to_who_may_see(self):
        order = self.line.order_id
        seer = self.make_seller_who_sees()
        for user, is_shown in ((seer, True), (self.users["salesperson"], False)):
            with Form(order.with_env(self.as_role(user))) as form:
                self.assertEqual("perpetual_entry_count" in form._view["fields"], is_shown)
        with self.assertRaises(AccessError):
            order.with_env(self.as_role("salesperson")).read(["perpetual_entry_count"])


@tagged("post_install", "-at_install")
class TestCompanies(SaleCommon):
    """Two companies, each with its own timing, accounts, journal and matches."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_second_company()

    def sold(self, company, quantity, cost):
        """(delivery, invoice) of goods received and sold in a company."""
        self.receive(self.average, quantity, cost, company=company)
        line = self.sell(self.average, quantity, company=company)
        return self.ship(line), self.invoice(line)

    def test_each_on_its_own_timing(self):
        mine, theirs = self.sold(self.company, 2, 10), self.sold(self.company2, 2, 30)
        self.assertEqual(self.company2.perpetual_cogs_timing, "delivery")
        self.assert_entry(mine[0], [("gdni", 20, 0), ("inventory", 0, 20)])
        self.assert_cost(mine[1], [("cogs", 20, 0), ("gdni", 0, 20)])
        self.assert_entry(theirs[0], [("cogs", 60, 0), ("inventory", 0, 60)])
        self.assert_cost(theirs[1], [])

    def test_each_in_its_own_books(self):
        self.company2.perpetual_cogs_timing = "invoice"
        mine, theirs = self.sold(self.company, 2, 10), self.sold(self.company2, 1, 30)
        self.assert_cost(mine[1], [("cogs", 20, 0), ("gdni", 0, 20)])
        self.assert_cost(theirs[1], [("cogs", 30, 0), ("gdni", 0, 30)])
        self.assertEqual(self.cost_entries(theirs[1]).company_id, self.company2)
        for company, cost in ((self.company, 20), (self.company2, 30)):
            matches = self.as_role("accountant", company)["perpetual.gdni.match"].search([])
            self.assertEqual(matches.mapped("cost"), [cost])

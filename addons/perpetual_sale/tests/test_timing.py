from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import SaleCommon


@tagged("post_install", "-at_install")
class TestTiming(SaleCommon):
    """The company changes when it expenses, or where cost waits, in the middle of orders."""

    def setUp(self):
        super().setUp()
        self.receive(self.average, 20, 10)
        self.line = self.sell(self.average, 20)

    def switch(self, timing):
        self.company.perpetual_cogs_timing = timing

    def test_to_delivery_with_open_goods(self):
        """What waits is still expensed by its invoice, what leaves now at once."""
        first = self.ship(self.line, 10)
        self.switch("delivery")
        second = self.ship(self.line, 5)
        self.assert_entry(second, [("cogs", 50, 0), ("inventory", 0, 50)])
        self.assertEqual(self.balance("gdni"), 100)
        invoice = self.invoice(self.line, 15)
        self.assert_cost(invoice, [("cogs", 100, 0), ("gdni", 0, 100)])
        back = self.return_from_customer(first, 3)
        self.assert_entry(back, [("inventory", 30, 0), ("gdni", 0, 30)])
        back = self.return_from_customer(second, 1)
        self.assert_entry(back, [("inventory", 10, 0), ("cogs", 0, 10)])
        self.assert_cost(self.credit(invoice, 4), [("gdni", 30, 0), ("cogs", 0, 30)])
        self.assertEqual(self.balance("gdni"), 0)
        self.assertEqual(self.balance("cogs"), 110)

    def test_to_invoice_after_a_delivery(self):
        """The first invoice belongs to what was expensed when it left."""
        self.switch("delivery")
        first = self.ship(self.line, 10)
        self.switch("invoice")
        second = self.ship(self.line, 5)
        self.assert_entry(second, [("gdni", 50, 0), ("inventory", 0, 50)])
        self.assert_cost(self.invoice(self.line, 10), [])
        self.assertEqual(self.balance("gdni"), 50)
        self.assert_cost(self.invoice(self.line, 5), [("cogs", 50, 0), ("gdni", 0, 50)])
        back = self.return_from_customer(first, 2)
        self.assert_entry(back, [("inventory", 20, 0), ("cogs", 0, 20)])

    def test_edits_stay_where_their_transfer_is(self):
        first = self.ship(self.line, 10)
        self.switch("delivery")
        self.edit(first, 8)
        self.assertEqual(self.balance("gdni"), 80)
        second = self.ship(self.line, 4)
        self.switch("invoice")
        self.edit(second, 5)
        self.assertEqual(self.balance("gdni"), 80)
        self.assertEqual(self.balance("cogs"), 50)
        self.assert_cost(self.invoice(self.line, 13), [("cogs", 80, 0), ("gdni", 0, 80)])

    def test_another_account(self):
        """Old goods leave the old account, new goods the new one; both tie out."""
        first = self.ship(self.line, 10)
        old = self.company.perpetual_gdni_account_id
        new = old.copy({"name": "New GDNI", "code": "119999"})
        self.company.perpetual_gdni_account_id = new
        self.ship(self.line, 5)
        self.assertEqual(self.balance("gdni"), 50)
        self.return_from_customer(first, 2)
        accounts = {row["account"]: row for row in self.tie_out("gdni")}
        self.assertEqual(accounts[old]["actual"], 80)
        self.assertEqual(accounts[new]["actual"], 50)
        invoice = self.invoice(self.line, 13)
        self.assertEqual(
            self.table(self.cost_entries(invoice)),
            sorted(
                [
                    (old.name, 0.0, 80.0),
                    ("cogs", 80.0, 0.0),
                    ("gdni", 0.0, 50.0),
                    ("cogs", 50.0, 0.0),
                ]
            ),
        )
        self.assertEqual([row["actual"] for row in self.tie_out("gdni")], [0, 0])

    def test_the_account_must_be_reconcilable(self):
        account = self.company.perpetual_gdni_account_id.copy({"code": "119998"})
        account.reconcile = False
        with self.assertRaisesRegex(ValidationError, "Allow Reconciliation"):
            self.company.perpetual_gdni_account_id = account
        account.reconcile = True
        self.company.perpetual_gdni_account_id = account

    def test_the_account_is_needed(self):
        self.company.perpetual_gdni_account_id = False
        named = "cannot be posted.*Goods Delivered Not Invoiced"
        with self.assertRaisesRegex(UserError, named), self.env.cr.savepoint():
            self.ship(self.line, 10)
        self.switch("delivery")
        self.ship(self.line, 10)

    def test_continental_accounting_has_no_goods_delivered_not_invoiced(self):
        self.company.anglo_saxon_accounting = False
        self.company.with_company(self.company).perpetual_setup()
        move = self.ship(self.line, 10)
        self.assert_entry(move, [("variation", 100, 0), ("inventory", 0, 100)])
        invoice = self.invoice(self.line, 10)
        self.assert_silent(invoice)
        self.assert_cost(invoice, [])
        self.assertFalse(self.env["perpetual.gdni.match"].search([]))

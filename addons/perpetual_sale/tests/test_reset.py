from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import SaleCommon


@tagged("post_install", "-at_install")
class TestReset(SaleCommon):
    """Invoices that are reset, cancelled, changed and posted again; dates and locks."""

    def setUp(self):
        super().setUp()
        with freeze_time("2025-01-05 12:00"):
            self.receive(self.average, 10, 10)
            self.line = self.sell(self.average, 10)
        with freeze_time("2025-01-10 12:00"):
            self.delivery = self.ship(self.line, 6)

    def tables(self, document):
        """(date, table) of each cost entry of a document."""
        return [(str(entry.date), self.table(entry)) for entry in self.cost_entries(document)]

    def test_reset_and_post_again(self):
        invoice = self.invoice(self.line, date="2025-01-20")
        cost = [("cogs", 60, 0), ("gdni", 0, 60)]
        back = [("cogs", 0, 60), ("gdni", 60, 0)]
        self.assert_cost(invoice, cost, date="2025-01-20")
        self.reset(invoice)
        self.assertFalse(self.matches(invoice))
        self.assertEqual(self.tables(invoice), [("2025-01-20", cost), ("2025-01-20", back)])
        self.assertEqual(self.cost_entries(invoice)[1].ref, f"Reset of {invoice.name}")
        self.assertEqual(self.balance("gdni"), 60)
        item = self.delivery._perpetual_gdni_items()
        self.assertEqual(item.amount_residual, 60)
        reset = self.cost_entries(invoice).line_ids.filtered("perpetual_sale_line_id")
        self.assertEqual(reset.mapped("reconciled"), [True, True])
        invoice.invoice_date = "2025-01-25"
        self.post(invoice)
        self.assertEqual(self.tables(invoice)[2:], [("2025-01-25", cost)])
        self.assertTrue(item.reconciled)
        self.assertEqual(self.balance("cogs"), 60)

    def test_reset_changed_and_posted_again(self):
        invoice = self.reset(self.invoice(self.line, date="2025-01-20"))
        invoice.invoice_line_ids.quantity = 2
        self.post(invoice)
        cost = [("cogs", 20, 0), ("gdni", 0, 20)]
        self.assertEqual(self.tables(invoice)[2:], [("2025-01-20", cost)])

    def test_taken_back_from_where_it_was_posted(self):
        """Whatever the accounts and analytics of the product and the invoice are by then."""
        shop = self.make_analytic("Shop")
        invoice = self.draft_invoice(self.line, date="2025-01-20")
        invoice.invoice_line_ids.analytic_distribution = {str(shop.id): 100}
        invoice = self.post(invoice)
        other = self.account("cogs").copy({"name": "Other", "code": "599997"})
        self.average.property_account_expense_id = other
        self.reset(invoice)
        cogs = self.cost_entries(invoice).line_ids.filtered("analytic_distribution")
        self.assertEqual(cogs.account_id, self.account("cogs"))
        self.assertEqual(sorted(cogs.analytic_line_ids.mapped("amount")), [-60, 60])
        self.post(invoice)
        self.assertEqual(
            self.tables(invoice)[2:], [("2025-01-20", [("Other", 60, 0), ("gdni", 0, 60)])]
        )

    def test_cancelled(self):
        invoice = self.invoice(self.line, date="2025-01-20")
        invoice.with_env(self.as_role("biller")).button_cancel()
        self.assertEqual(invoice.state, "cancel")
        self.assertEqual(self.balance("gdni"), 60)
        self.assertEqual(self.balance("cogs"), 0)

    def test_reset_and_deleted(self):
        invoice = self.reset(self.invoice(self.line, date="2025-01-20"))
        invoice.sudo().posted_before = False
        invoice.with_env(self.as_role("biller")).unlink()
        self.assertEqual(self.balance("gdni"), 60)
        self.assert_cost(
            self.invoice(self.line, date="2025-01-21"), [("cogs", 60, 0), ("gdni", 0, 60)]
        )

    def test_what_waited_takes_the_place_of_what_was_reset(self):
        first = self.invoice(self.line, 6, date="2025-01-20")
        second = self.invoice(self.line, 4, date="2025-01-21")
        self.assert_cost(second, [])
        self.reset(first)
        self.assert_cost(second, [("cogs", 40, 0), ("gdni", 0, 40)])
        self.post(first)
        self.assertEqual(self.balance("cogs"), 60)

    def test_a_credit_note_that_is_reset(self):
        invoice = self.invoice(self.line, 6, date="2025-01-20")
        self.return_from_customer(self.delivery, 2)
        note = self.credit(invoice, 2)
        self.assertEqual(self.balance("cogs"), 40)
        self.reset(note)
        self.assertEqual(self.balance("cogs"), 60)
        self.assertEqual(self.balance("gdni"), -20)
        self.post(note)
        self.assertEqual(self.balance("cogs"), 40)

    def test_cents_survive_a_reset(self):
        self.receive(self.fifo, 3, 3.335)
        line = self.sell(self.fifo, 3)
        self.assertEqual(self.ship(line).value, 10.01)
        first, second = self.invoice(line, 1), self.invoice(line, 1)
        self.reset(first)
        self.invoice(line, 1)
        self.post(first)
        self.assertEqual(self.balance("cogs"), 10.01)
        self.assertFalse(self.matches(line=line).filtered(lambda match: match.quantity != 1))
        self.assertTrue(self.matches(second))

    # Dates

    def test_later_of_both_dates(self):
        early = self.invoice(self.line, 6, date="2025-01-02")
        self.assert_cost(early, [("cogs", 60, 0), ("gdni", 0, 60)], date="2025-01-10")

    def test_delivery_after_the_invoice(self):
        invoice = self.invoice(self.line, 10, date="2025-01-20")
        with freeze_time("2025-02-03 12:00"):
            self.ship(self.line, 4)
        self.assertEqual(
            self.tables(invoice),
            [
                ("2025-01-20", [("cogs", 60, 0), ("gdni", 0, 60)]),
                ("2025-02-03", [("cogs", 40, 0), ("gdni", 0, 40)]),
            ],
        )

    def test_locked_period_at_delivery(self):
        invoice = self.invoice(self.line, 10, date="2025-01-20")
        # Core refuses a transfer that was planned for a locked period.
        self.line.move_ids.picking_id.filtered(
            lambda picking: picking.state != "done"
        ).scheduled_date = "2025-02-10"
        self.company.fiscalyear_lock_date = "2025-01-31"
        self.ship(self.line, 4, date="2025-01-25")
        self.assertEqual(str(self.cost_entries(invoice)[1].date), "2025-02-01")

    def test_locked_period_at_reset(self):
        """What is locked stays: the invoice, and its cost with it."""
        invoice = self.invoice(self.line, 6, date="2025-01-20")
        self.company.fiscalyear_lock_date = "2025-01-31"
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.reset(invoice)
        self.assert_cost(invoice, [("cogs", 60, 0), ("gdni", 0, 60)])

    # Cost entries are no one's to change

    def test_cost_entries_cannot_be_reset(self):
        invoice = self.invoice(self.line, 6, date="2025-01-20")
        entry = self.cost_entries(invoice).with_env(self.as_role("biller"))
        refusal = f"{entry.name}.*{invoice.name}.*Reset the invoice"
        with self.assertRaisesRegex(UserError, refusal):
            entry.button_draft()
        with self.assertRaisesRegex(UserError, "cannot be"):
            entry.button_cancel()

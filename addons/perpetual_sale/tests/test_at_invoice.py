from odoo.tests import tagged

from .common import METHODS, SaleCommon


@tagged("post_install", "-at_install")
class TestAtInvoice(SaleCommon):
    """Cost of goods sold waits for the invoice, on goods delivered not invoiced."""

    def test_delivery_then_invoice(self):
        """Both ends at the delivered value, reconciled with each other."""
        for product in self.products.values():
            self.receive(product, 10, 10)
            self.receive(product, 10, 20)
        for method, value in (("standard", 120), ("average", 180), ("fifo", 140)):
            line = self.sell(self.products[method], 12)
            move = self.ship(line)
            self.assert_entry(move, [("gdni", value, 0), ("inventory", 0, value)])
            self.assertEqual(self.balance("gdni"), value)
            invoice = self.invoice(line)
            self.assert_silent(invoice)
            self.assert_cost(invoice, [("cogs", value, 0), ("gdni", 0, value)])
            items = (move.perpetual_entry_ids.account_move_id | self.cost_entries(invoice)).line_ids
            items = items.filtered("perpetual_sale_line_id")
            self.assertEqual(items.mapped("reconciled"), [True, True])
            self.assertEqual(len(items.full_reconcile_id), 1)

    def test_items_tell_the_whole_story(self):
        analytic = self.make_analytic("Shop")
        self.receive(self.average, 10, 10)
        line = self.sell(self.average, 4)
        move = self.ship(line)
        invoice = self.draft_invoice(line)
        invoice.invoice_line_ids.analytic_distribution = {str(analytic.id): 100}
        invoice = self.post(invoice)
        match = self.matches(invoice)
        common = {
            "product_id": self.average.id,
            "product_uom_id": self.unit.id,
            "quantity": 4,
            "partner_id": self.customer.id,
            "perpetual_gdni_match_id": match.id,
            "name": f"{invoice.name} - {self.average.display_name}",
        }
        self.assertRecordValues(
            match.cost_line_ids.sorted("balance"),
            [
                {
                    **common,
                    "account_id": self.account("gdni").id,
                    "balance": -40,
                    "analytic_distribution": False,
                    "perpetual_sale_line_id": line.id,
                },
                {
                    **common,
                    "account_id": self.account("cogs").id,
                    "balance": 40,
                    "analytic_distribution": {str(analytic.id): 100},
                    "perpetual_sale_line_id": False,
                },
            ],
        )
        self.assertEqual(match.cost_line_ids.analytic_line_ids.mapped("amount"), [-40])
        self.assertRecordValues(
            match,
            [
                {
                    "sale_line_id": line.id,
                    "product_id": self.average.id,
                    "company_id": self.company.id,
                    "delivery_id": move.perpetual_entry_ids.id,
                    "return_id": False,
                    "invoice_line_id": invoice.invoice_line_ids.id,
                    "credit_note_line_id": False,
                    "quantity": 4,
                    "cost": 40,
                    "date": invoice.date,
                }
            ],
        )

    def test_partial_deliveries_at_different_costs(self):
        """Invoices expense the oldest delivery first, each at its own value."""
        line = self.sell(self.average, 20)
        self.receive(self.average, 10, 10)
        self.ship(line, 10)
        self.receive(self.average, 10, 14)
        self.ship(line, 10)
        first, second = self.invoice(line, 15), self.invoice(line, 5)
        self.assert_cost(
            first, [("cogs", 100, 0), ("gdni", 0, 100), ("cogs", 70, 0), ("gdni", 0, 70)]
        )
        self.assert_cost(second, [("cogs", 70, 0), ("gdni", 0, 70)])
        self.assertEqual(self.balance("gdni"), 0)

    def test_invoice_then_delivery(self):
        """Nothing for goods that have not left; all of it the moment they do."""
        self.stock_up()
        for method in METHODS:
            product = self.products[method]
            line = self.sell(product, 4)
            invoice = self.invoice(line)
            self.assert_silent(invoice)
            self.assert_cost(invoice, [])
            move = self.ship(line)
            self.assert_entry(move, [("gdni", 40, 0), ("inventory", 0, 40)])
            self.assert_cost(invoice, [("cogs", 40, 0), ("gdni", 0, 40)])

    def test_invoice_between_deliveries(self):
        self.receive(self.fifo, 5, 10)
        self.receive(self.fifo, 5, 12)
        line = self.sell(self.fifo, 10)
        self.ship(line, 4)
        invoice = self.invoice(line, 7)
        self.assert_cost(invoice, [("cogs", 40, 0), ("gdni", 0, 40)])
        self.ship(line, 6)
        self.assertEqual(len(self.cost_entries(invoice)), 2)
        self.assertEqual(
            self.table(self.cost_entries(invoice)),
            [("cogs", 35, 0), ("cogs", 40, 0), ("gdni", 0, 35), ("gdni", 0, 40)],
        )
        self.assertEqual(self.balance("gdni"), 35)

    def test_d1_second_delivery_at_another_cost(self):
        """Core prices all invoiced units at today's cost: 180 for goods that cost 140."""
        self.receive(self.average, 10, 10)
        line = self.sell(self.average, 20)
        self.ship(line, 10)
        self.assert_cost(self.invoice(line, 10), [("cogs", 100, 0), ("gdni", 0, 100)])
        self.receive(self.average, 10, 14)
        self.ship(line, 10)
        self.assert_cost(self.invoice(line, 10), [("cogs", 140, 0), ("gdni", 0, 140)])
        self.assertEqual(self.balance("inventory"), 0)
        self.assertEqual(self.balance("gdni"), 0)

    def test_d2_invoice_before_delivery(self):
        """Core posts 24 at invoice and leaves it there when the goods leave at 32."""
        self.receive(self.average, 2, 12)
        line = self.sell(self.average, 2)
        invoice = self.invoice(line)
        self.receive(self.average, 2, 20)
        self.ship(line)
        self.assert_cost(invoice, [("cogs", 32, 0), ("gdni", 0, 32)])

    def test_d3_credit_note_of_the_order(self):
        """Core credits today's cost when the credit note names no invoice."""
        self.average.invoice_policy = "delivery"
        self.receive(self.average, 10, 10)
        line = self.sell(self.average, 10)
        move = self.ship(line)
        self.invoice(line)
        self.receive(self.average, 10, 50)
        self.return_from_customer(move, 2)
        note = self.credit_order(line)
        self.assertFalse(note.reversed_entry_id)
        self.assert_cost(note, [("gdni", 20, 0), ("cogs", 0, 20)])
        self.assertEqual(self.balance("cogs"), 80)
        self.assertEqual(self.balance("gdni"), 0)

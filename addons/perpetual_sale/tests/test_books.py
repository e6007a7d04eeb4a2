from odoo.tests import freeze_time, tagged

from .common import SaleCommon


@tagged("post_install", "-at_install")
class TestBooks(SaleCommon):
    """The tie-out of goods delivered not invoiced, now and as of any date."""

    def gdni(self, at_date=None):
        """(expected, actual, difference) of the only account."""
        (row,) = self.tie_out("gdni", at_date)
        self.assertEqual(row["account"], self.company.perpetual_gdni_account_id)
        return row["expected"], row["actual"], row["difference"]

    def test_as_of_every_day(self):
        with freeze_time("2025-01-05 12:00"):
            self.receive(self.average, 10, 10)
            line = self.sell(self.average, 10)
        with freeze_time("2025-01-10 12:00"):
            move = self.ship(line, 6)
        invoice = self.invoice(line, 8, date="2025-01-15")
        with freeze_time("2025-01-20 12:00"):
            self.ship(line, 4)
        with freeze_time("2025-01-25 12:00"):
            self.return_from_customer(move, 1)
        for date, balance in (
            ("2025-01-09", 0),
            ("2025-01-10", 60),
            ("2025-01-15", 0),
            ("2025-01-20", 20),
            ("2025-01-25", 10),
            (None, 10),
        ):
            self.assertEqual(self.gdni(date), (balance, balance, 0), date)
        self.reset(invoice)
        for date, balance in (("2025-01-15", 60), ("2025-01-20", 100), ("2025-01-25", 90)):
            self.assertEqual(self.gdni(date), (balance, balance, 0), date)

    def test_a_posting_by_hand_is_found(self):
        self.receive(self.average, 10, 10)
        self.ship(self.sell(self.average, 4))
        self.assertEqual(self.gdni(), (40, 40, 0))
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "date": "2025-01-31",
                "line_ids": [
                    (0, 0, {"account_id": self.account("gdni").id, "balance": 7}),
                    (0, 0, {"account_id": self.account("cogs").id, "balance": -7}),
                ],
            }
        )
        entry.action_post()
        self.assertEqual(self.gdni(), (40, 47, 7))
        (row,) = self.tie_out("gdni")
        self.assertIn(entry.name, row["detail"])
        item = entry.line_ids.filtered(lambda item: item.balance > 0)
        self.assertEqual(row["offenders"], {"account.move.line": item.ids})
        entry.button_draft()
        self.assertEqual(self.gdni(), (40, 40, 0))

    def test_altered_items_are_found(self):
        """Of a delivery and of an invoice's cost: the very item."""
        self.receive(self.average, 10, 10)
        line = self.sell(self.average, 4)
        self.ship(line)
        self.invoice(line, 1)
        account = self.account("gdni")
        items = self.env["account.move.line"].search([("account_id", "=", account.id)])
        self.assertEqual(sorted(items.mapped("balance")), [-10, 40])
        self.env.flush_all()
        for item in items:
            for change in (3, -3):
                self.env.cr.execute(
                    "UPDATE account_move_line SET balance = balance + %s WHERE id = %s",
                    (change, item.id),
                )
                self.env.invalidate_all()
                (row,) = self.tie_out("gdni")
                ids = item.ids if change > 0 else []
                self.assertEqual(row["offenders"], {"account.move.line": ids})

    def test_in_words(self):
        self.receive(self.average, 10, 10)
        self.ship(self.sell(self.average, 4))
        tie_out = self.as_role("accountant")["perpetual.tie.out"].create({})
        tie_out.action_check()
        line = tie_out.line_ids.filtered(lambda line: line.check == "gdni")
        self.assertEqual(line.state, "ok")
        self.assertIn("Goods Delivered Not Invoiced", line.title)
        self.assertIn("40", line.expected_text)
        self.assertIn("40", line.actual_text)

"""From a difference of goods received not invoiced to what makes it."""

from odoo import Command
from odoo.tests import tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestTieOut(PurchaseCommon):
    def line(self):
        """The check's line on the accountant's screen."""
        tie_out = self.as_role("accountant")["perpetual.tie.out"].create({})
        tie_out.action_check()
        return tie_out.line_ids.filtered(lambda line: line.check == "grni")

    def drilled(self, line):
        action = line.action_open_bad_items()
        return line.env[action["res_model"]].search(action["domain"])

    def test_nothing_to_drill_down_to(self):
        self.receive_order(self.order((self.fifo, 10, 10)))
        line = self.line()
        self.assertEqual((line.state, line.bad_item_count), ("ok", 0))

    def test_posted_by_hand(self):
        self.receive_order(self.order((self.fifo, 10, 10)))
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "line_ids": [
                    Command.create({"account_id": self.account("grni").id, "credit": 5}),
                    Command.create({"account_id": self.account("cogs").id, "debit": 5}),
                ],
            }
        )
        entry.action_post()
        line = self.line()
        self.assertEqual((line.state, line.bad_item_count), ("off", 1))
        self.assertEqual(self.drilled(line).move_id.id, entry.id)
        self.assertIn(f"was posted by hand by {self.env.user.name}", line.tie_out_id.off_text)
        entry.button_draft()

    def test_altered_price_difference(self):
        order = self.order((self.fifo, 10, 10))
        self.receive_order(order)
        bill = self.bill((order.order_line, 10, 12))
        match = self.env["perpetual.grni.match"]._of_items(bill.line_ids)
        item = match.variance_line_ids.filtered(
            lambda item: item.account_id == self.account("grni")
        )
        self.env.flush_all()
        for change in (3, -3):
            self.env.cr.execute(
                "UPDATE account_move_line SET balance = balance + %s WHERE id = %s",
                (change, item.id),
            )
            self.env.invalidate_all()
            if change > 0:
                line = self.line()
                self.assertEqual((line.state, line.difference), ("off", 3))
                self.assertEqual(self.drilled(line).ids, item.ids)
        self.assertEqual(self.line().state, "ok")

    def test_ledger_of_the_bill(self):
        """The price difference of a bill is one click away, in the stock ledger."""
        order = self.order((self.fifo, 10, 10))
        self.receive_order(order)
        bill = self.bill((order.order_line, 10, 12)).with_env(self.as_role("accountant"))
        self.assertEqual(bill.perpetual_entry_count, 1)
        action = bill.action_perpetual_entries()
        entry = bill.env[action["res_model"]].search(action["domain"])
        self.assertEqual((entry.kind, entry.value), ("price_difference", 20))

"""The listing of work in progress, and its tie-out."""

from freezegun import freeze_time

from odoo import Command
from odoo.tests import tagged

from .common import MrpCommon


class WipCase(MrpCommon):
    def setUp(self):
        super().setUp()
        self.stock_up()
        bom = self.bom(self.fifo, operations=[(self.workcenter(30), 10)])
        self.order = self.plan(self.fifo, 10, bom)

    def rows(self):
        return self.env["perpetual.wip.item"].search([("company_id", "=", self.company.id)])

    def check(self, at_date=None):
        """The comparison of the account of work in progress."""
        rows = self.company.perpetual_tie_out(at_date)
        account = self.account("wip")
        (row,) = [row for row in rows if row["check"] == "wip" and row["account"] == account]
        return row

    def post_by_hand(self, amount):
        move = self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "company_id": self.company.id,
                "line_ids": [
                    Command.create({"account_id": self.account(name).id, "balance": balance})
                    for name, balance in (("wip", amount), ("variance", -amount))
                ],
            }
        )
        move.action_post()
        return move


@tagged("post_install", "-at_install")
class TestListing(WipCase):
    def test_an_order_in_progress(self):
        self.consume(self.order, self.screw, 20)
        self.assertRecordValues(
            self.rows(),
            [
                {
                    "production_id": self.order.id,
                    "product_id": self.fifo.id,
                    "kind": "order",
                    "component_amount": 40,
                    "labour_amount": 0,
                    "finished_amount": 0,
                    "amount": 40,
                }
            ],
        )
        self.assertEqual(self.rows().amount, self.balance("wip"))

    def test_an_order_that_is_done_is_not_listed(self):
        self.finish(self.order)
        self.assertFalse(self.rows())

    def test_the_total_is_the_balance(self):
        """What no order explains has rows of its own."""
        self.consume(self.order, self.screw, 20)
        entry = self.post_by_hand(7)
        production = self.fifo.with_company(self.company).property_stock_production
        kind = self.warehouse().int_type_id
        self.move(self.board, 2, self.stock(), production, kind)
        self.assertEqual(
            sorted((row.kind, row.amount) for row in self.rows()),
            [("goods", 10), ("order", 40), ("other", 7)],
        )
        self.assertEqual(sum(self.rows().mapped("amount")), self.balance("wip"))
        entry.button_draft()

    def test_actions(self):
        self.consume(self.order, self.screw, 20)
        row = self.rows()
        self.assertEqual(row.action_open_order()["res_id"], self.order.id)
        items = self.env["account.move.line"].search(row.action_open_items()["domain"])
        self.assertEqual(items.mapped("balance"), [40])
        # The accountant opens the order; who may not, its journal items.
        accountant = row.with_env(self.as_role("accountant"))
        self.assertEqual(accountant.action_open_order()["res_model"], "mrp.production")
        reader = self.make_user("reader", "perpetual_stock.group_inventory_value")
        reader = row.with_env(self.as_role(reader))
        self.assertEqual(reader.action_open_order()["res_model"], "account.move.line")


@tagged("post_install", "-at_install")
class TestTieOut(WipCase):
    def test_it_is_the_sum_of_open_orders(self):
        self.consume(self.order, self.screw, 20)
        other = self.plan(self.average, 1, self.bom(self.average))
        self.consume(other, self.board, 1)
        row = self.check()
        self.assertEqual((row["expected"], row["actual"], row["difference"]), (45, 45, 0))
        self.finish(self.order)
        self.assertEqual(self.check()["expected"], 5)
        self.finish(other)
        self.assertEqual(self.check()["expected"], 0)

    def test_an_entry_by_hand_is_told(self):
        self.consume(self.order, self.screw, 20)
        entry = self.post_by_hand(7)
        row = self.check()
        self.assertEqual((row["expected"], row["actual"], row["difference"]), (40, 47, 7))
        self.assertIn(entry.name, row["detail"])
        item = entry.line_ids.filtered(lambda item: item.account_id == self.account("wip"))
        self.assertEqual(row["offenders"], {"account.move.line": item.ids})
        entry.button_draft()

    def test_an_order_that_is_done_with_a_rest_is_told(self):
        """It cannot happen; if it does, the order is named."""
        self.consume(self.order, self.screw, 20)
        self.finish(self.order)
        item = self.wip_items(self.order, "labour")
        item.flush_recordset()
        self.env.cr.execute(
            "UPDATE account_move_line SET perpetual_production_id = NULL WHERE id = %s", [item.id]
        )
        item.invalidate_recordset()
        row = self.check()
        self.assertEqual(row["difference"], 0)
        names = row["detail"]
        self.env.cr.execute(
            "UPDATE account_move_line SET parent_state = 'draft' WHERE id = %s", [item.id]
        )
        item.invalidate_recordset()
        row = self.check()
        self.assertEqual(row["difference"], -50)
        self.assertIn(self.order.name, row["detail"])
        self.assertEqual(names, "")
        self.env.cr.execute(
            """UPDATE account_move_line SET parent_state = 'posted',
                      perpetual_production_id = %s WHERE id = %s""",
            [self.order.id, item.id],
        )
        item.invalidate_recordset()

    def test_as_of_a_date(self):
        """What was in progress then, though the order is done now."""
        with freeze_time("2025-05-02 10:00:00"):
            self.consume(self.order, self.screw, 20)
        with freeze_time("2025-05-05 10:00:00"):
            self.finish(self.order)
        for day, amount in (("2025-05-01", 0), ("2025-05-02", 40), ("2025-05-05", 0)):
            row = self.check(day)
            self.assertEqual((row["expected"], row["difference"]), (amount, 0), day)

    def test_it_has_words(self):
        self.consume(self.order, self.screw, 20)
        tie_out = self.as_role("accountant")["perpetual.tie.out"].create({})
        tie_out.action_check()
        line = tie_out.line_ids.filtered(
            lambda line: line.check == "wip" and line.account_id == self.account("wip")
        )
        self.assertEqual(line.expected_text, "Open manufacturing orders $\xa040.00")
        self.assertEqual(line.state, "ok")
        action = line.action_open_wip()
        rows = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(rows.production_id, self.order)

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .transit_common import TransitCommon


@tagged("post_install", "-at_install")
class TestTransitAccount(TransitCommon):
    def setUp(self):
        super().setUp()
        self.receive(self.average, 10, 10)

    def other_account(self, code="110399"):
        return self.env["account.account"].create(
            {"name": "On the Road", "code": code, "account_type": "asset_current"}
        )

    def test_without_one_nothing_is_posted(self):
        self.company.perpetual_transit_account_id = False
        out = self.send(self.average, 4)
        self.assert_no_entry(out)
        self.assertEqual(self.in_transit(self.average), (4, 0))
        self.assert_ledger(
            self.average, [("receipt", 10, 100, 10, 100), ("transfer", 0, 0, 10, 100)]
        )

    def test_given_one_while_goods_are_under_way(self):
        """They go onto it at once, and come back from it."""
        self.company.perpetual_transit_account_id = False
        self.send(self.average, 4)
        self.company.perpetual_transit_account_id = self.other_account()
        self.assertEqual(self.balance("transit"), 40)
        self.arrive(self.average, 4)
        self.assertEqual(self.balance("transit"), 0)

    def test_another_one(self):
        self.send(self.average, 4)
        old = self.account("transit")
        self.company.perpetual_transit_account_id = self.other_account()
        self.assertEqual(self.balance("transit"), 40)
        self.assertEqual(self.company.perpetual_transit_account_id.current_balance, 40)
        self.assertEqual(old.current_balance, 0)

    def test_none_any_more(self):
        self.send(self.average, 4)
        self.company.perpetual_transit_account_id = False
        self.assertEqual(self.balance("inventory"), 100)
        self.assert_no_entry(self.arrive(self.average, 4))

    def test_the_inventory_account_itself(self):
        self.company.perpetual_transit_account_id = self.account("inventory")
        out = self.send(self.average, 4)
        self.assert_no_entry(out)
        self.assertEqual(len(out.perpetual_entry_ids), 1)

    def test_another_inventory_account(self):
        """What is under way stays on its account; the rest changes."""
        self.send(self.average, 4)
        account = self.other_account("110199")
        self.categories["average"].property_stock_valuation_account_id = account
        self.assertEqual(self.balance("inventory"), 0)
        self.assertEqual(self.balance("transit"), 40)
        back = self.arrive(self.average, 4)
        items = back.perpetual_entry_ids.account_move_id.line_ids
        self.assertEqual(items.filtered("debit").account_id, account)
        self.assertEqual(account.current_balance, 100)

    def test_tie_out(self):
        self.send(self.average, 4)
        rows = self.company.perpetual_tie_out()
        (row,) = [row for row in rows if row["check"] == "transit_account"]
        self.assertEqual((row["expected"], row["actual"]), (40, 40))
        self.assertEqual(row["account"], self.account("transit"))
        by_hand = self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "line_ids": [
                    Command.create({"account_id": self.account(name).id, "balance": amount})
                    for name, amount in (("transit", 5), ("gain", -5))
                ],
            }
        )
        by_hand.action_post()
        rows = self.company.perpetual_tie_out()
        (row,) = [row for row in rows if row["check"] == "transit_account"]
        self.assertEqual(row["difference"], 5)
        self.assertIn("Not posted by the stock ledger", row["detail"])
        by_hand.button_draft()

    def test_tie_out_on_quantity(self):
        self.send(self.average, 4)
        pool = self.pool(self.average)
        with self.env.cr.savepoint() as savepoint:
            self.env.cr.execute(
                "UPDATE perpetual_cost_pool SET transit_quantity = 3 WHERE id = %s", (pool.id,)
            )
            rows = self.company.perpetual_tie_out()
            (row,) = [row for row in rows if row["check"] == "transit"]
            self.assertEqual((row["difference"], row["detail"]), (1, self.average.display_name))
            savepoint.rollback()
        self.env.invalidate_all()

    def test_no_account_where_a_company_sends_to_another(self):
        transit = self.env["stock.location"].create(
            {"name": "At sea", "usage": "transit", "company_id": False}
        )
        self.company.perpetual_transit_account_id = False
        with (
            self.assertRaisesRegex(UserError, "Goods in Transit"),
            self.env.cr.savepoint(),
        ):
            self.deliver(self.average, 4, dest=transit)
        self.env.invalidate_all()

from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ACCOUNTS, PerpetualCommon

#: Where the message sends the reader, for accounts that the settings do not have.
WAYS_OUT = {
    "cogs": "Invoicing > Configuration > Settings > Default Accounts > Product Accounts",
    "difference": "on the category, or presses Inventory > Configuration > Settings",
}


@tagged("post_install", "-at_install")
class TestMissingAccount(PerpetualCommon):
    """What cannot be posted is not done, and the message says what to fill."""

    def state(self, product):
        """All that a blocked transaction must leave as it was."""
        self.env.invalidate_all()
        return (
            self.entries(product).ids,
            self.on_hand(product),
            self.env["account.move"].search_count([("company_id", "=", self.company.id)]),
            self.env["stock.quant"].search([("product_id", "=", product.id)]).mapped("quantity"),
            product.standard_price,
        )

    def assert_blocked(self, product, names, action, *args, **how):
        """The action raises a message with all of ``names`` and changes nothing."""
        before = self.state(product)
        with self.assertRaises(UserError) as caught:
            action(*args, **how)
        for name in (product.name, product.categ_id.name, self.company.name, *names):
            self.assertIn(name, str(caught.exception))
        self.assertEqual(self.state(product), before)

    def clear(self, *names):
        for name in names:
            record, (*path, field) = self.company, ACCOUNTS[name].split(".")
            for step in path:
                record = record[step]
            record[field] = False
        if "cogs" in names:
            defaults = self.env["ir.default"]
            domain = [("field_id.name", "=", "property_account_expense_categ_id")]
            defaults.search(domain).unlink()

    def test_each_account(self):
        self.receive(self.average, 10, 10)
        self.receive(self.standard, 10, 10)
        labels = self.company.fields_get(attributes=["string"])
        for account, product, action, args in (
            ("grni", self.average, self.receive, (5, 10)),
            ("cogs", self.average, self.deliver, (5,)),
            ("shrinkage", self.average, self.count, (5,)),
            ("gain", self.average, self.count, (50,)),
            ("scrap", self.average, self.scrap, (5,)),
            ("revaluation", self.average, self.set_cost, (50,)),
            ("difference", self.standard, self.receive, (5, 12)),
        ):
            with self.subTest(account), self.env.cr.savepoint() as savepoint:
                self.clear(account)
                label = labels.get(ACCOUNTS[account], {}).get("string")
                label = {"cogs": "Expense Account"}.get(account, label)
                way_out = WAYS_OUT.get(account, "Settings > Continuous Valuation, or presses")
                self.assert_blocked(product, [label, way_out], action, product, *args)
                savepoint.rollback()
            self.env.invalidate_all()

    def assert_settings_named(self, name, product, action, *args):
        self.clear(name)
        label = self.company._fields[ACCOUNTS[name]].string
        names = [f"has no {label} in", "Settings > Continuous Valuation, or presses"]
        self.assert_blocked(product, names, action, product, *args)

    def test_work_in_progress_account(self):
        self.receive(self.average, 10, 10)
        domain = [("usage", "=", "production"), ("company_id", "=", self.company.id)]
        place = self.env["stock.location"].search(domain, limit=1)
        self.assert_settings_named("wip", self.average, self.transfer, 5, self.stock(), place)

    def test_transit_account(self):
        """Goods for another company leave for a place of none."""
        self.receive(self.average, 10, 10)
        vals = {"name": "Between companies", "usage": "transit", "company_id": False}
        way = self.env["stock.location"].create(vals)
        self.assert_settings_named("transit", self.average, self.transfer, 5, self.stock(), way)

    def test_variation_account(self):
        """Continental accounting: a field of the inventory account."""
        self.company.anglo_saxon_accounting = False
        account = self.account("inventory")
        account.account_stock_variation_id = False
        names = ["Stock Variation Account", f"{account.name} (Invoicing > Configuration > Chart"]
        self.assert_blocked(self.average, names, self.receive, self.average, 5, 10)

    def test_inventory_account(self):
        self.clear("inventory")
        self.categories["average"].property_stock_valuation_account_id = False
        names = ["Stock Account", "on the category, or presses"]
        self.assert_blocked(self.average, names, self.receive, self.average, 5, 10)

    def test_inventory_account_on_both_sides(self):
        """Nothing would move in the books while the ledger loses the goods' value."""
        self.receive(self.average, 10, 10)
        loss = self.average.with_company(self.company).property_stock_inventory
        loss.valuation_account_id = self.account("inventory")
        names = [self.account("inventory").name, loss.display_name]
        self.assert_blocked(self.average, names, self.count, self.average, 5)
        loss.valuation_account_id = False
        self.count(self.average, 5)
        self.assertEqual(self.on_hand(self.average), (5, 50))

    def test_no_journal(self):
        self.company.account_stock_journal_id = False
        with self.assertRaises(UserError) as caught:
            self.receive(self.average, 5, 10)
        self.assertIn(f"{self.company.name} has no stock journal", str(caught.exception))

    def test_without_value_no_account_is_needed(self):
        self.clear("grni", "cogs")
        self.receive(self.average, 5)
        self.deliver(self.average, 5)
        self.receive(self.average, 5, 99, owner=self.vendor)
        self.assertEqual(self.on_hand(self.average), (0, 0))

    def test_one_product_of_two_blocks_the_transfer(self):
        """All or nothing: the good product is not received either."""
        self.clear("difference")
        kind = self.warehouse().in_type_id
        goods = [(self.average, 5), (self.standard, 5)]
        picking = self.prepare(goods, self.suppliers, self.stock(), kind, 12)
        before = self.state(self.average)
        with self.assertRaises(UserError):
            picking.button_validate()
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(self.state(self.average), before)

    def test_edit(self):
        move = self.receive(self.average, 5, 10)
        self.clear("grni")
        self.assert_blocked(self.average, ["Goods Received Not Invoiced"], self.edit, move, 8)
        self.assertEqual(move.quantity, 5)

    def test_filled_in_again(self):
        account = self.account("grni")
        self.clear("grni")
        with self.assertRaises(UserError):
            self.receive(self.average, 5, 10)
        self.company.perpetual_grni_account_id = account
        self.receive(self.average, 5, 10)
        self.assertEqual(self.on_hand(self.average), (5, 50))


@tagged("post_install", "-at_install")
class TestDates(PerpetualCommon):
    """The books open and close; transactions keep their instant."""

    NOW = "2026-06-10 12:00:00"

    def assert_dates(self, move, day):
        """Posted on ``day``, though it happened now."""
        entry = move.perpetual_entry_ids.sorted("id")[-1]
        self.assertEqual(entry.accounting_date, date.fromisoformat(day))
        self.assertEqual(entry.account_move_id.date, date.fromisoformat(day))
        self.assertEqual(entry.effective_at, datetime.fromisoformat(self.NOW))

    @freeze_time(NOW)
    def test_today(self):
        self.assert_dates(self.receive(self.average, 10, 10), "2026-06-10")

    @freeze_time("2026-06-10 23:30:00")
    def test_today_is_the_users(self):
        """Half past eleven at night in UTC is already tomorrow in Tokyo."""
        self.users["stock_user"].tz = "Asia/Tokyo"
        user = self.users["stock_user"]
        env = self.as_role(user)
        with_zone = env(context={**env.context, "tz": "Asia/Tokyo"})
        kind = self.warehouse().in_type_id
        picking = self.prepare([(self.average, 10)], self.suppliers, self.stock(), kind, 10)
        move = self.validate(picking.with_env(with_zone)).move_ids
        self.assertEqual(move.perpetual_entry_ids.accounting_date, date(2026, 6, 11))

    @freeze_time(NOW)
    def test_a_locked_period(self):
        """First day after the lock, in ledger and journal alike."""
        self.receive(self.average, 10, 10)
        for field in ("fiscalyear_lock_date", "hard_lock_date"):
            with self.subTest(field), self.env.cr.savepoint() as savepoint:
                self.company[field] = "2026-05-31"
                self.assert_dates(self.count(self.average, 8, date="2026-05-15"), "2026-06-01")
                self.assert_dates(self.count(self.average, 7, date="2026-05-31"), "2026-06-01")
                self.assert_dates(self.count(self.average, 6, date="2026-06-02"), "2026-06-02")
                self.assert_invariants()
                savepoint.rollback()
            self.env.invalidate_all()

    @freeze_time(NOW)
    def test_today_is_locked(self):
        """Goods go on moving: scrap and edits post on the first open day."""
        move = self.receive(self.average, 10, 10)
        self.env.flush_all()
        self.company.fiscalyear_lock_date = "2026-06-30"
        self.assert_dates(self.scrap(self.average, 2), "2026-07-01")
        self.edit(move, 12)
        self.assert_dates(move, "2026-07-01")

    @freeze_time(NOW)
    def test_a_transfer_with_a_date_of_its_own(self):
        """Core's context key for the date of the books."""
        kind = self.warehouse().in_type_id
        picking = self.prepare([(self.average, 10)], self.suppliers, self.stock(), kind, 10)
        picking.with_context(force_period_date="2026-04-30").button_validate()
        self.assert_dates(picking.move_ids.with_env(self.env), "2026-04-30")

    @freeze_time(NOW)
    def test_accounts_agree_at_every_date(self):
        """Two counts with dates of the past: ledger and accounts agree on each day."""
        self.receive(self.average, 10, 10)
        self.count(self.average, 8, date="2026-05-31")
        self.count(self.average, 9, date="2026-04-30")
        for day, value in (
            ("2026-04-29", 0),
            ("2026-04-30", 10),
            ("2026-05-31", -10),
            ("2026-06-10", 90),
        ):
            rows = self.company.perpetual_tie_out(day)
            self.assertEqual({row["difference"] for row in rows}, {0}, day)
            found = [row["actual"] for row in rows if row["check"] == "valuation_account"]
            self.assertEqual(sum(found), value, day)


@tagged("post_install", "-at_install")
class TestJournalEntry(PerpetualCommon):
    """A ledger entry and its journal entry stand or fall together."""

    def setUp(self):
        super().setUp()
        move = self.receive(self.average, 10, 10)
        self.entry = move.perpetual_entry_ids
        bookkeeper = self.make_user("bookkeeper", "account.group_account_manager")
        self.journal_entry = self.entry.account_move_id.with_env(self.as_role(bookkeeper))

    def test_no_reset_to_draft(self):
        for action in ("button_draft", "button_cancel"):
            with self.assertRaises(UserError) as caught:
                getattr(self.journal_entry, action)()
            self.assertIn(self.journal_entry.name, str(caught.exception))
            self.assertIn(self.average.name, str(caught.exception))
            self.assertIn("Correct the stock transaction instead", str(caught.exception))
            self.assertEqual(self.journal_entry.state, "posted")

    def test_other_entries_may(self):
        other = self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "line_ids": [
                    (0, 0, {"account_id": self.account("gain").id, "debit": 7}),
                    (0, 0, {"account_id": self.account("cogs").id, "credit": 7}),
                ],
            }
        )
        other.action_post()
        other.with_env(self.journal_entry.env).button_draft()
        self.assertEqual(other.state, "draft")

    def test_smart_button(self):
        self.assertEqual(self.journal_entry.perpetual_entry_count, 1)
        action = self.journal_entry.action_perpetual_entries()
        found = self.journal_entry.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found.ids, self.entry.ids)
        self.assertEqual(self.entry.action_open_account_move()["res_id"], self.journal_entry.id)
        document = self.entry.action_open_document()
        self.assertEqual(document["res_model"], "stock.picking")
        self.assertEqual(document["res_id"], self.entry.picking_id.id)

    def test_items_without_price(self):
        """Neither price nor tax: the tax engine is not asked for what comes to nothing."""
        engine = type(self.env["account.tax"])
        with patch.object(engine, "_add_tax_details_in_base_line") as asked:
            move = self.receive(self.average, 10, 10)
        asked.assert_not_called()
        items = move.perpetual_entry_ids.account_move_id.line_ids
        self.assertEqual(len(items), 2)
        for item in items:
            self.assertEqual((item.price_unit, item.price_subtotal, item.price_total), (0, 0, 0))

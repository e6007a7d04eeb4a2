from types import SimpleNamespace
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..ledger.entry_rows import EntryRows
from ..ledger.posting import QUIET
from ..models.account_move import _modules_of
from .both_ways import both_ways
from .common import PerpetualCommon


@tagged("post_install", "-at_install")
class TestEntryRows(PerpetualCommon):
    """Entries written as rows are those that core would post, column for column."""

    def assert_core_posts(self, work):
        """The entry goes core's way, and is the same to the reader."""
        with patch.object(EntryRows, "post", side_effect=AssertionError("written as rows")):
            work()
        entry = self.last_entry(self.average).account_move_id
        self.assertEqual(entry.state, "posted")
        self.assertEqual(sorted(entry.line_ids.mapped("balance")), [-30, 30])
        return entry

    def test_transactions(self):
        place = self.make_location()
        with both_ways(self) as compared:
            for product in (self.standard, self.average, self.fifo):
                self.receive(product, 7, cost=3.33)
                move = self.deliver(product, 2)
                self.give_back(move, 1)
                self.transfer(product, 1, self.stock(), place)
                self.count(product, 4)
                self.count(product, 9)
                self.scrap(product, 1)
                self.set_cost(product, 4.17)
                self.deliver(product, 50)
                self.receive(product, 60, cost=5)
        self.assertGreater(len(compared), 20)

    def test_partner(self):
        with both_ways(self) as compared:
            vendor = self.env["res.partner"].create({"name": "Vendor"})
            self.receive(self.average, 3, cost=7, partner=vendor)
        self.assertTrue(compared)

    def test_reconcilable_account(self):
        self.account("grni").reconcile = True
        with both_ways(self) as compared:
            self.receive(self.average, 3, cost=7)
        self.assertTrue(compared)
        item = self.last_entry(self.average).account_move_id.line_ids.sorted("balance")[0]
        self.assertEqual((item.amount_residual, item.reconciled), (-21, False))

    def test_foreign_currency(self):
        """Items in another currency than the company's, as bought goods have them."""
        euro = self.env.ref("base.EUR")
        euro.active = True
        journal = self.company.account_stock_journal_id
        common = {"name": "Goods", "partner_id": False, "quantity": 1.0, "tax_ids": []}
        items = [
            {
                "account_id": self.account(name).id,
                "balance": balance,
                "currency_id": euro.id,
                "amount_currency": amount,
                "analytic_distribution": False,
                **common,
            }
            for name, balance, amount in (("inventory", 12.34, 10.01), ("grni", -12.34, -10.01))
        ]
        vals = {
            "move_type": "entry",
            "journal_id": journal.id,
            "company_id": self.company.id,
            "date": fields.Date.today(),
            "ref": "WH/IN/1",
        }
        env = self.env(su=True, context={**self.env.context, **QUIET})
        rows = EntryRows(env)
        self.assertTrue(rows.takes([(vals, items)]))
        with both_ways(self):
            move = rows.post([(vals, items)])
        self.assertEqual(move.line_ids.mapped("amount_currency"), [10.01, -10.01])
        # What no stock explains must not stay in the books that tearDown checks.
        move.with_context(force_delete=True).sudo().unlink()

    def test_numbers_go_on(self):
        """Numbers of entries written as rows and of any other in the journal are one row."""
        journal = self.company.account_stock_journal_id
        self.receive(self.average, 1, cost=7)
        first = self.last_entry(self.average).account_move_id
        account = self.account("cogs").id
        other = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "line_ids": [
                    Command.create({"account_id": account, "balance": balance})
                    for balance in (5, -5)
                ],
            }
        )
        other.action_post()
        self.receive(self.average, 1, cost=7)
        last = self.last_entry(self.average).account_move_id
        numbers = (first | other | last).mapped("sequence_number")
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))
        self.assertFalse((first | other | last).filtered("made_sequence_gap"))
        self.assertEqual(last.sequence_prefix, other.sequence_prefix)

    def test_a_journal_with_a_format_of_its_own(self):
        self.receive(self.average, 1, cost=7)
        self.last_entry(self.average).account_move_id.name = "STOCK-00017"
        with both_ways(self) as compared:
            self.receive(self.average, 1, cost=7)
        self.assertEqual(compared, ["STOCK-00018"])

    # What goes core's way

    def test_a_module_that_is_not_known(self):
        move = self.env.registry["account.move"]
        with patch.object(move, "_perpetual_foreign_modules", lambda self: ["l10n_xx"]):
            self.assert_core_posts(lambda: self.receive(self.average, 10, cost=3))

    def test_modules_are_found(self):
        """A module that extends posting, a stored field, or a constraint is found."""
        self.assertFalse(self.env["account.move"]._perpetual_foreign_modules())
        own = {"_post": lambda self, soft=True: None, "__module__": "odoo.addons.l10n_xx.models"}
        extended = SimpleNamespace(_fields={}, __mro__=(type("AccountMove", (), own),))
        self.assertEqual(list(_modules_of(extended)), ["l10n_xx"])
        field = SimpleNamespace(store=True, compute="_compute_x", default=None, required=False)
        field._modules = ("l10n_yy",)
        computed = SimpleNamespace(_fields={"x": field}, __mro__=())
        self.assertEqual(list(_modules_of(computed)), ["l10n_yy"])

    def test_an_automation_of_the_user(self):
        """A rule that waits for new entries is not passed by."""
        move, seen = self.env.registry["account.move"], []
        create = move.create

        def automated(records, vals_list):
            seen.append(len(vals_list))
            return create(records, vals_list)

        with patch.object(move, "create", automated):
            self.assert_core_posts(lambda: self.receive(self.average, 10, cost=3))
        self.assertEqual(seen, [1])

    def test_hash_chain(self):
        self.company.account_stock_journal_id.restrict_mode_hash_table = True
        entry = self.assert_core_posts(lambda: self.receive(self.average, 10, cost=3))
        self.assertTrue(entry.inalterable_hash)

    def test_storno(self):
        self.company.account_storno = True
        self.assert_core_posts(lambda: self.receive(self.average, 10, cost=3))

    def test_analytic_distribution(self):
        plan = self.env["account.analytic.plan"].create({"name": "Departments"})
        analytic = self.env["account.analytic.account"].create(
            {"name": "Shop", "plan_id": plan.id, "company_id": self.company.id}
        )
        self.env["account.analytic.distribution.model"].create(
            {
                "account_prefix": self.account("inventory").code,
                "analytic_distribution": {str(analytic.id): 100},
                "company_id": self.company.id,
            }
        )
        entry = self.assert_core_posts(lambda: self.receive(self.average, 10, cost=3))
        self.assertEqual(entry.line_ids.analytic_line_ids.mapped("amount"), [-30])

    def test_archived_account(self):
        self.account("grni").active = False
        with self.assertRaises(UserError) as caught:
            self.receive(self.average, 10, cost=3)
        self.assertIn("archived", str(caught.exception))
        self.assertFalse(self.entries(self.average))

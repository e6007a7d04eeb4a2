from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PerpetualCommon
from .tampering import Tampering


@tagged("post_install", "-at_install")
class TestTieOutScreen(PerpetualCommon):
    """The tie-out as an accountant opens it: six units at 5 are on hand."""

    def setUp(self):
        super().setUp()
        self.receive(self.average, 10, cost=5)
        self.deliver(self.average, 4)

    def open(self, role="accountant", company=None):
        tie_outs = self.as_role(role, company)["perpetual.tie.out"]
        action = tie_outs.action_open()
        self.assertEqual(action["res_model"], "perpetual.tie.out")
        return tie_outs.browse(action["res_id"])

    def line(self, tie_out, check):
        return tie_out.line_ids.filtered(lambda line: line.check == check)

    def found(self, tie_out, action):
        return tie_out.env[action["res_model"]].search(action["domain"])

    def post_by_hand(self, amount, date=None):
        """A journal entry on the inventory account that the ledger knows nothing of."""
        journal = self.env["account.journal"].search(
            [
                ("type", "=", "general"),
                ("company_id", "=", self.company.id),
                ("id", "!=", self.company.account_stock_journal_id.id),
            ],
            limit=1,
        )
        lines = (("inventory", amount), ("shrinkage", -amount))
        entry = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": date or fields.Date.today(),
                "line_ids": [
                    Command.create({"account_id": self.account(name).id, "balance": balance})
                    for name, balance in lines
                ],
            }
        )
        entry.action_post()
        return entry

    def test_opens_computed_and_green(self):
        tie_out = self.open()
        self.assertTrue(tie_out.checked_at)
        self.assertTrue(tie_out.has_accounts)
        self.assertEqual(tie_out.check_count, len(tie_out.line_ids))
        self.assertEqual((tie_out.off_count, tie_out.off_text), (0, ""))
        self.assertEqual(set(tie_out.line_ids.mapped("state")), {"ok"})
        line = self.line(tie_out, "valuation_account")
        account = self.account("inventory").with_env(tie_out.env).display_name
        self.assertRecordValues(
            line,
            [
                {
                    "title": f"Inventory account {account}",
                    "expected_text": "Stock ledger $\xa030.00",
                    "actual_text": "General ledger $\xa030.00",
                    "difference_text": "$\xa00.00",
                }
            ],
        )

    def test_every_check_has_words(self):
        lines = self.open().line_ids
        for line in lines:
            self.assertNotEqual(line.title, line.check)
        counted = lines.filtered(lambda line: line.check == "digest")
        self.assertEqual((counted.expected_text, counted.actual_text), ("None wrong",) * 2)

    def test_check_without_words(self):
        tie_out = self.open()
        row = {"check": "of_an_addon", "account": self.env["account.account"], "detail": "why"}
        row |= {"expected": 2.0, "actual": 3.5, "difference": 1.5}
        line = tie_out.line_ids.create(
            {"tie_out_id": tie_out.id, **tie_out._prepare_line_vals(row)}
        )
        self.assertEqual((line.title, line.state), ("of_an_addon", "off"))
        self.assertEqual(tie_out.off_text, "of_an_addon: 2.00, 3.50, difference 1.50. why")

    def test_off_in_words(self):
        entry = self.post_by_hand(7)
        tie_out = self.open("auditor")
        self.assertEqual(tie_out.off_count, 1)
        self.assertIn("Stock ledger $\xa030.00, General ledger $\xa037.00", tie_out.off_text)
        self.assertIn("difference $\xa07.00", tie_out.off_text)
        self.assertIn(entry.name, tie_out.off_text)
        line = self.line(tie_out, "valuation_account")
        self.assertEqual((line.state, line.can_open_strangers), ("off", True))
        items = self.found(tie_out, line.action_open_strangers())
        self.assertEqual(items.move_id, entry.with_env(tie_out.env))
        entry._reverse_moves(cancel=True)
        tie_out.action_check()
        self.assertEqual(tie_out.off_count, 0)

    def test_drill(self):
        tie_out = self.open()
        line = self.line(tie_out, "valuation_account")
        entries = self.found(tie_out, line.action_open_entries())
        self.assertEqual(sum(entries.mapped("value")), 30)
        items = self.found(tie_out, line.action_open_items())
        self.assertEqual(sum(items.mapped("balance")), 30)
        self.assertFalse(line.can_open_strangers)

    def test_as_of_a_date(self):
        entry = self.post_by_hand(7, date="2020-02-01")
        tie_out = self.open()
        tie_out.at_date = "2020-01-31"
        tie_out.action_check()
        self.assertFalse(tie_out.has_accounts)
        self.assertFalse(self.line(tie_out, "quants"), "Known as of now only")
        tie_out.at_date = False
        tie_out.action_check()
        self.assertEqual(tie_out.off_count, 1)
        line = self.line(tie_out, "valuation_account")
        tie_out.at_date = "2020-02-01"
        self.assertEqual(
            self.found(tie_out, line.action_open_items()).move_id.mapped("name"), [entry.name]
        )
        self.assertFalse(self.found(tie_out, line.action_open_entries()))
        entry._reverse_moves([{"date": entry.date}], cancel=True)

    def test_without_rights_on_accounts(self):
        """A controller sees amounts, and is offered no way into the books."""
        tie_out = self.open("controller")
        line = self.line(tie_out, "valuation_account")
        self.assertIn("Stock Valuation", line.title)
        self.assertFalse(line.can_open_items)
        self.assertTrue(self.found(tie_out, line.action_open_entries()))

    def test_not_for_stock_users(self):
        with self.assertRaises(AccessError):
            self.open("stock_user")

    def test_ones_own_only(self):
        tie_out = self.open()
        with self.assertRaises(AccessError):
            tie_out.with_env(self.as_role("auditor")).line_ids.mapped("title")
        with self.assertRaises(AccessError):
            tie_out.with_env(self.as_role("auditor")).read(["checked_at"])

    def test_nothing_to_compare(self):
        company = self.make_company("Empty Company")
        user = self.make_user("empty", "perpetual_stock.group_perpetual_accountant", company)
        tie_out = self.open(user, company)
        self.assertFalse(tie_out.has_accounts)
        self.assertFalse(tie_out.off_count)


@tagged("post_install", "-at_install")
class TestDigests(Tampering, PerpetualCommon):
    """The tie-out recomputes the digests since the last nightly check and says so."""

    def setUp(self):
        super().setUp()
        self.receive(self.average, 10, cost=5)
        self.deliver(self.average, 4)

    def night(self):
        return self.env["perpetual.tie.out.result"]._check(self.company)

    def wrong(self, **context):
        """Number of pools with a broken chain, as an accountant's tie-out counts them."""
        company = self.company.with_env(self.as_role("accountant")).with_context(**context)
        rows = {row["check"]: row["difference"] for row in company.perpetual_tie_out()}
        return rows["digest"]

    def text(self, role="accountant"):
        tie_outs = self.as_role(role)["perpetual.tie.out"]
        return tie_outs.browse(tie_outs.action_open()["res_id"]).digests_text

    def alter(self, entry):
        self.sql("UPDATE perpetual_ledger_entry SET reason = 'x' WHERE id = %s", entry.id)

    def test_all_without_a_nightly_check(self):
        self.assertEqual(self.text(), "Every digest was recomputed for this tie-out.")
        with self.tampering():
            self.alter(self.entries(self.average)[0])
            self.assertEqual(self.wrong(), 1)

    def test_new_entries_since_the_nightly_check(self):
        self.night()
        self.receive(self.average, 1, cost=5)
        with self.tampering():
            self.alter(self.last_entry(self.average))
            self.assertEqual(self.wrong(), 1)

    def test_old_entries_only_where_all_are_asked_for(self):
        self.night()
        with self.tampering():
            self.alter(self.entries(self.average)[0])
            self.assertEqual(self.wrong(), 0)
            self.assertEqual(self.wrong(perpetual_all_digests=True), 1)

    def test_an_old_value_differs_at_once(self):
        """What an alteration does to quantity or value needs no digest to be seen."""
        self.night()
        entry = self.entries(self.average)[0]
        with self.tampering():
            self.sql("UPDATE perpetual_ledger_entry SET value = 51 WHERE id = %s", entry.id)
            rows = {row["check"]: row["difference"] for row in self.company.perpetual_tie_out()}
            self.assertEqual((rows["balance"], rows["valuation_account"]), (1, -1))

    def test_the_screen_says_how_far_it_went(self):
        """To everybody who sees the tie-out, also without rights on the nightly log."""
        with freeze_time("2031-03-03 01:00:00"):
            self.night()
        with freeze_time("2031-03-04 01:00:00"):
            self.night()
        with freeze_time("2031-03-04 09:00:00"):
            for role in ("accountant", "auditor", "controller"):
                text = self.text(role)
                for part in ("since the nightly check of 03/04/2031", "on 03/03/2031"):
                    self.assertIn(part, text)

    def test_another_company_s_check_does_not_count(self):
        company2 = self.make_second_company()
        self.receive(self.average, 1, cost=1, company=company2)
        self.env["perpetual.tie.out.result"]._check(company2)
        self.assertEqual(self.text(), "Every digest was recomputed for this tie-out.")

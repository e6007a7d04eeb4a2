from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PerpetualCommon
from .tampering import Tampering


class NightlyCase(Tampering, PerpetualCommon):
    """Six units at 5 are on hand; an accountant and an auditor look after the books."""

    def setUp(self):
        super().setUp()
        # Entries of this test may be dated back.
        self.company.perpetual_accountant_id = self.users["accountant"]
        self.receive(self.average, 10, cost=5)
        self.deliver(self.average, 4)
        self.results = self.env["perpetual.tie.out.result"]

    def night(self, company=None):
        """One run for the company: its log entry."""
        return self.results._check(company or self.company)

    def activities(self):
        return self.env["mail.activity"].search(
            [("res_model", "=", self.results._name), ("active", "=", True)]
        )

    def post_by_hand(self, amount, user=None):
        """A journal entry on the inventory account, posted by somebody."""
        journal = self.env["account.journal"].search(
            [
                ("type", "=", "general"),
                ("company_id", "=", self.company.id),
                ("id", "!=", self.company.account_stock_journal_id.id),
            ],
            limit=1,
        )
        moves = self.env["account.move"].with_user(user or self.env.user)
        entry = moves.with_company(self.company).create(
            {
                "journal_id": journal.id,
                "line_ids": [
                    Command.create({"account_id": self.account(name).id, "balance": balance})
                    for name, balance in (("inventory", amount), ("shrinkage", -amount))
                ],
            }
        )
        entry.action_post()
        return entry.with_env(self.env)

    def take_back(self, entry):
        entry._reverse_moves(cancel=True)


@tagged("post_install", "-at_install")
class TestNightly(NightlyCase):
    def test_quiet_night(self):
        result = self.night()
        self.assertEqual((result.state, result.off_count, result.off_text), ("ok", 0, ""))
        self.assertGreater(result.check_count, 5)
        self.assertFalse(self.activities())

    def test_a_difference_is_told_once(self):
        entry = self.post_by_hand(7)
        first = self.night()
        self.assertEqual((first.state, first.off_count), ("off", 1))
        activity = self.activities()
        self.assertRecordValues(
            activity,
            [{"user_id": self.users["accountant"].id, "res_id": first.id}],
        )
        self.assertEqual(
            first.message_ids.filtered("partner_ids").partner_ids,
            self.users["accountant"].partner_id,
        )
        second = self.night()
        self.assertEqual((second.state, second.news_text), ("off", ""))
        self.assertFalse(second.message_ids.filtered("partner_ids"))
        self.assertEqual(self.activities(), activity)
        self.take_back(entry)

    def test_the_account_the_amount_the_entry_and_the_person(self):
        user = self.make_user("bookkeeper", "account.group_account_user")
        entry = self.post_by_hand(7, user)
        text = self.night().news_text
        account = self.account("inventory").display_name
        for part in (account, "$\xa07.00", entry.name, user.name):
            self.assertIn(part, text)
        self.assertIn("was posted by hand by", text)
        self.assertIn(entry.name, str(self.activities().note))
        self.take_back(entry)

    def test_who_posted_is_not_who_drafted(self):
        """The message of the change of state knows who posted; the draft was another's."""
        entry = self.post_by_hand(7)
        poster = self.users["accountant"].partner_id
        message = self.env["mail.message"].create(
            {"model": "account.move", "res_id": entry.id, "author_id": poster.id}
        )
        self.env["mail.tracking.value"].create(
            {
                "mail_message_id": message.id,
                "field_id": self.env["ir.model.fields"]._get("account.move", "state").id,
                "old_value_char": "Draft",
                "new_value_char": "Posted",
            }
        )
        self.assertEqual(entry._perpetual_posted_by(), poster.name)
        self.take_back(entry)

    def test_a_changed_difference_is_told_again(self):
        entries = [self.post_by_hand(7)]
        first = self.night()
        entries.append(self.post_by_hand(2))
        second = self.night()
        self.assertIn("$\xa09.00", second.news_text)
        self.assertEqual(self.activities().res_id, second.id, "One activity, the newest")
        self.assertFalse(first.activity_ids)
        for entry in entries:
            self.take_back(entry)

    def test_closed_when_it_agrees_again(self):
        entry = self.post_by_hand(7)
        first = self.night()
        self.take_back(entry)
        result = self.night()
        self.assertEqual(result.state, "ok")
        self.assertFalse(self.activities())
        self.assertIn("agrees again", " ".join(first.message_ids.mapped("body")))
        self.post_by_hand(7)._reverse_moves(cancel=True)
        self.assertEqual(self.night().state, "ok")

    def test_told_again_after_it_had_agreed(self):
        for _time in range(2):
            entry = self.post_by_hand(7)
            self.assertTrue(self.night().news_text)
            self.take_back(entry)
            self.assertEqual(self.night().state, "ok")

    def test_all_accountants_without_a_responsible_one(self):
        self.company.perpetual_accountant_id = False
        entry = self.post_by_hand(7)
        self.night()
        told = self.activities().user_id
        self.assertIn(self.users["accountant"], told)
        for role in ("auditor", "controller", "stock_user"):
            self.assertNotIn(self.users[role], told)
        self.assertEqual(len(self.activities()), len(told))
        self.take_back(entry)

    def test_other_companies(self):
        """Each company has its own log and its own accountants."""
        company2 = self.make_second_company()
        self.receive(self.average, 1, cost=1, company=company2)
        entry = self.post_by_hand(7)
        self.assertEqual(self.night(company2).state, "ok")
        self.assertEqual(self.night().state, "off")
        mine = self.as_role("accountant", company2)["perpetual.tie.out.result"].search([])
        self.assertEqual(mine.company_id.ids, company2.ids)
        self.take_back(entry)


@tagged("post_install", "-at_install")
class TestIncremental(NightlyCase):
    """Every night the new entries, every week all of them."""

    def test_full_once_a_week(self):
        start = fields.Datetime.now()
        full = []
        for day in range(9):
            with freeze_time(start + timedelta(days=day)):
                full.append(self.night().is_full)
        self.assertEqual(full, [True] + [False] * 6 + [True, False])

    def test_new_entries_are_verified(self):
        self.night()
        self.receive(self.average, 1, cost=5)
        entry = self.last_entry(self.average)
        with self.tampering():
            self.sql("UPDATE perpetual_ledger_entry SET reason = 'x' WHERE id = %s", entry.id)
            result = self.night()
            self.assertFalse(result.is_full)
            self.assertIn("digest:", result.differences)

    def test_old_entries_wait_for_the_week(self):
        """… but not for their digest, their number and their place in the chain."""
        self.night()
        first = self.entries(self.average)[0]
        with self.tampering():
            self.sql("UPDATE perpetual_ledger_entry SET reason = 'x' WHERE id = %s", first.id)
            self.assertEqual(self.night().state, "ok")
            with freeze_time(fields.Datetime.now() + timedelta(days=7)):
                result = self.night()
            self.assertTrue(result.is_full)
            self.assertIn("digest:", result.differences)

    def test_a_forged_head_is_noticed_the_same_night(self):
        self.night()
        last = self.last_entry(self.average)
        with self.tampering():
            self.sql("UPDATE perpetual_ledger_entry SET reason = 'x' WHERE id = %s", last.id)
            self.reseal(last, whole_chain=True)
            self.assertIn("digest:", self.night().differences)

    def test_a_broken_chain_is_not_noted_as_verified(self):
        self.night()
        self.receive(self.average, 1, cost=5)
        entry = self.last_entry(self.average)
        with self.tampering():
            self.sql("UPDATE perpetual_ledger_entry SET reason = 'x' WHERE id = %s", entry.id)
            for _night in range(2):
                self.assertIn("digest:", self.night().differences)
            mark = self.env["perpetual.digest.mark"].search(
                [("pool_id", "=", self.pool(self.average).id)]
            )
            self.assertEqual(mark.sequence, 2)
        self.assertEqual(self.night().state, "ok")


@tagged("post_install", "-at_install")
class TestCron(NightlyCase):
    def run_cron(self):
        """The companies that the nightly job checked."""
        before = self.results.search([])
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=1):
            self.results._cron_check()
        return (self.results.search([]) - before).company_id

    def test_every_company_with_a_ledger(self):
        company2 = self.make_second_company()
        empty = self.make_company("Empty Company")
        self.receive(self.average, 1, cost=1, company=company2)
        done = self.run_cron()
        self.assertLessEqual(self.company + company2, done)
        self.assertNotIn(empty, done)

    def test_not_twice_in_one_night(self):
        self.assertIn(self.company, self.run_cron())
        self.assertNotIn(self.company, self.run_cron())
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            self.assertIn(self.company, self.run_cron())

    def test_switched_off(self):
        self.company.perpetual_nightly_check = False
        self.assertNotIn(self.company, self.run_cron())

    def test_stops_when_time_is_up_and_goes_on(self):
        company2 = self.make_second_company()
        self.receive(self.average, 1, cost=1, company=company2)
        with patch.object(type(self.env["ir.cron"]), "_commit_progress", return_value=0):
            self.results._cron_check()
        first = self.results.search([]).company_id
        self.assertEqual(len(first), 1)
        self.assertFalse(first & self.run_cron())

    def test_trouble_in_one_company_hides_no_other(self):
        company2 = self.make_second_company()
        self.receive(self.average, 1, cost=1, company=company2)
        check = type(self.results)._check

        def failing(results, company):
            if company == self.company:
                raise ValueError("no")
            return check(results, company)

        with (
            patch.object(type(self.results), "_check", failing),
            self.assertLogs("odoo.addons.perpetual_stock", "ERROR"),
        ):
            self.assertIn(company2, self.run_cron())

    def test_the_job_is_there(self):
        job = self.env.ref("perpetual_stock.ir_cron_tie_out")
        self.assertEqual((job.interval_number, job.interval_type), (1, "days"))
        self.assertTrue(job.active)


@tagged("post_install", "-at_install")
class TestLog(NightlyCase):
    def test_auditor_reads_and_changes_nothing(self):
        result = self.night()
        mine = result.with_env(self.as_role("auditor"))
        self.assertEqual(mine.state, "ok")
        for change in (
            lambda: mine.write({"state": "off"}),
            mine.unlink,
            lambda: mine.create({"company_id": self.company.id, "state": "ok"}),
        ):
            with self.assertRaises(AccessError):
                change()

    def test_not_for_stock_users(self):
        result = self.night()
        with self.assertRaises(AccessError):
            result.with_env(self.as_role("stock_user")).read(["state"])

    def test_check_now(self):
        for role in ("auditor", "stock_user", "controller"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_role(role)["perpetual.tie.out.result"].action_check_now()
        results = self.as_role("accountant")["perpetual.tie.out.result"]
        result = results.browse(results.action_check_now()["res_id"])
        self.assertEqual((result.state, result.company_id.id), ("ok", self.company.id))

    def test_accountant_finishes_the_activity(self):
        entry = self.post_by_hand(7)
        self.night()
        activity = self.activities().with_env(self.as_role("accountant"))
        activity.action_feedback(feedback="Asked; reversed")
        self.assertFalse(self.activities())
        self.assertFalse(self.night().news_text, "Told once, done is done")
        self.take_back(entry)

    def test_way_to_the_tie_out(self):
        result = self.night().with_env(self.as_role("auditor"))
        action = result.action_open_tie_out()
        self.assertEqual(action["res_model"], "perpetual.tie.out")

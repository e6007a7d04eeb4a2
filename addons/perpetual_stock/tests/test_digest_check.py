from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from ..costing.digest import ENTRY_COLUMNS
from .digest_common import DigestCase


@tagged("post_install", "-at_install")
class TestTampering(DigestCase):
    def test_intact(self):
        check = self.check()
        self.assertEqual((check.fault_count, check.entry_count, check.pool_count), (0, 4, 2))
        self.assertEqual(len(check.fingerprint), 64)

    def test_a_changed_value(self):
        with self.tampering():
            self.sql(
                "UPDATE perpetual_ledger_entry SET value = value + 1 WHERE id = %s",
                self.second.id,
            )
            self.assertEqual(self.found(), {("digest", 2), ("balance", 2)})

    def test_a_changed_value_with_its_digest(self):
        """Who recomputes the digest of the row, too, breaks the next one."""
        with self.tampering():
            self.sql(
                "UPDATE perpetual_ledger_entry SET reason = 'mine' WHERE id = %s", self.second.id
            )
            self.reseal(self.second)
            self.assertEqual(self.found(), {("digest", 3)})

    def test_the_last_entry_with_its_digest(self):
        with self.tampering():
            self.sql(
                "UPDATE perpetual_ledger_entry SET reason = 'mine' WHERE id = %s", self.last.id
            )
            self.reseal(self.last)
            self.assertEqual(self.found(), {("head", 3)})

    def test_the_whole_chain_anew(self):
        """Only heads that were kept elsewhere tell."""
        kept = self.check()._heads_text()
        with self.tampering():
            self.sql(
                "UPDATE perpetual_ledger_entry SET reason = 'mine' WHERE id = %s", self.second.id
            )
            self.reseal(self.second, whole_chain=True)
            self.assertEqual(self.found(), set())
            self.assertEqual(self.found(heads=kept), {("kept", 3)})

    def test_a_row_taken_out(self):
        with self.tampering():
            self.sql("DELETE FROM perpetual_layer_consumption WHERE entry_id = %s", self.second.id)
            self.sql("DELETE FROM perpetual_ledger_entry WHERE id = %s", self.second.id)
            self.assertEqual(self.found(), {("gap", 3), ("digest", 3), ("balance", 3)})

    def test_the_last_row_taken_out(self):
        kept = self.check()._heads_text()
        with self.tampering():
            self.sql("DELETE FROM perpetual_layer_consumption WHERE entry_id = %s", self.last.id)
            self.sql("DELETE FROM perpetual_ledger_entry WHERE id = %s", self.last.id)
            self.assertEqual(self.found(), {("head", 3)})
            self.assertEqual(self.found(heads=kept), {("head", 3), ("kept", 3)})

    def test_rows_in_another_order(self):
        with self.tampering():
            for number, entry in ((-1, self.second), (2, self.last), (3, self.second)):
                self.sql(
                    "UPDATE perpetual_ledger_entry SET sequence = %s WHERE id = %s",
                    number,
                    entry.id,
                )
            codes = self.found()
            self.assertIn(("digest", 2), codes)
            self.assertIn(("head", 3), codes)

    def test_another_time(self):
        with self.tampering():
            self.sql(
                "UPDATE perpetual_ledger_entry SET effective_at = effective_at"
                " + interval '1 microsecond' WHERE id = %s",
                self.first.id,
            )
            self.assertEqual(self.found(), {("digest", 1)})

    def test_a_row_put_in(self):
        with self.tampering():
            columns = ", ".join(name for name in ENTRY_COLUMNS if name not in ("id", "sequence"))
            self.sql(
                f"INSERT INTO perpetual_ledger_entry (sequence, digest, {columns})"
                f" SELECT 4, digest, {columns} FROM perpetual_ledger_entry WHERE id = %s",
                self.last.id,
            )
            self.assertEqual(self.found(), {("digest", 4), ("balance", 4), ("head", 4)})

    # what the auditor reads

    def test_words(self):
        with self.tampering():
            self.sql(
                "UPDATE perpetual_ledger_entry SET value = value + 1 WHERE id = %s",
                self.second.id,
            )
            check = self.check()
            fault = check.fault_ids.filtered(lambda fault: fault.code == "digest")
            self.assertEqual(fault.product_name, self.fifo.display_name)
            self.assertEqual(fault.sentence, "Entry no. 2 is not as it was written.")
            action = fault.action_open_entry()
            found = fault.env["perpetual.ledger.entry"].search(action["domain"])
            self.assertEqual(found.id, self.second.id)
            table = check._perpetual_tables()[0]
            self.assertIn("ALTERED", dict(table.facts)["Result"])
            self.assertEqual(table.row_count, 2)

    def test_every_fault_has_words(self):
        words = self.env["perpetual.digest.fault"]._words()
        from ..costing.chain import FAULTS

        self.assertEqual(set(words), set(FAULTS))

    def test_printed(self):
        check = self.check()
        self.assertIn("Intact", dict(check._perpetual_tables()[0].facts)["Result"])
        heads = check._perpetual_tables()[1]
        digests = {row.cells["digest"] for row in heads.sections[0].rows}
        self.assertEqual(digests, {self.last.digest, self.pool(self.average).last_digest})
        action = check.action_print()
        reports = check.env["ir.actions.report"]
        content, _kind = reports._render_qweb_html(action["report_name"], check.ids)
        self.assertIn(self.last.digest, content.decode())

    # kept heads

    def test_kept_heads_of_last_year(self):
        """What was written since does not matter."""
        kept = self.check()._heads_text()
        self.receive(self.fifo, 3, cost=9)
        self.receive(self.standard, 3, cost=10)
        check = self.check(heads=kept)
        self.assertEqual((check.fault_count, check.kept_count), (0, 2))

    def test_a_changed_file(self):
        kept = self.check()._heads_text().replace(self.last.digest, "0" * 64)
        with self.assertRaisesRegex(UserError, "was changed"):
            self.check(heads=kept)
        with self.assertRaisesRegex(UserError, "not a file of last entries"):
            self.check(heads="Dear auditor")

    def test_fingerprint_follows_the_ledger(self):
        before = self.check().fingerprint
        self.assertEqual(self.check().fingerprint, before)
        self.receive(self.fifo, 3, cost=9)
        self.assertNotEqual(self.check().fingerprint, before)

    def test_who_may(self):
        for role in ("controller", "accountant", "stock_manager"):
            self.assertEqual(self.check(role).fault_count, 0, role)
        for role in ("stock_user", "employee"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.check(role)
        check = self.check()
        with self.assertRaises(AccessError):
            check.with_env(self.as_role("accountant"))._heads_text()

    def test_company_by_company(self):
        self.make_second_company()
        self.receive(self.fifo, 1, cost=1, company=self.company2)
        self.assertEqual(self.check().entry_count, 4)
        check = self.check()
        self.users["auditor"].company_ids = self.company
        with self.assertRaises(AccessError):
            check.company_id = self.company2
            check.action_verify()


@tagged("post_install", "-at_install")
class TestHeadsDownload(HttpCase, DigestCase):
    def test_download(self):
        check = self.check()
        login = self.users["auditor"].login
        self.authenticate(login, login)
        answer = self.url_open(check.action_heads()["url"])
        self.assertEqual(answer.status_code, 200)
        self.assertIn("stock-ledger-heads", answer.headers["Content-Disposition"])
        self.assertEqual(self.found(heads=answer.text), set())

    def test_not_of_others(self):
        check = self.check()
        login = self.users["stock_user"].login
        self.authenticate(login, login)
        self.assertEqual(self.url_open(check.action_heads()["url"]).status_code, 404)

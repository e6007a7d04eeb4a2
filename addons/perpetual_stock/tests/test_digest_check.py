import base64
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import MagicMock, patch

import odoo.sql_db
from odoo.cli.command import find_command
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import config

from ..costing.digest import ENTRY_COLUMNS, seal
from .common import PerpetualCommon
from .tampering import Tampering


class DigestCase(Tampering, PerpetualCommon):
    """Three entries of one product, one of another."""

    def setUp(self):
        super().setUp()
        self.receive(self.fifo, 10, cost=10)
        self.deliver(self.fifo, 4)
        self.deliver(self.fifo, 1)
        self.receive(self.average, 10, cost=5)
        self.first, self.second, self.last = self.entries(self.fifo)

    def check(self, role="auditor", heads=None):
        checks = self.as_role(role)["perpetual.digest.check"]
        check = checks.browse(checks.action_open()["res_id"])
        if heads is not None:
            check.heads_file = base64.b64encode(heads.encode())
            check.action_verify()
        return check

    def found(self, **how):
        """{(code, entry number)} of the fifo product; nothing else may be wrong."""
        faults = self.check(**how).fault_ids
        for fault in faults:
            self.assertEqual(fault.pool_id, self.pool(self.fifo).id)
        return {(fault.code, fault.sequence) for fault in faults}


@tagged("post_install", "-at_install")
class TestFormat(DigestCase):
    """Python, which seals, and PostgreSQL, which verifies, write the same text."""

    REASONS = (
        "",
        "a|b",
        "|",
        "\\",
        "a\\|b",
        "\\p",
        "line\nbreak\ttab",
        "Überzählig ½ 漢字 🫖",
        "100 % of 'it' \"all\"",
        None,
    )

    def test_both_agree(self):
        with self.tampering():
            for reason in self.REASONS:
                for column in ("reason", "origin"):
                    with self.subTest(column=column, reason=reason):
                        self.sql(
                            f"UPDATE perpetual_ledger_entry SET {column} = %s WHERE id = %s",
                            reason,
                            self.first.id,
                        )
                        self.reseal(self.first, whole_chain=True)
                        self.assertEqual(self.found(), set())

    def test_null_is_not_empty(self):
        with self.tampering():
            self.sql("UPDATE perpetual_ledger_entry SET reason = '' WHERE id = %s", self.first.id)
            self.assertEqual(self.found(), {("digest", 1)})

    def test_a_bar_moves_no_column(self):
        """What once read the same: the end of one column, the beginning of the next."""
        with self.tampering():
            self.sql(
                "UPDATE perpetual_ledger_entry SET reason = 'x|1', user_id = NULL WHERE id = %s",
                self.first.id,
            )
            self.reseal(self.first, whole_chain=True)
            self.assertEqual(self.found(), set())
            self.sql(
                "UPDATE perpetual_ledger_entry SET reason = 'x', user_id = 1 WHERE id = %s",
                self.first.id,
            )
            self.assertEqual(self.found(), {("digest", 1)})

    def test_more_decimals_than_written(self):
        with self.tampering():
            self.sql(
                "UPDATE perpetual_ledger_entry SET unit_cost = unit_cost + 0.000000001"
                " WHERE id = %s",
                self.first.id,
            )
            self.assertEqual(self.found(), {("digest", 1)})

    def test_every_entry_of_every_kind(self):
        self.count(self.average, 8)
        self.scrap(self.average, 1, reason="Broken | wet")
        self.set_cost(self.average, 7)
        self.assertEqual(self.check().fault_count, 0)
        previous = ""
        for entry in self.entries(self.average):
            previous = seal(previous, self.stored_row(entry))
            self.assertEqual(entry.digest, previous)


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


@tagged("post_install", "-at_install")
class TestCommandLine(DigestCase):
    """``odoo perpetual_verify`` on the database of the test, within its transaction."""

    def run_command(self, *arguments):
        """Exit code and output."""
        command = find_command("perpetual_verify")
        self.assertIsNotNone(command, "Odoo finds the command in the addon's cli folder")
        output = StringIO()
        with (
            patch.object(odoo.sql_db, "db_connect", return_value=self._connection()),
            patch.object(config, "parse_config"),
            redirect_stdout(output),
            self.assertRaises(SystemExit) as stopped,
        ):
            command().run(["-d", self.env.cr.dbname, *arguments])
        return stopped.exception.code, output.getvalue()

    def _connection(self):
        """A connection whose only cursor is the test's; what it sets goes with a savepoint."""

        @contextmanager
        def cursor():
            self.env.flush_all()
            with self.env.cr.savepoint(flush=False) as savepoint:
                yield self.env.cr
                savepoint.rollback()

        return MagicMock(cursor=cursor)

    def test_intact(self):
        code, output = self.run_command("--company", self.company.name)
        self.assertEqual(code, 0, output)
        self.assertIn("4 entries in 2 pools", output)
        self.assertIn("Intact", output)
        self.assertIn(self.check().fingerprint, output)

    def test_altered(self):
        with self.tampering():
            self.sql(
                "UPDATE perpetual_ledger_entry SET value = value + 1 WHERE id = %s",
                self.second.id,
            )
            code, output = self.run_command()
        self.assertEqual(code, 1)
        self.assertIn(f"{self.fifo.name}: entry no. 2 is not as it was written", output)
        self.assertIn("NOT INTACT", output)

    def test_kept_heads(self):
        with TemporaryDirectory() as folder:
            path = str(Path(folder) / "heads.csv")
            company = ("--company", str(self.company.id))
            self.assertEqual(self.run_command(*company, "--write-last-entries", path)[0], 0)
            self.deliver(self.fifo, 1)
            self.assertEqual(self.run_command(*company, "--last-entries", path)[0], 0)
            with self.tampering():
                self.sql(
                    "UPDATE perpetual_ledger_entry SET reason = 'mine' WHERE id = %s",
                    self.second.id,
                )
                self.reseal(self.second, whole_chain=True)
                self.assertEqual(self.run_command(*company)[0], 0)
                code, output = self.run_command(*company, "--last-entries", path)
        self.assertEqual(code, 1)
        self.assertIn("entry no. 3 is not the one whose digest was kept", output)

    def test_help_in_plain_words(self):
        """No word that only a programmer knows; the options of before still work."""
        command = find_command("perpetual_verify")()
        with (
            redirect_stdout(StringIO()) as output,
            self.assertRaises(SystemExit) as stopped,
        ):
            command.run(["--help"])
        self.assertEqual(stopped.exception.code, 0)
        self.assertIn("--write-last-entries FILE", output.getvalue())
        self.assertNotIn("head", output.getvalue().lower())
        with TemporaryDirectory() as folder:
            path = str(Path(folder) / "before.csv")
            company = ("--company", str(self.company.id))
            code, output = self.run_command(*company, "--write-heads", path)
            self.assertIn(f"Last entries written to {path}", output)
            self.assertEqual((code, self.run_command(*company, "--heads", path)[0]), (0, 0))

    def test_it_reads_only(self):
        """Everything runs after the transaction was made read-only."""
        statements = []
        execute = type(self.env.cr).execute

        def noting(cr, query, *args, **kwargs):
            statements.append(str(query))
            return execute(cr, query, *args, **kwargs)

        with patch.object(type(self.env.cr), "execute", noting):
            self.run_command()
        mine = statements[statements.index("SET TRANSACTION READ ONLY") :]
        self.assertGreater(len(mine), 3)
        for statement in mine:
            self.assertNotRegex(statement, r"(?i)^\s*(insert|update|delete)\b")

    def test_what_cannot_be_verified(self):
        for arguments in (
            ("--company", "No Such Company"),
            ("--company", str(self.company.id), "--heads", "/no/such/file"),
        ):
            with self.subTest(arguments), patch("sys.stderr", StringIO()) as errors:
                self.assertEqual(self.run_command(*arguments)[0], 2)
                self.assertIn("perpetual_verify:", errors.getvalue())

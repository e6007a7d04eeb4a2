from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import MagicMock, patch

import odoo.sql_db
from odoo.cli.command import find_command
from odoo.tests import tagged
from odoo.tools import config

from .digest_common import DigestCase


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

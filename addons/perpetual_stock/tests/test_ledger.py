from contextlib import contextmanager

import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ROLES, PerpetualCommon

#: Odoo's own refusal, or the foreign key's.
REFUSALS = (UserError, psycopg2.IntegrityError)
LEDGER_TABLES = ("perpetual_ledger_entry", "perpetual_layer_consumption")


@tagged("post_install", "-at_install")
class TestAppendOnly(PerpetualCommon):
    """What is written stays, whoever asks."""

    def setUp(self):
        super().setUp()
        self.receive(self.fifo, 10, 10)
        self.deliver(self.fifo, 4)
        self.entry = self.last_entry(self.fifo)

    def test_orm_refuses_everyone(self):
        for role in [*ROLES, self.env.user]:
            entries = self.entry.with_env(self.as_role(role))
            with self.subTest(role), self.assertRaises(UserError):
                entries.write({"value": 1})
            with self.subTest(role), self.assertRaises(UserError):
                entries.unlink()
            with self.subTest(role), self.assertRaises(UserError):
                entries.create({"pool_id": self.entry.pool_id.id, "kind": "issue"})
            with self.subTest(role), self.assertRaises(UserError):
                entries.copy()

    def test_orm_refuses_the_superuser(self):
        with self.assertRaisesRegex(UserError, "append-only"):
            self.entry.sudo().write({"value": 1})
        with self.assertRaisesRegex(UserError, "append-only"):
            self.entry.sudo().unlink()
        with self.assertRaisesRegex(UserError, "by stock transactions"):
            self.entry.sudo().create({"kind": "issue"})

    @mute_logger("odoo.sql_db")
    def test_database_refuses(self):
        for table in LEDGER_TABLES:
            for statement in (
                f"UPDATE {table} SET value = 1",
                f"DELETE FROM {table}",
                f"TRUNCATE {table} CASCADE",
                # Not even what would not touch a row.
                f"UPDATE {table} SET value = 1 WHERE FALSE",
            ):
                with (
                    self.subTest(statement),
                    self.assertRaisesRegex(psycopg2.errors.RestrictViolation, "append-only"),
                    self.env.cr.savepoint(),
                ):
                    self.env.cr.execute(statement)

    def test_pools_and_layers_are_no_ones_to_write(self):
        records = self.entry.pool_id, self.env["perpetual.cost.layer"].search([], limit=1)
        for role in ROLES:
            for record in records:
                with self.subTest(role), self.assertRaises(AccessError):
                    record.with_env(self.as_role(role)).write({"quantity": 1})
                with self.subTest(role), self.assertRaises(AccessError):
                    record.with_env(self.as_role(role)).unlink()

    @mute_logger("odoo.sql_db")
    def test_what_the_ledger_names_cannot_go(self):
        """Product, lot, location, journal entry: a ledger without them tells nothing."""
        for record in (self.entry.account_move_id, self.entry.stock_move_id, self.fifo):
            with self.subTest(record):
                try:
                    with self.env.cr.savepoint():
                        record.unlink()
                        self.env.flush_all()
                except REFUSALS:
                    continue
                self.fail(f"{record} was deleted")

    def test_sequence_and_digests(self):
        entries = self.entries(self.fifo)
        self.assertEqual(entries.mapped("sequence"), [1, 2])
        self.assertEqual(len(set(entries.mapped("digest"))), 2)
        self.assertEqual(self.pool(self.fifo).last_digest, entries[-1].digest)
        self.assertEqual(self.pool(self.fifo).last_sequence, 2)


@tagged("post_install", "-at_install")
class TestTieOut(PerpetualCommon):
    """The tie-out finds what is wrong and names it."""

    def setUp(self):
        super().setUp()
        self.receive(self.fifo, 10, 10)
        self.deliver(self.fifo, 4)
        self.receive(self.average, 10, 10)

    def tie_out(self, check, at_date=None):
        """The rows of one check that differ."""
        rows = self.company.with_env(self.as_role("accountant")).perpetual_tie_out(at_date)
        return [row for row in rows if row["check"] == check and row["difference"]]

    @contextmanager
    def tampered(self, statement, *params):
        """Within, the database is as an intruder with the owner's rights left it."""
        self.env.flush_all()
        with self.env.cr.savepoint() as savepoint:
            for table in LEDGER_TABLES:
                self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            self.env.cr.execute(statement, params)
            self.env.invalidate_all()
            yield
            savepoint.rollback()
        self.env.invalidate_all()

    def test_everything_agrees(self):
        rows = self.company.perpetual_tie_out()
        self.assertEqual({row["difference"] for row in rows}, {0})
        checks = [row["check"] for row in rows]
        self.assertEqual(
            {"valuation_account", "sequence", "digest", "balance", "quants", "layers", "empty_pool"}
            - set(checks),
            set(),
        )
        (account,) = [row for row in rows if row["check"] == "valuation_account"]
        self.assertEqual(account["account"], self.account("inventory"))
        self.assertEqual((account["expected"], account["actual"]), (160, 160))

    def test_a_changed_value(self):
        entry = self.last_entry(self.fifo)
        with self.tampered(
            "UPDATE perpetual_ledger_entry SET value = value - 1 WHERE id = %s", entry.id
        ):
            (row,) = self.tie_out("digest")
            self.assertEqual(row["difference"], 1)
            self.assertIn(self.fifo.name, row["detail"])
            self.assertNotIn(self.average.name, row["detail"])
            self.assertTrue(self.tie_out("balance"))
            self.assertTrue(self.tie_out("valuation_account"))

    def test_every_sealed_column(self):
        """A change of any column breaks the chain."""
        entry = self.entries(self.fifo)[0]
        for column, value in {
            "quantity": "quantity + 0.000001",
            "moved_quantity": "moved_quantity + 1",
            "unit_cost": "unit_cost + 0.00000001",
            "counterpart_value": "0",
            "kind": "'issue'",
            "effective_at": "effective_at + interval '1 second'",
            "accounting_date": "accounting_date + 1",
            "owner_id": str(self.vendor.id),
            "reason": "'nothing to see'",
            "origin": "NULL",
            "user_id": "1",
            "account_move_id": "NULL",
            "received_total": "received_total + 1",
        }.items():
            with (
                self.subTest(column),
                self.tampered(
                    f"UPDATE perpetual_ledger_entry SET {column} = {value} WHERE id = %s", entry.id
                ),
            ):
                self.assertTrue(self.tie_out("digest"), column)

    def test_a_digest_made_to_fit(self):
        """Who forges a row's digest too, breaks the next row's."""
        first = self.entries(self.fifo)[0]
        with self.tampered(
            "UPDATE perpetual_ledger_entry SET digest = repeat('0', 64) WHERE id = %s", first.id
        ):
            self.assertTrue(self.tie_out("digest"))

    def test_a_row_taken_out(self):
        self.deliver(self.average, 1)
        first = self.entries(self.average)[0]
        with self.tampered("DELETE FROM perpetual_ledger_entry WHERE id = %s", first.id):
            self.assertTrue(self.tie_out("sequence"))
            self.assertTrue(self.tie_out("digest"))

    def test_the_last_row_taken_out(self):
        """The chain cannot tell, the pool can."""
        with self.tampered(
            "DELETE FROM perpetual_ledger_entry WHERE id = %s", self.last_entry(self.average).id
        ):
            self.assertIn(self.average.name, self.tie_out("balance")[0]["detail"])

    def test_a_changed_pool(self):
        with self.tampered(
            "UPDATE perpetual_cost_pool SET value = 0 WHERE id = %s", self.pool(self.average).id
        ):
            self.assertIn(self.average.name, self.tie_out("balance")[0]["detail"])

    def test_a_changed_layer(self):
        with self.tampered(
            "UPDATE perpetual_cost_layer SET value = value + 5 WHERE pool_id = %s",
            self.pool(self.fifo).id,
        ):
            self.assertIn(self.fifo.name, self.tie_out("layers")[0]["detail"])

    def test_a_quant_changed_in_the_database(self):
        with self.tampered(
            "UPDATE stock_quant SET quantity = quantity + 3 WHERE product_id = %s"
            " AND location_id = %s",
            self.average.id,
            self.stock().id,
        ):
            (row,) = self.tie_out("quants")
            self.assertEqual(row["difference"], 3)
            self.assertIn(self.average.name, row["detail"])

    def test_a_manual_entry_on_the_inventory_account(self):
        with self.env.cr.savepoint() as savepoint:
            move = self.env["account.move"].create(
                {
                    "journal_id": self.company.account_stock_journal_id.id,
                    "line_ids": [
                        (0, 0, {"account_id": self.account("inventory").id, "debit": 7}),
                        (0, 0, {"account_id": self.account("cogs").id, "credit": 7}),
                    ],
                }
            )
            self.assertFalse(self.tie_out("valuation_account"))
            move.action_post()
            (row,) = self.tie_out("valuation_account")
            self.assertEqual(row["difference"], 7)
            self.assertIn(move.name, row["detail"])
            self.assertNotIn(self.last_entry(self.fifo).account_move_id.name, row["detail"])
            savepoint.rollback()
        self.env.invalidate_all()

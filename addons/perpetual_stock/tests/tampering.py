from contextlib import contextmanager
from decimal import Decimal

from odoo.tools import SQL

from ..costing.digest import ENTRY_FORMAT, seal

TABLES = ("perpetual_ledger_entry", "perpetual_layer_consumption")


class Tampering:
    """Mixed into tests that play an intruder with the database owner's rights."""

    @contextmanager
    def tampering(self):
        """Within, the triggers are off; afterwards all is as before."""
        self.env.flush_all()
        with self.env.cr.savepoint(flush=False) as savepoint:
            for table in TABLES:
                self.env.cr.execute(
                    SQL("ALTER TABLE %s DISABLE TRIGGER USER", SQL.identifier(table))
                )
            yield
            self.env.invalidate_all()
            savepoint.rollback()
        self.env.invalidate_all()

    def sql(self, statement, *params):
        self.env.cr.execute(statement, params)
        self.env.invalidate_all()

    def reseal(self, entry, whole_chain=False):
        """Compute the entry's digest anew, as who knows the format can; and all after it."""
        entries = entry.search(
            [("pool_id", "=", entry.pool_id.id), ("sequence", ">=", entry.sequence)],
            order="sequence",
        )
        before = entry.search(
            [("pool_id", "=", entry.pool_id.id), ("sequence", "=", entry.sequence - 1)]
        )
        digest = before.digest or ""
        for row in entries if whole_chain else entry:
            digest = seal(digest, self.stored_row(row))
            self.sql("UPDATE perpetual_ledger_entry SET digest = %s WHERE id = %s", digest, row.id)
        if whole_chain:
            self.sql(
                "UPDATE perpetual_cost_pool SET last_digest = %s WHERE id = %s",
                digest,
                entry.pool_id.id,
            )

    def stored_row(self, entry):
        """The entry's sealed columns as they are stored; Odoo would make floats of numbers."""
        columns = [
            SQL("%s::text" if form[0] == "n" else "%s", SQL.identifier(name))
            for name, form in ENTRY_FORMAT.items()
        ]
        (row,) = self.env.execute_query(
            SQL(
                "SELECT %s FROM perpetual_ledger_entry WHERE id = %s",
                SQL(", ").join(columns),
                entry.id,
            )
        )
        return tuple(
            Decimal(value) if form[0] == "n" and value is not None else value
            for value, form in zip(row, ENTRY_FORMAT.values(), strict=True)
        )

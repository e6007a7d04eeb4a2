from odoo.tests import tagged

from ..costing.digest import seal
from .digest_common import DigestCase


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

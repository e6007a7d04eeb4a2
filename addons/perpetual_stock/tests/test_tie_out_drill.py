from odoo.tests import tagged

from .common import PerpetualCommon
from .tampering import Tampering


class DrillCase(Tampering, PerpetualCommon):
    """Ten at 5 in, four out of one product; two at 7 of another."""

    def setUp(self):
        super().setUp()
        self.receive(self.average, 10, cost=5)
        self.deliver(self.average, 4)
        self.receive(self.fifo, 2, cost=7)

    def drill(self, check, role="auditor"):
        """{model: records that the buttons of the check's row open}; nothing else differs
        in that row."""
        tie_outs = self.as_role(role)["perpetual.tie.out"]
        tie_out = tie_outs.browse(tie_outs.action_open()["res_id"])
        line = tie_out.line_ids.filtered(lambda line: line.check == check)
        self.assertEqual(line.state, "off")
        opened = {}
        for button, count in (
            ("action_open_bad_entries", "bad_entry_count"),
            ("action_open_bad_items", "bad_item_count"),
            ("action_open_bad_pools", "bad_pool_count"),
            ("action_open_bad_quants", "bad_quant_count"),
        ):
            if line[count]:
                action = getattr(line, button)()
                records = line.env[action["res_model"]].search(action["domain"])
                self.assertEqual(len(records), line[count])
                opened[action["res_model"]] = records.with_env(self.env)
        return opened


@tagged("post_install", "-at_install")
class TestDrill(DrillCase):
    ENTRY, POOL, ITEM, QUANT = (
        "perpetual.ledger.entry",
        "perpetual.cost.pool",
        "account.move.line",
        "stock.quant",
    )

    def change(self, entry, what="value = value + 1"):
        self.sql(f"UPDATE perpetual_ledger_entry SET {what} WHERE id = %s", entry.id)

    def test_digest_opens_the_first_bad_entry(self):
        first = self.entries(self.average)[0]
        with self.tampering():
            self.change(first, "reason = 'x'")
            self.assertEqual(self.drill("digest"), {self.ENTRY: first})

    def test_sequence_opens_the_entry_after_the_gap(self):
        first, second = self.entries(self.average)
        with self.tampering():
            self.sql("DELETE FROM perpetual_ledger_entry WHERE id = %s", first.id)
            self.assertEqual(self.drill("sequence"), {self.ENTRY: second})

    def test_balance_opens_the_pool(self):
        with self.tampering():
            self.change(self.last_entry(self.average))
            self.assertEqual(self.drill("balance"), {self.POOL: self.pool(self.average)})

    def test_layers_open_the_pool(self):
        with self.tampering():
            self.sql(
                "UPDATE perpetual_cost_layer SET value = value + 5 WHERE pool_id = %s",
                self.pool(self.fifo).id,
            )
            self.assertEqual(self.drill("layers"), {self.POOL: self.pool(self.fifo)})

    def test_empty_pool(self):
        with self.tampering():
            self.sql(
                "UPDATE perpetual_cost_pool SET quantity = 0 WHERE id = %s",
                self.pool(self.fifo).id,
            )
            self.assertEqual(self.drill("empty_pool"), {self.POOL: self.pool(self.fifo)})

    def test_quants_open_pool_and_quants(self):
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.average.id), ("location_id", "=", self.stock().id)]
        )
        with self.tampering():
            self.sql("UPDATE stock_quant SET quantity = quantity + 3 WHERE id = %s", quant.id)
            self.assertEqual(
                self.drill("quants"), {self.POOL: self.pool(self.average), self.QUANT: quant}
            )

    def test_a_quant_that_is_gone(self):
        with self.tampering():
            self.sql("DELETE FROM stock_quant WHERE product_id = %s", self.fifo.id)
            self.assertEqual(self.drill("quants"), {self.POOL: self.pool(self.fifo)})

    # accounts

    def inventory_item(self, entry):
        return entry.account_move_id.line_ids.filtered(
            lambda item: item.account_id == self.account("inventory")
        )

    def test_a_changed_journal_item(self):
        entry = self.last_entry(self.fifo)
        item = self.inventory_item(entry)
        with self.tampering():
            self.sql("UPDATE account_move_line SET balance = balance + 2 WHERE id = %s", item.id)
            self.assertEqual(self.drill("valuation_account"), {self.ENTRY: entry, self.ITEM: item})

    def test_a_deleted_journal_item(self):
        entry = self.last_entry(self.fifo)
        with self.tampering():
            self.sql("DELETE FROM account_move_line WHERE id = %s", self.inventory_item(entry).id)
            self.assertEqual(self.drill("valuation_account"), {self.ENTRY: entry})

    def test_a_changed_entry(self):
        entry = self.last_entry(self.average)
        item = self.inventory_item(entry)
        with self.tampering():
            self.change(entry)
            self.assertEqual(self.drill("valuation_account"), {self.ENTRY: entry, self.ITEM: item})

    def test_without_rights_on_accounting(self):
        """A controller gets no button to journal items."""
        entry = self.last_entry(self.average)
        with self.tampering():
            self.change(entry)
            self.assertEqual(self.drill("valuation_account", "controller"), {self.ENTRY: entry})

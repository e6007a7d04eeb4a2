from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PerpetualCommon


@tagged("post_install", "-at_install")
class TestItems(PerpetualCommon):
    """Journal items of the ledger bring their stored values along: the same that core's
    own computations arrive at."""

    def items(self, product):
        items = self.last_entry(product).account_move_id.line_ids
        self.assertTrue(items)
        return items

    def transactions(self):
        """Items of a receipt and a delivery by each costing method."""
        items = self.env["account.move.line"]
        for product in (self.standard, self.average, self.fifo):
            self.receive(product, 3, cost=7)
            items |= self.items(product)
            self.deliver(product, 2)
            items |= self.items(product)
        return items

    def stored(self, items):
        names = [name for name, field in items._fields.items() if field.compute and field.store]
        self.assertIn("debit", names)
        return items.read(names, load=None)

    def test_what_core_computes(self):
        items = self.transactions()
        before = self.stored(items)
        move = items[0].move_id
        for name in [*move._perpetual_item_vals(), "debit", "credit", "amount_currency"]:
            field = items._fields[name]
            if field.compute:
                self.env.add_to_compute(field, items)
        self.assertEqual(self.stored(items), before)

    def test_figures(self):
        self.receive(self.average, 3, cost=7)
        self.assertRecordValues(
            self.items(self.average).sorted("balance"),
            [
                {
                    "balance": balance,
                    "debit": max(balance, 0),
                    "credit": max(-balance, 0),
                    "amount_currency": balance,
                    "currency_id": self.company.currency_id.id,
                    "company_id": self.company.id,
                    "journal_id": self.company.account_stock_journal_id.id,
                    "parent_state": "posted",
                    "price_unit": 0,
                    "price_subtotal": 0,
                    "display_type": "product",
                    "account_id": self.account(name).id,
                }
                for balance, name in ((-21, "grni"), (21, "inventory"))
            ],
        )
        entry = self.last_entry(self.average).account_move_id
        self.assertEqual(set(entry.line_ids.mapped("move_name")), {entry.name})
        self.assertEqual(set(entry.line_ids.mapped("date")), {entry.date})

    def test_storno_accounting_is_left_to_core(self):
        self.company.account_storno = True
        self.receive(self.average, 3, cost=7)
        items = self.items(self.average)
        self.assertFalse(items.move_id._perpetual_item_vals())
        self.assertEqual(sorted(items.mapped("balance")), [-21, 21])

    def test_another_company_s_record_is_refused_on_any_item(self):
        items = self.transactions()
        items._check_company()
        company2 = self.make_second_company()
        stranger = self.env["product.product"].create({"name": "B", "company_id": company2.id})
        for item in (items[0], items[-1]):
            product = item.product_id
            self.set_product(item, stranger)
            with self.assertRaises(UserError):
                items._check_company()
            self.set_product(item, product)

    def set_product(self, item, product):
        """As no screen lets anybody do."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move_line SET product_id = %s WHERE id = %s", [product.id, item.id]
        )
        self.env.invalidate_all()

from odoo.tests import tagged

from .common import METHODS, PerpetualCommon


@tagged("post_install", "-at_install")
class TestLinks(PerpetualCommon):
    """From a journal item to exactly its ledger entries, and back."""

    def items_of(self, entry, role="accountant"):
        """{(account, debit, credit)} behind the entry's button, as the role sees them."""
        mine = entry.with_env(self.as_role(role))
        action = mine.action_open_items()
        items = mine.env[action["res_model"]].search(action["domain"])
        names = {self.account(name).id: name for name in self.account_names()}
        return {(names[item.account_id.id], item.debit, item.credit) for item in items}

    def entries_of(self, item, role="accountant"):
        action = item.with_env(self.as_role(role)).action_perpetual_entries()
        return self.env["perpetual.ledger.entry"].search(action["domain"])

    def assert_both_ways(self, entries):
        for entry in entries.filtered("account_move_id"):
            items = entry._perpetual_items()
            self.assertTrue(items, entry.display_name)
            for item in items:
                self.assertIn(entry, self.entries_of(item))
                self.assertTrue(item.has_perpetual_entries)

    def test_every_method(self):
        for method in METHODS:
            product = self.products[method]
            with self.subTest(method):
                self.receive(product, 10, cost=8)
                self.deliver(product, 4)
                self.count(product, 5)
                self.scrap(product, 1)
                self.assert_both_ways(self.entries(product))

    def test_two_products_in_one_transfer(self):
        """One journal entry for the transfer; each entry has its own items of it."""
        goods = [(self.average, 2), (self.fifo, 3)]
        kind = self.warehouse().in_type_id
        picking = self.validate(self.prepare(goods, self.suppliers, self.stock(), kind, cost=5))
        self.assertEqual(len(picking.move_ids.perpetual_entry_ids.account_move_id), 1)
        self.assertEqual(
            self.items_of(self.last_entry(self.average)),
            {("inventory", 10, 0), ("grni", 0, 10)},
        )
        self.assertEqual(
            self.items_of(self.last_entry(self.fifo)),
            {("inventory", 15, 0), ("grni", 0, 15)},
        )

    def test_difference_account(self):
        """Received at 8, kept at 10: the difference belongs to the same entry."""
        self.receive(self.standard, 10, cost=8)
        entry = self.last_entry(self.standard)
        self.assertEqual(
            self.items_of(entry),
            {("inventory", 100, 0), ("grni", 0, 80), ("difference", 0, 20)},
        )
        difference = entry.account_move_id.line_ids.filtered(
            lambda item: item.account_id == self.account("difference")
        )
        self.assertEqual(self.entries_of(difference), entry)

    def test_change_of_cost(self):
        """Nothing but the product and the amount tells these items apart."""
        self.receive(self.standard, 10, cost=10)
        first = self.set_cost(self.standard, 12)
        second = self.set_cost(self.standard, 11)
        self.assertEqual(self.items_of(first), {("inventory", 20, 0), ("revaluation", 0, 20)})
        self.assertEqual(self.items_of(second), {("inventory", 0, 10), ("revaluation", 10, 0)})

    def test_changed_account(self):
        """Both halves are in one journal entry, each with its own items."""
        self.receive(self.average, 2, cost=5)
        old = self.account("inventory")
        new = old.copy({"name": "Fresh Goods", "code": "110177"})
        category = self.categories["average"].with_company(self.company)
        category.property_stock_valuation_account_id = new
        left, entered = self.entries(self.average)[-2:]
        self.assertEqual(left._perpetual_items().filtered("credit").account_id, old)
        self.assertEqual(entered._perpetual_items().filtered("debit").account_id, new)
        self.assert_both_ways(left + entered)

    def test_other_items_have_none(self):
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "line_ids": [
                    (0, 0, {"account_id": self.account(name).id, "balance": balance})
                    for name, balance in (("scrap", 5), ("shrinkage", -5))
                ],
            }
        )
        item = entry.line_ids[0]
        self.assertFalse(item.has_perpetual_entries)
        self.assertFalse(self.entries_of(item))

    def test_buttons(self):
        for role, is_there in (("auditor", True), ("accountant", True), ("stock_manager", True)):
            env = self.as_role(role)
            arch = env["perpetual.ledger.entry"].get_view(view_type="form")["arch"]
            self.assertIs("action_open_items" in arch, is_there, role)
        env = self.as_role("auditor")["account.move.line"]
        for view_type, xmlid in (
            ("list", "account.view_move_line_tree"),
            ("form", "account.view_move_line_form"),
        ):
            arch = env.get_view(self.env.ref(xmlid).id, view_type)["arch"]
            self.assertIn("action_perpetual_entries", arch)
        user = self.make_user("invoicer", "account.group_account_invoice")
        arch = self.as_role(user)["account.move.line"].get_view(
            self.env.ref("account.view_move_line_tree").id, "list"
        )["arch"]
        self.assertNotIn("action_perpetual_entries", arch)

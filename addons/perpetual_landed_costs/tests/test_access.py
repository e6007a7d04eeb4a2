from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import LandedCommon


@tagged("post_install", "-at_install")
class TestAccess(LandedCommon):
    """Each with the rights of their own trade, and no more."""

    def setUp(self):
        super().setUp()
        order = self.order((self.average, 10, 10))
        self.receipt = self.receive_order(order)
        self.deliver(self.average, 4)

    def test_inventory_manager_without_accounting(self):
        """Lands a cost on an order's receipt; the ledger posts it for them."""
        user = self.as_role("stock_manager")
        self.assertFalse(user["account.move"].has_access("create"))
        cost = self.land(50, self.receipt)
        self.assert_cost(cost, [("inventory", 30, 0), ("cogs", 20, 0), ("clearing", 0, 50)])
        self.assertEqual(cost._perpetual_entries().user_id, self.users["stock_manager"])

    def test_accountant_and_auditor_read(self):
        cost = self.land(50, self.receipt)
        for role in ("accountant", "auditor", "controller"):
            with self.subTest(role):
                seen = cost.with_env(self.as_role(role))
                self.assertEqual(seen.perpetual_entry_count, 1)
                lines = seen.valuation_adjustment_lines
                self.assertEqual(lines.perpetual_on_hand_value, 30)
                self.assertEqual(lines.perpetual_consumed_value, 20)
                self.assertEqual(seen.cost_lines.price_unit, 50)
                with self.assertRaises(AccessError):
                    seen.action_perpetual_reverse()
                with self.assertRaises(AccessError):
                    seen.description = "Mine"

    def test_others_do_not(self):
        cost = self.land(50, self.receipt)
        for role in ("stock_user", "employee"):
            with self.subTest(role), self.assertRaises(AccessError):
                cost.with_env(self.as_role(role)).read(["name"])

    def test_company_of_the_user(self):
        cost = self.land(50, self.receipt)
        other = self.make_second_company()
        user = self.as_role("accountant", other)
        for records in (cost, cost.cost_lines, cost.valuation_adjustment_lines):
            self.assertFalse(user[records._name].search([("id", "in", records.ids)]))

    def test_form(self):
        """The form works for a manager and reads for an accountant."""
        draft = self.draft_cost(50, self.receipt)
        with Form(draft) as form:
            form.date = "2026-01-31"
        draft.button_validate()
        for role in ("stock_manager", "accountant"):
            seen = draft.with_env(self.as_role(role))
            form = Form(seen)
            self.assertEqual(form.perpetual_entry_count, 1)
            self.assertEqual(form.account_move_id, draft.account_move_id)

    def test_entries_button(self):
        cost = self.land(50, self.receipt)
        action = cost.with_env(self.as_role("accountant")).action_perpetual_entries()
        entries = self.env["perpetual.ledger.entry"].search(action["domain"])
        self.assertEqual(entries.mapped("kind"), ["landed_cost"])
        self.assertEqual(entries.origin, cost.name)
        self.assertEqual(entries.reason, "Freight")

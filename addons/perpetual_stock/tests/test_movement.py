from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import METHODS
from .test_valuation_compare import SummaryCase

SIDES = ("opening", "in", "out", "adjusted", "closing")


class MovementCase(SummaryCase):
    def ask(self, start="2026-04-01", stop="2026-04-30", role="accountant", **vals):
        movement = self.as_role(role)["perpetual.movement"].create(
            {"date_from": start, "date_to": stop, **vals}
        )
        movement.action_check()
        return movement

    def quantities(self, movement, record):
        names = [f"{side}_quantity" for side in SIDES]
        return self.sums(movement, *names)[record.display_name]

    def values(self, movement, record):
        names = [f"{side}_value" for side in SIDES]
        return self.sums(movement, *names)[record.display_name]

    def post_by_hand(self, amount, day, user=None):
        """A journal entry on the inventory account that the ledger knows nothing of."""
        journal = self.env["account.journal"].search(
            [
                ("type", "=", "general"),
                ("company_id", "=", self.company.id),
                ("id", "!=", self.company.account_stock_journal_id.id),
            ],
            limit=1,
        )
        entry = self.env["account.move"].create(
            {
                "journal_id": journal.id,
                "date": day,
                "line_ids": [
                    Command.create(
                        {
                            "account_id": self.account(name).id,
                            "balance": balance,
                            "name": "Year-end correction",
                        }
                    )
                    for name, balance in (("inventory", amount), ("shrinkage", -amount))
                ],
            }
        )
        entry.action_post()
        return entry

    def take_back(self, entry):
        entry._reverse_moves([{"date": entry.date}], cancel=True)

    def assert_foots(self, movement):
        """Each line foots, and the lines together are the general ledger's movement."""
        self.env.invalidate_all()
        for by in ("product", "category", "account", "warehouse"):
            movement.by = by
            names = [f"{side}_{what}" for side in SIDES for what in ("quantity", "value")]
            groups = movement._perpetual_groups(names)
            for record, sums in groups:
                for what in ("quantity", "value"):
                    parts = [sums[f"{side}_{what}"] for side in SIDES]
                    self.assertAlmostEqual(sum(parts[:4]), parts[4], 6, (by, record, what))
            footing = movement._footing()
            for side, column in (
                ("in", "in_value"),
                ("out", "out_value"),
                ("adjusted", "adjusted_value"),
                ("closing", "ledger_closing"),
            ):
                total = sum(sums[f"{side}_value"] for _record, sums in groups)
                # By warehouse, "in" and "out" stay; only adjustments may be elsewhere.
                booked = sum(figures[column] for _account, figures in footing)
                self.assertAlmostEqual(total, booked, 6, (by, side))
        for _account, figures in footing:
            self.assertEqual(figures["difference"], 0)


@tagged("post_install", "-at_install")
class TestMovement(MovementCase):
    """10 at 5 in March; in April 10 at 7 in, 4 out, 1 counted missing, 1 scrapped."""

    def setUp(self):
        super().setUp()
        with freeze_time("2026-03-10 12:00:00"):
            for product in self.products.values():
                self.receive(product, 10, cost=5)
        with freeze_time("2026-04-10 12:00:00"):
            for product in self.products.values():
                self.receive(product, 10, cost=7)
                self.deliver(product, 4)
        with freeze_time("2026-04-20 12:00:00"):
            for product in self.products.values():
                self.count(product, 15)
                self.scrap(product, 1)

    def test_every_method(self):
        for method, values in (
            ("standard", (100, 100, -40, -20, 140)),
            ("average", (50, 70, -24, -12, 84)),
            ("fifo", (50, 70, -20, -10, 90)),
        ):
            with self.subTest(method):
                movement = self.ask()
                product = self.products[method]
                self.assertEqual(self.quantities(movement, product), (10, 10, -4, -2, 14))
                self.assertEqual(self.values(movement, product), values)

    def test_columns_of_kinds(self):
        names = ("received", "delivered", "returned", "counted", "scrapped", "revalued")
        movement = self.ask()
        self.assertEqual(
            self.sums(movement, *(f"{name}_value" for name in names))[self.fifo.display_name],
            (70, -20, 0, -5, -5, 0),
        )
        self.assert_foots(movement)

    def test_returns_and_revaluation(self):
        with freeze_time("2026-04-25 12:00:00"):
            sold = self.deliver(self.average, 2)
            self.return_from_customer(sold, 1)
            bought = self.receive(self.average, 2, cost=6)
            self.return_to_vendor(bought, 1)
            self.set_cost(self.standard, 12)
        movement = self.ask()
        self.assertEqual(
            self.quantities(movement, self.average), (10, 10 + 1 + 2, -4 - 2 - 1, -2, 14)
        )
        self.assertEqual(
            self.sums(movement, "returned_quantity", "returned_value")[self.average.display_name],
            (0, 0),
        )
        self.assertEqual(
            self.sums(movement, "revalued_quantity", "revalued_value")[self.standard.display_name],
            (0, 28),
        )
        self.assert_foots(movement)

    def test_by_accounting_date(self):
        """A count dated back counts on its accounting date, as in the general ledger."""
        with freeze_time("2026-05-05 12:00:00"):
            self.count(self.average, 12, date=date(2026, 4, 30))
        april, may = self.ask(), self.ask("2026-05-01", "2026-05-31")
        self.assertEqual(self.quantities(april, self.average), (10, 10, -4, -4, 12))
        self.assertEqual(self.quantities(may, self.average), (12, 0, 0, 0, 12))
        self.assert_foots(april)
        self.assert_foots(may)

    def test_before_anything(self):
        movement = self.ask("2026-02-01", "2026-02-28")
        self.assertFalse(movement.account_ids)
        self.assertFalse(self.lines(movement))

    def test_footing_to_the_general_ledger(self):
        movement = self.ask()
        self.assertRecordValues(
            movement.account_ids,
            [
                {
                    "opening": 200.0,
                    "taken_over": 0.0,
                    "in_value": 240.0,
                    "out_value": -84.0,
                    "adjusted_value": -42.0,
                    "by_hand": 0.0,
                    "closing": 314.0,
                    "difference": 0.0,
                    "ledger_closing": 314.0,
                    "is_off": False,
                    "is_by_hand": False,
                }
            ],
        )
        self.assertEqual((movement.off_count, movement.by_hand_count), (0, 0))

    def test_by_hand_is_shown_and_named(self):
        entry = self.post_by_hand(7, "2026-04-15")
        movement = self.ask()
        self.assertRecordValues(
            movement.account_ids,
            [{"by_hand": 7.0, "closing": 321.0, "difference": 0.0, "ledger_closing": 314.0}],
        )
        self.assertEqual((movement.off_count, movement.by_hand_count), (0, 1))
        action = movement.account_ids.action_open_by_hand()
        items = movement.env[action["res_model"]].search(action["domain"])
        self.assertEqual(items.move_id.id, entry.id)
        notes = movement._perpetual_tables()[1].notes
        self.assertEqual(len(notes), 1)
        for text in (entry.name, "Year-end correction", "7.00"):
            self.assertIn(text, notes[0])
        # Before the period: it is in the opening balance, and still told.
        later = self.ask("2026-05-01", "2026-05-31")
        self.assertRecordValues(
            later.account_ids,
            [{"opening": 321.0, "by_hand": 0.0, "difference": 0.0, "is_by_hand": True}],
        )
        self.take_back(entry)

    def test_tampered_journal_item(self):
        account = self.account("inventory")
        items = self.last_entry(self.fifo).account_move_id.line_ids
        item = items.filtered(lambda item: item.account_id == account)
        self.env.flush_all()
        shift = "UPDATE account_move_line SET balance = balance + %s WHERE id = %s"
        self.env.cr.execute(shift, (3, item.id))
        movement = self.ask()
        self.assertEqual(movement.account_ids.filtered("is_off").mapped("difference"), [3])
        self.assertEqual(movement.off_count, 1)
        self.env.cr.execute(shift, (-3, item.id))
        self.env.invalidate_all()

    def test_two_accounts(self):
        """What changes its account leaves one and enters the other."""
        old = self.account("inventory")
        new = old.copy({"name": "Fresh Goods", "code": "110177"})
        with freeze_time("2026-04-22 12:00:00"):
            category = self.categories["average"].with_company(self.company)
            category.property_stock_valuation_account_id = new
        movement = self.ask(by="account")
        self.assertEqual(self.quantities(movement, new), (0, 0, 0, 14, 14))
        self.assertEqual(self.values(movement, new), (0, 0, 0, 84, 84))
        self.assertEqual(
            self.sums(movement, "transferred_quantity", "transferred_value")[new.display_name],
            (14, 84),
        )
        movement.by = "product"
        self.assertEqual(self.quantities(movement, self.average), (10, 10, -4, -2, 14))
        self.assert_foots(movement)

    def test_warehouses(self):
        """Goods that go to another warehouse leave one line and enter the other."""
        other = self.env["stock.warehouse"].create(
            {"name": "North", "code": "NO", "company_id": self.company.id}
        )
        with freeze_time("2026-04-25 12:00:00"):
            self.transfer(self.average, 7, self.stock(), other.lot_stock_id)
            self.deliver(self.average, 1, source=other.lot_stock_id)
        movement = self.ask(by="warehouse")
        main = self.warehouse()
        self.assertEqual(self.quantities(movement, main), (30, 30, -12, -6 - 7, 35))
        self.assertEqual(self.quantities(movement, other), (0, 0, -1, 7, 6))
        self.assertEqual(self.values(movement, other), (0, 0, -6, 42, 36))
        self.assertEqual(self.sums(movement, "transferred_value")[other.display_name], (42,))
        self.assert_foots(movement)

    def test_goods_in_transit(self):
        """What is under way is on an account of its own, and the pool's total is the same."""
        way = self.company.internal_transit_location_id
        with freeze_time("2026-04-25 12:00:00"):
            self.transfer(self.average, 5, self.stock(), way)
        movement = self.ask(by="account")
        self.assertEqual(self.values(movement, self.account("transit")), (0, 0, 0, 30, 30))
        self.assert_foots(movement)
        movement.by = "warehouse"
        rows = self.sums(movement, "closing_quantity", "closing_value")
        self.assertEqual(rows["-"], (5, 30), "In no warehouse")

    def test_goods_sent_to_another_company(self):
        """They leave against goods in transit: an adjustment of that account."""
        between = self.env["stock.location"].create(
            {"name": "Between", "usage": "transit", "company_id": False}
        )
        with freeze_time("2026-04-25 12:00:00"):
            self.deliver(self.average, 5, dest=between)
        movement = self.ask()
        line = movement.account_ids.filtered(
            lambda line: line.account_id == self.account("transit").with_env(line.env)
        )
        self.assertRecordValues(
            line,
            [{"adjusted_value": 30.0, "closing": 30.0, "ledger_closing": 30.0, "difference": 0.0}],
        )
        self.assertFalse(movement.off_count)
        # What the products' closing lacks is told, on screen and on paper.
        self.assertEqual(movement.between_companies, 30)
        products = sum(self.lines(movement).mapped("closing_value"))
        self.assertEqual(sum(movement.account_ids.mapped("ledger_closing")) - products, 30)
        lines, _footing = movement._perpetual_tables()
        self.assertEqual(len(lines.notes), 1)
        self.assertIn("30.00", lines.notes[0])
        self.assertFalse(self.ask("2026-04-01", "2026-04-20").between_companies)
        # Also when goods in transit are on another account since.
        self.company.perpetual_transit_account_id = self.account("transit").copy({"code": "110399"})
        movement = self.ask()
        self.assertEqual(movement.between_companies, 30)
        self.assertFalse(movement.off_count)

    def test_drill(self):
        lines = self.lines(self.ask())
        line = lines.filtered(lambda line: line.product_id.id == self.fifo.id)
        entries = line.env["perpetual.ledger.entry"].search(
            line.action_perpetual_entries()["domain"]
        )
        self.assertEqual(sorted(entries.mapped("kind")), ["count", "issue", "receipt", "scrap"])
        self.assertEqual(sum(entries.mapped("value")), line.closing_value - line.opening_value)

    def test_dates_in_order(self):
        with self.assertRaises(ValidationError):
            self.ask("2026-05-01", "2026-04-01")

    def test_who_may(self):
        for role in ("auditor", "controller", "stock_manager"):
            self.assertTrue(self.ask(role=role).account_ids.account_name, role)
        for role in ("stock_user", "employee"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.ask(role=role)
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_role(role)["perpetual.movement.line"].search([])
        with self.assertRaises(AccessError):
            self.ask().with_env(self.as_role("auditor")).read(["date_from"])

    def test_opens_on_this_month(self):
        with freeze_time("2026-04-30 10:00:00"):
            movements = self.as_role("accountant")["perpetual.movement"]
            movement = movements.browse(movements.action_open()["res_id"])
        self.assertEqual(
            (movement.date_from, movement.date_to), (date(2026, 4, 1), date(2026, 4, 30))
        )
        self.assertTrue(movement.account_ids)
        self.assertEqual(len(METHODS), len(self.lines(movement)))

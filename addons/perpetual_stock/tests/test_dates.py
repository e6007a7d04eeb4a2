from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import PerpetualCommon

NOW = "2026-06-10 12:00:00"


@tagged("post_install", "-at_install")
class TestOneDate(PerpetualCommon):
    """A move, its ledger entry and its journal entry are of the same day."""

    def assert_day(self, move, day):
        entry = move.perpetual_entry_ids.sorted("id")[-1]
        found = {entry.accounting_date, entry.account_move_id.date, move.date.date()}
        self.assertEqual(found, {date.fromisoformat(day)})

    @freeze_time(NOW)
    def test_forced_date_of_a_transfer(self):
        kind = self.warehouse().in_type_id
        picking = self.prepare([(self.average, 10)], self.suppliers, self.stock(), kind, 10)
        picking.with_context(force_period_date="2026-04-30").button_validate()
        move = picking.move_ids.with_env(self.env)
        self.assert_day(move, "2026-04-30")
        self.assertEqual(move.date, datetime(2026, 4, 30, 12))
        self.assertEqual(move.perpetual_entry_ids.effective_at, datetime(2026, 6, 10, 12))

    @freeze_time("2026-06-10 01:30:00")
    def test_forced_date_in_a_time_zone(self):
        """The evening of the ninth in New York: the day is the one that was asked for."""
        self.receive(self.average, 10, 10)
        user = self.users["controller"]
        quants = self.as_role(user)["stock.quant"].with_context(
            inventory_mode=True, tz="America/New_York"
        )
        quant = quants.search(
            [("product_id", "=", self.average.id), ("location_id", "=", self.stock().id)]
        )
        quant.write({"inventory_quantity": 7, "accounting_date": "2026-05-31"})
        quant.action_apply_inventory()
        entry = self.last_entry(self.average)
        self.assertEqual(entry.accounting_date, date(2026, 5, 31))
        # Half past nine in the evening of the 31st, over there.
        self.assertEqual(entry.stock_move_id.date, datetime(2026, 6, 1, 1, 30))

    @freeze_time(NOW)
    def test_a_count_in_a_locked_period(self):
        """All three on the first open day."""
        self.receive(self.average, 10, 10)
        self.company.hard_lock_date = "2026-05-31"
        self.assert_day(self.count(self.average, 8, date="2026-05-15"), "2026-06-01")

    @freeze_time(NOW)
    def test_the_wizard_asks_for_the_date(self):
        self.receive(self.average, 10, 10)
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.average.id), ("location_id", "=", self.stock().id)]
        )
        wizard = self.as_role("controller")["stock.inventory.adjustment.name"].create(
            {"quant_ids": quant.ids}
        )
        self.assertTrue(wizard.should_show_accounting_date)

    @freeze_time(NOW)
    def test_a_transfer_dated_later_by_hand(self):
        """Its own date may be changed; the books are not touched by it."""
        move = self.receive(self.fifo, 10, 10)
        entry = move.perpetual_entry_ids
        for day in ("2026-05-01 08:00:00", "2026-06-09 08:00:00"):
            move.picking_id.date_done = day
            self.assertEqual(move.date, datetime.fromisoformat(day))
            self.assertEqual(entry.accounting_date, date(2026, 6, 10))
            self.assertEqual(entry.effective_at, datetime(2026, 6, 10, 12))
            self.assertEqual(self.entries(self.fifo), entry)
            self.assertEqual(self.on_hand(self.fifo), (10, 100))

    def test_the_newest_date_does_not_decide_what_leaves_first(self):
        """FIFO follows the order in which the ledger was told, not dates set afterwards."""
        first = self.receive(self.fifo, 5, 10)
        second = self.receive(self.fifo, 5, 20)
        first.date, second.date = "2026-02-02 00:00:00", "2026-01-01 00:00:00"
        self.assertEqual(self.deliver(self.fifo, 5).value, 50)


@tagged("post_install", "-at_install")
class TestLocked(PerpetualCommon):
    """A locked period does not stop the warehouse."""

    @freeze_time(NOW)
    def test_today_is_locked(self):
        """Core refuses to validate; for continuous goods the books have an open day."""
        for product in self.products.values():
            self.receive(product, 10, 10)
        self.company.fiscalyear_lock_date = "2026-06-30"
        for product in self.products.values():
            for move in (self.receive(product, 5, 10), self.deliver(product, 3)):
                entry = move.perpetual_entry_ids
                self.assertEqual(entry.accounting_date, date(2026, 7, 1))
                self.assertEqual(entry.account_move_id.date, date(2026, 7, 1))
                self.assertEqual(move.date.date(), date(2026, 6, 10))

    def test_scheduled_in_a_period_locked_since(self):
        """Goods that come late: scheduled in May, here in June, May is closed."""
        kind = self.warehouse().in_type_id
        with freeze_time("2026-05-20 08:00:00"):
            picking = self.prepare([(self.average, 10)], self.suppliers, self.stock(), kind, 10)
            self.env.flush_all()
        with freeze_time(NOW):
            self.company.fiscalyear_lock_date = "2026-05-31"
            move = self.validate(picking).move_ids
            self.assertEqual(move.perpetual_entry_ids.accounting_date, date(2026, 6, 10))

    @freeze_time(NOW)
    def test_a_done_transfer_is_not_dated_back_into_it(self):
        """Here core is right."""
        move = self.receive(self.average, 10, 10)
        self.company.fiscalyear_lock_date = "2026-05-31"
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            move.picking_id.date_done = "2026-05-15 08:00:00"
        self.env.invalidate_all()

    @freeze_time(NOW)
    def test_goods_of_others_are_refused_as_before(self):
        category = self.make_category("average", valuation="periodic")
        periodic = self.make_product("average", categ_id=category.id)
        self.company.fiscalyear_lock_date = "2026-06-30"
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.receive(periodic, 5, 10)
        self.env.invalidate_all()

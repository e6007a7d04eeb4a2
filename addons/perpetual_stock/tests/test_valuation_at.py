from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PerpetualCommon


@tagged("post_install", "-at_install")
class TestValuationAt(PerpetualCommon):
    """What was on hand, and worth how much, at any moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelf = cls.env["stock.location"].create(
            {
                "name": "Shelf",
                "location_id": cls.env["stock.warehouse"]
                .search([("company_id", "=", cls.company.id)], limit=1)
                .lot_stock_id.id,
            }
        )

    def setUp(self):
        super().setUp()
        with freeze_time("2026-03-02 16:00:00"):
            self.receive(self.average, 10, 10)
            self.receive(self.fifo, 5, 7)
        with freeze_time("2026-03-03 08:30:00"):
            self.receive(self.average, 10, 20)
            self.transfer(self.average, 5, self.stock(), self.shelf)
        with freeze_time("2026-03-04 23:59:59"):
            self.deliver(self.average, 12)
            self.deliver(self.fifo, 5)
        with freeze_time("2026-03-06 09:00:00"):
            self.set_cost(self.average, 20)

    def value(self, at, product=None, zone="UTC", domain=None):
        """(quantity, value) of a product at ``at``, for an accountant in a time zone."""
        self.users["accountant"].tz = zone
        rows = self.as_role("accountant")["perpetual.ledger.entry"].valuation_at(
            self.company, at, domain
        )
        mine = [row for row in rows if row.product.id == (product or self.average).id]
        self.assertLessEqual(len(mine), 1)
        return (mine[0].quantity, mine[0].value) if mine else (0, 0)

    def test_instants(self):
        """An instant counts up to and including itself."""
        for at, expected in (
            ("2026-03-02 15:59:59", (0, 0)),
            ("2026-03-02 16:00:00", (10, 100)),
            ("2026-03-03 08:29:59", (10, 100)),
            ("2026-03-03 08:30:00", (20, 300)),
            ("2026-03-04 23:59:58", (20, 300)),
            ("2026-03-04 23:59:59", (8, 120)),
            ("2026-03-06 08:59:59", (8, 120)),
            ("2026-03-06 09:00:00", (8, 160)),
            ("2100-01-01 00:00:00", (8, 160)),
        ):
            self.assertEqual(self.value(at), expected, at)
            self.assertEqual(self.value(datetime.fromisoformat(at)), expected, at)

    def test_days_are_whole(self):
        for day, expected in (
            ("2026-03-01", (0, 0)),
            ("2026-03-02", (10, 100)),
            ("2026-03-03", (20, 300)),
            ("2026-03-04", (8, 120)),
            ("2026-03-05", (8, 120)),
            ("2026-03-06", (8, 160)),
        ):
            self.assertEqual(self.value(day), expected, day)
            self.assertEqual(self.value(date.fromisoformat(day)), expected, day)

    def test_days_are_the_users(self):
        """16:00 in London is already the next day in Tokyo; 23:59:59 UTC is evening in New York."""
        for zone, day, expected in (
            ("Asia/Tokyo", "2026-03-02", (0, 0)),
            ("Asia/Tokyo", "2026-03-03", (20, 300)),
            ("Asia/Tokyo", "2026-03-04", (20, 300)),
            ("Asia/Tokyo", "2026-03-05", (8, 120)),
            ("America/New_York", "2026-03-02", (10, 100)),
            ("America/New_York", "2026-03-04", (8, 120)),
            ("Asia/Kolkata", "2026-03-04", (20, 300)),
        ):
            self.assertEqual(self.value(day, zone=zone), expected, f"{zone} {day}")

    def test_an_instant_is_the_same_everywhere(self):
        for zone in ("UTC", "Asia/Tokyo", "America/New_York"):
            self.assertEqual(self.value("2026-03-02 16:00:00", zone=zone), (10, 100))

    def test_what_is_gone_is_left_out(self):
        self.assertEqual(self.value("2026-03-03", self.fifo), (5, 35))
        rows = self.env["perpetual.ledger.entry"].valuation_at(self.company, "2026-03-05")
        self.assertEqual([row.product for row in rows], [self.average])

    def test_domain(self):
        only = [("product_id", "=", self.fifo.id)]
        self.assertEqual(self.value("2026-03-03", self.fifo, domain=only), (5, 35))
        self.assertEqual(self.value("2026-03-03", self.average, domain=only), (0, 0))
        by_method = [("cost_method", "=", "average")]
        self.assertEqual(self.value("2026-03-03", self.fifo, domain=by_method), (0, 0))

    def test_by_lot(self):
        product = self.make_product("fifo", tracking="lot")
        product.lot_valuated = True
        lots = [self.make_lot(product, name) for name in "AB"]
        with freeze_time("2026-03-02 10:00:00"):
            self.receive(product, 3, 10, lot=lots[0])
        with freeze_time("2026-03-03 10:00:00"):
            self.receive(product, 3, 20, lot=lots[1])
        entries = self.env["perpetual.ledger.entry"]
        domain = [("product_id", "=", product.id)]
        rows = entries.valuation_at(self.company, "2026-03-02", domain)
        self.assertEqual([tuple(row)[1:] for row in rows], [(lots[0], 3, 30)])
        rows = entries.valuation_at(self.company, "2026-03-03", domain)
        self.assertEqual([tuple(row)[1:] for row in rows], [(lots[0], 3, 30), (lots[1], 3, 60)])

    def test_core_asks_the_ledger_too(self):
        """Core's product value as of a day."""
        for day, value in (("2026-03-02", 100), ("2026-03-03", 300), ("2026-03-05", 120)):
            product = self.average.with_context(to_date=day)
            self.assertEqual(product.total_value, value, day)
        self.assertEqual(
            self.company.stock_value(at_date=date(2026, 3, 3)).get(self.account("inventory")), 335
        )

    def test_a_later_edit_does_not_change_the_past(self):
        move = self.entries(self.average)[0].stock_move_id
        with freeze_time("2026-03-10 12:00:00"):
            self.edit(move, 30)
        self.assertEqual(self.value("2026-03-02"), (10, 100))
        self.assertEqual(self.value("2026-03-09"), (8, 160))
        self.assertEqual(self.value("2026-03-10"), (28, 360))

    def test_a_clock_that_went_back(self):
        """The order of the ledger is its own; instants never run backwards."""
        with freeze_time("2026-03-05 12:00:00"):
            self.deliver(self.average, 1)
        entry = self.last_entry(self.average)
        self.assertEqual(entry.effective_at, datetime(2026, 3, 6, 9))
        self.assertEqual(self.value("2026-03-05"), (8, 120))
        self.assertEqual(self.value("2026-03-06"), (7, 140))

    def test_only_for_who_may_see_values(self):
        with self.assertRaises(UserError):
            self.as_role("stock_user")["perpetual.ledger.entry"].valuation_at(
                self.company, "2026-03-05"
            )

    def test_one_look_up_per_pool(self):
        """However long the history, one statement finds the balances."""
        entries = self.env["perpetual.ledger.entry"]
        entries.valuation_at(self.company, "2026-03-05")
        with self.assertQueryCount(1):
            entries.valuation_at(self.company, "2026-03-05")

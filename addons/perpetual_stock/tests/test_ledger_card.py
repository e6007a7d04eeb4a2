from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .test_valuation_compare import SummaryCase


@tagged("post_install", "-at_install")
class TestLedgerCard(SummaryCase):
    """10 at 5 in March; 4 out on 10 April, 3 moved to a shelf; 2 at 8 in May."""

    def setUp(self):
        super().setUp()
        self.shelf = self.make_location()
        with freeze_time("2026-03-10 12:00:00"):
            self.receive(self.average, 10, cost=5)
        with freeze_time("2026-04-10 12:00:00"):
            self.deliver(self.average, 4)
            self.transfer(self.average, 3, self.stock(), self.shelf)
        with freeze_time("2026-05-10 12:00:00"):
            self.receive(self.average, 2, cost=8)

    def ask(self, products=None, role="accountant", **vals):
        vals = {"date_from": "2026-04-01", "date_to": "2026-04-30", **vals}
        products = products or self.average
        return self.as_role(role)["perpetual.ledger.card"].create(
            {"product_ids": products.ids, **vals}
        )

    def rows(self, card):
        return [
            (
                line.line_type if line.line_type != "entry" else line.kind,
                line.quantity,
                line.value,
                line.running_quantity,
                line.running_value,
            )
            for line in self.lines(card)
        ]

    APRIL = [
        ("opening", 0, 0, 10, 50),
        ("issue", -4, -20, 6, 30),
        ("transfer", 0, 0, 6, 30),
        ("closing", 0, 0, 6, 30),
    ]

    def test_one_month(self):
        self.assertEqual(self.rows(self.ask()), self.APRIL)

    def test_from_the_beginning(self):
        self.assertEqual(
            self.rows(self.ask(date_from=False, date_to="2026-05-31")),
            [
                ("opening", 0, 0, 0, 0),
                ("receipt", 10, 50, 10, 50),
                ("issue", -4, -20, 6, 30),
                ("transfer", 0, 0, 6, 30),
                ("receipt", 2, 16, 8, 46),
                ("closing", 0, 0, 8, 46),
            ],
        )

    def test_goods_in_transit(self):
        """Two entries on each leg; neither shows a value that never was on hand."""
        way = self.company.internal_transit_location_id
        with freeze_time("2026-06-10 12:00:00"):
            # Two lines of one transfer at one instant.
            for place in (self.stock(), self.shelf):
                self.transfer(self.average, 2, place, way)
            self.transfer(self.average, 4, way, self.stock())
            self.receive(self.average, 2, cost=8)
        value = 46 / 8 * 2
        out, back = ("transfer", 0, -value, 8, 46), ("transfer", 0, value, 8, 46)
        self.assertEqual(
            self.rows(self.ask(date_from="2026-06-01", date_to="2026-06-30")),
            [
                ("opening", 0, 0, 8, 46),
                *2 * [out, back],
                ("transfer", 0, 2 * value, 8, 46),
                ("transfer", 0, -2 * value, 8, 46),
                ("receipt", 2, 16, 10, 62),
                ("closing", 0, 0, 10, 62),
            ],
        )

    def test_quiet_month(self):
        self.assertEqual(
            self.rows(self.ask(date_from="2026-06-01", date_to="2026-06-30")),
            [("opening", 0, 0, 8, 46), ("closing", 0, 0, 8, 46)],
        )

    def test_before_anything(self):
        self.assertEqual(self.rows(self.ask(date_from="2026-01-01", date_to="2026-01-31")), [])

    def test_closing_of_a_month_opens_the_next(self):
        april = self.lines(self.ask())[-1:]
        closing = (april.running_quantity, april.running_value)
        may = self.lines(self.ask(date_from="2026-05-01", date_to="2026-05-31"))[:1]
        self.assertEqual((may.running_quantity, may.running_value), closing)

    def test_days_of_the_user(self):
        """20:00 on 31 March in New York is 1 April in UTC; the card follows the user."""
        product = self.make_product("average")
        with freeze_time("2026-04-01 00:00:00"):
            self.receive(product, 1, cost=2)
        for zone, kinds in (
            ("America/New_York", ["opening", "closing"]),
            ("UTC", ["opening", "receipt", "closing"]),
        ):
            self.users["accountant"].tz = zone
            with self.subTest(zone):
                self.assertEqual([row[0] for row in self.rows(self.ask(product))], kinds)

    def test_many_products(self):
        with freeze_time("2026-04-12 12:00:00"):
            self.receive(self.fifo, 1, cost=3)
        card = self.ask(self.average + self.fifo)
        lines = self.lines(card)
        rows = lines.grouped("product_id")
        self.assertEqual(
            {product.id: len(found) for product, found in rows.items()},
            {self.average.id: 4, self.fifo.id: 3},
        )
        self.assertEqual(card.action_show()["context"]["group_by"], ["product_id"])

    def test_lots_have_a_card_each(self):
        product = self.make_product("average", tracking="lot", lot_valuated=True)
        lots = [self.make_lot(product, name) for name in ("A", "B")]
        with freeze_time("2026-04-12 12:00:00"):
            for number, lot in enumerate(lots, start=1):
                self.receive(product, number, cost=3 * number, lot=lot)
        lines = self.lines(self.ask(product))
        self.assertEqual(
            [(line.lot_id.name, line.line_type, line.running_value) for line in lines],
            [
                ("A", "opening", 0),
                ("A", "entry", 3),
                ("A", "closing", 3),
                ("B", "opening", 0),
                ("B", "entry", 12),
                ("B", "closing", 12),
            ],
        )
        titles = [section.title for section in self.ask(product)._perpetual_tables()[0].sections]
        self.assertEqual([title[-1] for title in titles], ["A", "B"])

    def test_pools_of_a_product_run_together(self):
        """Valued by lot once, now as a whole: one card over all its pools."""
        product = self.make_product("average", tracking="lot", lot_valuated=True)
        lot = self.make_lot(product, "A")
        with freeze_time("2026-04-12 12:00:00"):
            self.receive(product, 1, cost=3, lot=lot)
            self.deliver(product, 1, lot=lot)
        product.product_tmpl_id.lot_valuated = False
        with freeze_time("2026-04-13 12:00:00"):
            self.receive(product, 2, cost=4, lot=lot)
        self.assertEqual(
            self.rows(self.ask(product)),
            [
                ("opening", 0, 0, 0, 0),
                ("receipt", 1, 3, 1, 3),
                ("issue", -1, -3, 0, 0),
                ("receipt", 2, 8, 2, 8),
                ("closing", 0, 0, 2, 8),
            ],
        )

    def test_line_opens_its_entry(self):
        lines = self.lines(self.ask())
        self.assertFalse(lines[0].action_open_entry())
        entry = lines.env["perpetual.ledger.entry"].browse(lines[1].action_open_entry()["res_id"])
        self.assertEqual(entry.kind, "issue")

    # from where it is opened

    def test_opened_from(self):
        for record in (
            self.average,
            self.average.product_tmpl_id,
            self.last_entry(self.average),
            self.pool(self.average),
        ):
            with self.subTest(record._name):
                env = self.as_role("accountant")
                cards = env["perpetual.ledger.card"].with_context(
                    active_model=record._name, active_ids=record.ids
                )
                self.assertEqual(cards.create({}).product_ids.ids, self.average.ids)

    def test_no_product(self):
        card = self.as_role("accountant")["perpetual.ledger.card"].create({})
        with self.assertRaisesRegex(UserError, "Choose the products"):
            card.action_show()

    def test_dates_in_order(self):
        with self.assertRaises(ValidationError):
            self.ask(date_from="2026-05-01")

    # who sees what

    def test_stock_user_sees_quantities(self):
        card = self.ask(role="stock_user")
        lines = self.lines(card)
        self.assertEqual(lines.mapped("running_quantity"), [10, 6, 6, 6])
        for field in ("value", "running_value"):
            with self.assertRaises(AccessError):
                lines.mapped(field)
        (table,) = card._perpetual_tables()
        self.assertNotIn("money", [column.kind for column in table.columns])
        keys = {key for section in table.sections for row in section.rows for key in row.cells}
        self.assertFalse(keys & {"value", "running_value"})

    def test_others(self):
        self.assertEqual(self.rows(self.ask(role="auditor")), self.APRIL)
        with self.assertRaises(AccessError):
            self.ask(role="employee")
        with self.assertRaises(AccessError):
            self.ask().with_env(self.as_role("auditor")).read(["date_from"])

    def test_other_companies_stay_out(self):
        self.make_second_company()
        lines = self.as_role("stock_user", self.company2)["perpetual.ledger.card.line"]
        asked = lines.with_context(
            perpetual_company_id=self.company.id, perpetual_product_ids=self.average.ids
        )
        self.assertFalse(asked.search([]))

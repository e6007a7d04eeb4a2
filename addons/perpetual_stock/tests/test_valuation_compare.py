from freezegun import freeze_time

from odoo.tests import tagged

from .common import PerpetualCommon


class SummaryCase(PerpetualCommon):
    """Reads the lines of a summary as its list, its print and its spreadsheet do."""

    def lines(self, wizard):
        action = wizard.action_show()
        # Lines have no memory: what another date computed is not theirs.
        self.env.invalidate_all()
        model = wizard.env[action["res_model"]].with_context(**action["context"])
        return model.search(action["domain"])

    def sums(self, wizard, *names):
        """{name of the product, place …: sums} of the list, which the print repeats."""
        self.env.invalidate_all()
        rows = {
            record.display_name or "-": tuple(round(sums[name], 6) for name in names)
            for record, sums in wizard._perpetual_groups(names)
        }
        printed = {
            row.cells["name"]: tuple(round(row.cells[name], 6) for name in names)
            for row in wizard._perpetual_section(names).rows
        }
        self.assertEqual(sorted(rows.values()), sorted(printed.values()))
        return rows


@tagged("post_install", "-at_install")
class TestValuationCompare(SummaryCase):
    """March: 10 at 5 in, a third of a cent cost; April: 4 out, a transfer, a new account."""

    def setUp(self):
        super().setUp()
        self.shelf = self.make_location()
        with freeze_time("2026-03-10 12:00:00"):
            self.receive(self.average, 10, cost=5)
            self.receive(self.fifo, 3, cost=7)
        with freeze_time("2026-04-10 12:00:00"):
            self.deliver(self.average, 4)
            self.transfer(self.average, 2, self.stock(), self.shelf)

    def ask(self, role="accountant", **vals):
        return self.as_role(role)["perpetual.valuation.as.of"].create(vals)

    def compare(self, **vals):
        return self.ask(date="2026-04-30", compare_date="2026-03-31", **vals)

    COMPARED = (
        "quantity",
        "value",
        "compare_quantity",
        "compare_value",
        "change_quantity",
        "change_value",
    )

    def test_by_product(self):
        self.assertEqual(
            self.sums(self.compare(), *self.COMPARED),
            {
                self.average.display_name: (6, 30, 10, 50, -4, -20),
                self.fifo.display_name: (3, 21, 3, 21, 0, 0),
            },
        )

    def test_gone_and_new_are_both_there(self):
        with freeze_time("2026-04-20 12:00:00"):
            self.deliver(self.fifo, 3)
            self.receive(self.standard, 1, cost=10)
        self.assertEqual(
            self.sums(self.compare(), *self.COMPARED),
            {
                self.average.display_name: (6, 30, 10, 50, -4, -20),
                self.fifo.display_name: (0, 0, 3, 21, -3, -21),
                self.standard.display_name: (1, 10, 0, 0, 1, 10),
            },
        )

    def test_by_category(self):
        self.assertEqual(
            self.sums(self.compare(by="category"), "value", "compare_value"),
            {
                self.categories["average"].display_name: (30, 50),
                self.categories["fifo"].display_name: (21, 21),
            },
        )

    def test_by_location(self):
        stock, shelf = self.stock().display_name, self.shelf.display_name
        self.assertEqual(
            self.sums(self.compare(by="location"), *self.COMPARED[:4]),
            {stock: (4 + 3, 20 + 21, 13, 71), shelf: (2, 10, 0, 0)},
        )

    def test_by_warehouse(self):
        name = self.warehouse().display_name
        self.assertEqual(
            self.sums(self.compare(by="warehouse"), "quantity", "value"), {name: (9, 51)}
        )

    def test_consigned_goods_are_nobodys_value(self):
        self.receive(self.average, 5, cost=5, owner=self.vendor)
        self.assertEqual(
            self.sums(self.ask(by="location"), "quantity", "value")[self.stock().display_name],
            (7, 41),
        )

    def test_parts_are_the_pool_to_the_cent(self):
        """10.00 for three units on three shelves: 3.33 + 3.33 + 3.34."""
        product = self.make_product("average")
        self.receive(product, 3, cost=10 / 3)
        shelves = [self.make_location(f"Shelf {number}") for number in range(2)]
        for shelf in shelves:
            self.transfer(product, 1, self.stock(), shelf)
        self.assertEqual(self.on_hand(product), (3, 10))
        lines = self.lines(self.ask(by="location"))
        mine = lines.filtered(lambda line: line.product_id.id == product.id)
        self.assertEqual(sorted(mine.mapped("value")), [3.33, 3.33, 3.34])
        self.assertEqual(mine.mapped("quantity"), [1, 1, 1])

    def test_negative_place(self):
        """Four too many left the shelf: it owes what the other place has too much."""
        product = self.make_product("average")
        self.receive(product, 10, cost=2)
        self.deliver(product, 4, source=self.shelf)
        lines = self.lines(self.ask(by="location"))
        mine = lines.filtered(lambda line: line.product_id.id == product.id)
        self.assertEqual(
            {(line.location_id.name, line.quantity, line.value) for line in mine},
            {("Stock", 10, 20), ("Shelf", -4, -8)},
        )

    def test_by_account_follows_the_account(self):
        """The value moves to the new account and the goods with it."""
        old = self.account("inventory")
        new = old.copy({"name": "Fresh Goods", "code": "110177"})
        category = self.categories["average"].with_company(self.company)
        with freeze_time("2026-04-15 12:00:00"):
            category.property_stock_valuation_account_id = new
        with freeze_time("2026-04-16 12:00:00"):
            self.receive(self.average, 1, cost=5)
        self.assertEqual(
            self.sums(self.compare(by="account"), *self.COMPARED[:4]),
            {
                old.display_name: (3, 21, 13, 71),
                new.display_name: (7, 35, 0, 0),
            },
        )

    def test_totals_foot_in_every_dimension(self):
        self.test_by_account_follows_the_account()
        self.receive(self.standard, 7, cost=3)
        for by in ("product", "category", "account", "warehouse", "location"):
            with self.subTest(by):
                groups = self.ask(by=by)._perpetual_groups(["quantity", "value"])
                totals = [sum(sums[name] for _record, sums in groups) for name in groups[0][1]]
                pools = self.env["perpetual.cost.pool"].search(
                    [("company_id", "=", self.company.id)]
                )
                self.assertAlmostEqual(totals[0], sum(pools.mapped("quantity")), 6)
                self.assertAlmostEqual(totals[1], sum(pools.mapped("value")), 6)

    def test_drill_between_the_dates(self):
        line = self.lines(self.compare()).filtered(
            lambda line: line.product_id.id == self.average.id
        )
        entries = line.env["perpetual.ledger.entry"].search(
            line.action_perpetual_entries()["domain"]
        )
        self.assertEqual(sorted(entries.mapped("kind")), ["issue", "transfer"])
        self.assertEqual(sum(entries.mapped("value")), line.change_value)

    def test_drill_is_the_same_whichever_date_comes_first(self):
        other = self.ask(date="2026-03-31", compare_date="2026-04-30")
        line = self.lines(other).filtered(lambda line: line.product_id.id == self.average.id)
        self.assertEqual((line.quantity, line.compare_quantity, line.change_value), (10, 6, -20))
        entries = line.env["perpetual.ledger.entry"].search(
            line.action_perpetual_entries()["domain"]
        )
        self.assertEqual(sorted(entries.mapped("kind")), ["issue", "transfer"])

    # What core got wrong (D11): quantity at midnight, value at the day's end, both in UTC

    def test_receipt_at_noon_yesterday_counts(self):
        product = self.make_product("average")
        with freeze_time("2026-05-01 12:00:00"):
            self.receive(product, 2, cost=3)
        with freeze_time("2026-05-02 09:00:00"):
            row = self.sums(self.ask(date="2026-05-01"), "quantity", "value")
        self.assertEqual(row[product.display_name], (2, 6))

    def test_lot_emptied_today_was_worth_its_value_yesterday(self):
        product = self.make_product("average", tracking="lot", lot_valuated=True)
        lot = self.make_lot(product, "L1")
        with freeze_time("2026-05-01 12:00:00"):
            self.receive(product, 2, cost=3, lot=lot)
        with freeze_time("2026-05-02 09:00:00"):
            self.deliver(product, 2, lot=lot)
        for date, expected in (("2026-05-01", [(lot.id, 2, 6)]), ("2026-05-02", [])):
            lines = self.lines(self.ask(date=date))
            mine = lines.filtered(lambda line: line.product_id.id == product.id)
            self.assertEqual(
                [(line.lot_id.id, line.quantity, line.value) for line in mine], expected
            )

    def test_whole_day_in_the_users_time_zone(self):
        """23:30 on 1 May in New York is the 2nd in UTC, and the 1st for its accountant."""
        product = self.make_product("average")
        with freeze_time("2026-05-02 03:30:00"):
            self.receive(product, 2, cost=3)
        for zone, quantity in (("America/New_York", 2), ("UTC", 0), ("Asia/Tokyo", 0)):
            self.users["accountant"].tz = zone
            for by in ("product", "location"):
                with self.subTest(zone=zone, by=by):
                    lines = self.lines(self.ask(date="2026-05-01", by=by))
                    mine = lines.filtered(lambda line: line.product_id.id == product.id)
                    self.assertEqual(sum(mine.mapped("quantity")), quantity)

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PerpetualCommon


@tagged("post_install", "-at_install")
class TestValuationAsOf(PerpetualCommon):
    """A receipt on 1 March, late in the evening of New York, and a delivery on the 3rd."""

    def setUp(self):
        super().setUp()
        self.users["accountant"].tz = "America/New_York"
        with freeze_time("2026-03-02 03:30:00"):  # 22:30 on 1 March there
            self.receive(self.average, 10, cost=5)
        with freeze_time("2026-03-03 15:00:00"):
            self.deliver(self.average, 4)
            self.receive(self.fifo, 2, cost=7)

    def ask(self, role="accountant", **vals):
        return self.as_role(role)["perpetual.valuation.as.of"].create(vals)

    def show(self, valuation):
        """Rows of the list that the wizard opens: (product, quantity, unit cost, value)."""
        action = valuation.action_show()
        lines = valuation.env[action["res_model"]].search(action["domain"])
        return [(line.product_id.name, line.quantity, line.unit_cost, line.value) for line in lines]

    def test_whole_day_of_the_user(self):
        average, fifo = self.average.name, self.fifo.name
        for date, expected in (
            ("2026-02-28", []),
            ("2026-03-01", [(average, 10, 5, 50)]),
            ("2026-03-02", [(average, 10, 5, 50)]),
            ("2026-03-03", [(average, 6, 5, 30), (fifo, 2, 7, 14)]),
        ):
            with self.subTest(date):
                rows = self.show(self.ask(date=date))
                self.assertEqual(sorted(rows), sorted(expected))

    def test_exact_moment(self):
        for instant, quantity in (
            ("2026-03-02 03:29:59", 0),
            ("2026-03-02 03:30:00", 10),
            ("2026-03-03 14:59:59", 10),
        ):
            with self.subTest(instant):
                rows = self.show(self.ask(cut_off="instant", instant=instant))
                self.assertEqual(sum(row[1] for row in rows), quantity)

    def test_today_is_the_pools(self):
        rows = self.show(self.ask())
        pools = self.env["perpetual.cost.pool"].search([("company_id", "=", self.company.id)])
        self.assertEqual(
            sorted((name, quantity, value) for name, quantity, _cost, value in rows),
            sorted((pool.product_id.name, pool.quantity, pool.value) for pool in pools),
        )

    def test_asked_again(self):
        valuation = self.ask(date="2026-03-01")
        self.show(valuation)
        valuation.date = "2026-03-03"
        self.assertEqual(len(self.show(valuation)), 2)
        self.assertEqual(len(valuation.line_ids), 2)

    def test_groups_and_totals(self):
        valuation = self.ask(date="2026-03-03")
        valuation.action_show()
        groups = valuation.line_ids._read_group(
            [("valuation_id", "=", valuation.id)], ["product_categ_id"], ["value:sum"]
        )
        self.assertEqual(
            {category.id: value for category, value in groups},
            {self.categories["average"].id: 30, self.categories["fifo"].id: 14},
        )

    def test_card_ends_there(self):
        valuation = self.ask(date="2026-03-02")
        valuation.action_show()
        action = valuation.line_ids.action_perpetual_entries()
        entries = valuation.env["perpetual.ledger.entry"].search(action["domain"])
        self.assertEqual(entries.mapped("kind"), ["receipt"])

    def test_lots(self):
        product = self.make_product("average", tracking="lot", lot_valuated=True)
        first, second = self.make_lot(product, "A"), self.make_lot(product, "B")
        self.receive(product, 1, cost=3, lot=first)
        self.receive(product, 2, cost=4, lot=second)
        valuation = self.ask()
        valuation.action_show()
        lines = valuation.line_ids.filtered(lambda line: line.product_id.id == product.id)
        self.assertEqual(
            {(line.lot_id.name, line.quantity, line.value) for line in lines},
            {("A", 1, 3), ("B", 2, 8)},
        )
        line = lines.filtered(lambda line: line.lot_id.name == "B")
        entries = line.env["perpetual.ledger.entry"].search(
            line.action_perpetual_entries()["domain"]
        )
        self.assertEqual(entries.lot_id.name, "B")

    def test_flat_in_products(self):
        """Twenty more products take no statement each (a few are about what is cached)."""
        valuation = self.ask()
        before = self._statements(valuation)
        for _product in range(20):
            self.receive(self.make_product("average"), 1, cost=2)
        self.assertLess(self._statements(valuation), before + 20)
        self.assertEqual(len(valuation.line_ids), 22)

    def _statements(self, valuation):
        valuation.action_show()  # warms what the registry keeps
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        valuation.action_show()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_not_for_stock_users(self):
        with self.assertRaises(AccessError):
            self.ask("stock_user")

    def test_ones_own_only(self):
        valuation = self.ask()
        valuation.action_show()
        with self.assertRaises(AccessError):
            valuation.line_ids.with_env(self.as_role("auditor")).mapped("value")

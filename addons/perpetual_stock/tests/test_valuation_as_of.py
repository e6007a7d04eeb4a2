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

    def lines(self, valuation, action=None):
        """The lines as the list asks for them: in its context, by its domain."""
        action = action or valuation.action_show()
        # Lines have no memory: what another date computed is not theirs.
        self.env.invalidate_all()
        model = valuation.env[action["res_model"]].with_context(**action["context"])
        return model.search(action["domain"])

    def show(self, valuation):
        """Rows of the list that the wizard opens: (product, quantity, unit cost, value)."""
        action = valuation.action_show()
        lines = self.lines(valuation, action)
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

    def test_groups_and_totals(self):
        lines = self.lines(self.ask(date="2026-03-03"))
        groups = lines._read_group(
            [("company_id", "=", self.company.id)], ["product_categ_id"], ["value:sum"]
        )
        self.assertEqual(
            {category.id: value for category, value in groups},
            {self.categories["average"].id: 30, self.categories["fifo"].id: 14},
        )

    def test_card_ends_there(self):
        line = self.lines(self.ask(date="2026-03-02"))
        action = line.action_perpetual_entries()
        entries = line.env["perpetual.ledger.entry"].search(action["domain"])
        self.assertEqual(entries.mapped("kind"), ["receipt"])

    def test_lots(self):
        product = self.make_product("average", tracking="lot", lot_valuated=True)
        first, second = self.make_lot(product, "A"), self.make_lot(product, "B")
        self.receive(product, 1, cost=3, lot=first)
        self.receive(product, 2, cost=4, lot=second)
        lines = self.lines(self.ask()).filtered(lambda line: line.product_id.id == product.id)
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
        """One statement for the lines, however many products there are."""
        before = self._statements()
        for _product in range(20):
            self.receive(self.make_product("average"), 1, cost=2)
        self.assertEqual(self._statements(), before)
        self.assertEqual(len(self.lines(self.ask())), 22)

    def _statements(self):
        action = self.ask().action_show()
        lines = self.as_role("accountant")[action["res_model"]].with_context(**action["context"])
        self.env.flush_all()
        lines.search_fetch(action["domain"], ["quantity", "value"])
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        lines.search_fetch(action["domain"], ["quantity", "value"])
        return self.env.cr.sql_log_count - before

    def test_not_for_stock_users(self):
        with self.assertRaises(AccessError):
            self.ask("stock_user")

    def test_ones_own_only(self):
        valuation = self.ask()
        with self.assertRaises(AccessError):
            valuation.with_env(self.as_role("auditor")).read(["date"])

    def test_other_companies_stay_out(self):
        """Whatever the context says: record rules hold for what PostgreSQL computes, too."""
        self.make_second_company()
        lines = self.as_role("accountant", self.company2)["perpetual.valuation.line"]
        self.assertFalse(lines.with_context(perpetual_company_id=self.company.id).search([]))
        with self.assertRaises(AccessError):
            self.as_role("stock_user")["perpetual.valuation.line"].search([])

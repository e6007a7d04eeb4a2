from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import KpiCommon


@tagged("post_install", "-at_install")
class TestDashboard(KpiCommon):
    def setUp(self):
        super().setUp()
        with self.on(0):
            self.receive(self.average, 100, 10)
            self.receive(self.fifo, 10, 50)
        with self.on(1):
            self.deliver(self.average, 30)
            self.counted({self.average: 70, self.fifo: 8})
        with self.on(5):
            self.deliver(self.average, 10)
        self.build(0, 6)

    def drill(self, code, first=0, last=6, **more):
        action = self.dashboard().drill(code, self.options(first, last, **more))
        self.assertEqual(action["type"], "ir.actions.act_window")
        return self.as_role("controller")[action["res_model"]].search(action["domain"])

    def test_compared(self):
        """Three days beside the three before: less was sold."""
        tile = self.tiles(4, 6)["turnover"]
        self.assertLess(tile["change"], 0)
        self.assertIs(tile["change_is_good"], False)
        dsi = self.tiles(4, 6)["dsi"]
        self.assertIs(dsi["change_is_good"], False)
        data = self.dashboard().data(self.options(4, 6))
        self.assertEqual((data["before"]["first"], data["before"]["last"]), ("2024-02-27", "2024-02-29"))
        data = self.dashboard().data(self.options(3, 3, compare="year"))
        self.assertEqual(data["before"]["first"], "2023-02-28")

    def test_words(self):
        """Not by colour alone: whether a figure meets its target is said."""
        tiles = self.tiles(0, 6)
        accuracy = tiles["record_accuracy"]
        self.assertEqual(
            (accuracy["text"], accuracy["target_text"], accuracy["status"], accuracy["status_text"]),
            ("50.00\N{NO-BREAK SPACE}%", "> 95 %".replace(" ", "\N{NO-BREAK SPACE}"), "bad", "Misses the target"),
        )
        self.assertEqual(tiles["turnover"]["status_text"], "No target")
        self.assertEqual(tiles["tie_out"]["status_text"], "Nothing to measure")
        summary = self.dashboard().data(self.options(0, 6))["summary"]
        self.assertIn("miss their target: Inventory Record Accuracy", summary["text"])

    def test_target_of_the_class(self):
        tile = self.tiles(0, 6, class_name="C")["record_accuracy"]
        self.assertEqual(tile["target_text"].split(), [">", "90", "%"])

    def test_no_sales(self):
        self.assertEqual(self.tiles(2, 4)["dsi"]["text"], "no sales")
        self.assertEqual(self.tiles(2, 4)["record_accuracy"]["text"], "–")

    def test_trend(self):
        """A step per day; nothing where there is nothing to divide by."""
        trend = self.tiles(0, 6)["record_accuracy"]["trend"]
        self.assertEqual([point["value"] for point in trend], [None, 50, None, None, None, None, None])
        trend = self.tiles(0, 6)["inventory_value"]["trend"]
        self.assertEqual(trend[-1]["value"], 1000)

    def test_detail(self):
        detail = self.dashboard().detail("record_accuracy", self.options(0, 6))
        self.assertEqual(detail["parts"]["numerator"], {"name": "Hits", "text": "1.00"})
        self.assertEqual(detail["parts"]["denominator"]["text"], "2.00")
        (categories,) = (part for part in detail["splits"] if part["key"] == "category")
        self.assertEqual(sorted(row["value"] for row in categories["rows"]), [0, 100])
        self.assertEqual([line["year"] for line in detail["seasons"]], [2024])
        self.assertEqual(detail["seasons"][0]["values"][1:3], [50, None])

    def test_adjusted_and_sold_entries(self):
        """Entries behind a figure add up to its numerator."""
        tiles = self.tiles(0, 6)
        sold = self.drill("turnover")
        self.assertAlmostEqual(-sum(sold.mapped("value")), 400)
        adjusted = self.drill("adjustment_rate")
        self.assertAlmostEqual(
            sum(abs(entry.value) for entry in adjusted), tiles["adjustment_rate"]["numerator"]
        )
        on_hand = self.drill("inventory_value")
        self.assertAlmostEqual(sum(on_hand.mapped("value")), tiles["inventory_value"]["value"])

    def test_counts_behind(self):
        rows = self.drill("record_accuracy")
        self.assertEqual((sum(rows.mapped("hits")), len(rows)), (1, 2))

    def test_who_ran_out(self):
        with self.on(7):
            self.deliver(self.average, 60)
        self.build(7, 7)
        self.assertEqual(self.drill("stockout_rate", last=7), self.average)
        self.assertFalse(self.drill("stockout_rate"))

    def test_all_open(self):
        """Each figure opens something, for each who may look."""
        for role in ("controller", "auditor", "stock_manager"):
            for kpi in self.env["perpetual.kpi"].search([]):
                action = self.dashboard(role).drill(kpi.code, self.options(0, 6))
                records = self.as_role(role)[action["res_model"]]
                records.search(action["domain"], limit=1)

    def test_idle(self):
        """Slow and dead goods with what to do about them."""
        other = self.env["stock.warehouse"].create(
            {"name": "Other", "code": "OTH", "company_id": self.company.id}
        )
        with self.on(0):
            self.receive(self.standard, 5, 10)
        with self.on(370):
            self.receive(self.average, 9, 10, dest=other.lot_stock_id)
            self.deliver(self.average, 1, source=other.lot_stock_id)
        self.fifo.seller_ids = [(0, 0, {"partner_id": self.vendor.id})]
        with self.on(375):
            rows = self.as_role("controller")["perpetual.kpi.idle"].search([])
            found = {
                row.product_id: (row.state, row.suggestion, row.elsewhere_id, row.idle_days)
                for row in rows
            }
        none = other.browse()
        self.assertEqual(
            found,
            {
                self.average: ("dead", "transfer", other, 369),
                self.fifo: ("dead", "return", none, 374),
                self.standard: ("dead", "write_off", none, 374),
            },
        )

    def test_bad_input(self):
        dashboard = self.dashboard()
        with self.assertRaisesRegex(UserError, "first day that is not after"):
            dashboard.data(self.options(6, 0))
        with self.assertRaisesRegex(UserError, "first day"):
            dashboard.data({"first": "yesterday"})
        with self.assertRaisesRegex(UserError, "three years"):
            dashboard.data({"first": "1990-01-01", "last": "2024-01-01"})
        with self.assertRaisesRegex(UserError, "no key figure “nothing”"):
            dashboard.detail("nothing")

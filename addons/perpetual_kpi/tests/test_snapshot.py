from odoo import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.perpetual_kpi.figures import Period

from .common import KpiCommon


@tagged("post_install", "-at_install")
class TestSnapshot(KpiCommon):
    """Measures of days, against what was done by hand."""

    def story(self):
        """Day 0: 100 at 10 and 10 at 50; 1: 30 and 10 sold; 3: 4 come back; 5: one broken."""
        with self.on(0):
            self.receive(self.average, 100, 10)
            self.receive(self.fifo, 10, 50)
        with self.on(1):
            self.sold = self.deliver(self.average, 30)
            self.deliver(self.fifo, 10)
        with self.on(3):
            self.return_from_customer(self.sold, 4)
        with self.on(5):
            self.scrap(self.average, 1)
        self.build(0, 6)

    def test_a_day_from_its_entries(self):
        """What a day says is what its ledger entries say, added up by hand."""
        self.story()
        for number in range(7):
            day = self.day(number)
            entries = self.env["perpetual.ledger.entry"].search(
                [("company_id", "=", self.company.id)]
            )
            upto = entries.filtered(lambda row, day=day: row.effective_at.date() <= day)
            today = upto.filtered(lambda row, day=day: row.effective_at.date() == day)
            found = self.measures(number)
            self.assertAlmostEqual(found["closing_value"], sum(upto.mapped("value")))
            sold = today.filtered(lambda row: row.kind in ("issue", "customer_return"))
            self.assertAlmostEqual(found["cost_of_goods"], -sum(sold.mapped("value")))
            scrapped = today.filtered(lambda row: row.kind == "scrap")
            self.assertAlmostEqual(found["scrapped"], -sum(scrapped.mapped("value")))

    def test_figures_by_hand(self):
        """1,500, 700, 700, 740, 740, 730, 730 on hand: 834.29 on average; 800 less 40 sold."""
        self.story()
        self.assertEqual(
            [self.measures(number)["closing_value"] for number in range(7)],
            [1500, 700, 700, 740, 740, 730, 730],
        )
        tiles = self.tiles(0, 6)
        average = 5840 / 7
        self.assertAlmostEqual(tiles["dsi"]["value"], average / 760 * 7)
        # Seven days with a 29 February among them: a year of 366 days.
        self.assertAlmostEqual(tiles["turnover"]["value"], 760 / 7 * 366 / average)
        self.assertAlmostEqual(
            tiles["carrying_cost"]["value"], 5840 * 0.22 / 366, places=4
        )
        self.assertEqual(tiles["inventory_value"]["value"], 730)
        # Two products on seven days; one is out from the second day on.
        self.assertAlmostEqual(tiles["stockout_rate"]["value"], 100 * 6 / 14)
        self.assertEqual(tiles["stockout_rate"]["status"], "bad")

    def test_a_leap_day_of_its_own(self):
        """29 February alone: 366 times its cost over its value; before it, the 28th."""
        with self.on(0):
            self.receive(self.average, 100, 10)
        with self.on(3):
            self.deliver(self.average, 10)
        self.build(0, 3)
        self.assertEqual(str(self.day(3)), "2024-02-29")
        tile = self.tiles(3, 3, compare="year")["turnover"]
        self.assertAlmostEqual(tile["value"], 100 * 366 / 900)
        self.assertEqual((tile["before_text"], tile["change_text"]), ("–", ""))

    def test_a_day_built_alone_is_the_same(self):
        """One day, or as part of a longer span: the same rows."""
        self.story()

        def rows():
            domain = [("company_id", "=", self.company.id), ("day", "=", self.day(3))]
            records = self.snapshots.search(domain, order="warehouse_id, categ_id, class_name")
            return [
                {name: row[name] for name in ("warehouse_id", "categ_id", *row._measures())}
                for row in records
            ]

        before = rows()
        self.assertGreater(len(before), 1)
        self.build(3, 3)
        self.assertEqual(rows(), before)

    def test_parts_are_the_whole(self):
        """Warehouses, categories and what belongs to none add up to everything."""
        other = self.env["stock.warehouse"].create(
            {"name": "Other", "code": "OTH", "company_id": self.company.id}
        )
        with self.on(0):
            self.receive(self.average, 3, 10)
            self.receive(self.fifo, 7, 50 / 7)
            self.transfer(self.average, 1, self.stock(), other.lot_stock_id)
        with self.on(1):
            self.deliver(self.average, 1, source=other.lot_stock_id)
        self.build(0, 1)
        whole = self.measures(1)
        for field in ("warehouse_id", "categ_id"):
            parts = self.snapshots._days_by(
                self.company, Period(self.day(1), self.day(1)), {}, field
            ).values()
            for name in self.snapshots._measures():
                self.assertAlmostEqual(
                    sum(part[self.day(1)][name] for part in parts), whole[name], msg=name
                )
        self.assertEqual(self.measures(0, warehouse_id=other.id)["closing_value"], 10)
        self.assertEqual(self.measures(1, warehouse_id=other.id)["cost_of_goods"], 10)
        self.assertEqual(self.measures(1, warehouse_id=other.id)["stockout_days"], 1)

    def test_as_the_valuation_by_warehouse(self):
        """A warehouse's value is what the ledger's own report by place says."""
        shelf = self.make_location("Shelf")
        with self.on(0):
            self.receive(self.average, 10, 3)
            self.receive(self.average, 10, 4)
            self.transfer(self.average, 5, self.stock(), shelf)
        self.build(0, 0)
        lines = self.as_role("accountant")["perpetual.valuation.line"].with_context(
            perpetual_at=str(self.day(0)), perpetual_place=True, perpetual_company_id=self.company.id
        )
        found = dict(lines._read_group([], ["warehouse_id"], ["value:sum"]))
        warehouse = self.warehouse()
        self.assertAlmostEqual(
            self.measures(0, warehouse_id=warehouse.id)["closing_value"], found[warehouse]
        )

    def test_dead_and_slow(self):
        """Nobody wants it for 90 days: slow; for a year: dead; counts and transfers are no
        demand, a receipt gives another year."""
        shelf = self.make_location("Shelf")
        with self.on(0):
            self.receive(self.average, 10, 10)
            self.receive(self.fifo, 10, 10)
        with self.on(60):
            self.deliver(self.fifo, 1)
        with self.on(100):
            self.transfer(self.average, 5, self.stock(), shelf)
            self.count(self.average, 6)
        self.build(0, 380)
        expected = [
            (89, 0, 0),
            (90, 100, 0),
            (149, 110, 0),
            (150, 200, 0),
            (364, 200, 0),
            (365, 90, 110),
        ]
        for number, slow, dead in expected:
            found = self.measures(number)
            self.assertEqual((found["slow_value"], found["dead_value"]), (slow, dead), number)
        with self.on(381):
            self.receive(self.average, 1, 10)
        self.build(381, 381)
        self.assertEqual(self.measures(381)["dead_value"], 0)

    def test_stocked(self):
        """What ran out counts for 90 days after its last movement, unless it is archived."""
        with self.on(0):
            self.receive(self.average, 10, 10)
        with self.on(1):
            self.deliver(self.average, 10)
        self.build(0, 100)
        self.assertEqual(
            [self.measures(number)["stockout_days"] for number in (0, 1, 90, 91)], [0, 1, 1, 0]
        )
        self.average.active = False
        self.build(50, 50)
        self.assertEqual(self.measures(50)["stocked_days"], 0)

    def test_counts(self):
        """First counts, by the class they were counted in; values of what was accepted."""
        with self.on(0):
            self.receive(self.average, 100, 10)
            self.receive(self.fifo, 10, 50)
        with self.on(1):
            self.counted({self.average: 101, self.fifo: 8})
        self.build(0, 1)
        found = self.measures(1, class_name="C")
        self.assertEqual((found["scored"], found["hits"], found["exact"]), (2, 1, 0))
        self.assertEqual(
            (found["expected_value"], found["absolute_value"], found["net_value"]),
            (1500, 110, -90),
        )
        # A product that was never classed is counted as one of the last class; its stock has none.
        adjusted = self.measures(1)
        self.assertEqual((adjusted["adjusted_up"], adjusted["adjusted_down"]), (10, 100))
        tiles = self.tiles(0, 1)
        self.assertEqual(tiles["record_accuracy"]["value"], 50)
        self.assertAlmostEqual(tiles["shrinkage"]["value"], 6)
        # 110 adjusted, 1,500 and 1,410 on hand: 1,455 on average.
        self.assertAlmostEqual(tiles["adjustment_rate"]["value"], 100 * 110 / 1455)

    def test_ratios_are_not_averaged(self):
        """A day of two records and a day of one: 2 of 3, not the mean of 50 and 100 %."""
        with self.on(0):
            self.receive(self.average, 100, 10)
            self.receive(self.fifo, 10, 50)
        with self.on(1):
            self.counted({self.average: 100, self.fifo: 8})
        with self.on(2):
            self.counted({self.average: 100})
        self.build(0, 2)
        self.assertAlmostEqual(self.tiles(0, 2)["record_accuracy"]["value"], 200 / 3)
        by_day = [self.tiles(number, number)["record_accuracy"]["value"] for number in (1, 2)]
        self.assertEqual(by_day, [50, 100])

    def test_picks_and_receipts_of_the_app(self):
        """Only what the app has scanned is measured."""
        with self.on(0):
            self.receive(self.average, 100, 10)
            moves = [self.deliver(self.average, 1) for _number in range(4)]
        self.build(0, 0)
        tile = self.tiles(0, 0)["pick_accuracy"]
        self.assertEqual((tile["text"], tile["status"]), ("not measured", "none"))
        with self.on(0):
            for move in moves[:3]:
                self.scanned(move)
            self.pick_error(moves[0], "product")
            self.pick_error(moves[1], "gone")
            self.pick_error(moves[3], "product")
        self.build(0, 0)
        tile = self.tiles(0, 0)["pick_accuracy"]
        self.assertEqual((tile["numerator"], tile["denominator"]), (2, 3))
        self.assertEqual(self.tiles(0, 0)["receiving_accuracy"]["text"], "not measured")

    def test_receiving_accuracy(self):
        """A line with a discrepancy that was not taken back is not as ordered."""
        with self.on(0):
            receipts = [self.receive(self.average, 1, 10) for _number in range(3)]
            for move in receipts:
                self.scanned(move, flow="receive")
            for move, state in zip(receipts, ("open", "withdrawn"), strict=False):
                self.env["perpetual.receiving.discrepancy"]._by_flow().create(
                    {
                        "kind": "over",
                        "state": state,
                        "picking_id": move.picking_id.id,
                        "product_id": move.product_id.id,
                    }
                )
        self.build(0, 0)
        tile = self.tiles(0, 0)["receiving_accuracy"]
        self.assertEqual((tile["numerator"], tile["denominator"]), (2, 3))

    def scanned(self, move, flow="deliver"):
        self.env["perpetual.barcode.scan"]._by_flow().create(
            {
                "uuid": f"kpi-{move.id}",
                "user_id": self.users["stock_user"].id,
                "company_id": self.company.id,
                "flow": flow,
                "action": "scan",
                "outcome": "good",
                "product_id": move.product_id.id,
                "picking_id": move.picking_id.id,
                "received_at": move.date,
            }
        )

    def pick_error(self, move, kind):
        self.env["perpetual.pick.error"]._by_flow().create(
            {
                "kind": kind,
                "picking_id": move.picking_id.id,
                "move_id": move.id,
                "product_id": move.product_id.id,
                "user_id": self.users["stock_user"].id,
                "happened_at": move.date,
            }
        )

    def test_dock_to_stock(self):
        """Received at ten, put away at 16:00: six hours."""
        warehouse = self.warehouse()
        warehouse.reception_steps = "two_steps"
        with self.on(0, hour=10):
            move = self.receive(self.average, 10, 10, dest=warehouse.wh_input_stock_loc_id)
        self.assertEqual(len(move.move_dest_ids), 1)
        put_away = move.move_dest_ids.picking_id
        with self.on(0, hour=16):
            put_away.move_ids.picked = True
            self.validate(put_away)
        self.build(0, 0)
        self.assertEqual(self.tiles(0, 0)["dock_to_stock"]["value"], 6)

    def test_revenue(self):
        """Invoiced 60, sold at 20, 80 on hand on the day: (60 − 20) a day, a year, over 80."""
        with self.on(0):
            self.receive(self.average, 10, 10)
            self.deliver(self.average, 2)
            invoice = self.env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_date": self.day(0),
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": self.average.id,
                                "quantity": 2,
                                "price_unit": 30,
                                "tax_ids": [],
                            }
                        )
                    ],
                }
            )
            invoice.action_post()
        self.build(0, 0)
        self.assertAlmostEqual(self.tiles(0, 0)["gmroi"]["value"], 40 * 365 / 80)
        one = self.tiles(0, 0, warehouse_id=self.warehouse().id)["gmroi"]
        self.assertEqual((one["value"], one["text"]), (None, "Whole company only"))

    def test_tie_out(self):
        """The last night's checks."""
        with freeze_time("2024-02-26 02:00"):
            self.env["perpetual.tie.out.result"].create(
                {
                    "company_id": self.company.id,
                    "checked_at": "2024-02-26 02:00",
                    "state": "off",
                    "check_count": 8,
                    "off_count": 2,
                }
            )
        self.build(0, 1)
        tile = self.tiles(0, 1)["tie_out"]
        self.assertEqual((tile["value"], tile["status"]), (75, "bad"))
        self.assertEqual(self.tiles(1, 1)["tie_out"]["text"], "not checked")

    def test_days_begin_where_the_company_is(self):
        """23:30 UTC is the next day in Berlin."""
        self.company.partner_id.tz = "Europe/Berlin"
        with freeze_time("2024-02-26 23:30"):
            self.receive(self.average, 1, 10)
        self.build(0, 1)
        self.assertEqual(
            [self.measures(number)["closing_value"] for number in (0, 1)], [0, 10]
        )

    def test_class_of_the_day(self):
        """Days are of the class the product had then; before the first one, of that one."""
        assignments = self.env["perpetual.abc.assignment"]
        classes = dict(zip("ABC", self.policy.class_ids, strict=True))
        with self.on(0):
            self.receive(self.average, 1, 10)
        for name, number in (("A", 2), ("C", 4)):
            with self.on(number):
                assignments._set_by_hand(
                    self.average, self.warehouse(), classes[name], "Test", self.day(400)
                )
        self.build(0, 5)
        found = [
            [name for name in "AC" if self.measures(number, class_name=name)] for number in range(6)
        ]
        self.assertEqual(found, [["A"], ["A"], ["A"], ["A"], ["C"], ["C"]])

    def test_consigned_goods_are_not_ours(self):
        with self.on(0):
            self.receive(self.average, 5, 10, owner=self.vendor)
        self.build(0, 0)
        self.assertEqual(self.measures(0)["closing_value"], 0)

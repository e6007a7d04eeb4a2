"""Receipts of kits: each component at its share of the kit's price."""

from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import KitCommon


@tagged("post_install", "-at_install")
class TestReceipt(KitCommon):
    def test_shares_of_the_price(self):
        """10 kits at 100: a quarter for 20 units, three quarters for 30."""
        for method in ("average", "fifo"):
            with self.subTest(method):
                kit = self.kits[method]
                first, second = self.components(kit)
                order = self.order((kit, 10, 100))
                moves = self.receive_order(order)
                self.assert_items(
                    moves.perpetual_entry_ids.account_move_id,
                    [
                        ("inventory", 250, 0),
                        ("grni", 0, 250),
                        ("inventory", 750, 0),
                        ("grni", 0, 750),
                    ],
                )
                self.assertEqual(self.on_hand(first), (20, 250))
                self.assertEqual(self.on_hand(second), (30, 750))
                self.assertEqual(moves.mapped("value"), [250, 750])
                self.assertEqual(order.order_line.qty_received, 10)

    def test_standard_cost(self):
        """Kept at 10 and 20 a unit: the rest of the price is a difference."""
        order = self.order((self.kits["standard"], 10, 100))
        moves = self.receive_order(order)
        self.assert_items(
            moves.perpetual_entry_ids.account_move_id,
            [
                ("inventory", 200, 0),
                ("difference", 50, 0),
                ("grni", 0, 250),
                ("inventory", 600, 0),
                ("difference", 150, 0),
                ("grni", 0, 750),
            ],
        )
        self.bill(order)
        self.assert_settled(order)

    def test_bill(self):
        order = self.order((self.kit, 10, 100))
        self.receive_order(order)
        bill = self.bill(order)
        self.assert_bill(bill, [("grni", 1000, 0), ("payable", 0, 1000)])
        self.assert_difference(bill, [])
        self.assert_settled(order)
        self.assertEqual(self.listed(order), [])
        self.assertEqual(self.matches(bill).mapped("component_id"), self.first | self.second)

    def test_without_shares_all_cost_the_same(self):
        kit = self.make_kit([(self.average, 1, 0), (self.fifo, 1, 0), (self.standard, 1, 0)])
        order = self.order((kit, 1, 10))
        moves = self.receive_order(order)
        # 3.33 each, and the cent that rounding leaves where it is due: together 10.
        self.assertEqual(self.on_hand(self.average), (1, 3.33))
        self.assertEqual(self.on_hand(self.fifo), (1, 3.34))
        self.assert_items(
            moves.perpetual_entry_ids.account_move_id,
            [
                ("inventory", 3.33, 0),
                ("grni", 0, 3.33),
                ("inventory", 3.34, 0),
                ("grni", 0, 3.34),
                ("inventory", 10, 0),
                ("difference", 0, 6.67),
                ("grni", 0, 3.33),
            ],
        )
        bill = self.bill(order)
        self.assert_difference(bill, [])
        self.assert_settled(order)

    def test_kit_of_kits_made_by_three(self):
        """Three boxes hold one kit (60 %) and one more of the first component (40 %)."""
        box = self.make_kit([(self.kit, 1, 60), (self.first, 1, 40)], quantity=3)
        order = self.order((box, 6, 50))
        moves = self.receive_order(order)
        # 300 for two kits (180: 45 and 135) and two units (120).
        self.assertEqual(sorted(moves.mapped("value")), [45, 120, 135])
        self.assertEqual(self.on_hand(self.first), (6, 165))
        self.assertEqual(self.on_hand(self.second), (6, 135))
        bill = self.bill((order.order_line, 2), (order.order_line, 4))
        self.assert_difference(bill, [])
        self.assert_settled(order)

    def test_a_component_twice(self):
        """The same line of a bill of materials twice in a kit of kits, at other shares."""
        box = self.make_kit([(self.kit, 1, 40), (self.make_kit([(self.kit, 1, 0)]), 1, 60)])
        order = self.order((box, 2, 100))
        moves = self.receive_order(order)
        self.assertEqual(sorted(moves.mapped("value")), [20, 30, 60, 90])
        bill = self.bill((order.order_line, 1, 110), (order.order_line, 1, 110))
        self.assert_difference(bill, [("inventory", 20, 0), ("grni", 0, 20)])
        self.assert_settled(order)
        self.assertEqual(self.on_hand(self.first), (8, 55))

    def test_services_and_consumables_cost_nothing(self):
        """All of the price is of what is kept in stock."""
        service = self.env["product.product"].create({"name": "Work", "type": "service"})
        paper = self.env["product.product"].create({"name": "Paper", "type": "consu"})
        kit = self.make_kit([(service, 1, 20), (self.average, 1, 30), (paper, 1, 50)])
        order = self.order((kit, 2, 50))
        self.receive_order(order)
        self.assertEqual(self.on_hand(self.average), (2, 100))
        self.bill(order)
        self.assert_settled(order)

    def test_packs_discount_and_tax(self):
        """A dozen kits at 1,200 less 10 %, and 5 % tax that cannot be recovered."""
        tax = self.make_tax(5)
        order = self.order(
            (
                self.kit,
                1,
                1200,
                {
                    "product_uom_id": self.dozen.id,
                    "discount": 10,
                    "tax_ids": [Command.set(tax.ids)],
                },
            )
        )
        self.receive_order(order)
        self.assertEqual(self.on_hand(self.first), (24, 283.5))
        self.assertEqual(self.on_hand(self.second), (36, 850.5))
        self.assertEqual(self.listed(order), [("receipt", self.kit, 12, 1134)])
        bill = self.bill(order)
        self.assertEqual(bill.amount_total, 1134)
        self.assert_difference(bill, [])
        self.assert_settled(order)

    @freeze_time("2026-03-01 12:00:00")
    def test_foreign_currency(self):
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2026-03-01": 1.2, "2026-03-10": 1.3})
        order = self.order((self.kit, 10, 100), currency=euro)
        self.receive_order(order)
        self.assert_open(order, -1200, -1000)
        self.assertEqual(self.on_hand(self.second), (30, 900))
        bill = self.bill((order.order_line, 10, 104), date="2026-03-10")
        self.assert_bill(bill, [("grni", 1352, 0), ("payable", 0, 1352)])
        self.assert_difference(
            bill, [("inventory", 52, 0), ("exchange_loss", 100, 0), ("grni", 0, 152)]
        )
        self.assertEqual(self.on_hand(self.first), (20, 313))
        self.assert_settled(order)

    @freeze_time("2026-03-01 12:00:00")
    def test_rounding_in_both_currencies(self):
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2026-03-01": 1.1})
        parts = [self.make_component("average") for _number in range(3)]
        kit = self.make_kit([(part, 1, 0) for part in parts])
        order = self.order((kit, 1, 10), currency=euro)
        self.receive_order(order)
        self.assert_open(order, -11, -10)
        self.assert_difference(self.bill(order), [])
        self.assert_settled(order)

    def test_lots_with_a_cost_of_their_own(self):
        part = self.make_component("fifo", tracking="lot", lot_valuated=True)
        kit = self.make_kit([(self.average, 1, 40), (part, 2, 60)])
        order = self.order((kit, 2, 100))
        lots = [self.make_lot(part, name) for name in ("A", "B")]
        picking = order.picking_ids.with_env(self.as_role("stock_user"))
        plain, tracked = picking.move_ids
        plain.picked = True
        self._pick(tracked, 1, lots[0])
        tracked.move_line_ids.copy({"quantity": 3, "lot_id": lots[1].id})
        self.validate(picking)
        self.assertEqual([self.pool(part, lot=lot).value for lot in lots], [30, 90])
        bill = self.bill((order.order_line, 2, 110))
        self.assert_difference(bill, [("inventory", 20, 0), ("grni", 0, 20)])
        self.assertEqual([self.pool(part, lot=lot).value for lot in lots], [33, 99])
        self.assert_settled(order)

    def test_kit_in_a_continuous_category(self):
        """Neither a kit that is itself kept in stock nor its category changes anything."""
        kit = self.make_kit(
            [(self.average, 2, 0)], is_storable=True, categ_id=self.categories["standard"].id
        )
        order = self.order((kit, 5, 20))
        self.receive_order(order)
        self.assertEqual(self.on_hand(self.average), (10, 100))
        bill = self.bill((order.order_line, 5, 22))
        self.assert_difference(bill, [("inventory", 10, 0), ("grni", 0, 10)])
        self.assert_settled(order)
        self.assertFalse(self.pool(kit))

    def test_continental(self):
        """The bill stays an expense; stock is against the variation of stock."""
        self.company.anglo_saxon_accounting = False
        order = self.order((self.kit, 10, 100))
        moves = self.receive_order(order)
        self.assert_totals(
            moves.perpetual_entry_ids.account_move_id,
            [("inventory", 1000, 0), ("variation", 0, 1000)],
        )
        bill = self.bill((order.order_line, 10, 110))
        self.assert_bill(bill, [("cogs", 1100, 0), ("payable", 0, 1100)])
        self.assertEqual(self.on_hand(self.second), (30, 825))

    def test_kit_that_core_values(self):
        """Components outside the ledger: its bill is an expense, nothing is on GRNI."""
        category = self.make_category("average", valuation="periodic")
        parts = [self.make_component("average", categ_id=category.id) for _number in range(2)]
        kit = self.make_kit([(parts[0], 1, 25), (parts[1], 1, 75)])
        order = self.order((kit, 1, 100))
        moves = self.receive_order(order)
        bill = self.bill(order)
        self.assert_bill(bill, [("cogs", 100, 0), ("payable", 0, 100)])
        self.assertFalse(moves.perpetual_entry_ids)
        for part in parts:
            self.deliver(part, 1)

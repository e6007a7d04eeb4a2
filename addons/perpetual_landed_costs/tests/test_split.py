from odoo import Command
from odoo.tests import tagged

from .common import LandedCommon


@tagged("post_install", "-at_install")
class TestSplit(LandedCommon):
    """Core's split methods, unchanged, to the last cent."""

    def receive_both(self, one, other):
        """One transfer of both (product, quantity, cost)."""
        kind = self.warehouse().in_type_id
        goods = [(row[0], row[1]) for row in (one, other)]
        picking = self.prepare(goods, self.suppliers, self.stock(), kind)
        for move, row in zip(picking.move_ids, (one, other), strict=True):
            move.price_unit = row[2]
        return self.validate(picking).move_ids

    def split(self, cost):
        lines = cost.valuation_adjustment_lines.sorted("id")
        return lines.mapped("additional_landed_cost")

    def test_example_14_weight_volume_quantity_equal(self):
        """5 pieces of 10 kg and 1 m³ each, 10 of 20 kg and 1.5 m³ each."""
        self.average.write({"weight": 10, "volume": 1})
        self.fifo.write({"weight": 20, "volume": 1.5})
        moves = self.receive_both((self.average, 5, 100), (self.fifo, 10, 200))
        for split, amount, shares in (
            ("equal", 10, [5, 5]),
            ("by_quantity", 150, [50, 100]),
            ("by_weight", 250, [50, 200]),
            ("by_volume", 20, [5, 15]),
            ("by_current_cost_price", 50, [10, 40]),
        ):
            with self.subTest(split):
                cost = self.draft_cost(amount, moves, split)
                cost.compute_landed_cost()
                self.assertEqual(self.split(cost), shares)

    def test_example_14_as_one_landed_cost(self):
        self.average.write({"weight": 10, "volume": 1})
        self.fifo.write({"weight": 20, "volume": 1.5})
        moves = self.receive_both((self.average, 5, 100), (self.fifo, 10, 200))
        cost = self.draft_cost(10, moves, "equal")
        for split, amount in (("by_quantity", 150), ("by_weight", 250), ("by_volume", 20)):
            cost.cost_lines[0].copy(
                {"cost_id": cost.id, "split_method": split, "price_unit": amount}
            )
        cost.button_validate()
        self.assertEqual(self.on_hand(self.average), (5, 500 + 5 + 50 + 50 + 5))
        self.assertEqual(self.on_hand(self.fifo), (10, 2000 + 5 + 100 + 200 + 15))
        self.assert_cost(
            cost.with_env(self.env),
            [
                ("inventory", 110, 0),
                ("clearing", 0, 110),
                ("inventory", 320, 0),
                ("clearing", 0, 320),
            ],
        )

    def test_example_13_rounding_loses_nothing(self):
        """40.00 over three receipts of one piece: 13.33, 13.33 and 13.34."""
        products = [self.make_product("average") for _number in range(3)]
        moves = self.env["stock.move"]
        for product in products:
            moves |= self.receive(product, 1, cost=10)
        cost = self.land(40, moves, "equal")
        self.assertEqual(sorted(self.split(cost)), [13.33, 13.33, 13.34])
        self.assertEqual(sum(self.pool(product).value for product in products), 70)
        self.assertEqual(self.balance("clearing"), -40)

    def test_rounding_between_on_hand_and_consumed(self):
        """10.00 on three pieces, one sold: 6.67 and 3.33."""
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                move = self.receive(product, 3, cost=10)
                self.deliver(product, 1)
                cost = self.land(10, move)
                self.assert_cost(
                    cost, [("inventory", 6.67, 0), ("cogs", 3.33, 0), ("clearing", 0, 10)]
                )
                self.deliver(product, 2)
                self.assertEqual(self.on_hand(product), (0, 0))

    def test_one_cent_over_three_products(self):
        products = [self.make_product("fifo") for _number in range(3)]
        moves = self.env["stock.move"]
        for product in products:
            moves |= self.receive(product, 1, cost=10)
        cost = self.land(0.01, moves, "equal")
        self.assertEqual(sum(self.split(cost)), 0.01)
        self.assertAlmostEqual(sum(self.pool(product).value for product in products), 30.01)

    def test_standard_beside_average(self):
        """Each bears its share by the value in the ledger: core would leave standard out."""
        moves = self.receive_both((self.standard, 10, 12), (self.average, 10, 30))
        cost = self.land(40, moves, "by_current_cost_price")
        self.assertEqual(self.split(cost), [10, 30])
        self.assert_cost(
            cost,
            [
                ("difference", 10, 0),
                ("clearing", 0, 10),
                ("inventory", 30, 0),
                ("clearing", 0, 30),
            ],
        )

    def test_boylan_freight(self):
        """Boylan Office Supply: 80 at 20 and freight 80 on them: 21.00 a piece."""
        self.receive(self.fifo, 30, cost=18)
        move = self.receive(self.fifo, 80, cost=20)
        self.land(80, move)
        self.return_to_vendor(move, 3)
        self.assertEqual(self.layers(self.fifo), [(30, 540), (77, 1617)])
        # The vendor takes the goods back at 20.00, not the freight.
        entry = self.last_entry(self.fifo)
        self.assert_entry(entry, [("grni", 60, 0), ("difference", 3, 0), ("inventory", 0, 63)])

    def test_several_lines_and_transfers(self):
        first = self.receive(self.average, 10, cost=10)
        second = self.receive(self.fifo, 30, cost=5)
        cost = self.draft_cost(40, first | second)
        duty = self.make_service("Duty")
        cost.cost_lines = [
            Command.create(
                {
                    "name": "Duty",
                    "product_id": duty.id,
                    "price_unit": 25,
                    "split_method": "by_current_cost_price",
                    "account_id": self.clearing.id,
                }
            )
        ]
        cost.button_validate()
        self.assertEqual(self.on_hand(self.average), (10, 100 + 10 + 10))
        self.assertEqual(self.on_hand(self.fifo), (30, 150 + 30 + 15))
        self.assertEqual(self.balance("clearing"), -65)

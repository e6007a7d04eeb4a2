from odoo.tests import tagged

from odoo.addons.perpetual_stock.tests.go_live_common import GoLiveCommon

from .common import LandedCommon


@tagged("post_install", "-at_install")
class TestGoLive(GoLiveCommon, LandedCommon):
    """Freight that comes after go-live for goods that came before it."""

    def land_shares(self, amount, move):
        """(to inventory, to expense) of a landed cost on one receipt."""
        self.tick()
        line = self.land(amount, move).valuation_adjustment_lines
        return line.perpetual_on_hand_value, line.perpetual_consumed_value

    def test_average(self):
        goods = self.goods["average"]
        move = self.receive(goods, 10, 10)
        self.deliver(goods, 4)
        self.go_live("average")
        self.assertEqual(self.land_shares(50, move), (30, 20))
        self.assertEqual(self.on_hand(goods), (6, 90))

    def test_average_two_receipts(self):
        """12 of 20 have left, the oldest first: 8 of the second are on hand; then 3 more."""
        goods = self.goods["average"]
        first, second = (self.receive(goods, 10, 10) for _number in range(2))
        self.deliver(goods, 12)
        self.go_live("average")
        self.assertEqual(self.land_shares(30, first), (0, 30))
        self.assertEqual(self.land_shares(30, second), (24, 6))
        self.deliver(goods, 3)
        self.assertEqual(self.land_shares(30, second), (15, 15))

    def test_average_with_a_receipt_after(self):
        goods = self.goods["average"]
        first, second = (self.receive(goods, 10, 10) for _number in range(2))
        self.go_live("average")
        self.receive(goods, 5, 10)
        self.deliver(goods, 14)
        self.assertEqual(self.land_shares(30, first), (0, 30))
        self.assertEqual(self.land_shares(30, second), (18, 12))

    def test_fifo(self):
        """The layer that go-live made of the receipt."""
        goods = self.goods["fifo"]
        first = self.receive(goods, 10, 10)
        second = self.receive(goods, 10, 20)
        self.deliver(goods, 4)
        self.go_live("fifo")
        self.assertEqual(self.land_shares(50, first), (30, 20))
        self.assertEqual(self.land_shares(50, second), (50, 0))
        self.assertEqual(self.layers(goods), [(6, 90), (10, 250)])

    def test_standard(self):
        goods = self.goods["standard"]
        move = self.receive(goods, 10, 10)
        self.go_live("standard")
        self.assertEqual(self.land_shares(50, move), (0, 50))
        self.assertEqual(self.on_hand(goods), (10, 100))


@tagged("post_install", "-at_install")
class TestNothingLeft(GoLiveCommon, LandedCommon):
    """Go-live found nothing of the goods, so the ledger has not one line of their moves."""

    def assert_moves_are_booked(self, company):
        self.assertFalse(self.env["perpetual.ledger.entry"].search([("quantity", "!=", 0)]))

    def test_nothing_left_at_go_live(self):
        for method in ("average", "fifo"):
            goods = self.goods[method]
            move = self.receive(goods, 10, 10)
            self.deliver(goods, 10)
            self.go_live(method)
            with self.subTest(method):
                self.tick()
                cost = self.land(50, move)
                self.assert_cost(cost, [("cogs", 50, 0), ("clearing", 0, 50)])

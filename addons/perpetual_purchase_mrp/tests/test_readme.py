from odoo.tests import tagged

from .common import KitCommon


@tagged("post_install", "-at_install")
class TestReadme(KitCommon):
    """The example of readme/USAGE.md."""

    def test_example(self):
        bowl, spoon = (self.make_product("average", name=name) for name in ("Bowl", "Spoon"))
        kit = self.make_kit([(bowl, 1, 25), (spoon, 2, 75)])
        order = self.order((kit, 10, 20))
        moves = self.receive_order(order, 10, 10)
        self.assert_totals(
            moves.perpetual_entry_ids.account_move_id, [("inventory", 125, 0), ("grni", 0, 125)]
        )
        bill = self.bill((order.order_line, 10, 22))
        self.assert_bill(bill, [("grni", 220, 0), ("payable", 0, 220)])
        self.assertEqual((self.on_hand(bowl), self.on_hand(spoon)), ((10, 55), (10, 82.5)))
        self.assert_open(order, 82.5)
        self.receive_order(order)
        self.assertEqual((self.on_hand(bowl), self.on_hand(spoon)), ((10, 55), (20, 165)))
        self.assert_settled(order)

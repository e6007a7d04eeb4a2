from odoo.tests import tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestReadme(PurchaseCommon):
    """The worked example of readme/USAGE.md, line by line."""

    def test_example(self):
        product = self.average
        order = self.order((product, 10, 10))
        # 1
        move = self.receive_order(order, 6)
        self.assert_entry(move, [("inventory", 60, 0), ("grni", 0, 60)])
        # 2
        bill = self.bill((order.order_line, 10, 12))
        self.assert_bill(bill, [("grni", 120, 0), ("payable", 0, 120)])
        self.assert_difference(bill, [("inventory", 12, 0), ("grni", 0, 12)])
        self.assert_open(order, 48)
        # 3
        move = self.deliver(product, 2)
        self.assert_entry(move, [("cogs", 24, 0), ("inventory", 0, 24)])
        # 4
        move = self.receive_order(order)
        receipt = move.perpetual_entry_ids.filtered("quantity")
        self.assert_entry(receipt, [("inventory", 40, 0), ("grni", 0, 40)])
        self.assert_difference(bill, [("inventory", 20, 0), ("grni", 0, 20)])
        self.assert_settled(order)
        # 5
        back = self.return_to_vendor(move, 1)
        self.assert_entry(back, [("grni", 12, 0), ("inventory", 0, 12)])
        self.assert_open(order, 12)
        # 6
        refund = self.refund((order.order_line, 1, 12))
        self.assert_bill(refund, [("grni", 0, 12), ("payable", 12, 0)])
        self.assert_settled(order)
        self.assertEqual(self.on_hand(product), (7, 84))

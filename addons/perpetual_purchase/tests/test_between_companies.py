from odoo.tests import tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestBoughtFromACompanyOfOurs(PurchaseCommon):
    """A purchase through the transit location between companies is one, not a transfer."""

    def test_receipt_bill_and_return(self):
        transit = self.env.ref("stock.stock_location_inter_company")
        transit.active = True
        self.vendor.with_company(self.company).property_stock_supplier = transit
        for product in self.products.values():
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            self.assertEqual(move.location_id, transit)
            self.assert_entry(move, [("inventory", 100, 0), ("grni", 0, 100)])
            self.bill(order)
            back = self.return_to_vendor(move, 4)
            self.assertEqual(back.perpetual_entry_ids.kind, "vendor_return")
            self.assert_entry(back, [("grni", 40, 0), ("inventory", 0, 40)])
        self.assertEqual(self.balance("transit"), 0)
        self.assertEqual(self.balance("grni"), 120)

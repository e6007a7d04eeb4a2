from odoo.tests import tagged

from .common import SaleCommon


@tagged("post_install", "-at_install")
class TestSoldToACompanyOfOurs(SaleCommon):
    """A sale through the transit location between companies is a sale, not a transfer."""

    def test_delivery_invoice_and_return(self):
        transit = self.env.ref("stock.stock_location_inter_company")
        transit.active = True
        self.customer.with_company(self.company).property_stock_customer = transit
        self.stock_up()
        for product in self.products.values():
            line = self.sell(product, 4)
            move = self.ship(line)
            self.assertEqual(move.location_dest_id, transit)
            self.assert_entry(move, [("gdni", 40, 0), ("inventory", 0, 40)])
            invoice = self.invoice(line)
            back = self.return_from_customer(move, 1)
            self.assertEqual(back.perpetual_entry_ids.kind, "customer_return")
            self.assert_entry(back, [("inventory", 10, 0), ("gdni", 0, 10)])
            self.credit(invoice, 1)
        self.assertEqual(self.balance("gdni"), 0)
        self.assertEqual(self.balance("cogs"), 90)
        self.assertEqual(self.balance("transit"), 0)

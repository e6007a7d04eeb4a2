from odoo.tests import tagged

from odoo.addons.perpetual_stock.tests.both_ways import both_ways

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestEntryRows(PurchaseCommon):
    """What buying posts, written as rows, is what core would post."""

    def buy(self, **vals):
        for product in self.products.values():
            order = self.order((product, 10, 12), **vals)
            move = self.receive_order(order, 7)
            self.deliver(product, 3)
            self.bill((order.order_line, 7, 13))
            self.give_back(move, 2)

    def test_company_currency(self):
        with both_ways(self) as compared:
            self.buy()
        self.assertGreaterEqual(len(compared), 9)

    def test_foreign_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.set_rates(euro, {"2020-01-01": 1.1})
        with both_ways(self) as compared:
            self.buy(currency=euro)
        self.assertGreaterEqual(len(compared), 9)

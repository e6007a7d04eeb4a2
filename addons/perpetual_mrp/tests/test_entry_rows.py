from odoo.tests import tagged

from odoo.addons.perpetual_stock.tests.both_ways import both_ways

from .common import METHODS, MrpCommon


@tagged("post_install", "-at_install")
class TestEntryRows(MrpCommon):
    """What production posts, written as rows, is what core would post."""

    def test_components_product_and_unbuild(self):
        self.stock_up()
        with both_ways(self) as compared:
            for method in METHODS:
                product = self.products[method]
                order = self.make(product, 10, self.bom(product))
                self.unbuild(product, 2, order)
        # Components, product, both back; a standard cost leaves a variance.
        self.assertGreaterEqual(len(compared), 12)

from odoo.tests import tagged

from .common import PerpetualCommon


@tagged("post_install", "-at_install")
class TestWarehouseValue(PerpetualCommon):
    """Core's figures for one warehouse: its units at the product's cost."""

    def setUp(self):
        super().setUp()
        self.second = self.env["stock.warehouse"].create(
            {"name": "Second", "code": "SEC", "company_id": self.company.id}
        )

    def value_in(self, product, warehouse):
        product = product.with_context(warehouse_id=warehouse.id)
        product.invalidate_recordset()
        return product.qty_available, product.total_value, product.avg_cost

    def test_share_of_each(self):
        for product in self.products.values():
            self.receive(product, 15, 10)
            self.receive(product, 5, 10, dest=self.second.lot_stock_id)
            self.assertEqual(self.value_in(product, self.warehouse()), (15, 150, 10))
            self.assertEqual(self.value_in(product, self.second), (5, 50, 10))

    def test_one_owes_what_the_other_has(self):
        """Together they are worth nothing; each for itself is not."""
        for product in self.products.values():
            self.receive(product, 15, 10)
            self.deliver(product, 15, source=self.second.lot_stock_id)
            self.assertEqual(self.on_hand(product), (0, 0))
            self.assertEqual(self.value_in(product, self.warehouse()), (15, 150, 10))
            self.assertEqual(self.value_in(product, self.second), (-15, -150, 10))

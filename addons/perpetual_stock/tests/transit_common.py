from .common import PerpetualCommon


class TransitCommon(PerpetualCommon):
    """Two warehouses of one company and the way between them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shop = cls.env["stock.warehouse"].create(
            {"name": "Shop", "code": "SHOP", "company_id": cls.company.id}
        )
        cls.way = cls.company.internal_transit_location_id
        cls.way.active = True

    def send(self, product, quantity, **how):
        """Out of the main warehouse, on the way to the shop."""
        return self.transfer(product, quantity, self.stock(), self.way, **how)

    def arrive(self, product, quantity, **how):
        return self.transfer(product, quantity, self.way, self.shop.lot_stock_id, **how)

    def in_transit(self, product):
        pool = self.pool(product)
        return round(pool.transit_quantity, 6), round(pool.transit_value, 6)

"""Lots and serial numbers, valued together and apart."""

from odoo import Command
from odoo.tests import tagged

from .common import MrpCommon


@tagged("post_install", "-at_install")
class TestLots(MrpCommon):
    def setUp(self):
        super().setUp()
        self.stock_up()

    def test_a_finished_lot_valued_apart(self):
        """Each lot has the cost of its own order."""
        for method in ("average", "fifo"):
            product = self.make_product(
                method, name=f"Clock {method}", tracking="lot", lot_valuated=True
            )
            with self.subTest(method):
                cheap = self.make_lot(product, "cheap")
                dear = self.make_lot(product, "dear")
                bom = self.bom(product)
                self.make(product, 2, bom, lot_producing_ids=[Command.set(cheap.ids)])
                bom.bom_line_ids[1].product_qty = 2
                order = self.make(product, 2, bom, lot_producing_ids=[Command.set(dear.ids)])
                self.assertEqual(self.pool(product, lot=cheap).value, 18)
                self.assertEqual(self.pool(product, lot=dear).value, 28)
                self.assertAlmostEqual(dear.with_company(self.company).standard_price, 14)
                unbuild = self.unbuild(product, 1, order, lot_id=dear.id)
                self.assertEqual(self.pool(product, lot=dear).value, 14)
                self.assertEqual(self.pool(product, lot=cheap).value, 18)
                self.assertFalse(self.wip_items(unbuild, "variance"))

    def test_a_component_lot_valued_apart(self):
        """The very lot that is consumed counts, and comes back with an unbuild."""
        part = self.make_product("average", name="Motor", tracking="lot", lot_valuated=True)
        old, new = self.make_lot(part, "old"), self.make_lot(part, "new")
        self.receive(part, 5, 10, lot=old)
        self.receive(part, 5, 30, lot=new)
        order = self.plan(self.fifo, 2, self.bom(self.fifo, [(part, 1)]))
        self._pick(self.raw(order, part), 2, lot=new)
        self.finish(order)
        self.assertEqual(self.on_hand(self.fifo), (2, 60))
        self.unbuild(self.fifo, 2, order)
        self.assertEqual(self.pool(part, lot=new).value, 150)
        self.assertEqual(self.pool(part, lot=old).value, 50)

    def test_serial_numbers_share_the_cost(self):
        """Three machines from one order of 10.00: valued apart, they add up."""
        product = self.make_product("fifo", name="Machine", tracking="serial", lot_valuated=True)
        self.receive(self.average, 1, 10)
        serials = self.env["stock.lot"].create(
            [{"name": f"SN{index}", "product_id": product.id} for index in range(3)]
        )
        bom = self.bom(product, [(self.average, 1)], product_qty=3)
        order = self.plan(product, 3, bom)
        order.lot_producing_ids = serials
        self.finish(order)
        values = [self.pool(product, lot=serial).value for serial in serials]
        self.assertEqual(sorted(values), [3.33, 3.33, 3.34])
        self.assert_closed(order)

"""Taking goods apart: at the values at which they were made, if their order is known."""

from odoo.tests import tagged

from .common import METHODS, MrpCommon


@tagged("post_install", "-at_install")
class TestUnbuild(MrpCommon):
    def test_linked_to_its_order(self):
        """Goods leave at 9.00 a unit, as they were made; components come back at 2 and 5,
        whatever they cost now."""
        for method in METHODS:
            product = self.products[method]
            with self.subTest(method):
                self.stock_up(50)
                order = self.make(product, 10, self.bom(product))
                self.receive(self.screw, 10, 99)
                screws, boards = self.on_hand(self.screw), self.on_hand(self.board)
                unbuild = self.unbuild(product, 4, order)
                gone, back = self.moves(unbuild, product), self.moves(unbuild, self.screw)
                cost = 40 if method == "standard" else 36
                self.assert_entry(gone, [("wip", cost, 0), ("inventory", 0, cost)])
                self.assertEqual(back.perpetual_entry_ids.value, 16)
                self.assertEqual(self.on_hand(self.screw), (screws[0] + 8, screws[1] + 16))
                self.assertEqual(self.on_hand(self.board), (boards[0] + 4, boards[1] + 20))
                self.assertEqual(self.on_hand(product)[0], 6)
                lost = cost - 36
                if lost:
                    self.assert_wip_entry(
                        unbuild, "variance", [("variance", lost, 0), ("wip", 0, lost)]
                    )
                self.assert_unbuilt(unbuild)
                # The next round begins without these screws.
                self.deliver(self.screw, self.on_hand(self.screw)[0])
                self.deliver(self.board, self.on_hand(self.board)[0])

    def test_the_work_is_lost(self):
        """5.00 of labour a unit does not come back."""
        self.stock_up()
        bom = self.bom(self.fifo, operations=[(self.workcenter(30), 10)])
        order = self.make(self.fifo, 2, bom)
        unbuild = self.unbuild(self.fifo, 2, order)
        self.assert_wip_entry(unbuild, "variance", [("variance", 10, 0), ("wip", 0, 10)])
        self.assertEqual(self.on_hand(self.fifo), (0, 0))
        self.assertEqual(self.on_hand(self.board), (100, 500))
        order.invalidate_recordset()
        self.assertEqual(order.perpetual_variance_amount, 10)

    def test_the_layer_of_the_order_is_taken(self):
        """FIFO: the units of this very order leave, not the oldest."""
        self.receive(self.fifo, 5, 50)
        self.stock_up()
        order = self.make(self.fifo, 5, self.bom(self.fifo))
        self.unbuild(self.fifo, 5, order)
        self.assertEqual(self.layers(self.fifo), [(5, 250)])

    def test_by_products_are_taken_back(self):
        self.stock_up()
        chips = self.make_product("average", name="Chips")
        order = self.make(self.fifo, 10, self.bom(self.fifo, by_products=[(chips, 1, 10)]))
        unbuild = self.unbuild(self.fifo, 10, order)
        self.assertEqual(self.on_hand(chips), (0, 0))
        self.assertEqual(self.on_hand(self.fifo), (0, 0))
        self.assertFalse(self.wip_items(unbuild, "variance"))
        self.assert_unbuilt(unbuild)

    def test_without_an_order(self):
        """Goods leave at their cost by the method, components come in at their current cost."""
        for method in METHODS:
            product = self.products[method]
            with self.subTest(method):
                self.receive(self.screw, 10, 2)
                self.receive(self.board, 10, 5)
                self.receive(product, 2, 12)
                unbuild = self.unbuild(product, 1, bom=self.bom(product))
                cost = 10 if method == "standard" else 12
                gone = self.moves(unbuild, product)
                self.assert_entry(gone, [("wip", cost, 0), ("inventory", 0, cost)])
                self.assertEqual(self.moves(unbuild, self.screw).perpetual_entry_ids.value, 4)
                self.assertEqual(self.moves(unbuild, self.board).perpetual_entry_ids.value, 5)
                self.assert_wip_entry(
                    unbuild, "variance", [("variance", cost - 9, 0), ("wip", 0, cost - 9)]
                )
                self.assert_unbuilt(unbuild)

    def test_an_unbuild_that_is_edited(self):
        """One board less came back than the unbuild said."""
        self.stock_up()
        order = self.make(self.average, 10, self.bom(self.average))
        unbuild = self.unbuild(self.average, 10, order)
        self.edit(self.moves(unbuild, self.board), 9)
        self.assertEqual(self.on_hand(self.board), (99, 495))
        self.assert_wip_entry(unbuild, "variance", [("variance", 5, 0), ("wip", 0, 5)])
        self.assert_unbuilt(unbuild)

    def moves(self, unbuild, product):
        return self.env["stock.move"].search(
            [("unbuild_id", "=", unbuild.id), ("product_id", "=", product.id)]
        )

    def assert_unbuilt(self, unbuild):
        items = self.env["account.move.line"].search([("perpetual_unbuild_id", "=", unbuild.id)])
        self.assertTrue(items)
        self.assertAlmostEqual(sum(items.mapped("balance")), 0, 6)
        self.assertEqual(self.balance("wip"), 0)

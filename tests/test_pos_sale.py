"""A sales order settled at the register: stock and cost of goods sold once, at the order."""

from odoo.tests import tagged

from odoo.addons.perpetual_pos.tests.common import PosCommon
from odoo.addons.perpetual_sale.tests import common as sale


class SettledCommon(PosCommon):
    """What a salesperson has sold is paid and taken along at the register."""

    order_line = sale.SaleCommon.sell

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        everyone = "sales_team.group_sale_salesman_all_leads"
        cls.users["salesperson"] = cls.make_user("salesperson", everyone)
        # Core lets only people settle sales orders who may read them.
        cls.users["cashier"] = cls.make_user(
            "settling_cashier", f"base.group_user,point_of_sale.group_pos_user,{everyone}"
        )

    sell_all = sale.SaleCommon.sell_all

    def settle(self, line, quantity):
        vals = {"sale_order_origin_id": line.order_id.id, "sale_order_line_id": line.id}
        return self.sell([(line.product_id, quantity, vals)])


@tagged("post_install", "-at_install")
class TestPosSale(SettledCommon):
    def test_all_of_the_order(self):
        """The delivery that waited is cancelled; nothing is posted twice."""
        for timing in ("delivery", "invoice"):
            self.company.perpetual_cogs_timing = timing
            for method, product in self.products.items():
                with self.subTest(timing=timing, method=method):
                    self.receive(product, 10, cost=10)
                    before = self.on_hand(product)
                    line = self.order_line(product, 4)
                    waiting = line.move_ids
                    order = self.settle(line, 4)
                    move = self.moves(order, product)
                    self.assert_entry(move, [("cogs", 40, 0), ("inventory", 0, 40)])
                    self.assertEqual(waiting.state, "cancel")
                    self.assertFalse(waiting.perpetual_entry_ids)
                    self.assertEqual(line.qty_delivered, 4)
                    quantity, value = self.on_hand(product)
                    self.assertEqual((before[0] - quantity, before[1] - value), (4, 40))
                    self.assert_no_cost(self.close())

    def test_some_of_the_order(self):
        """The rest is delivered by the warehouse, each part at its own cost."""
        self.company.perpetual_cogs_timing = "delivery"
        self.receive(self.fifo, 3, cost=10)
        self.receive(self.fifo, 7, cost=12)
        line = self.order_line(self.fifo, 5)
        order = self.settle(line, 3)
        self.assert_entry(self.moves(order, self.fifo), [("cogs", 30, 0), ("inventory", 0, 30)])
        rest = line.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        self.assertEqual(rest.product_uom_qty, 2)
        self._pick(rest.with_env(self.as_role("stock_user")), 2)
        self.validate(rest.picking_id.with_env(self.as_role("stock_user")))
        self.assert_entry(rest, [("cogs", 24, 0), ("inventory", 0, 24)])
        self.assertEqual(line.qty_delivered, 5)
        self.assertEqual(self.on_hand(self.fifo), (5, 60))

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MrpCommon


@tagged("post_install", "-at_install")
class TestConcurrency(MrpCommon):
    """Two people at once on one order: one consumes, the other marks it as done."""

    def setUp(self):
        super().setUp()
        # Committed for real, so that two transactions can see it.
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            product = env["product.product"].create(
                {"name": "Concurrent Product", "is_storable": True}
            )
            order = env["mrp.production"].create({"product_id": product.id, "product_qty": 1})
            self.order_id = order.id
        self.addCleanup(self.remove, order.id, product.id)

    def remove(self, order_id, product_id):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            order = env["mrp.production"].browse(order_id)
            order.action_cancel()
            order.unlink()
            env["product.product"].browse(product_id).unlink()

    def order(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})["mrp.production"].browse(self.order_id)

    def test_the_second_one_starts_over(self):
        """It cannot see what the first has put in progress, so it must not go on.

        The framework repeats a request that fails like this.
        """
        with self.registry.cursor() as first, self.registry.cursor() as second:
            # Both have a snapshot from before the other's work.
            self.assertTrue(self.order(first).exists())
            self.assertTrue(self.order(second).exists())
            self.order(first)._perpetual_lock()
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self.order(second)._perpetual_lock()
            second.rollback()
            self.order(second)._perpetual_lock()

    def test_every_posting_locks(self):
        """Whatever is recorded for an order locks it first."""
        self.stock_up()
        order = self.plan(self.fifo, 1, self.bom(self.fifo))
        locked = []
        production = type(self.env["mrp.production"])
        original = production._perpetual_lock
        self.patch(
            production,
            "_perpetual_lock",
            lambda orders: (locked.append(orders.ids), original(orders))[1],
        )
        self.finish(order)
        self.assertEqual(locked.count(order.ids), 2)

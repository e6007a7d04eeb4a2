from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, Command, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import SaleCommon


@tagged("post_install", "-at_install")
class TestConcurrency(SaleCommon):
    """A delivery and an invoice of one order line at the same moment."""

    def setUp(self):
        super().setUp()
        # Committed for real, so that two transactions can see it.
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            product = env["product.product"].create({"name": "Concurrent Product"})
            partner = env["res.partner"].create({"name": "Concurrent Customer"})
            order = env["sale.order"].create(
                {
                    "partner_id": partner.id,
                    "order_line": [Command.create({"product_id": product.id})],
                }
            )
            self.line_id = order.order_line.id
        self.addCleanup(self.remove, order.id, product.id, partner.id)

    def remove(self, order_id, product_id, partner_id):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["sale.order"].browse(order_id).unlink()
            env["product.product"].browse(product_id).unlink()
            env["res.partner"].browse(partner_id).unlink()

    def line(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})["sale.order.line"].browse(self.line_id)

    def test_the_second_one_starts_over(self):
        """It cannot see what the first has matched; the framework repeats its request."""
        with self.registry.cursor() as first, self.registry.cursor() as second:
            # Both have a snapshot from before the other's work.
            self.assertTrue(self.line(first).exists())
            self.assertTrue(self.line(second).exists())
            self.line(first)._perpetual_lock()
            first.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                self.line(second)._perpetual_lock()
            second.rollback()
            self.line(second)._perpetual_lock()

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestGoLiveConcurrency(TransactionCase):
    """Somebody moves stock while the switch is made."""

    def setUp(self):
        super().setUp()
        # Committed for real, so that two transactions can see it.
        with self.registry.cursor() as cr:
            env = self.superuser(cr)
            product = env["product.product"].create(
                {"name": "Concurrent Goods", "is_storable": True}
            )
            stock = env["stock.warehouse"].search([], limit=1).lot_stock_id
            env["stock.quant"]._update_available_quantity(product, stock, 5)
            self.product_id, self.stock_id = product.id, stock.id
        self.addCleanup(self.remove)

    def remove(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM stock_quant WHERE product_id = %s", [self.product_id])
            self.superuser(cr)["product.product"].browse(self.product_id).unlink()

    def superuser(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def run_of(self, cr):
        env = self.superuser(cr)
        return env["perpetual.go.live"].create(
            {"company_id": env["stock.location"].browse(self.stock_id).company_id.id}
        )

    def move(self, cr):
        """What a delivery does to the quant."""
        env = self.superuser(cr)
        product = env["product.product"].browse(self.product_id)
        stock = env["stock.location"].browse(self.stock_id)
        env["stock.quant"]._update_available_quantity(product, stock, -1)
        env.flush_all()

    def test_nobody_moves_stock_meanwhile(self):
        with self.registry.cursor() as switch, self.registry.cursor() as delivery:
            run = self.run_of(switch)
            run.state = "checked"
            switch.execute("SET LOCAL lock_timeout = '5s'")
            run._keep_others_out()
            delivery.execute("SET LOCAL lock_timeout = '200ms'")
            with mute_logger("odoo.sql_db"), self.assertRaises(LockNotAvailable):
                delivery.execute(
                    "UPDATE stock_quant SET quantity = 4 WHERE product_id = %s", [self.product_id]
                )
            switch.rollback()
            delivery.rollback()
            self.move(delivery)
            delivery.rollback()

    def test_who_began_before_starts_over(self):
        """It took the product for what it was before the switch; the framework repeats it."""
        with self.registry.cursor() as switch, self.registry.cursor() as delivery:
            delivery.execute("SELECT quantity FROM stock_quant LIMIT 1")
            run = self.run_of(switch)
            run._fail_others(run.env["product.product"].browse(self.product_id))
            run.unlink()
            switch.commit()
            with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
                delivery.execute(
                    "UPDATE stock_quant SET quantity = 4 WHERE product_id = %s", [self.product_id]
                )
            delivery.rollback()
            self.move(delivery)
            delivery.rollback()

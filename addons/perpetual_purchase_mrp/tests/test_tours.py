from odoo.tests import HttpCase, tagged

from .common import KitCommon


@tagged("post_install", "-at_install")
class TestTours(HttpCase, KitCommon):
    """The matches of a bill of kits, as an accountant sees them."""

    def test_components(self):
        order = self.order((self.kit, 10, 100))
        self.receive_order(order)
        bill = self.bill(order)
        login = self.users["accountant"].login
        self.start_tour(
            f"/odoo/account.move/{bill.id}", "perpetual_purchase_mrp_components", login=login
        )

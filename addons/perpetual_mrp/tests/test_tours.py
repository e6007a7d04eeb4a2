"""Work in progress in a browser, on a desk and on a phone."""

from odoo.tests import HttpCase, tagged

from .common import MrpCommon


class TourCase(HttpCase, MrpCommon):
    """20 screws at 2 are in production."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        groups = "mrp.group_mrp_user,perpetual_stock.group_perpetual_accountant"
        cls.users["cost_accountant"] = cls.make_user("cost_accountant", groups)

    def setUp(self):
        super().setUp()
        self.stock_up()
        self.order = self.plan(self.fifo, 10, self.bom(self.fifo))
        self.consume(self.order, self.screw, 20)
        self.order.qty_producing = 5

    def tour(self, name, url, role):
        self.start_tour(url, name, login=self.users[role].login, timeout=120)


@tagged("post_install", "-at_install")
class TestDesktopTours(TourCase):
    def test_listing(self):
        self.tour("perpetual_mrp_wip", "/odoo/stock-ledger", "accountant")

    def test_order(self):
        url = f"/odoo/mrp.production/{self.order.id}"
        self.tour("perpetual_mrp_order", url, "cost_accountant")


@tagged("post_install", "-at_install")
class TestPhoneTours(TourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_listing(self):
        self.tour("perpetual_mrp_wip_phone", "/odoo/wip", "auditor")

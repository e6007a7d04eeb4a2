"""The listing of goods delivered not invoiced in a browser, on a desk and on a phone."""

from odoo.tests import HttpCase, tagged

from .test_listing import ListingCase


class TourCase(HttpCase, ListingCase):
    """4 units at 10 have left and are not invoiced."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")

    def setUp(self):
        super().setUp()
        self.stock_up()
        self.ship(self.sell(self.fifo, 4))

    def tour(self, name, url, role):
        self.start_tour(url, name, login=self.users[role].login, timeout=120)


@tagged("post_install", "-at_install")
class TestDesktopTours(TourCase):
    def test_request(self):
        self.tour("perpetual_sale_gdni", "/odoo/stock-ledger", "accountant")
        write_off = self.env["perpetual.write.off"].search([("company_id", "=", self.company.id)])
        self.assertEqual((write_off.state, write_off.amount), ("requested", 40))


@tagged("post_install", "-at_install")
class TestPhoneTours(TourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_listing(self):
        self.tour("perpetual_sale_gdni_phone", "/odoo/gdni", "controller")

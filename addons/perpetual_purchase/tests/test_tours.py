"""The listing and its write-offs in a browser, on a desk and on a phone."""

from odoo.tests import HttpCase, freeze_time, tagged

from .write_off_common import WriteOffCase

LEDGER = "/odoo/stock-ledger"
GRNI = "/odoo/grni"
WRITE_OFFS = "/odoo/grni-write-offs"


class TourCase(HttpCase, WriteOffCase):
    """10 came in at 10 in January, 4 were billed in February: 60.00 are open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")

    def setUp(self):
        super().setUp()
        with freeze_time("2026-01-10 12:00:00"):
            self.purchase = self.order((self.fifo, 10, 10))
            self.receive_order(self.purchase)
        with freeze_time("2026-02-10 12:00:00"):
            self.bill((self.purchase.order_line, 4))

    def tour(self, name, url, role):
        self.start_tour(url, name, login=self.users[role].login, timeout=120)


@tagged("post_install", "-at_install")
class TestDesktopTours(TourCase):
    def test_request(self):
        self.tour("perpetual_purchase_grni", LEDGER, "accountant")
        write_off = self.env["perpetual.write.off"].search([("company_id", "=", self.company.id)])
        self.assertEqual(write_off.reason, "The vendor has closed down")
        self.assertEqual(write_off.state, "requested")

    def test_approve(self):
        write_off = self.request(self.rows(), "Closed down")
        self.tour("perpetual_purchase_write_off", WRITE_OFFS, "approver")
        write_off.invalidate_recordset()
        self.assertEqual(write_off.state, "posted")
        self.assert_rows([])

    def test_refuse(self):
        write_off = self.request(self.rows(), "Closed down")
        self.tour("perpetual_purchase_refusal", WRITE_OFFS, "approver")
        write_off.invalidate_recordset()
        self.assertEqual(write_off.refusal_reason, "The bill is under way")

    def test_as_of_a_date(self):
        self.tour("perpetual_purchase_grni_as_of", GRNI, "accountant")


@tagged("post_install", "-at_install")
class TestPhoneTours(TourCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_listing(self):
        self.tour("perpetual_purchase_grni_phone", GRNI, "controller")

    def test_write_off(self):
        self.request(self.rows(), "Closed down")
        self.tour("perpetual_purchase_write_off_phone", WRITE_OFFS, "approver")

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from odoo.addons.perpetual_barcode.tests.common import BarcodeCommon


class BuyerCase(BarcodeCommon):
    """An order of a buyer, received short."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls.make_user("buyer", "purchase.group_purchase_user")

    def order(self, buyer=None):
        order = self.env["purchase.order"].create(
            {
                "partner_id": self.vendor.id,
                "user_id": (buyer or self.buyer).id,
                "order_line": [
                    (0, 0, {"product_id": self.average.id, "product_qty": 2, "price_unit": 5.0})
                ],
            }
        )
        order.button_confirm()
        return order

    def short(self, order):
        self.start("receive", order.picking_ids)
        self.scan(self.average.barcode)
        self.do("validate")
        self.assert_good(self.do("answer", choice="later", note="crate open"))
        return self.env["perpetual.receiving.discrepancy"].search([], limit=1)


@tagged("post_install", "-at_install")
class TestBuyer(BuyerCase):
    """The buyer hears of what came otherwise than ordered."""

    def test_an_activity(self):
        order = self.order()
        row = self.short(order)
        self.assertEqual((row.purchase_id, row.buyer_id), (order, self.buyer))
        self.assertRecordValues(
            row.activity_ids,
            [
                {
                    "user_id": self.buyer.id,
                    "summary": f"{order.name}: less than ordered, 1 Units "
                    f"{self.average.display_name}",
                }
            ],
        )
        self.assertIn("crate open", row.activity_ids.note)

    def test_settled(self):
        row = self.short(self.order()).with_user(self.buyer)
        self.assertEqual(row.state, "open")
        row.action_settle()
        self.assertEqual(row.state, "settled")
        self.assertFalse(row.activity_ids)
        self.assertEqual(row.action_open_order()["res_id"], row.purchase_id.id)

    def test_what_nobody_ordered_is_told_to_the_buyer_of_the_transfer(self):
        order = self.order()
        self.start("receive", order.picking_ids)
        self.scan(self.fifo.barcode)
        self.do("answer", choice="leave")
        row = self.env["perpetual.receiving.discrepancy"].search([], limit=1)
        self.assertEqual((row.kind, row.buyer_id), ("unexpected", self.buyer))

    def test_a_receipt_without_an_order(self):
        self.start("receive", self.incoming((self.average, 1)))
        self.scan(self.fifo.barcode)
        self.assert_good(self.do("answer", choice="leave"))
        row = self.env["perpetual.receiving.discrepancy"].search([], limit=1)
        self.assertFalse(row.purchase_id or row.activity_ids)

    def test_a_buyer_who_is_gone(self):
        """A buyer who cannot read the report never stops a receipt."""
        order = self.order()
        self.buyer.active = False
        self.assertFalse(self.short(order).activity_ids)

    def test_rights(self):
        row = self.short(self.order())
        with self.assertRaises(AccessError):
            row.with_user(self.buyer).create({"kind": "short"})
        with self.assertRaises(AccessError):
            row.with_user(self.buyer).unlink()
        with self.assertRaises(AccessError):
            row.with_user(self.users["employee"]).read(["kind"])


@tagged("post_install", "-at_install")
class TestBuyerTour(BuyerCase, HttpCase):
    """The report in a browser, as the buyer."""

    tour = "perpetual_barcode_purchase_buyer"

    def test_settle(self):
        self.buyer.password = self.buyer.login
        other = self.short(self.order(self.users["stock_manager"]))
        row = self.short(self.order())
        self.session = None  # the app's session; the browser has one of its own
        action = "perpetual_barcode_purchase.perpetual_receiving_discrepancy_action_purchase"
        self.start_tour(f"/odoo/action-{action}", self.tour, login=self.buyer.login)
        self.assertEqual((row.state, other.state), ("settled", "open"))
        self.assertFalse(row.activity_ids)


@tagged("post_install", "-at_install")
class TestBuyerPhone(TestBuyerTour):
    """The same at the size of a phone."""

    browser_size = "375x667"
    touch_enabled = True
    tour = "perpetual_barcode_purchase_buyer_phone"

from odoo.tests import HttpCase, tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestReturnTours(BarcodeCommon, HttpCase):
    """Returns and write-offs in a browser, as a warehouse worker."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["approver"] = cls.make_user("approver", "perpetual_stock.group_approver_1")
        for user in (cls.worker, cls.users["approver"]):
            user.password = user.login
        cls.company.perpetual_damage_limit = 20

    def setUp(self):
        super().setUp()
        self.shelf = self.make_location("A-01")
        self.shelf.barcode = "A-01"
        self.receive(self.average, 10, 5, dest=self.shelf)

    def run_tour(self, name):
        self.start_tour("/odoo/barcode", f"perpetual_barcode_{name}", login=self.worker.login)

    def test_return(self):
        sold = self.deliver(self.average, 2, source=self.shelf).picking_id
        sold.origin = "S-0815"
        self.run_tour("return")
        back = self.env["stock.picking"].search([("return_id", "=", sold.id)])
        self.assertEqual((back.state, back.move_ids.quantity), ("done", 1))
        self.assertEqual(back.perpetual_return_reason_id.name, "Defective")
        self.assert_entry(back.move_ids, [("inventory", 5, 0), ("cogs", 0, 5)])

    def test_return_to_vendor(self):
        bought = self.receive(self.fifo, 2, 6, dest=self.stock()).picking_id
        bought.origin = "P-0815"
        self.transfer(self.fifo, 2, self.stock(), self.shelf)
        self.run_tour("return_vendor")
        back = self.env["stock.picking"].search([("return_id", "=", bought.id)])
        self.assertEqual(back.move_line_ids.location_id, self.shelf)
        self.assert_entry(back.move_ids, [("grni", 6, 0), ("inventory", 0, 6)])

    def test_return_from_start(self):
        """A delivery that is done is scanned on the start screen."""
        sold = self.deliver(self.average, 2, source=self.shelf).picking_id
        sold.name = "OUT-0815"
        self.run_tour("return_from_start")
        self.assertFalse(self.env["stock.picking"].search([("return_id", "=", sold.id)]))
        scans = self.env["perpetual.barcode.scan"].search([], order="id")
        self.assertEqual(scans.mapped("barcode")[:2], ["NOBODY-KNOWS", "OUT-0815"])

    def test_write_off(self):
        self.run_tour("write_off")
        report = self.env["perpetual.damage"].search([])
        self.assertEqual((report.state, report.quantity), ("done", 1))
        self.assert_entry(report.scrap_ids.move_ids, [("scrap", 5, 0), ("inventory", 0, 5)])

    def test_write_off_waits(self):
        self.run_tour("write_off_waits")
        report = self.env["perpetual.damage"].search([])
        self.assertEqual((report.state, report.quantity), ("requested", 9))
        self.assertEqual(self.on_hand(self.average), (10, 50))


@tagged("post_install", "-at_install")
class TestReturnPhoneTours(TestReturnTours):
    """The same at the size of a phone."""

    browser_size = "375x667"
    touch_enabled = True


@tagged("post_install", "-at_install")
class TestDamageApprovalTour(BarcodeCommon, HttpCase):
    """The approver's screen in the office."""

    def test_approve(self):
        self.company.perpetual_damage_limit = 0
        approver = self.make_user("approver", "perpetual_stock.group_approver_1")
        approver.password = approver.login
        self.receive(self.average, 10, 5)
        reason = self.env.ref("perpetual_barcode.perpetual_barcode_reason_damage_expired")
        report = self.as_role("stock_user")["perpetual.damage"]._report(
            {
                "product_id": self.average.id,
                "location_id": self.stock().id,
                "quantity": 2,
                "reason_id": reason.id,
            }
        )
        report = report.with_env(self.env)
        self.start_tour(
            "/odoo/damage-reports", "perpetual_barcode_damage_approve", login=approver.login
        )
        self.assertRecordValues(report, [{"state": "done", "approver_id": approver.id}])
        self.assertEqual(report.scrap_ids.scrap_qty, 2)

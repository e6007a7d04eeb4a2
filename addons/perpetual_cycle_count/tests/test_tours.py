from odoo.tests import HttpCase, tagged

from .test_flow import FlowCase


@tagged("post_install", "-at_install")
class TestTours(FlowCase, HttpCase):
    """The counter, the controller and the approver, each in a browser."""

    #: Of tours whose steps differ by the size of the screen.
    suffix = ""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.first, cls.second, cls.controller, cls.approver):
            user.password = user.login

    def run_tour(self, path, name, user):
        self.env.flush_all()
        self.start_tour(f"/odoo/{path}", f"perpetual_cycle_count_{name}", login=user.login)
        self.env.invalidate_all()

    def test_scan(self):
        """With the barcode app: scans, the keypad, and what is not there."""
        self.run_tour("barcode", "scan", self.first)
        self.assertEqual(
            self.lines(),
            {(self.a1, self.average): 9, (self.a1, self.fifo): 0, (self.b2, self.average): 6},
        )
        self.assertEqual(self.counting.sudo().sheet_ids.mapped("state").count("done"), 1)

    def opened(self, product):
        self.run_tour("count-sessions", f"open{self.suffix}", self.controller)
        return self.env["perpetual.count.session"].search([], order="id desc", limit=1)

    def explain(self, variance):
        self.run_tour("variances", f"investigate{self.suffix}", self.controller)

    def test_whole_path(self):
        """Opened, typed in twice, explained, approved and posted, by five people."""
        self.counting.with_user(self.controller).action_cancel()
        self.env["ir.default"].set("perpetual.count.session", "grace_minutes", 0)
        product = self.average
        self.deliver(product, 6, source=self.b2)
        session = self.opened(product)
        self.assertEqual((session.state, session.user_id), ("counting", self.controller))
        for user in (self.first, self.second):
            self.run_tour("count-sheets", "type", user)
        variance = self.variance(session)
        self.assertEqual((variance.quantity, variance.state), (-3, "investigate"))
        self.explain(variance)
        self.assertEqual((variance.state, variance.reason_id), ("to_approve", self.cause))
        self.run_tour("variances", "approve", self.approver)
        self.assertEqual(variance.state, "approved")
        session.with_user(self.controller).action_post()
        self.assertEqual(self.on_hand_at(product, self.a1), 7)


@tagged("post_install", "-at_install")
class TestPhoneTours(TestTours):
    """The same at the size of a phone."""

    browser_size = "375x667"
    touch_enabled = True
    suffix = "_phone"


@tagged("post_install", "-at_install")
class TestSerialTours(FlowCase, HttpCase):
    """Serial numbers, goods on no line, and a recount, each on a phone."""

    browser_size = "375x667"
    touch_enabled = True

    def stocked(self):
        self.fifo.tracking = "serial"
        for number in (1, 2):
            lot = self.make_lot(self.fifo, f"SN-{number}")
            self.receive(self.fifo, 1, 5, lot=lot, dest=self.a1)
        self.standard.barcode = "5901234123457"
        for user in (self.first, self.second):
            user.password = user.login

    def test_two_rounds(self):
        """SN-2 is missing and something unexpected lies there, as two people find."""
        for user, name in ((self.first, "serials"), (self.second, "recount")):
            self.env.flush_all()
            self.start_tour("/odoo/barcode", f"perpetual_cycle_count_{name}", login=user.login)
            self.env.invalidate_all()
        session = self.counting.sudo()
        found = {
            (row.product_id, row.lot_id.name): row.quantity
            for row in session.variance_ids.filtered(lambda row: row.state == "investigate")
        }
        self.assertEqual(found, {(self.fifo, "SN-2"): -1, (self.standard, False): 1})
        self.assertEqual(session.state, "review")

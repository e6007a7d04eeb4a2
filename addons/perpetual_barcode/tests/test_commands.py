from odoo.tests import tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestCommands(BarcodeCommon):
    """Barcodes that tell the app what to do."""

    def begin(self, barcode):
        answer = self.call("start", {"barcode": barcode}, flow="home")
        self.session = answer["session"]
        return answer

    def open_sessions(self):
        return self.env["perpetual.barcode"].with_user(self.worker).home()["sessions"]

    def test_done_and_undo(self):
        picking = self.incoming((self.average, 1))
        self.start("receive", picking)
        self.scan("PB.TIMES.3")
        self.assertEqual(self.scan("PB.UNDO")["message"]["level"], "error")
        self.scan(self.average.barcode)
        self.assert_good(self.scan("PB.UNDO"))
        self.scan(self.average.barcode)
        self.assert_good(self.scan("PB.VALIDATE"))
        self.assertEqual(picking.state, "done")

    def test_home(self):
        """The work waits on the start screen."""
        self.start("receive", self.incoming((self.average, 1)))
        answer = self.scan("PB.HOME")
        self.assertTrue(answer["message"]["home"])
        self.assertEqual([row["id"] for row in self.open_sessions()], [self.session])

    def test_home_on_the_start_screen(self):
        self.assertTrue(self.begin("PB.HOME")["message"]["home"])
        self.assertFalse(self.open_sessions())

    def test_back(self):
        """A step back where there is one, else to the start screen."""
        product = self.make_product("average", tracking="lot", barcode="5901234123457")
        self.receive(product, 1, 5, lot=self.make_lot(product, "L-1"))
        self.start("damage")
        self.assertEqual(self.scan(product.barcode)["state"], "lot")
        self.assertEqual(self.scan("PB.BACK")["state"], "goods")
        self.assertTrue(self.scan("PB.BACK")["message"]["home"])

    def test_cancel_a_question(self):
        self.receive(self.average, 2, 5)
        self.start("damage")
        self.assertEqual(self.scan(self.average.barcode)["state"], "ask")
        self.assertEqual(self.scan("PB.CANCEL")["state"], "goods")
        self.assertFalse(self.env["perpetual.damage"].search([]))
        self.assertTrue(self.scan("PB.CANCEL")["message"]["home"])

    def test_another_flow(self):
        """The app starts the other flow; this one can be gone on with."""
        self.start("receive", self.incoming((self.average, 1)))
        answer = self.scan("PB.FLOW.move")
        self.assertEqual((answer["message"]["start"], answer["flow"]), ("move", "receive"))
        self.assert_error(self.scan("PB.FLOW.labels"), "is for members of the group")
        self.assert_error(self.scan("PB.FLOW.knitting"), "There is no flow")

    def test_a_place_without_a_barcode(self):
        shelf = self.make_location("A-01")
        shelf.barcode = False
        self.receive(self.average, 3, 5, dest=shelf)
        answer = self.begin(f"PB.LOCATION.{shelf.id}")
        self.assertEqual((answer["flow"], answer["view"]["title"]), ("lookup", shelf.display_name))
        self.start("damage")
        self.scan(f"PB.LOCATION.{shelf.id}")
        self.assertEqual(self.scan(self.average.barcode)["view"]["subtitle"], shelf.display_name)

    def test_an_operation_type_without_a_barcode(self):
        kind = self.warehouse().in_type_id
        answer = self.begin(f"PB.TYPE.{kind.id}")
        self.assertEqual((answer["flow"], answer["state"]), ("receive", "choose"))

    def test_places_of_nobody(self):
        self.make_second_company()
        theirs = self.stock(self.company2)
        for code in (f"PB.LOCATION.{theirs.id}", "PB.LOCATION.A-01", "PB.TYPE.0", "PB.LOCATION.²"):
            self.assert_error(self.begin(code), "not known here")

    def test_ones_own_badge(self):
        answer = self.begin(f"PB.USER.{self.worker.id}")
        self.assert_good(answer)
        self.assertIn(self.worker.name, answer["message"]["text"])
        self.assertEqual((answer["flow"], answer["state"]), ("home", "done"))

    def test_somebody_elses_badge(self):
        """It is no password: the app offers to sign out, and changes nothing."""
        other = self.users["stock_manager"]
        self.start("receive", self.incoming((self.average, 1)))
        for answer in (self.scan(f"PB.USER.{other.id}"), self.begin(f"PB.USER.{other.id}")):
            self.assert_error(answer, f"signed in as {self.worker.name}")
            self.assertIn(other.name, answer["message"]["text"])
            self.assertEqual(answer["message"]["sign_out"], "Sign out")
        scans = self.env["perpetual.barcode.scan"].search([])
        self.assertEqual(scans.user_id, self.worker)

    def test_a_badge_of_nobody(self):
        for badge in ("0", "me", "²"):
            self.assert_error(self.begin(f"PB.USER.{badge}"), "belongs to nobody")
        self.assertFalse(self.open_sessions())

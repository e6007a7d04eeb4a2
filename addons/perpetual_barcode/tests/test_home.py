from odoo.tests import tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestHome(BarcodeCommon):
    """Scan anything on the start screen."""

    def begin(self, barcode):
        answer = self.call("start", {"barcode": barcode}, flow="home")
        self.session = answer["session"]
        return answer

    def test_a_transfer(self):
        picking = self.incoming((self.average, 1))
        answer = self.begin(picking.name)
        self.assertEqual((answer["flow"], answer["state"]), ("receive", "lines"))
        self.assert_good(self.scan(self.average.barcode))

    def test_an_operation_type(self):
        self.warehouse().in_type_id.barcode = "WH-IN"
        answer = self.begin("WH-IN")
        self.assertEqual((answer["flow"], answer["state"]), ("receive", "choose"))

    def test_a_command(self):
        answer = self.begin("PB.FLOW.receive")
        self.assertEqual((answer["flow"], answer["state"]), ("receive", "choose"))

    def test_goods_and_places(self):
        self.receive(self.average, 5, 2)
        answer = self.begin(self.average.barcode)
        self.assertEqual((answer["flow"], answer["state"]), ("lookup", "found"))
        self.assertEqual([place["quantity"] for place in answer["view"]["places"]], [5])
        self.assertEqual([move["quantity"] for move in answer["view"]["movements"]], [5])
        self.stock().barcode = "STOCK-1"
        answer = self.scan("STOCK-1")
        self.assertEqual(answer["view"]["title"], self.stock().display_name)

    def test_nobody_knows_it(self):
        answer = self.begin("NOBODY-KNOWS")
        self.assert_error(answer, "not known here")
        self.assertFalse(self.env["perpetual.barcode"].with_user(self.worker).home()["sessions"])

    def test_done_already(self):
        picking = self.incoming((self.average, 1))
        picking.button_validate()
        self.assert_error(self.begin(picking.name), "is done already")

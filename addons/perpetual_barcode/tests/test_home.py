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

    def done_receipt(self):
        picking = self.incoming((self.average, 1))
        picking.button_validate()
        return picking

    def test_done_already(self):
        """Goods of a transfer that is done can be returned: the app asks."""
        picking = self.done_receipt()
        answer = self.begin(picking.name)
        self.assertEqual((answer["flow"], answer["state"]), ("home", "finished"))
        self.assertEqual(answer["message"]["level"], "warning")
        self.assertIn("is done already", answer["message"]["text"])
        answer = self.do("answer", choice="return")
        self.assertEqual((answer["flow"], answer["state"]), ("return", "lines"))
        self.assertEqual([line["demand"] for line in answer["view"]["lines"]], [1])

    def test_done_already_and_nothing_wanted(self):
        self.begin(self.done_receipt().name)
        answer = self.do("answer", choice="nothing")
        self.assertEqual((answer["flow"], answer["state"]), ("home", "done"))
        self.assertFalse(self.env["perpetual.barcode"].with_user(self.worker).home()["sessions"])

    def test_done_already_and_something_else_scanned(self):
        self.begin(self.done_receipt().name)
        answer = self.scan(self.average.barcode)
        self.assertEqual((answer["flow"], answer["state"]), ("lookup", "found"))

    def test_a_return_that_is_done(self):
        """What came back does not go back once more."""
        picking = self.done_receipt()
        self.begin(picking.name)
        self.do("answer", choice="return")
        self.scan(self.average.barcode)
        self.do("validate")
        reason = self.env.ref("perpetual_barcode.perpetual_barcode_reason_return_defect")
        answer = self.do("answer", choice="vendor", reason=reason.id)
        self.assert_good(answer)
        back = self.env["stock.picking"].search([("return_id", "=", picking.id)])
        self.assert_error(self.begin(back.name), "is done already")
        self.begin(picking.name)
        self.assert_error(self.do("answer", choice="return"), "returned already")

    def test_nothing_in_it(self):
        self.assert_error(self.begin("]C1"), "it holds no data")
        self.assert_error(self.begin("7" * 5000), "no symbol holds 5000 characters")

    def test_an_internal_transfer(self):
        self.receive(self.average, 5, 2)
        shelf = self.make_location()
        picking = self.prepare(
            [(self.average, 1)], self.stock(), shelf, self.warehouse().int_type_id
        )
        answer = self.begin(picking.name)
        self.assertEqual((answer["flow"], answer["state"]), ("deliver", "lines"))

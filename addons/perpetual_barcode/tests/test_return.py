from odoo.tests import tagged

from .common import BarcodeCommon
from .test_receive import PIXEL


class ReturnCase(BarcodeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("perpetual_barcode.perpetual_barcode_reason_return_defect")

    def setUp(self):
        super().setUp()
        self.receive(self.average, 10, 5)
        self.sold = self.deliver(self.average, 4, partner=self.customer).picking_id
        self.sold.origin = "S-0815"

    def serials(self):
        """Two pieces that were received, and one of them delivered."""
        product = self.make_product("fifo", tracking="serial", barcode="5901234123457")
        one, two = (self.make_lot(product, name) for name in ("SN-1", "SN-2"))
        costs = {one: 3, two: 7}
        self.bought = [self.receive(product, 1, costs[lot], lot=lot) for lot in costs]
        self.gone = self.deliver(product, 1, lot=two)
        return product, one, two

    def begin(self, barcode):
        self.start("return")
        return self.scan(barcode)

    def finish(self, choice, **data):
        """Ask for the return and answer why; the new transfer."""
        self.assertEqual(self.do("validate")["state"], "ask")
        answer = self.do("answer", **{"choice": choice, "reason": self.reason.id, **data})
        self.assert_good(answer)
        self.assertEqual(answer["state"], "done")
        return self.env["perpetual.barcode.session"].browse(answer["session"]).picking_id


@tagged("post_install", "-at_install")
class TestReturn(ReturnCase):
    """Goods come back at the cost they went with, and never more than went."""

    # Of which transfer

    def test_by_order(self):
        answer = self.begin("S-0815")
        self.assertEqual(answer["state"], "lines")
        line = answer["view"]["lines"][0]
        self.assertEqual((line["demand"], line["done"], line["status"]), (4, 0, "todo"))
        self.assertIn(self.sold.name, answer["view"]["subtitle"])

    def test_by_transfer(self):
        self.assertEqual(self.begin(self.sold.name)["state"], "lines")

    def test_by_invoice(self):
        """Read for its order's name only: warehouse people have no right to it."""
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "name": "INV/2026/00077",
                "partner_id": self.customer.id,
                "invoice_origin": "S-0814, S-0815",
            }
        )
        self.assertFalse(invoice.with_env(self.as_role("stock_user")).has_access("read"))
        self.assertEqual(self.begin("INV/2026/00077")["state"], "lines")

    def test_several_fit(self):
        other = self.deliver(self.average, 1).picking_id
        other.origin = "S-0815"
        answer = self.begin("S-0815")
        self.assertEqual(answer["state"], "choose")
        names = [row["name"] for row in answer["view"]["transfers"]]
        self.assertCountEqual(names, [self.sold.name, other.name])
        answer = self.do("open", picking=other.id)
        self.assertEqual(answer["view"]["lines"][0]["demand"], 1)

    def test_nothing_fits(self):
        self.assert_error(self.begin("NOBODY-KNOWS"), "Nothing is found")
        waiting = self.incoming((self.average, 1))
        self.assert_error(self.scan(waiting.name), "Nothing can be returned of")
        self.assert_error(self.do("open", picking=0), "Nothing can be returned of")

    def test_no_return_of_a_return(self):
        self.begin("S-0815")
        self.scan(self.average.barcode)
        picking = self.finish("stock")
        self.assert_error(self.begin(picking.name), "no return itself")

    def test_of_another_company(self):
        company = self.make_second_company()
        self.receive(self.average, 1, 5, company=company)
        theirs = self.deliver(self.average, 1, company=company).picking_id
        theirs.origin = "S-9"
        self.assert_error(self.begin("S-9"), "Nothing is found")
        answer = self.do("open", picking=theirs.id)
        self.assertEqual((answer["message"]["level"], answer["state"]), ("error", "choose"))

    # What

    def test_from_customer(self):
        self.receive(self.average, 4, 10)  # 10 pieces for 70: the cost has moved to 7
        self.begin("S-0815")
        self.scan("x2")
        answer = self.scan(self.average.barcode)
        self.assertEqual(answer["view"]["lines"][0]["done"], 2)
        picking = self.finish("stock", note="too small", photos=[PIXEL])
        self.assertRecordValues(
            picking,
            [
                {
                    "state": "done",
                    "return_id": self.sold.id,
                    "perpetual_return_reason_id": self.reason.id,
                    "perpetual_return_note": "too small",
                    "perpetual_return_condition": "stock",
                }
            ],
        )
        self.assertEqual(picking.move_ids.origin_returned_move_id, self.sold.move_ids)
        self.assertEqual(len(picking.message_ids.attachment_ids), 1)
        # At the cost they were delivered with.
        self.assert_entry(picking.move_ids, [("inventory", 10, 0), ("cogs", 0, 10)])
        self.assertEqual(self.on_hand(self.average), (12, 80))

    def test_no_more_than_went(self):
        self.begin("S-0815")
        self.scan("x5")
        self.assert_error(self.scan(self.average.barcode), "Only 4 of")
        self.scan("x3")
        self.assert_good(self.scan(self.average.barcode))
        self.finish("stock")
        answer = self.begin("S-0815")
        self.assertEqual(answer["view"]["lines"][0]["demand"], 1)
        self.scan("x2")
        self.assert_error(self.scan(self.average.barcode), "Only 1 of")
        self.assert_good(self.scan(self.average.barcode))
        self.finish("stock")
        self.assert_error(self.begin("S-0815"), "returned already")

    def test_two_people_return_the_same(self):
        """The one who answers later is refused; nothing is returned twice."""
        self.begin("S-0815")
        self.scan("x3")
        self.scan(self.average.barcode)
        first = self.session
        self.begin("S-0815")
        self.scan("x3")
        self.scan(self.average.barcode)
        self.finish("stock")
        self.session = first
        self.do("validate")
        answer = self.do("answer", choice="stock", reason=self.reason.id)
        self.assert_error(answer, "Only 1 of")
        self.assertEqual(answer["state"], "ask")
        self.assertEqual(self.on_hand(self.average)[0], 9)

    def test_keypad_and_undo(self):
        answer = self.begin("S-0815")
        line = answer["view"]["lines"][0]["id"]
        self.assertEqual(list(self.done(self.do("quantity", line=line, quantity=3)).values()), [3])
        self.assert_error(self.do("quantity", line=line, quantity=5), "Only 4 of")
        self.assertEqual(list(self.done(self.do("quantity", line=line, quantity=1)).values()), [1])
        self.assertEqual(list(self.done(self.scan(self.average.barcode)).values()), [2])
        self.assertEqual(list(self.done(self.do("undo")).values()), [1])
        self.assert_error(self.do("quantity", line=0, quantity=1), "This line is gone")

    def test_not_on_it(self):
        self.begin("S-0815")
        self.assert_error(self.scan(self.fifo.barcode), "is not on")
        self.assert_error(self.scan("NOBODY-KNOWS"), "not known here")
        self.assert_error(self.do("validate"), "Nothing is scanned yet")

    # Lots and serial numbers

    def test_by_serial(self):
        """The piece that was sold comes back at its own cost, from the delivery it left with."""
        product, _one, two = self.serials()
        answer = self.begin("SN-2")
        self.assertEqual((answer["state"], self.done(answer)), ("lines", {product.display_name: 1}))
        self.assert_error(self.scan("SN-2"), "Only 1 of")
        self.assert_error(self.scan("SN-1"), "is not on")
        picking = self.finish("stock")
        self.assertEqual(picking.move_line_ids.lot_id, two)
        out = abs(self.entries(product)[2].value)
        self.assert_entry(picking.move_ids, [("inventory", out, 0), ("cogs", 0, out)])
        # It is in stock now: scanned again, it can only go back to the vendor.
        answer = self.begin("SN-2")
        self.assertIn(self.bought[1].picking_id.name, answer["view"]["subtitle"])

    def test_asks_for_the_lot(self):
        product, _one, _two = self.serials()
        self.begin(self.gone.picking_id.name)
        self.assertEqual(self.scan(product.barcode)["state"], "lot")
        self.assertEqual(self.do("back")["state"], "lines")
        self.scan(product.barcode)
        self.assert_error(self.scan("SN-3"), "is no lot of")
        answer = self.scan("SN-2")
        self.assertEqual(answer["view"]["lines"][0]["details"][0]["lot"], "SN-2")

    # Where

    def test_into_a_bin(self):
        shelf = self.make_location("A-01")
        shelf.barcode = "A-01"
        self.begin("S-0815")
        self.assert_good(self.scan("A-01"))
        self.customers.barcode = "CUSTOMERS"
        self.assert_error(self.scan("CUSTOMERS"), "is no bin of this company")
        self.scan(self.average.barcode)
        self.finish("stock")
        self.assertEqual(self.env["stock.quant"]._gather(self.average, shelf).quantity, 1)

    # Why

    def test_needs_an_answer(self):
        self.begin("S-0815")
        self.scan(self.average.barcode)
        answer = self.do("validate")
        values = [choice["value"] for choice in answer["view"]["choices"]]
        self.assertEqual(values, ["stock", "scrap", "back"])
        self.assertEqual(self.scan(self.average.barcode)["message"]["level"], "warning")
        self.assert_error(self.do("answer", choice="quarantine"), "Choose what to do")
        self.assert_error(self.do("answer", choice="stock", reason=0), "Choose a reason")
        self.assertEqual(self.do("answer", choice="back")["state"], "lines")
        self.assertEqual(self.on_hand(self.average)[0], 6)

    def test_quarantine(self):
        bin_ = self.make_location("Quarantine")
        self.warehouse().perpetual_quarantine_location_id = bin_
        self.begin("S-0815")
        self.scan(self.average.barcode)
        picking = self.finish("quarantine")
        self.assertEqual(picking.perpetual_return_condition, "quarantine")
        self.assertEqual(self.env["stock.quant"]._gather(self.average, bin_).quantity, 1)

    def test_scrap(self):
        """Returned at cost, then scrapped: the loss is a scrap, not a sale."""
        self.begin("S-0815")
        self.scan(self.average.barcode)
        picking = self.finish("scrap", photos=[PIXEL])
        report = picking.perpetual_damage_ids
        self.assertRecordValues(report, [{"state": "done", "quantity": 1}])
        self.assert_entry(picking.move_ids, [("inventory", 5, 0), ("cogs", 0, 5)])
        self.assert_entry(report.scrap_ids.move_ids, [("scrap", 5, 0), ("inventory", 0, 5)])
        self.assertEqual(len(report.photo_ids), 1)

    def test_scrap_waits_for_approval(self):
        self.company.perpetual_damage_limit = 4
        self.begin("S-0815")
        self.scan(self.average.barcode)
        picking = self.finish("scrap")
        self.assertEqual(picking.perpetual_damage_ids.state, "requested")
        self.assertEqual(self.on_hand(self.average), (7, 35))

    def test_the_next_one(self):
        self.begin("S-0815")
        self.scan(self.average.barcode)
        self.finish("stock")
        self.assertEqual(self.scan("S-0815")["view"]["lines"][0]["demand"], 3)


@tagged("post_install", "-at_install")
class TestReturnToVendor(ReturnCase):
    """Goods go back to the vendor at the cost they came with, from where they are."""

    def setUp(self):
        super().setUp()
        self.bought = self.receive(self.fifo, 3, 6, partner=self.vendor).picking_id
        self.bought.origin = "P-4711"
        self.receive(self.standard, 1, 10)

    def test_to_vendor(self):
        self.receive(self.fifo, 2, 9)
        answer = self.begin("P-4711")
        self.assertEqual(answer["view"]["lines"][0]["demand"], 3)
        self.scan("x2")
        self.scan(self.fifo.barcode)
        answer = self.do("validate")
        values = [choice["value"] for choice in answer["view"]["choices"]]
        self.assertEqual(values, ["vendor", "back"])
        self.do("answer", choice="back")
        picking = self.finish("vendor")
        self.assertEqual(picking.location_dest_id, self.suppliers)
        self.assertEqual(picking.move_ids.origin_returned_move_id, self.bought.move_ids)
        self.assertFalse(picking.perpetual_return_condition)
        self.assert_entry(picking.move_ids, [("grni", 12, 0), ("inventory", 0, 12)])
        self.assertEqual(self.on_hand(self.fifo), (3, 24))

    def test_only_what_is_free(self):
        """What is sold already cannot go back."""
        self.deliver(self.fifo, 2)
        answer = self.begin("P-4711")
        self.assertEqual(answer["view"]["lines"][0]["demand"], 1)
        self.scan("x2")
        self.assert_error(self.scan(self.fifo.barcode), "not free in stock")
        self.deliver(self.fifo, 1)
        self.assert_error(self.begin("P-4711"), "is not free")

    def test_from_a_bin(self):
        shelf = self.make_location("A-01")
        shelf.barcode = "A-01"
        self.transfer(self.fifo, 1, self.stock(), shelf)
        self.begin("P-4711")
        self.scan("A-01")
        self.scan("x2")
        self.scan(self.fifo.barcode)
        self.do("validate")
        answer = self.do("answer", choice="vendor", reason=self.reason.id)
        self.assert_error(answer, "not so many")
        self.do("answer", choice="back")
        self.do("undo")
        self.scan(self.fifo.barcode)
        picking = self.finish("vendor")
        self.assertEqual(picking.move_line_ids.location_id, shelf)

    def test_a_serial(self):
        product, one, _two = self.serials()
        answer = self.begin("SN-1")
        self.assertEqual(self.done(answer), {product.display_name: 1})
        picking = self.finish("vendor")
        self.assertEqual(picking.move_line_ids.lot_id, one)
        self.assert_error(self.begin("SN-1"), "Nothing is found")

    def test_received_in_two_steps(self):
        """They arrived at the input and were put away since: they leave from stock."""
        self.warehouse().reception_steps = "two_steps"
        arrival = self.warehouse().wh_input_stock_loc_id
        bought = self.receive(self.average, 3, 6, dest=arrival).picking_id
        self.transfer(self.average, 3, arrival, self.stock())
        answer = self.begin(bought.name)
        self.assertEqual(answer["view"]["lines"][0]["demand"], 3)
        self.scan(self.average.barcode)
        picking = self.finish("vendor")
        self.assertEqual(picking.move_line_ids.location_id, self.stock())
        self.assertEqual(picking.move_ids.location_id, self.stock())
        self.assertEqual(self.env["stock.quant"]._gather(self.average, arrival).quantity, 0)

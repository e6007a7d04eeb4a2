from odoo.tests import HttpCase, tagged

from odoo.addons.perpetual_barcode.tests.common import BarcodeCommon


class BatchCase(BarcodeCommon):
    """Two deliveries in a batch."""

    def setUp(self):
        super().setUp()
        self.shelf = self.env["stock.location"].create(
            {"name": "A-01", "barcode": "A-01", "location_id": self.stock().id}
        )
        self.receive(self.average, 10, 5, dest=self.shelf)
        self.receive(self.fifo, 10, 4, dest=self.shelf)
        self.first = self.outgoing((self.average, 2))
        self.second = self.outgoing((self.average, 1), (self.fifo, 3))
        self.batch = self.env["stock.picking.batch"].create(
            {
                "picking_type_id": self.warehouse().out_type_id.id,
                "company_id": self.company.id,
                "picking_ids": [(6, 0, (self.first + self.second).ids)],
            }
        )
        self.batch.action_confirm()

    def outgoing(self, *goods):
        places = {"location_id": self.stock().id, "location_dest_id": self.customers.id}
        picking = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": self.warehouse().out_type_id.id,
                "partner_id": self.customer.id,
                "move_ids": [
                    (0, 0, {**places, "product_id": product.id, "product_uom_qty": quantity})
                    for product, quantity in goods
                ],
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking


@tagged("post_install", "-at_install")
class TestBatch(BatchCase):
    """Several transfers, one round."""

    def open(self):
        self.start("batch")
        answer = self.do("open", picking=self.batch.id)
        self.assertEqual(answer["state"], "lines", answer)
        return answer

    def picked(self, picking):
        lines = picking.move_line_ids.filtered("picked")
        return {
            product: sum(rows.mapped("quantity"))
            for product, rows in lines.grouped("product_id").items()
        }

    def errors(self):
        return self.env["perpetual.pick.error"].search([], order="id").mapped("kind")

    def test_choose(self):
        answer = self.start("batch")
        self.assertEqual([row["name"] for row in answer["view"]["transfers"]], [self.batch.name])
        home = self.env["perpetual.barcode"].with_user(self.worker).home()
        tile = next(row for row in home["flows"] if row["code"] == "batch")
        self.assertEqual(tile["waiting"], 1)

    def test_by_its_number(self):
        self.start("batch")
        self.assertEqual(self.scan(self.batch.name)["view"]["title"], self.batch.name)
        self.start("batch")
        self.assertEqual(self.scan(self.second.name)["view"]["title"], self.batch.name)
        self.start("batch")
        self.assert_error(self.scan("NOBODY-KNOWS"), "not known here")

    def test_on_the_start_screen(self):
        answer = self.call("start", {"barcode": self.batch.name}, flow="home")
        self.assertEqual((answer["flow"], answer["state"]), ("batch", "lines"))

    def test_not_in_progress(self):
        other = self.batch.create({"company_id": self.company.id})
        self.start("batch")
        self.assert_error(self.do("open", picking=other.id), "Choose a batch in progress")
        self.assert_error(self.do("open", picking=0), "This batch is gone")

    def test_all_of_it(self):
        answer = self.open()
        self.assertEqual([line["demand"] for line in answer["view"]["lines"]], [2, 1, 3])
        self.assertIn(self.first.name, answer["view"]["lines"][0]["to"])
        answer = self.scan(self.average.barcode)
        self.assertIn(self.first.name, answer["message"]["text"])
        self.assert_good(self.scan("x2"))
        answer = self.scan(self.average.barcode)
        self.assertIn(f"+1 → {self.first.name}, +1 → {self.second.name}", answer["message"]["text"])
        self.assertEqual(self.picked(self.first), {self.average: 2})
        self.assertEqual(self.picked(self.second), {self.average: 1})
        self.scan("x3")
        self.scan(self.fifo.barcode)
        answer = self.do("validate")
        self.assert_good(answer)
        self.assertEqual(
            (answer["state"], self.first.state, self.second.state, self.batch.state),
            ("done", "done", "done", "done"),
        )
        # Which transfer of a batch comes first is core's affair.
        rows = [(row.kind, row.quantity, row.value) for row in self.entries(self.average)]
        self.assertEqual(sorted(rows), [("issue", -2, -10), ("issue", -1, -5), ("receipt", 10, 50)])
        self.assertEqual(self.on_hand(self.average), (7, 35))
        self.assertEqual(self.errors(), [])

    def test_keypad(self):
        self.open()
        move = self.second.move_ids.filtered(lambda move: move.product_id == self.average)
        self.assert_good(self.do("quantity", line=move.id, quantity=1))
        self.assertEqual(
            (self.picked(self.first), self.picked(self.second)), ({}, {self.average: 1})
        )
        self.assert_error(self.do("quantity", line=move.id, quantity=2), "No more of")

    def test_undo(self):
        self.open()
        self.scan("x3")
        self.scan(self.average.barcode)
        self.do("undo")
        self.assertEqual((self.picked(self.first), self.picked(self.second)), ({}, {}))
        self.assertEqual(sum((self.first + self.second).move_line_ids.mapped("quantity")), 6)

    def test_refused(self):
        self.open()
        self.assert_error(self.scan(self.standard.display_name), "not known here")
        self.standard.barcode = "STANDARD"
        self.assert_error(self.scan("STANDARD"), "not on this transfer")
        self.scan("x4")
        self.assert_error(self.scan(self.average.barcode), "No more of")
        self.assertEqual((self.picked(self.first), self.picked(self.second)), ({}, {}))
        self.assertEqual(self.errors(), ["product", "too_many"])

    def test_short(self):
        self.open()
        self.scan("x3")
        self.scan(self.average.barcode)
        answer = self.do("validate")
        self.assertEqual(answer["state"], "short")
        self.assertEqual([row["quantity"] for row in answer["view"]["missing"]], [3])
        answer = self.do("answer", choice="backorder")
        self.assert_good(answer)
        self.assertEqual((self.first + self.second).mapped("state"), ["done", "done"])
        self.assertEqual(self.second.backorder_ids.move_ids.product_uom_qty, 3)
        error = self.env["perpetual.pick.error"].search([])
        self.assertRecordValues(
            error, [{"kind": "short", "picking_id": self.second.id, "quantity": 3}]
        )

    def test_one_transfer_untouched(self):
        self.open()
        self.scan("x2")
        self.scan(self.average.barcode)
        self.do("validate")
        self.assert_good(self.do("answer", choice="backorder"))
        self.assertEqual((self.first.state, self.second.state), ("done", "assigned"))

    def test_nothing_scanned(self):
        self.open()
        self.assert_error(self.do("validate"), "Nothing is scanned yet")

    def test_finished_by_somebody_else(self):
        self.open()
        (self.first + self.second).move_ids.picked = True
        self.batch.action_done()
        answer = self.scan(self.average.barcode)
        self.assert_error(answer, "was not counted")
        self.assertEqual(answer["state"], "gone")
        (row,) = answer["view"]["missing"]
        self.assertEqual((row["product"], row["quantity"]), (self.average.display_name, 1))
        self.assertEqual([choice["value"] for choice in answer["view"]["choices"]], ["choose"])
        self.assertEqual(self.do("answer", choice="choose")["state"], "choose")


@tagged("post_install", "-at_install")
class TestBatchTour(BatchCase, HttpCase):
    """In a browser, as a warehouse worker."""

    def test_batch(self):
        self.worker.password = self.worker.login
        self.start_tour("/odoo/barcode", "perpetual_barcode_batch", login=self.worker.login)
        self.assertEqual((self.first + self.second).mapped("state"), ["done", "done"])
        self.assertEqual(self.second.backorder_ids.move_ids.product_uom_qty, 3)
        errors = self.env["perpetual.pick.error"].search([], order="id")
        self.assertEqual(errors.mapped("kind"), ["too_many", "short"])


@tagged("post_install", "-at_install")
class TestBatchPhoneTour(TestBatchTour):
    """The same at the size of a phone."""

    browser_size = "375x667"
    touch_enabled = True

from odoo.tests import tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestHeld(BarcodeCommon):
    """Scans that come while a question is open."""

    def setUp(self):
        super().setUp()
        self.picking = self.incoming((self.average, 9), (self.fifo, 1))
        self.start("receive", self.picking)
        self.scan(self.fifo.barcode)
        self.assertEqual(self.scan(self.fifo.barcode)["state"], "ask")

    def picked(self):
        lines = self.picking.move_line_ids.filtered("picked")
        return {
            product: sum(rows.mapped("quantity"))
            for product, rows in lines.grouped("product_id").items()
        }

    def outcomes(self):
        scans = self.env["perpetual.barcode.scan"].search([("action", "=", "scan")], order="id")
        return scans.mapped("outcome")

    def test_they_count_with_the_answer(self):
        """In their order, with what was keyed before them; each is undone for itself."""
        self.scan(self.average.barcode)
        self.scan("x4")
        answer = self.scan(self.average.barcode)
        self.assertEqual(answer["message"]["level"], "warning")
        self.assertEqual((answer["state"], answer["held"]), ("ask", 3))
        self.assertEqual(self.picked(), {self.fifo: 1})
        answer = self.do("answer", choice="take")
        self.assert_good(answer)
        self.assertEqual((answer["state"], answer["held"]), ("lines", 0))
        self.assertEqual(self.picked(), {self.fifo: 2, self.average: 5})
        self.assertEqual(self.outcomes(), ["good", "warning", "good", "good", "good"])
        scans = self.env["perpetual.barcode.scan"].search([("product_id", "=", self.average.id)])
        self.assertEqual(sorted(scans.mapped("quantity")), [1, 4])

    def test_times_by_a_command(self):
        """The command barcode for a quantity waits as the typed one does."""
        self.scan(self.average.barcode)
        self.scan("PB.TIMES.5")
        self.scan(self.average.barcode)
        self.do("answer", choice="nothing")
        self.assertEqual(self.picked(), {self.fifo: 1, self.average: 6})

    def test_the_next_question(self):
        """A kept scan may ask as well: the rest waits for that answer."""
        for barcode in (self.average.barcode, self.fifo.barcode, self.average.barcode):
            self.scan(barcode)
        answer = self.do("answer", choice="nothing")
        self.assertEqual((answer["state"], answer["held"]), ("ask", 1))
        self.assertIn("wait for the next answer: 1", answer["message"]["text"])
        self.assertEqual(self.picked(), {self.fifo: 1, self.average: 1})
        self.assert_good(self.do("answer", choice="nothing"))
        self.assertEqual(self.picked(), {self.fifo: 1, self.average: 2})

    def test_refused_ones_are_told(self):
        for barcode in ("NOBODY-KNOWS", self.average.barcode):
            self.scan(barcode)
        answer = self.do("answer", choice="nothing")
        self.assert_error(answer, "NOBODY-KNOWS is not known here")
        self.assertIn("count now: 1", answer["message"]["text"])
        self.assertEqual(self.outcomes(), ["good", "warning", "error", "good"])

    def test_undone_before_it_counts(self):
        self.scan(self.average.barcode)
        self.scan(self.average.barcode)
        answer = self.do("undo")
        self.assertEqual((answer["state"], answer["held"]), ("ask", 1))
        self.do("answer", choice="nothing")
        self.assertEqual(self.picked(), {self.fifo: 1, self.average: 1})

    def test_instead_of_a_reason(self):
        """Asked why something is missing, who scans goes on scanning."""
        self.do("answer", choice="nothing")
        self.assertEqual(self.do("validate")["state"], "short")
        answer = self.scan(self.average.barcode)
        self.assert_good(answer)
        self.assertEqual(answer["state"], "lines")
        self.assertEqual(self.picked(), {self.fifo: 1, self.average: 1})

    def test_the_article_again_is_no_lot(self):
        """Asked for a lot, the article's code is scanned again: it becomes no lot."""
        self.do("answer", choice="nothing")
        self.average.tracking = "lot"
        self.assertEqual(self.scan(self.average.barcode)["state"], "lot")
        self.assert_error(self.scan(self.average.barcode), "is the code of the article")
        self.assert_error(self.scan(self.fifo.barcode), "is the code of the article")
        self.assert_good(self.scan("LOT-1"))
        line = self.picking.move_line_ids.filtered(lambda line: line.lot_name)
        self.assertEqual(line.lot_name, "LOT-1")

    def test_how_long_it_took(self):
        """Told with a later call; of one's own calls only, and nothing that is no time."""
        scans = self.env["perpetual.barcode.scan"].search([], order="id")
        own, others = scans[0], scans[1]
        others.sudo().user_id = self.users["stock_manager"]
        door = self.env["perpetual.barcode"].with_user(self.worker)
        self.assertEqual(door.process([], "phone-1", {own.uuid: 84.6, others.uuid: 5}), [])
        self.assertEqual((own.confirmed_in, others.confirmed_in), (85, 0))
        door.process([], "phone-1", {own.uuid: "soon"})
        door.process([], "phone-1", {own.uuid: -1, "no-call": 5})
        self.assertEqual(own.confirmed_in, 85)

from odoo.tests import tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestUndo(BarcodeCommon):
    """Each action is taken back whole, the last one first, with what was reported of it."""

    def setUp(self):
        super().setUp()
        self.picking = self.incoming((self.average, 5))
        self.start("receive", self.picking)
        self.reason = self.env["perpetual.barcode.reason"].search([("use", "=", "receiving")])[0]

    def reports(self):
        return self.env["perpetual.receiving.discrepancy"].search([("state", "!=", "withdrawn")])

    def answer(self, choice, **data):
        return self.do("answer", choice=choice, reason=self.reason.id, **data)

    def lines(self):
        return sorted(
            (line.location_dest_id.name, line.quantity)
            for line in self.picking.move_line_ids.filtered("picked")
        )

    def test_keypad_down(self):
        self.scan("x5")
        answer = self.scan(self.average.barcode)
        line = answer["view"]["lines"][0]["id"]
        self.assertEqual(set(self.done(self.do("quantity", line=line, quantity=3)).values()), {3})
        self.assertEqual(set(self.done(self.do("undo")).values()), {5})
        self.assertEqual(set(self.done(self.do("undo")).values()), {0})

    def test_keypad_to_nothing(self):
        """The line that is there again is the one that the scan before is undone on."""
        self.scan("x2")
        answer = self.scan(self.average.barcode)
        line = answer["view"]["lines"][0]["id"]
        self.do("quantity", line=line, quantity=0)
        self.assertEqual(set(self.done(self.do("undo")).values()), {2})
        self.assertEqual(set(self.done(self.do("undo")).values()), {0})

    def test_over(self):
        """Too many are taken in and reported; undone, neither is."""
        self.scan("x6")
        self.assertEqual(self.scan(self.average.barcode)["state"], "ask")
        self.answer("take")
        self.assertEqual((self.reports().quantity, self.reports().taken_in), (1, True))
        self.assertEqual(set(self.done(self.do("undo")).values()), {0})
        self.assertFalse(self.reports())

    def test_over_left_out(self):
        """What was ordered of the scan is counted all the same."""
        self.scan("x6")
        self.scan(self.average.barcode)
        answer = self.answer("leave")
        self.assertEqual(set(self.done(answer).values()), {5})
        self.assertEqual((self.reports().quantity, self.reports().taken_in), (1, False))

    def test_unexpected(self):
        self.scan(self.fifo.barcode)
        self.answer("take")
        self.assertEqual(self.reports().kind, "unexpected")
        self.do("undo")
        self.assertFalse(self.reports())
        self.assertFalse(self.picking.move_line_ids.filtered("picked"))

    def test_unexpected_lots(self):
        """Reported, then not scanned: nothing is said to have come."""
        goods = self.make_product("average", tracking="lot", barcode="5901234123457")
        self.scan(goods.barcode)
        self.assertEqual(self.answer("take")["state"], "lot")
        self.do("back")
        self.assertFalse(self.reports())
        self.scan(goods.barcode)
        self.answer("take")
        self.scan("LOT-7")
        self.assertEqual(self.reports().kind, "unexpected")
        self.do("undo")
        self.assertFalse(self.reports())

    def test_damaged_and_left_out(self):
        self.scan(self.average.barcode)
        self.scan(self.average.barcode)
        self.do("damaged")
        self.assertEqual(set(self.done(self.answer("leave", quantity=1)).values()), {1})
        self.assertEqual(set(self.done(self.do("undo")).values()), {2})
        self.assertFalse(self.reports())
        self.assertEqual(set(self.done(self.do("undo")).values()), {1})
        self.assertEqual(set(self.done(self.do("undo")).values()), {0})

    def test_what_is_validated_stays(self):
        self.scan(self.average.barcode)
        self.do("validate")
        self.answer("later")
        self.assertEqual(self.picking.state, "done")
        answer = self.do("undo")
        self.assertEqual(answer["message"]["level"], "error")
        self.assertEqual(self.reports().kind, "short")

    # Bins

    def test_two_bins(self):
        """Each piece lies where it was put; taken back, where it lay before."""
        for name in ("A-01", "B-02"):
            self.make_location(name).barcode = name
        self.scan(self.average.barcode)
        self.scan(self.average.barcode)
        self.scan("A-01")
        self.scan(self.average.barcode)
        self.assert_good(self.scan("B-02"))
        self.assertEqual(self.lines(), [("A-01", 2), ("B-02", 1)])
        self.do("undo")
        self.assertEqual(self.lines(), [("A-01", 3)])
        self.do("undo")
        self.assertEqual(self.lines(), [("A-01", 2)])
        self.do("undo")
        self.assertEqual(self.lines(), [(self.stock().name, 2)])

    def test_another_bin_after_all(self):
        for name in ("A-01", "B-02"):
            self.make_location(name).barcode = name
        self.scan(self.average.barcode)
        self.scan("A-01")
        self.scan("B-02")
        self.assertEqual(self.lines(), [("B-02", 1)])

    def test_two_people_two_bins(self):
        for name in ("A-01", "B-02"):
            self.make_location(name).barcode = name
        other = self.users["stock_manager"]
        second = self.call("start", {"picking": self.picking.id}, flow="receive", user=other)
        second = second["session"]
        code = {"barcode": self.average.barcode}
        self.scan(**code)
        self.call("scan", code, session=second, user=other)
        self.scan("A-01")
        self.call("scan", {"barcode": "B-02"}, session=second, user=other)
        self.assertEqual(self.lines(), [("A-01", 1), ("B-02", 1)])

import json
import time
import uuid
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .common import CountCommon


class FlowCase(CountCommon):
    """A phone in the hands of somebody who only counts."""

    def setUp(self):
        super().setUp()
        self.average.barcode, self.fifo.barcode = "4006381333931", "96385074"
        self.a1, self.b2 = (self.make_location(name) for name in ("A-01", "B-02"))
        self.a1.barcode, self.b2.barcode = "A-01", "B-02"
        self.stocked()
        self.counting = self.open_session()
        self.work = None

    def stocked(self):
        self.receive(self.average, 10, 5, dest=self.a1)
        self.receive(self.fifo, 4, 5, dest=self.a1)
        self.receive(self.average, 6, 5, dest=self.b2)

    def call(self, action, data=None, flow=None, user=None, key=None, at=None):
        call = {
            "uuid": key or str(uuid.uuid4()),
            "flow": flow,
            "session": self.work,
            "action": action,
            "data": data or {},
            "at": at or int(time.time() * 1000),
        }
        door = self.env["perpetual.barcode"].with_user(user or self.first)
        (answer,) = door.process([call], "phone-1")
        return answer

    def start(self, user=None):
        self.work = None
        self.user = user or self.first
        answer = self.call("start", flow="count", user=self.user)
        self.work = answer["session"]
        return answer

    def do(self, action, **data):
        return self.call(action, data, user=self.user)

    def scan(self, barcode):
        return self.do("scan", barcode=barcode)

    def begin(self, user=None):
        self.start(user)
        sheet = self.counting.sudo().sheet_ids.filtered(lambda one: one.state == "todo")[:1]
        return self.scan(sheet.name)

    def told(self, answer):
        return {line["product"]: line["done"] for line in answer["view"]["lines"]}

    def lines(self):
        """(place, product) → what is counted."""
        return {
            (line.location_id, line.product_id): line.counted
            for line in self.counting.sudo().line_ids
            if line.is_counted
        }

    def assert_error(self, answer, words):
        self.assertEqual(answer["message"]["level"], "error", answer["message"])
        self.assertIn(words, answer["message"]["text"])


@tagged("post_install", "-at_install")
class TestFlow(FlowCase):
    """The count flow of the barcode app, one test a transition."""

    def test_numbers_of_goods_that_nobody_keeps_them_by(self):
        """A lot on a label, a serial in a tag: of goods without tracking they say nothing."""
        self.begin()
        self.scan("A-01")
        for code in ("]C1010400638133393110LOT-7", "urn:epc:tag:sgtin-96:1.4006381.033393.77"):
            answer = self.scan(code)
            self.assertEqual(answer["message"]["level"], "good", answer["message"])
        self.assertEqual(self.told(answer)[self.average.display_name], 2)

    def test_home(self):
        """Who only counts sees the count and nothing else."""
        home = self.env["perpetual.barcode"].with_user(self.first).home()
        self.assertEqual([flow["code"] for flow in home["flows"]], ["count"])
        self.assertEqual(home["flows"][0]["waiting"], 1)
        worker = self.env["perpetual.barcode"].with_user(self.users["stock_user"])
        codes = {flow["code"] for flow in worker.home()["flows"]}
        self.assertLess({"count", "receive", "move"}, codes)

    def test_whole_sheet(self):
        answer = self.start()
        self.assertEqual(answer["state"], "choose")
        (row,) = answer["view"]["transfers"]
        answer = self.do("open", picking=row["id"])
        self.assertEqual(answer["state"], "bin")
        self.assertEqual([r["lines"] for r in answer["view"]["transfers"]], [2, 1])
        self.assertFalse(answer["view"]["actions"][0]["enabled"])
        answer = self.scan("A-01")
        self.assertEqual(answer["state"], "count")
        self.assertEqual(set(self.told(answer).values()), {0})
        self.scan("x9")
        self.scan(self.average.barcode)
        answer = self.scan(self.average.barcode)
        self.assertEqual(self.told(answer)[self.average.display_name], 10)
        fifo = next(line["id"] for line in answer["view"]["lines"] if "fifo" in line["product"])
        self.do("quantity", line=fifo, quantity=4)
        answer = self.do("validate")
        self.assertEqual(answer["state"], "bin")
        self.scan("B-02")
        self.scan("x6")
        self.scan(self.average.barcode)
        answer = self.do("validate")
        self.assertTrue(answer["view"]["actions"][0]["enabled"])
        answer = self.do("validate")
        self.assertEqual(answer["state"], "done")
        self.assertEqual(self.counting.sudo().state, "review")
        self.assertEqual(
            self.lines(),
            {(self.a1, self.average): 10, (self.a1, self.fifo): 4, (self.b2, self.average): 6},
        )

    def test_explicit_zeros(self):
        self.begin()
        self.scan("A-01")
        self.scan(self.fifo.barcode)
        answer = self.do("validate")
        self.assertEqual(answer["state"], "zeros")
        self.assertEqual(
            [row["product"] for row in answer["view"]["missing"]], [self.average.display_name]
        )
        self.assertEqual(self.do("answer", choice="back")["state"], "count")
        self.do("validate")
        self.assertEqual(self.do("answer", choice="zero")["state"], "bin")
        self.assertEqual(self.lines(), {(self.a1, self.average): 0, (self.a1, self.fifo): 1})

    def test_line_codes_of_paper(self):
        """The number that a sheet prints where goods have no barcode stands for its line."""
        self.begin()
        sheet = self.counting.sudo().sheet_ids.filtered(lambda one: one.user_id == self.first)
        line = sheet.line_ids.filtered(lambda one: one.product_id == self.fifo)
        self.fifo.barcode = False
        code = next(row for row in sheet._print_rows() if row["product"] == line.product_name)
        self.assertEqual(code["barcode"], f"CL{line.id:08}")
        self.assertEqual(self.scan(code["barcode"])["state"], "count")
        self.scan("x3")
        answer = self.scan(code["barcode"])
        self.assertEqual(self.told(answer)[self.fifo.display_name], 3)
        other = self.scan("CL99999999")
        self.assertEqual(other["message"]["level"], "error")

    def test_looking_again_by_a_scan(self):
        self.begin()
        self.scan("A-01")
        self.do("validate")
        answer = self.scan(self.average.barcode)
        self.assertEqual(
            (answer["state"], self.told(answer)[self.average.display_name]), ("count", 1)
        )

    def test_undo(self):
        self.begin()
        self.scan("A-01")
        self.scan("x3")
        self.scan(self.average.barcode)
        self.scan(self.average.barcode)
        self.assertEqual(self.told(self.do("undo"))[self.average.display_name], 3)
        self.assertEqual(self.told(self.do("undo"))[self.average.display_name], 0)
        self.assertEqual(self.do("validate")["state"], "zeros", "Undone is not counted zero.")

    def test_found(self):
        self.receive(self.standard, 1)
        self.standard.barcode = "5901234123457"
        self.begin()
        self.scan("B-02")
        answer = self.scan("5901234123457")
        self.assertEqual(answer["state"], "found")
        self.assertEqual(self.do("answer", choice="nothing")["state"], "count")
        self.scan("5901234123457")
        answer = self.do("answer", choice="add")
        self.assertEqual(self.told(answer)[self.standard.display_name], 1)
        line = self.counting.sudo().line_ids.filtered("is_unexpected")
        self.assertEqual((line.location_id, line.product_id), (self.b2, self.standard))

    def test_wrong_place(self):
        elsewhere = self.make_location("C-03")
        elsewhere.barcode = "C-03"
        elsewhere.location_id = self.env.ref("stock.stock_location_locations", False)
        self.begin()
        self.assert_error(self.scan("C-03"), "is not on this sheet")
        self.assert_error(self.scan(self.average.barcode), "Scan the place first")
        self.scan("A-01")
        self.assert_error(self.scan("B-02"), "Finish this place first")
        self.assert_error(self.scan("NOBODY-KNOWS"), "is not known here")
        self.assertEqual(self.do("leave")["state"], "bin")
        self.assertFalse(self.lines())

    def test_sent_again(self):
        """The answer to what commits a bin is lost: it is sent again and counts once."""
        self.begin()
        self.scan("B-02")
        self.scan(self.average.barcode)
        key = str(uuid.uuid4())
        first = self.call("validate", {}, key=key)
        again = self.call("validate", {}, key=key)
        self.assertTrue(again.pop("repeated"))
        self.assertEqual(first, again)
        self.assertEqual(len(self.counting.sudo().line_ids.entry_ids), 1)

    def minutes_ago(self, minutes):
        return int(time.time() * 1000) - minutes * 60 * 1000

    def entry(self, place, product):
        lines = self.counting.sudo().line_ids
        return lines.filtered(
            lambda line: (line.location_id, line.product_id) == (place, product)
        ).entry_id

    def test_the_instant_is_the_devices(self):
        """A phone that was offline: each count is of its last scan, not of the bin's end."""
        self.begin()
        self.scan("A-01")
        self.call("scan", {"barcode": self.average.barcode}, at=self.minutes_ago(31))
        at = self.minutes_ago(30)
        self.call("scan", {"barcode": self.average.barcode}, at=at)
        self.call("scan", {"barcode": self.fifo.barcode}, at=self.minutes_ago(20))
        self.call("validate", {}, at=self.minutes_ago(10))
        entry = self.entry(self.a1, self.average)
        self.assertEqual(int(entry.counted_at.timestamp()), at // 1000)
        self.assertEqual((entry.counted, entry.device), (2, "phone-1"))

    def test_goods_that_leave_before_the_bin_is_finished(self):
        """10 are counted, then 4 are shipped, then the rest of the bin is counted: none missing."""
        self.begin()
        self.scan("A-01")
        self.scan("x10")
        self.scan(self.average.barcode)
        self.deliver(self.average, 4, source=self.a1)
        self.scan("x4")
        self.scan(self.fifo.barcode)
        self.do("validate")
        entry = self.entry(self.a1, self.average)
        self.assertEqual((entry.book, entry.counted, entry.doubt), (10, 10, False))
        line = entry.line_id
        line._measure(line.class_id)
        self.assertEqual(line.quantity, 0)

    def test_goods_that_are_picked_before_the_bin_is_finished(self):
        """The same with a picker who has not validated yet."""
        self.begin()
        self.scan("A-01")
        self.do("quantity", line=self.line_at(self.a1, self.average).id, quantity=10)
        self.picked(4)
        self.do("quantity", line=self.line_at(self.a1, self.fifo).id, quantity=4)
        self.do("validate")
        entry = self.entry(self.a1, self.average)
        self.assertEqual((entry.book, entry.picked_out), (10, 0))

    def picked(self, quantity):
        return self.prepare(
            [(self.average, quantity)], self.a1, self.customers, self.warehouse().out_type_id
        )

    def line_at(self, place, product):
        return self.counting.sudo().line_ids.filtered(
            lambda line: (line.location_id, line.product_id) == (place, product)
        )

    def test_goods_that_move_while_they_are_counted(self):
        """3 are scanned, a picker takes 2, 5 more are scanned: who knows of which he took."""
        self.begin()
        self.scan("A-01")
        self.scan("x3")
        self.scan(self.average.barcode)
        self.picked(2)
        self.scan("x5")
        self.scan(self.average.barcode)
        self.do("validate")
        self.do("answer", choice="zero")
        self.assertIn("while they were counted", self.entry(self.a1, self.average).doubt)

    def test_what_was_picked_before_is_validated_while_it_is_counted(self):
        """The shelf has not changed: 6 of 10 lie there all the time."""
        picking = self.picked(4)
        self.begin()
        self.scan("A-01")
        self.scan("x3")
        self.scan(self.average.barcode)
        self.validate(picking)
        self.scan("x3")
        self.scan(self.average.barcode)
        self.do("validate")
        self.do("answer", choice="zero")
        entry = self.entry(self.a1, self.average)
        self.assertEqual((entry.book, entry.picked_out, entry.doubt), (6, 0, False))

    def test_back_to_a_counted_bin_to_add(self):
        self.begin()
        self.scan("B-02")
        self.scan("x5")
        self.scan(self.average.barcode)
        self.do("validate")
        answer = self.scan("B-02")
        self.assertEqual(answer["state"], "again")
        answer = self.do("answer", choice="add")
        self.assertEqual(self.told(answer)[self.average.display_name], 5)
        self.scan(self.average.barcode)
        self.do("validate")
        self.assertEqual(self.lines(), {(self.b2, self.average): 6})

    def test_back_to_a_counted_bin_to_count_anew(self):
        self.begin()
        self.scan("A-01")
        self.scan("x5")
        self.scan(self.average.barcode)
        self.scan(self.fifo.barcode)
        self.do("validate")
        self.scan("A-01")
        answer = self.do("answer", choice="anew")
        self.assertEqual(set(self.told(answer).values()), {0})
        self.scan("x4")
        self.scan(self.fifo.barcode)
        self.assertEqual(self.do("validate")["state"], "zeros", "All of it is counted anew.")
        self.do("answer", choice="zero")
        self.assertEqual(self.lines(), {(self.a1, self.average): 0, (self.a1, self.fifo): 4})

    def test_back_to_a_counted_bin_by_mistake(self):
        self.begin()
        self.scan("B-02")
        self.scan("x5")
        self.scan(self.average.barcode)
        self.do("validate")
        self.scan("B-02")
        self.assertEqual(self.do("answer", choice="back")["state"], "bin")
        self.assertEqual(self.lines(), {(self.b2, self.average): 5})
        answer = self.do("undo")
        self.assert_error(answer, "counted already")

    def test_a_dead_battery(self):
        """What was scanned of a bin is there when one begins anew."""
        self.begin()
        self.scan("B-02")
        self.scan("x5")
        self.scan(self.average.barcode)
        self.start()
        self.scan(self.counting.sudo().sheet_ids.name)
        answer = self.scan("B-02")
        self.assertIn("is kept", answer["message"]["text"])
        self.assertEqual(self.told(answer)[self.average.display_name], 5)

    def test_before_or_after(self):
        """Goods that left right after the count are asked about before the sheet is finished."""
        self.counting.sudo().grace_minutes = 10
        self.begin()
        for place, quantities in (("A-01", (6, 4)), ("B-02", (6,))):
            self.scan(place)
            for product, quantity in zip((self.average, self.fifo), quantities, strict=False):
                self.scan(f"x{quantity}")
                self.scan(product.barcode)
            self.do("validate")
        with freeze_time(self.entry(self.a1, self.average).counted_at + timedelta(minutes=1)):
            self.deliver(self.average, 4, source=self.a1)
        answer = self.do("validate")
        self.assertEqual(answer["state"], "late")
        self.assertIn("4 Units", answer["view"]["prompt"])
        self.assertIn("left", answer["view"]["prompt"])
        self.assertEqual(self.do("answer", choice="before")["state"], "done")
        line = self.line_at(self.a1, self.average)
        self.assertEqual((line.quantity, line.state), (0, "accepted"))

    def test_blind(self):
        """No answer of a whole count holds what is expected."""
        self.receive(self.average, 7391 - 16, 5, dest=self.a1)
        told = [self.start()]
        for barcode in (self.counting.sudo().sheet_ids.name, "A-01", self.average.barcode):
            told.append(self.scan(barcode))
        told += [self.do("validate"), self.do("answer", choice="zero")]
        text = json.dumps(told, default=str)
        for secret in ("7391", "7381", "7385", "demand", "expected"):
            self.assertNotIn(secret, text)

    def test_a_recount_is_somebody_elses(self):
        self.begin()
        self.scan("A-01")
        self.do("validate")
        self.do("answer", choice="zero")
        self.scan("B-02")
        self.do("validate")
        self.do("answer", choice="zero")
        self.do("validate")
        again = self.sheet(self.counting, 2)
        self.start()
        self.assert_error(self.scan(again.name), "has counted goods")
        self.start(self.second)
        self.assertEqual(self.scan(again.name)["state"], "bin")

    def test_a_worker_counts_too(self):
        """Who has all flows scans a sheet on the start screen."""
        name = self.counting.sudo().sheet_ids.name
        self.work = None
        answer = self.call("start", {"barcode": name}, flow="home", user=self.users["stock_user"])
        self.assertEqual((answer["flow"], answer["state"]), ("count", "bin"))

    def test_other_flows_are_closed(self):
        self.work = None
        answer = self.call("start", flow="receive")
        self.assertEqual(answer["message"]["level"], "error")
        answer = self.call("start", {"barcode": "A-01"}, flow="home")
        self.assertIn("Choose Count", answer["message"]["text"])


@tagged("post_install", "-at_install")
class TestSerials(FlowCase):
    """Serial numbers are a set: there, or not."""

    def stocked(self):
        self.fifo.tracking = "serial"
        for number in (1, 2):
            lot = self.make_lot(self.fifo, f"SN-{number}")
            self.receive(self.fifo, 1, 5, lot=lot, dest=self.a1)

    def test_serials(self):
        self.begin()
        self.scan("A-01")
        self.assertEqual(self.scan(self.fifo.barcode)["state"], "lot")
        self.assertEqual(self.scan("SN-1")["state"], "count")
        self.assert_error(self.scan("SN-1"), "SN-1 is scanned already")
        answer = self.do("validate")
        self.assertIn("SN-2", answer["view"]["missing"][0]["product"])
        self.do("answer", choice="zero")
        counted = {line.lot_id.name: line.counted for line in self.counting.sudo().line_ids}
        self.assertEqual(counted, {"SN-1": 1, "SN-2": 0})

    def test_unknown_serial(self):
        self.begin()
        self.scan("A-01")
        self.scan(self.fifo.barcode)
        self.assert_error(self.scan("SN-9"), "SN-9 of Product fifo is not known")

"""RFID reads are a set: a tag counts once in a piece of work, however often its reader tells it."""

import time
from datetime import timedelta

from odoo.tests import HttpCase, tagged

from odoo.addons.perpetual_cycle_count.tests.common import CountCommon
from odoo.addons.perpetual_devices.tests.common import DevicesCommon

#: Tags of ``4006381333931``: GTIN 04006381333931 as company prefix and item reference.
TAG = "urn:epc:tag:sgtin-96:1.4006381.033393.{}"


@tagged("post_install", "-at_install")
class TestRfidSets(DevicesCommon, CountCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.scanner.kind = "rfid"
        self.seq = 0

    def read(self, *serials):
        """Tags come past the reader; then the app does what it is given, as it does at the bell."""
        rows = []
        for serial in serials:
            self.seq += 1
            extra = {"hex": "3034", "antenna": 1, "rssi": -50, "count": 3}
            rows.append(self.raw(self.seq, text=TAG.format(serial), aim="", extra=extra))
        self.told("scans", self.batch(*rows))
        door = self.env["perpetual.barcode"].with_user(self.worker)
        answers = []
        for scan in door.pending_scans():
            call = {
                "uuid": scan["uuid"], "flow": None, "session": self.session, "action": "scan",
                "data": {"barcode": scan["barcode"], "form": scan["form"]},
                "at": int(time.time() * 1000),
            }  # fmt: skip
            answers += door.process([call], "portal")
        return answers

    def states(self):
        return self.scans().mapped("state")

    def done(self, answer):
        return {line["product"]: line["done"] for line in answer["view"]["lines"]}

    def test_a_receipt(self):
        """Ten reads of four things are four; what was taken back may be read again."""
        picking = self.incoming((self.average, 6))
        self.start("receive", picking)
        answers = self.read(1, 2, 3, 1, 2, 4, 1, 1, 3, 4)
        self.assertEqual(len(answers), 4)
        self.assertEqual(self.done(answers[-1]), {self.average.display_name: 4})
        self.assertEqual(self.states().count("repeated"), 6)
        # A while later its reader tells them again, and a fifth one.
        (answer,) = self.read(1, 5, 2)
        self.assertEqual(self.done(answer), {self.average.display_name: 5})
        answer = self.do("undo")
        self.assertEqual(self.done(answer), {self.average.display_name: 4})
        (answer,) = self.read(5, 5)
        self.assertEqual(self.done(answer), {self.average.display_name: 5})

    def test_the_next_receipt_is_another_work(self):
        self.start("receive", self.incoming((self.average, 2)))
        self.read(1, 2)
        # Work that is begun later; in a test all has the instant of its transaction.
        for scan in self.scans():
            scan.received_at -= timedelta(minutes=10)
        self.start("receive", self.incoming((self.average, 2)))
        (answer, *_none) = self.read(2, 2)
        self.assertEqual(self.done(answer), {self.average.display_name: 1})

    def test_goods_with_serial_numbers(self):
        """The tag's serial is the goods' own."""
        goods = self.make_product("fifo", name="Kettle", tracking="serial")
        self.average.barcode, goods.barcode = False, "4006381333931"
        picking = self.incoming((goods, 3))
        self.start("receive", picking)
        self.read(71, 72, 71, 72, 72)
        lines = picking.move_ids.move_line_ids.filtered("picked")
        self.assertEqual(
            sorted(lines.mapped(lambda ml: ml.lot_name or ml.lot_id.name)), ["71", "72"]
        )

    def test_a_count(self):
        """A shelf that is walked past with a reader, three times."""
        shelf = self.make_location("A-01")
        shelf.barcode = "A-01"
        self.receive(self.average, 3, 5, dest=shelf)
        counting = self.open_session()
        self.start("count")
        self.scan(counting.sudo().sheet_ids.name)
        self.assert_good(self.scan("A-01"))
        answers = self.read(1, 2, 3, 3, 2, 1, 2)
        self.assertEqual(len(answers), 3)
        for answer in answers:
            self.assert_good(answer)
        self.assertEqual(self.done(answers[-1])[self.average.display_name], 3)
        self.assertEqual(self.states().count("repeated"), 4)
        self.assertEqual(self.do("validate")["message"]["level"], "good")
        self.assertEqual(counting.sudo().line_ids.filtered("is_counted").mapped("counted"), [3])

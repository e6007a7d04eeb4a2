from datetime import date

from odoo.tests import freeze_time, tagged

from odoo.addons.perpetual_barcode.tests.common import BarcodeCommon

LABEL = "]C10104006381333931" + "17{day}" + "10{lot}"


@tagged("post_install", "-at_install")
class TestExpiry(BarcodeCommon):
    """A lot has the date of its label."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.average.tracking = "lot"
        cls.average.write({"use_expiration_date": True, "expiration_time": 30})

    def receipt(self):
        picking = self.incoming((self.average, 2))
        self.start("receive", picking)
        return picking

    def lot(self, name):
        return self.env["stock.lot"].search(
            [("name", "=", name), ("product_id", "=", self.average.id)]
        )

    @freeze_time("2026-03-01 10:00:00")
    def test_the_date_of_the_label(self):
        picking = self.receipt()
        self.assert_good(self.scan(LABEL.format(day="261231", lot="LOT-1")))
        self.assert_good(self.scan(LABEL.format(day="261231", lot="LOT-1")))
        self.assertEqual(len(picking.move_line_ids.filtered("picked")), 1)
        self.assertEqual(self.do("validate")["state"], "done")
        self.assertEqual(self.lot("LOT-1").expiration_date.date(), date(2026, 12, 31))

    @freeze_time("2026-03-01 10:00:00")
    def test_no_date_on_the_label(self):
        self.receipt()
        self.scan("x2")
        self.assert_good(self.scan("]C10104006381333931" + "10LOT-2"))
        self.assertEqual(self.do("validate")["state"], "done")
        self.assertEqual(self.lot("LOT-2").expiration_date.date(), date(2026, 3, 31))

    def test_one_lot_has_one_date(self):
        lot = self.make_lot(self.average, "LOT-3")
        lot.expiration_date = "2026-12-31 12:00:00"
        self.receipt()
        self.assert_error(
            self.scan(LABEL.format(day="270131", lot="LOT-3")), "Lot LOT-3 expires on"
        )
        self.assert_good(self.scan(LABEL.format(day="261231", lot="LOT-3")))

    def test_a_product_without_dates(self):
        self.average.use_expiration_date = False
        self.receipt()
        self.scan("x2")
        self.assert_good(self.scan(LABEL.format(day="261231", lot="LOT-4")))
        self.assertEqual(self.do("validate")["state"], "done")
        self.assertFalse(self.lot("LOT-4").expiration_date)

    @freeze_time("2026-03-01 10:00:00")
    def test_look_up(self):
        lot = self.make_lot(self.average, "LOT-5")
        lot.expiration_date = "2026-03-05 12:00:00"
        self.start("lookup")
        facts = {fact["label"]: fact["value"] for fact in self.scan("LOT-5")["view"]["facts"]}
        self.assertEqual(facts["Expires on"], "03/05/2026")
        lot.expiration_date = "2026-02-05 12:00:00"
        facts = {fact["label"]: fact["value"] for fact in self.scan("LOT-5")["view"]["facts"]}
        self.assertEqual(facts["Expired on"], "02/05/2026")

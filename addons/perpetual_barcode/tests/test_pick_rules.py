import time
import uuid

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import BarcodeCommon


@tagged("post_install", "-at_install")
class TestPickRules(BarcodeCommon):
    """Wrong lot and wrong bin are refused and kept; what is gone is nobody's error."""

    def setUp(self):
        super().setUp()
        self.bins = {}
        for name in ("A-01", "B-02"):
            self.bins[name] = self.make_location(name)
            self.bins[name].barcode = name

    def errors(self):
        return self.env["perpetual.pick.error"].search([]).mapped("kind")

    def picked_from(self, picking):
        lines = picking.move_line_ids.filtered("picked")
        return [(line.location_id.name, line.lot_id.name, line.quantity) for line in lines]

    def with_lots(self, tracking="lot"):
        goods = self.make_product("average", tracking=tracking, barcode="5901234123457")
        for name, place in (("L1", "A-01"), ("L2", "B-02")):
            self.receive(goods, 1, 5, lot=self.make_lot(goods, name), dest=self.bins[place])
        picking = self.outgoing((goods, 1))
        self.assertEqual(picking.move_line_ids.lot_id.name, "L1")
        self.start("deliver", picking)
        self.scan(goods.barcode)
        return picking

    def test_another_lot(self):
        picking = self.with_lots()
        self.assert_error(self.scan("L2"), "L2 is not the lot")
        self.assertEqual((self.errors(), self.picked_from(picking)), (["lot"], []))

    def test_any_lot_will_do(self):
        self.warehouse().out_type_id.perpetual_any_lot = True
        picking = self.with_lots()
        self.assert_good(self.scan("L2"))
        self.assertEqual(self.picked_from(picking), [("B-02", "L2", 1)])
        self.assertFalse(self.errors())

    def test_one_serial_number_is_as_good_as_another(self):
        picking = self.with_lots("serial")
        self.assert_good(self.scan("L2"))
        self.assertEqual(self.picked_from(picking), [("B-02", "L2", 1)])

    def two_products(self):
        self.receive(self.average, 5, 5, dest=self.bins["A-01"])
        self.receive(self.fifo, 5, 5, dest=self.bins["B-02"])
        picking = self.outgoing((self.average, 1), (self.fifo, 1))
        self.receive(self.average, 5, 5, dest=self.bins["B-02"])
        self.start("deliver", picking)
        self.scan("B-02")
        return picking

    def test_another_bin(self):
        picking = self.two_products()
        answer = self.scan(self.average.barcode)
        self.assert_error(answer, "is to be picked in")
        self.assertEqual((answer["state"], self.errors()), ("empty", ["bin"]))
        self.assertEqual(self.picked_from(picking), [])
        # They lie here, and not there: the picker says so.
        choice = next(row for row in answer["view"]["choices"] if "B-02" in row["label"])
        self.assert_good(self.do("answer", choice=choice["value"]))
        self.assertEqual(self.picked_from(picking), [("B-02", False, 1)])

    def test_back_to_the_right_bin(self):
        picking = self.two_products()
        self.scan(self.average.barcode)
        self.do("answer", choice="back")
        self.scan("A-01")
        self.assert_good(self.scan(self.average.barcode))
        self.assertEqual(self.picked_from(picking), [("A-01", False, 1)])

    def test_a_reserved_package(self):
        """The pallet that is to be picked is picked by its label."""
        pallet = self.env["stock.package"].create({"name": "PAL-1"})
        self.receive(self.average, 5, 5, dest=self.bins["A-01"])
        quant = self.env["stock.quant"]._gather(self.average, self.bins["A-01"])
        quant.package_id = pallet
        picking = self.outgoing((self.average, 5))
        self.start("deliver", picking)
        self.assert_good(self.scan("PAL-1"))
        self.assertEqual(self.picked_from(picking), [("A-01", False, 5)])
        self.assertEqual(picking.move_line_ids.package_id, pallet)

    def test_into_a_package_that_stands_elsewhere(self):
        package = self.env["stock.package"].create({"name": "PAL-2"})
        elsewhere = self.env["stock.warehouse"].create({"name": "Other", "code": "OTH"})
        self.env["stock.quant"]._update_available_quantity(
            self.fifo, elsewhere.lot_stock_id, 5, package_id=package
        )
        self.start("receive", self.incoming((self.average, 2)))
        self.assert_error(self.scan("PAL-2"), "stands in")

    def test_a_transfer_without_lines(self):
        place = {"location_id": self.stock().id, "location_dest_id": self.customers.id}
        kind = self.warehouse().out_type_id
        picking = self.env["stock.picking"].create({**place, "picking_type_id": kind.id})
        self.start("deliver", picking)
        self.assert_error(self.scan(self.average.barcode), "not on this transfer")
        self.assertEqual(self.errors(), ["product"])


@tagged("post_install", "-at_install")
class TestFacts(BarcodeCommon):
    """What happened is kept as it happened: when, and by nobody's hand."""

    def reason(self, use):
        return self.env["perpetual.barcode.reason"].search([("use", "=", use)])[0]

    def late(self, action, data, hours=3):
        """A call of a phone that was offline for so long."""
        now = time.time() * 1000
        call = {
            "uuid": str(uuid.uuid4()), "session": self.session, "action": action, "data": data,
            "at": now - hours * 3600 * 1000, "sent": now,
        }  # fmt: skip
        (answer,) = self.env["perpetual.barcode"].with_user(self.worker).process([call], "phone-1")
        return answer

    def assert_hours_ago(self, instant, hours=3):
        ago = (fields.Datetime.now() - instant).total_seconds() / 3600
        self.assertAlmostEqual(ago, hours, delta=0.1)

    def test_pick_error(self):
        self.receive(self.average, 5, 5)
        self.start("deliver", self.outgoing((self.average, 2)))
        self.late("scan", {"barcode": self.fifo.barcode})
        error = self.env["perpetual.pick.error"].search([])
        self.assert_hours_ago(error.happened_at)
        self.assertEqual(error.scan_id.barcode, self.fifo.barcode)

    def test_discrepancy(self):
        self.start("receive", self.incoming((self.average, 1)))
        self.scan(self.fifo.barcode)
        self.late("answer", {"choice": "leave", "reason": self.reason("receiving").id})
        found = self.env["perpetual.receiving.discrepancy"].search([])
        self.assert_hours_ago(found.found_at)
        self.assertEqual(found.scan_id.action, "answer")

    def test_no_answer_without_a_reason(self):
        self.receive(self.fifo, 5, 5)
        self.start("receive", self.incoming((self.average, 2)))
        self.scan(self.fifo.barcode)
        self.assert_error(self.do("answer", choice="take", reason=False), "Choose a reason")
        self.do("answer", choice="nothing")
        self.scan(self.average.barcode)
        self.do("validate")
        self.assert_error(self.do("answer", choice="later", reason=0), "Choose a reason")
        self.start("deliver", self.outgoing((self.fifo, 2)))
        self.scan(self.fifo.barcode)
        self.do("validate")
        self.assert_error(self.do("answer", choice="backorder", reason=0), "Choose a reason")
        self.assertFalse(self.env["perpetual.receiving.discrepancy"].search([]))
        self.assertFalse(self.env["perpetual.pick.error"].search([]))

    def test_nobody_rewrites_them(self):
        self.start("receive", self.incoming((self.average, 1)))
        self.scan(self.fifo.barcode)
        self.do("answer", choice="leave", reason=self.reason("receiving").id)
        for user in (self.worker, self.users["stock_manager"]):
            found = self.env["perpetual.receiving.discrepancy"].with_user(user).search([])
            scan = self.env["perpetual.barcode.scan"].with_user(self.worker).search([], limit=1)
            session = self.env["perpetual.barcode.session"].with_user(self.worker).search([])
            for record, vals in (
                (found, {"quantity": 99}),
                (found, {"user_id": user.id}),
                (scan, {"scanned_at": "2020-01-01 00:00:00"}),
                (scan, {"effect": {"parts": []}}),
                (session[:1], {"cursor": {"model": "res.partner", "id": 1}}),
            ):
                with self.assertRaisesRegex(AccessError, "kept as it happened"):
                    record.write(vals)
        with self.assertRaisesRegex(AccessError, "kept as it happened"):
            session.create({"flow": "labels", "cursor": {"model": "res.partner"}})
        found.action_settle()
        self.assertEqual(found.state, "settled")

    def test_labels_are_of_goods_and_places_only(self):
        """Also where a session were made to name something else."""
        self.worker.group_ids |= self.env.ref("perpetual_barcode.group_labels")
        partner = self.users["stock_manager"].partner_id
        self.start("labels")
        session = self.env["perpetual.barcode.session"].browse(self.session)
        cursor = {"model": "res.partner", "id": partner.id, "code": "BADGE-1"}
        session.sudo().write({"state": "code", "cursor": cursor})
        with self.assertRaisesRegex(Exception, "Only products, bins and packages"):
            self.do("answer", choice="relabel")
        self.assertFalse(partner.barcode)

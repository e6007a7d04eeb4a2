from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import BarcodeCommon
from .test_receive import PIXEL


@tagged("post_install", "-at_install")
class TestDamage(BarcodeCommon):
    """Damaged goods are written off at once, or wait for an approver."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role, level in (("approver", 1), ("director", 2)):
            groups = f"perpetual_stock.group_approver_{level}"
            cls.users[role] = cls.make_user(role, groups)
        cls.company.perpetual_damage_limit = 20
        cls.company.perpetual_write_off_limit = 30
        cls.reason = cls.env.ref("perpetual_barcode.perpetual_barcode_reason_damage_handling")

    def setUp(self):
        super().setUp()
        self.shelf = self.make_location("A-01")
        self.other = self.make_location("B-02")
        (self.shelf + self.other).filtered(lambda place: place.write({"barcode": place.name}))
        self.receive(self.average, 10, 5, dest=self.shelf)

    def reports(self):
        return self.env["perpetual.damage"].search([], order="id")

    def report(self, quantity=1, **data):
        """Report goods of the shelf; the answer of the app."""
        self.start("damage")
        self.assertEqual(self.scan(self.average.barcode)["state"], "ask")
        return self.write_off(quantity=quantity, **data)

    def write_off(self, **data):
        return self.do("answer", **{"choice": "write_off", "reason": self.reason.id, **data})

    def waiting(self, quantity=5):
        """A report above the limit of 20."""
        answer = self.report(quantity)
        self.assertIn("waits for approval", answer["message"]["text"])
        return self.reports()[-1]

    def by(self, role, report):
        return report.with_env(self.as_role(role))

    # At once

    def test_at_once(self):
        answer = self.report(2, note="fell down", photos=[PIXEL])
        self.assert_good(answer)
        self.assertEqual((answer["state"], answer["view"]["text"]), ("done", "Written Off"))
        report = self.reports()
        self.assertRecordValues(
            report,
            [
                {
                    "state": "done",
                    "product_id": self.average.id,
                    "location_id": self.shelf.id,
                    "quantity": 2,
                    "value": 10,
                    "reason_id": self.reason.id,
                    "note": "fell down",
                    "user_id": self.worker.id,
                    "device": "phone-1",
                    "approver_id": False,
                }
            ],
        )
        self.assertEqual(len(report.photo_ids), 1)
        scrap = report.scrap_ids
        self.assertRecordValues(
            scrap, [{"state": "done", "scrap_qty": 2, "location_id": self.shelf.id}]
        )
        self.assertEqual(scrap.scrap_reason_tag_ids.name, self.reason.name)
        self.assert_ledger(
            self.average, [("receipt", 10, 50.0, 10, 50.0), ("scrap", -2, -10.0, 8, 40.0)]
        )
        self.assert_entry(scrap.move_ids, [("scrap", 10, 0), ("inventory", 0, 10)])

    def test_standard_and_fifo(self):
        self.receive(self.standard, 2, 10, dest=self.shelf)
        self.receive(self.fifo, 1, 3, dest=self.shelf)
        self.receive(self.fifo, 1, 7, dest=self.shelf)
        self.standard.barcode = "4006381333948"
        for product in (self.standard, self.fifo):
            self.start("damage")
            self.scan(product.barcode)
            self.assert_good(self.write_off(quantity=1))
        standard, fifo = self.reports().scrap_ids.move_ids.sorted("id")
        self.assert_entry(standard, [("scrap", 10, 0), ("inventory", 0, 10)])
        self.assert_entry(fifo, [("scrap", 3, 0), ("inventory", 0, 3)])

    def test_the_next_one(self):
        self.report()
        answer = self.scan(self.average.barcode)
        self.assertEqual(answer["state"], "ask")
        self.assert_good(self.write_off(quantity=1))
        self.assertEqual(self.reports().mapped("state"), ["done", "done"])

    # Which goods

    def test_a_bin_first(self):
        self.receive(self.average, 1, 5, dest=self.other)
        self.start("damage")
        self.assert_error(self.scan(self.average.barcode), "in several bins")
        self.assertEqual(self.scan("B-02")["state"], "goods")
        self.scan(self.average.barcode)
        self.assert_error(self.write_off(quantity=2), "Only 1 of")
        self.assert_good(self.write_off(quantity=1))
        self.assertEqual(self.reports().location_id, self.other)

    def test_not_there(self):
        self.start("damage")
        self.assert_error(self.scan(self.fifo.barcode), "in stock. Check the label")
        self.scan("B-02")
        self.assert_error(self.scan(self.average.barcode), "There is no")
        self.customers.barcode = "CUSTOMERS"
        self.assert_error(self.scan("CUSTOMERS"), "is no bin of this company")
        self.assert_error(self.scan("NOBODY-KNOWS"), "not known here")

    def test_a_lot(self):
        product = self.make_product("average", tracking="lot", barcode="5901234123457")
        lot = self.make_lot(product, "L-1")
        self.receive(product, 3, 1, dest=self.shelf, lot=lot)
        self.start("damage")
        self.assertEqual(self.scan(product.barcode)["state"], "lot")
        self.assert_error(self.scan("L-2"), "is no lot of")
        self.assertEqual(self.do("back")["state"], "goods")
        self.scan(product.barcode)
        self.assertEqual(self.scan("L-1")["state"], "ask")
        self.assert_good(self.write_off(quantity=2))
        self.assertEqual(self.reports().scrap_ids.lot_id, lot)

    def test_in_a_package(self):
        """Loose goods first, then those in packages."""
        package = self.env["stock.package"].create({"name": "PACK-1"})
        quant = self.env["stock.quant"]._gather(self.average, self.shelf)
        quant.move_quants(location_dest_id=self.other, package_dest_id=package)
        self.receive(self.average, 1, 5, dest=self.other)
        self.start("damage")
        self.scan("B-02")
        self.scan(self.average.barcode)
        self.assert_good(self.write_off(quantity=3))
        scraps = self.reports().scrap_ids.sorted("id")
        self.assertEqual(scraps.mapped("scrap_qty"), [1, 2])
        self.assertEqual(scraps.move_ids.mapped("quantity"), [1, 2])
        self.assertEqual(scraps.package_id, package)

    def packed(self, *goods):
        """A package in the other bin with ``(product, quantity, lot)``."""
        package = self.env["stock.package"].create({"name": "PACK-1"})
        for product, quantity, lot in goods:
            self.receive(product, quantity, 5, dest=self.other, lot=lot)
            quants = self.env["stock.quant"]._gather(product, self.other, lot_id=lot)
            quants.filtered(lambda quant: not quant.package_id).move_quants(
                location_dest_id=self.other, package_dest_id=package
            )
        return package

    def test_a_whole_package(self):
        """Scanning a package of one product means all that it holds; others stay."""
        package = self.packed((self.average, 4, None))
        self.receive(self.average, 1, 5, dest=self.other)
        self.start("damage")
        answer = self.scan("PACK-1")
        self.assertEqual((answer["state"], answer["view"]["quantity"]), ("ask", 4))
        self.assertIn("PACK-1", answer["view"]["subtitle"])
        self.assert_error(self.write_off(quantity=5), "Only 4 of")
        self.assert_good(self.write_off(quantity=4))
        report = self.reports()
        self.assertEqual((report.package_id, report.location_id), (package, self.other))
        self.assertEqual(report.scrap_ids.package_id, package)
        self.assertEqual(report.scrap_ids.mapped("scrap_qty"), [4])
        self.assert_entry(report.scrap_ids.move_ids, [("scrap", 20, 0), ("inventory", 0, 20)])

    def test_a_package_of_several_products(self):
        self.packed((self.average, 2, None), (self.fifo, 3, None))
        self.start("damage")
        answer = self.scan("PACK-1")
        self.assertEqual(answer["state"], "goods")
        self.assertIn("PACK-1", answer["view"]["prompt"])
        self.assertEqual(self.scan(self.fifo.barcode)["view"]["quantity"], 3)
        self.do("answer", choice="nothing")
        # Still in the package; a keyed quantity is what the person says.
        self.scan("x2")
        self.assertEqual(self.scan(self.fifo.barcode)["view"]["quantity"], 2)
        self.do("answer", choice="nothing")
        self.assert_error(self.scan(self.standard_with_barcode()), "There is no")
        self.scan("A-01")
        self.assertEqual(self.scan(self.average.barcode)["view"]["quantity"], 1)

    def standard_with_barcode(self):
        self.standard.barcode = "4006381333948"
        return self.standard.barcode

    def test_a_package_of_lots(self):
        product = self.make_product("average", tracking="lot", barcode="5901234123457")
        lots = [self.make_lot(product, name) for name in ("L-1", "L-2")]
        self.packed((product, 2, lots[0]), (product, 3, lots[1]))
        self.start("damage")
        self.assertEqual(self.scan("PACK-1")["state"], "lot")
        answer = self.scan("L-2")
        self.assertEqual((answer["state"], answer["view"]["quantity"]), ("ask", 3))

    def test_an_empty_package(self):
        self.env["stock.package"].create({"name": "PACK-0"})
        self.start("damage")
        self.assert_error(self.scan("PACK-0"), "is empty")

    def test_reserved(self):
        """Broken is broken: the transfer that was to have the goods loses them."""
        places = {"location_id": self.shelf.id, "location_dest_id": self.customers.id}
        picking = self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": self.warehouse().out_type_id.id,
                "move_ids": [
                    Command.create({**places, "product_id": self.average.id, "product_uom_qty": 10})
                ],
            }
        )
        picking.action_assign()
        self.assertEqual(picking.move_ids.quantity, 10)
        self.assert_good(self.report(2))
        self.assertEqual(picking.move_ids.quantity, 8)

    # The question

    def test_by_mistake(self):
        self.start("damage")
        self.scan("A-01")
        self.scan(self.average.barcode)
        self.assertEqual(self.scan(self.average.barcode)["message"]["level"], "warning")
        # The second scan waits for the answer to the first one.
        self.assertEqual(self.do("answer", choice="nothing")["state"], "ask")
        answer = self.do("answer", choice="nothing")
        self.assertEqual(answer["state"], "goods")
        self.assertIn("A-01", answer["view"]["prompt"])
        self.assertFalse(self.reports())

    def test_needs_an_answer(self):
        self.start("damage")
        self.scan(self.average.barcode)
        self.assert_error(self.do("answer", choice="perhaps"), "Choose what to do")
        self.assert_error(self.write_off(quantity=1, reason=None), "Choose a reason")
        self.assert_error(self.write_off(quantity=0), "Type a quantity")
        self.assert_error(self.write_off(quantity=11), "Only 10 of")
        self.assert_error(self.write_off(quantity=1, photos=["~"]), "cannot be read")
        self.assertFalse(self.reports())

    # Approval

    def test_waits_for_approval(self):
        answer = self.report(5)
        self.assertEqual((answer["state"], answer["view"]["text"]), ("done", "Waits for approval"))
        report = self.reports()
        self.assertRecordValues(report, [{"state": "requested", "value": 25}])
        self.assertFalse(report.scrap_ids)
        self.assertEqual(self.on_hand(self.average), (10, 50))
        self.assertIn(self.users["approver"], report.activity_ids.user_id)
        self.assertNotIn(self.worker, report.activity_ids.user_id)

    def test_never_a_value(self):
        """Neither the app nor the report tells who reports what it is worth."""
        answer = self.report(5)
        report = self.by("stock_user", self.reports())
        self.assertNotIn("25", str(answer["view"]) + answer["message"]["text"])
        self.assertNotIn("value", report.fields_get())
        with self.assertRaises(AccessError):
            report.read(["value"])
        self.assertNotIn("25", " ".join(report.activity_ids.mapped("summary")))

    def test_in_parts(self):
        """A heap does not get below the limit by being reported in parts; the next day can."""
        with freeze_time("2026-03-01 10:00:00"):
            self.assertIn("is written off", self.report(3)["message"]["text"])
            self.assertIn("waits for approval", self.report(3)["message"]["text"])
        with freeze_time("2026-03-03 10:00:00"):
            self.assertIn("is written off", self.report(3)["message"]["text"])
        self.assertEqual(self.reports().mapped("state"), ["done", "requested", "done"])

    def test_approved(self):
        report = self.waiting()
        self.assertTrue(self.by("approver", report).can_decide)
        self.by("approver", report).action_approve()
        self.assertRecordValues(
            report, [{"state": "done", "approver_id": self.users["approver"].id}]
        )
        self.assertFalse(report.activity_ids)
        self.assert_entry(report.scrap_ids.move_ids, [("scrap", 25, 0), ("inventory", 0, 25)])
        with self.assertRaisesRegex(UserError, "already"):
            self.by("approver", report).action_approve()

    def test_refused(self):
        report = self.waiting()
        action = self.by("approver", report).action_refuse()
        wizard = self.as_role("approver")[action["res_model"]].with_context(**action["context"])
        wizard.create({"reason": "Sell it at half the price"}).action_refuse()
        self.assertRecordValues(
            report, [{"state": "refused", "refusal_reason": "Sell it at half the price"}]
        )
        self.assertEqual(self.on_hand(self.average), (10, 50))
        self.assertFalse(report.activity_ids)

    def test_who_may_decide(self):
        report = self.waiting()
        with self.assertRaisesRegex(UserError, "Only approvers"):
            self.by("controller", report).action_approve()
        with self.assertRaisesRegex(UserError, "reported .* yourself"):
            self.by("stock_user", report).action_approve()
        report = self.waiting(7)
        self.assertFalse(self.by("approver", report).can_decide)
        with self.assertRaisesRegex(UserError, "approver of level 2"):
            self.by("approver", report).action_approve()
        self.by("director", report).action_approve()
        self.assertEqual(report.state, "done")

    def test_nobody_approves_their_own(self):
        self.worker = self.users["director"]
        report = self.waiting()
        with self.assertRaisesRegex(UserError, "somebody else"):
            self.by("director", report).action_approve()

    def test_gone_meanwhile(self):
        report = self.waiting()
        self.deliver(self.average, 8, source=self.shelf)
        with self.assertRaisesRegex(UserError, "Only 2 of"):
            self.by("approver", report).action_approve()
        self.assertEqual(report.state, "requested")

    def test_only_by_its_steps(self):
        report = self.waiting()
        for role in ("stock_user", "approver", "stock_manager"):
            with self.assertRaises(AccessError):
                self.by(role, report).write({"state": "done"})
            with self.assertRaises(AccessError):
                self.by(role, report).copy()
            with self.assertRaises(AccessError):
                self.by(role, report).unlink()

    def test_another_company(self):
        report = self.waiting()
        self.make_second_company()
        seen = self.as_role("stock_user", self.company2)["perpetual.damage"].search([])
        self.assertNotIn(report, seen)

from odoo.tests import tagged

from .common import BarcodeCommon
from .test_receive import PIXEL


@tagged("post_install", "-at_install")
class TestReceiveDiscrepancies(BarcodeCommon):
    """What comes otherwise than ordered is reported, never silently accepted."""

    def reports(self, picking):
        return self.env["perpetual.receiving.discrepancy"].search(
            [("picking_id", "=", picking.id)], order="id"
        )

    def begin(self, *goods):
        picking = self.incoming(*goods)
        self.start("receive", picking)
        return picking

    # Short

    def test_the_rest_comes_later(self):
        picking = self.begin((self.average, 3), (self.fifo, 2))
        self.scan(self.average.barcode)
        answer = self.do("validate")
        self.assertEqual(
            [(row["product"], row["quantity"]) for row in answer["view"]["missing"]],
            [(self.average.display_name, 2), (self.fifo.display_name, 2)],
        )
        reason = answer["view"]["reasons"][0]["id"]
        self.assert_good(self.do("answer", choice="later", reason=reason, photos=[PIXEL]))
        self.assertRecordValues(
            self.reports(picking),
            [
                {"kind": "short", "product_id": self.average.id, "quantity": 2, "taken_in": False},
                {"kind": "short", "product_id": self.fifo.id, "quantity": 2, "taken_in": False},
            ],
        )
        self.assertEqual(self.reports(picking).reason_id.id, reason)
        self.assertEqual(self.reports(picking).mapped(lambda row: len(row.photo_ids)), [1, 1])
        self.assertEqual(sum(picking.backorder_ids.move_ids.mapped("product_uom_qty")), 4)
        self.assert_ledger(self.average, [("receipt", 1, 5.0, 1, 5.0)])

    def test_the_rest_does_not_come(self):
        picking = self.begin((self.average, 3))
        self.scan(self.average.barcode)
        self.do("validate")
        self.assert_good(self.do("answer", choice="never"))
        self.assertEqual((picking.state, len(picking.backorder_ids)), ("done", 0))
        self.assertRecordValues(self.reports(picking), [{"kind": "short", "quantity": 2}])

    def test_going_on_scanning(self):
        picking = self.begin((self.average, 2))
        self.scan(self.average.barcode)
        self.do("validate")
        self.assert_error(self.do("answer", choice="perhaps"), "Choose what to do")
        self.assertEqual(self.do("answer", choice="back")["state"], "lines")
        self.scan(self.average.barcode)
        self.assertEqual(self.do("validate")["state"], "done")
        self.assertFalse(self.reports(picking))

    # Damaged

    def test_damaged_and_taken_in(self):
        picking = self.begin((self.average, 2))
        self.scan("x2")
        self.scan(self.average.barcode)
        answer = self.do("damaged")
        self.assertEqual((answer["state"], answer["view"]["adjust"]), ("ask", True))
        self.assertEqual(self.scan(self.average.barcode)["state"], "ask")
        answer = self.do("answer", choice="take", quantity=2, note="wet", photos=[PIXEL])
        # The one that was scanned meanwhile is more than ordered.
        self.assertEqual(answer["state"], "ask")
        answer = self.do("answer", choice="nothing")
        self.assertEqual(self.done(answer), {self.average.display_name: 2})
        self.assertRecordValues(
            self.reports(picking),
            [{"kind": "damaged", "quantity": 2, "taken_in": True, "note": "wet"}],
        )
        self.assertEqual(self.do("validate")["state"], "done")

    def test_damaged_and_left_out(self):
        """What is left out has come: it is not reported as missing a second time."""
        picking = self.begin((self.average, 2))
        self.scan("x2")
        self.scan(self.average.barcode)
        self.do("damaged")
        answer = self.do("answer", choice="leave")
        self.assertEqual(self.done(answer), {self.average.display_name: 1})
        self.assertEqual(self.do("validate")["state"], "done")
        self.assertEqual(picking.move_ids.filtered(lambda move: move.state == "done").quantity, 1)
        self.assertRecordValues(
            self.reports(picking), [{"kind": "damaged", "quantity": 1, "taken_in": False}]
        )

    def test_not_damaged_after_all(self):
        picking = self.begin((self.average, 2))
        self.scan(self.average.barcode)
        self.do("damaged")
        answer = self.do("answer", choice="nothing")
        self.assertEqual(self.done(answer), {self.average.display_name: 1})
        self.assertFalse(self.reports(picking))

    def test_damaged_needs_goods(self):
        self.begin((self.average, 2))
        answer = self.do("damaged")
        self.assertEqual((answer["state"], answer["message"]["level"]), ("lines", "warning"))
        self.scan(self.average.barcode)
        self.do("damaged")
        self.assert_error(self.do("answer", choice="leave", quantity=2), "Only 1 of")

    def test_times_are_for_one_scan(self):
        """A quantity keyed for goods that are left out is not used for the next ones."""
        self.begin((self.average, 5))
        self.scan("x3")
        self.scan(self.fifo.barcode)
        answer = self.do("answer", choice="leave")
        self.assertEqual(answer["times"], 0)
        answer = self.scan(self.average.barcode)
        self.assertEqual(self.done(answer), {self.average.display_name: 1})

    # Blind

    def blind(self, *goods):
        self.warehouse().in_type_id.perpetual_blind_receipt = True
        return self.begin(*goods)

    def test_blind_hides_what_is_expected(self):
        self.blind((self.average, 4321), (self.fifo, 2))
        answer = self.scan(self.fifo.barcode)
        for line in answer["view"]["lines"]:
            self.assertNotIn("demand", line)
        self.assertEqual([line["status"] for line in answer["view"]["lines"]], ["todo", "part"])
        self.assertNotIn("4321", str(answer["view"]))
        answer = self.scan(self.fifo.barcode)
        self.assertEqual(answer["view"]["lines"][1]["status"], "part")

    def test_blind_asks_nothing_and_reports_all(self):
        picking = self.blind((self.average, 1), (self.fifo, 2), (self.standard, 1))
        self.scan(self.average.barcode)
        self.assert_good(self.scan(self.average.barcode))
        self.scan(self.fifo.barcode)
        answer = self.do("validate")
        self.assertEqual(answer["state"], "done")
        self.assertRecordValues(
            self.reports(picking),
            [
                {"kind": "over", "product_id": self.average.id, "quantity": 1, "taken_in": True},
                {"kind": "short", "product_id": self.fifo.id, "quantity": 1, "taken_in": False},
                {"kind": "short", "product_id": self.standard.id, "quantity": 1, "taken_in": False},
            ],
        )
        self.assert_ledger(self.average, [("receipt", 2, 10.0, 2, 10.0)])

    def test_blind_and_nothing_scanned(self):
        self.blind((self.average, 1))
        self.assert_error(self.do("validate"), "Nothing is scanned yet")

    # Keypad and places

    def test_keypad(self):
        picking = self.begin((self.average, 10))
        move = picking.move_ids
        self.scan(self.average.barcode)
        answer = self.do("quantity", line=move.id, quantity=8)
        self.assertEqual(self.done(answer), {self.average.display_name: 8})
        answer = self.do("quantity", line=move.id, quantity=5)
        self.assertEqual(self.done(answer), {self.average.display_name: 5})
        self.assertEqual(self.do("quantity", line=move.id, quantity=12)["state"], "ask")
        self.do("answer", choice="nothing")
        self.assert_error(self.do("quantity", line=0, quantity=1), "This line is gone")

    def test_keypad_is_not_for_lots(self):
        self.average.tracking = "lot"
        picking = self.begin((self.average, 10))
        answer = self.do("quantity", line=picking.move_ids.id, quantity=2)
        self.assert_error(answer, "Scan the lots or serial numbers")

    def test_where_to_put_it(self):
        shelf = self.make_location("Shelf")
        self.env["stock.putaway.rule"].create(
            {
                "product_id": self.average.id,
                "location_in_id": self.stock().id,
                "location_out_id": shelf.id,
            }
        )
        picking = self.begin((self.average, 2), (self.fifo, 1))
        answer = self.do("show")
        self.assertEqual(answer["view"]["lines"][0]["to"], shelf.display_name)
        answer = self.scan(self.average.barcode)
        self.assertIn(shelf.display_name, answer["message"]["text"])
        self.assertEqual(picking.move_line_ids.filtered("picked").location_dest_id, shelf)
        # Further ones go where the last ones went.
        other = self.make_location("Other")
        other.barcode = "OTHER"
        self.scan("OTHER")
        self.scan(self.average.barcode)
        line = picking.move_line_ids.filtered("picked")
        self.assertEqual((line.location_dest_id, line.quantity), (other, 2))
        # More than was planned follows the rule.
        self.scan(self.fifo.barcode)
        self.scan(self.average.barcode)
        self.do("answer", choice="take")
        self.assertIn(shelf, picking.move_line_ids.filtered("picked").location_dest_id)

    def test_into_a_package(self):
        picking = self.begin((self.average, 2))
        self.scan("]C100340123450000000017")
        self.scan(self.average.barcode)
        self.scan(self.average.barcode)
        line = picking.move_line_ids.filtered("picked")
        self.assertEqual((line.result_package_id.name, line.quantity), ("340123450000000017", 2))

    # Labels

    def test_labels(self):
        self.fifo.tracking = "lot"
        self.begin((self.average, 2), (self.fifo, 1))
        self.scan("x2")
        self.scan(self.average.barcode)
        self.scan(self.fifo.barcode)
        self.scan("LOT-1")
        answer = self.do("validate")
        self.assertEqual([row["name"] for row in answer["view"]["actions"]], ["print"])
        reports = self.do("print")["message"]["reports"]
        self.assertEqual({row["type"] for row in reports}, {"ir.actions.report"})
        self.assertEqual(len(reports), 2)
        self.assertIn("lot", reports[0]["report_name"])

    # Somebody else

    def test_finished_by_somebody_else(self):
        picking = self.begin((self.average, 3))
        self.scan(self.average.barcode)
        picking.with_user(self.users["stock_manager"]).button_validate()
        self.env["stock.backorder.confirmation"].create(
            {"pick_ids": [(4, picking.id)]}
        ).with_context(button_validate_picking_ids=picking.ids).process()
        self.assertEqual(picking.state, "done")
        answer = self.scan(self.average.barcode)
        self.assert_error(answer, "was not counted")
        self.assertEqual(answer["state"], "gone")
        self.assert_error(self.scan(self.fifo.barcode), "was not counted")
        self.assertEqual(
            [choice["value"] for choice in answer["view"]["choices"]], ["recount", "rest", "choose"]
        )
        answer = self.do("answer", choice="rest")
        self.assertEqual(answer["view"]["picking"], picking.backorder_ids.id)
        self.assert_good(self.scan(self.average.barcode))

    def finished(self, *goods):
        """A receipt of which one piece is scanned, finished by somebody else."""
        picking = self.begin(*goods)
        self.scan(self.average.barcode)
        picking.with_user(self.users["stock_manager"]).with_context(
            skip_backorder=True
        ).button_validate()
        self.assertEqual(picking.state, "done")
        return picking

    def missing(self, answer):
        return [(row["product"], row["quantity"]) for row in answer["view"]["missing"]]

    def test_kept_scans_go_to_the_backorder(self):
        """What was scanned offline is shown, and counted where the person says."""
        picking = self.finished((self.average, 9), (self.fifo, 4))
        for barcode in ("x3", self.average.barcode, self.fifo.barcode, "NOBODY-KNOWS"):
            answer = self.scan(barcode)
        self.assertEqual(answer["state"], "gone")
        self.assertEqual(
            self.missing(answer),
            [(self.average.display_name, 3), (self.fifo.display_name, 1), ("NOBODY-KNOWS", 1)],
        )
        self.assertEqual(
            [choice["value"] for choice in answer["view"]["choices"]],
            ["recount", "rest", "choose"],
        )
        answer = self.do("answer", choice="recount")
        self.assert_error(answer, "NOBODY-KNOWS is not known here")
        self.assertEqual(answer["view"]["picking"], picking.backorder_ids.id)
        self.assertEqual(
            self.done(answer), {self.average.display_name: 3, self.fifo.display_name: 1}
        )
        answer = self.do("undo")
        self.assert_good(answer)
        self.assertEqual(
            self.done(answer), {self.average.display_name: 3, self.fifo.display_name: 0}
        )

    def test_kept_scans_that_do_not_fit(self):
        """The backorder wants less: what is asked there is asked, and what is left is told."""
        picking = self.finished((self.average, 2))
        for _number in range(3):
            answer = self.scan(self.average.barcode)
        self.assertEqual(self.missing(answer), [(self.average.display_name, 3)])
        answer = self.do("answer", choice="recount")
        self.assertIn("wait for the next answer: 1", answer["message"]["text"])
        self.assertEqual((answer["state"], answer["held"]), ("ask", 1))
        self.assertEqual(sum(picking.backorder_ids.move_line_ids.mapped("quantity")), 1)

    def test_finished_without_a_rest(self):
        picking = self.begin((self.average, 1))
        self.scan(self.average.barcode)
        picking.button_validate()
        answer = self.scan(self.average.barcode)
        self.assertEqual([choice["value"] for choice in answer["view"]["choices"]], ["choose"])
        self.assertEqual(self.do("answer", choice="choose")["state"], "choose")
        kept = self.env["perpetual.barcode.scan"].search([("message", "ilike", "not counted")])
        self.assertEqual(kept.barcode, self.average.barcode)

    def test_two_people_see_each_other(self):
        """Who works on the same transfer is told that there is news, and no quantity."""
        picking = self.begin((self.average, 3))
        mine = self.session
        other = self.users["stock_manager"]
        answer = self.call("start", {"picking": picking.id}, flow="receive", user=other)
        sent = []
        self.patch(
            type(self.env["bus.bus"]),
            "_sendone",
            lambda bus, target, kind, message: sent.append((target, kind, message)),
        )
        self.call("scan", {"barcode": self.average.barcode}, answer["session"], user=other)
        news = [row for row in sent if row[1] == "perpetual_barcode.changed"]
        self.assertEqual(
            news, [(self.worker.partner_id, "perpetual_barcode.changed", {"picking": picking.id})]
        )
        scans = self.env["perpetual.barcode.scan"].search_count([])
        door = self.env["perpetual.barcode"].with_user(self.worker)
        self.assertEqual(self.done(door.look(mine)), {self.average.display_name: 1})
        self.assertEqual(self.env["perpetual.barcode.scan"].search_count([]), scans)

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, freeze_time, tagged

from .common import CountCommon
from .test_flow import FlowCase


@tagged("post_install", "-at_install")
class TestNothingThere(FlowCase):
    """Places without stock by the books, with a phone."""

    def stocked(self):
        """The ledger is empty."""

    def test_from_nothing(self):
        answer = self.begin()
        self.assertEqual(answer["view"]["transfers"], [])
        self.assertFalse(answer["view"]["actions"][0]["enabled"])
        self.assertEqual(self.scan("A-01")["state"], "count")
        self.scan("x12")
        self.assertEqual(self.scan(self.average.barcode)["state"], "found")
        answer = self.do("answer", choice="add")
        self.assertEqual(self.told(answer), {self.average.display_name: 12})
        self.assertEqual(self.do("validate")["state"], "bin")
        self.scan("B-02")
        answer = self.do("validate")
        self.assertEqual(answer["state"], "zeros")
        self.assertEqual(answer["view"]["prompt"], "Is this place empty?")
        self.assertEqual(self.do("answer", choice="back")["state"], "count")
        self.do("validate")
        answer = self.do("answer", choice="zero")
        self.assertEqual(
            [row["partner"] for row in answer["view"]["transfers"]], ["Empty", "Counted"]
        )
        self.assertEqual(self.do("validate")["state"], "done")
        self.env.invalidate_all()
        sheet = self.counting.sudo().sheet_ids.filtered(lambda one: one.round == 1)
        self.assertEqual(sheet.empty_ids, self.b2)
        # Nothing expected is outside each tolerance: somebody else counts it again.
        self.assertEqual(self.sheet(self.counting, 2).line_ids.location_id, self.a1)

    def test_nobody_looked(self):
        self.begin()
        with self.assertRaisesRegex(UserError, "Nothing is counted on sheet"):
            self.counting.sheet_ids.with_user(self.first).action_close()

    def test_all_is_empty(self):
        """That is a count too, and the places know when it was."""
        sheet = self.counting.sheet_ids.with_user(self.first)
        sheet.action_take()
        sheet.action_empty(self.a1.id)
        sheet.action_finish()
        self.assertEqual(self.counting.state, "review")
        self.counting.with_user(self.controller).action_post()
        self.assertEqual(self.counting.state, "done")
        self.assertEqual(self.a1.last_inventory_date, fields.Date.today())

    def test_not_empty_after_all(self):
        self.begin()
        sheet = self.counting.sheet_ids.with_user(self.first)
        sheet.action_empty(self.a1.id)
        sheet.action_add_found(self.average.id, self.a1.id)
        self.assertFalse(sheet.sudo().empty_ids)
        with self.assertRaisesRegex(UserError, "A-01 is not empty by this sheet"):
            sheet.action_empty(self.a1.id)

    def test_new_lots(self):
        """Counting makes the lots with which the ledger begins, in a baseline count alone."""
        self.average.tracking = "lot"
        self.begin()
        self.scan("A-01")
        self.scan(self.average.barcode)
        self.assert_error(self.scan("LOT-77"), "LOT-77 of")
        self.counting.sudo().type = "baseline"
        self.scan(self.average.barcode)
        self.assertEqual(self.scan("LOT-77")["state"], "found")
        answer = self.do("answer", choice="add")
        self.assertEqual(list(self.told(answer).values()), [1])
        line = self.counting.sudo().line_ids
        self.assertEqual((line.lot_id.name, line.product_id), ("LOT-77", self.average))
        sheet = self.counting.sheet_ids.with_user(self.first)
        with self.assertRaisesRegex(UserError, "not known"):
            sheet.action_add_found(self.fifo.id, self.a1.id, "LOT-78")

    def test_typed_in(self):
        """The same on a desk, by somebody who has no rights to stock."""
        sheet = self.counting.sheet_ids.with_user(self.first)
        sheet.action_take()
        action = sheet.action_open_found()
        found = self.env[action["res_model"]].with_user(self.first)
        found = found.with_context(**action["context"])
        form = Form(found)
        form.location_id = self.a1
        form.product_id = self.average
        with self.assertRaisesRegex(UserError, "Say what lies in"):
            form.save().action_count()
        form.counted = "2,5"
        following = form.save().action_count_next()
        self.assertEqual(following["context"]["default_location_id"], self.a1.id)
        form = Form(found)
        form.location_id = self.b2
        form.is_empty = True
        form.save().action_count()
        self.assertEqual(self.lines(), {(self.a1, self.average): 2.5})
        self.assertEqual(sheet.sudo().empty_ids, self.b2)
        sheet.action_finish()
        self.assertEqual(sheet.state, "done")


@tagged("post_install", "-at_install")
class TestPlaces(FlowCase):
    """Goods that come after the sheet was made."""

    def test_came_before_the_place_was_counted(self):
        self.begin()
        self.receive(self.standard, 3, dest=self.b2)
        answer = self.scan("B-02")
        self.assertEqual(
            set(self.told(answer)), {self.average.display_name, self.standard.display_name}
        )
        self.receive(self.fifo, 2, dest=self.b2)
        self.scan(self.average.barcode)
        answer = self.do("validate")
        self.assertEqual(
            {row["product"] for row in answer["view"]["missing"]},
            {self.standard.display_name, self.fifo.display_name},
        )

    def test_came_while_it_was_typed_in(self):
        """What came before the last count of its place is put on the sheet; later, not."""
        sheet = self.counting.sheet_ids.with_user(self.first)
        sheet.action_take()
        lines = sheet.line_ids.sorted("id")
        for line in lines[:-1]:
            self.commit(line, 4)
        place = lines[-1:].sudo().location_id
        later = fields.Datetime.now() + timedelta(minutes=5)
        with freeze_time(later):
            self.receive(self.standard, 3, dest=place)
        with freeze_time(later + timedelta(minutes=5)):
            self.commit(lines[-1:], 6)
            self.receive(self.standard, 3, dest=(self.a1 | self.b2) - place)
        with self.assertRaisesRegex(UserError, f"(?s)Goods came .*{self.standard.name} in "):
            sheet.action_close()
        self.assertEqual(sheet.action_finish()["tag"], "display_notification")
        (came,) = sheet.line_ids - lines
        self.assertEqual((came.sudo().product_id, came.sudo().location_id), (self.standard, place))
        self.commit(came, 3)
        sheet.action_finish()
        self.assertEqual(sheet.state, "done")

    def test_places_of_others(self):
        session = self.counting.with_user(self.controller)
        session.action_cancel()
        session = self.open_session(counter_ids=[(6, 0, (self.first | self.second).ids)])
        mine, other = session.sheet_ids.sorted("id")
        place = other.line_ids[:1].location_id
        with self.assertRaisesRegex(UserError, f"is on sheet {other.name}"):
            mine.with_user(self.first).action_empty(place.id)
        self.assertIn(self.average, mine.line_ids.product_id)
        with self.assertRaisesRegex(UserError, "None of the products"):
            self.open_session(self.standard)


@tagged("post_install", "-at_install")
class TestSeen(CountCommon):
    """What a sheet shows beside the goods."""

    def test_not_blind(self):
        """What is on hand, to who counts such a sheet; its recount is blind."""
        self.receive(self.average, 10, 5)
        session = self.open_session(self.average, is_blind=False)
        sheet = self.sheet(session).with_user(self.first)
        self.assertEqual(sheet.line_ids.book_shown, "10.00")
        self.assertEqual(sheet._print_rows()[0]["book"], "10.00")
        self.tally(session, {self.average: 7})
        again = self.sheet(session, 2).with_user(self.second)
        self.assertEqual((again.is_blind, again.line_ids.book_shown), (True, False))

    def test_blind(self):
        self.receive(self.average, 10, 5)
        session = self.open_session(self.average)
        sheet = self.sheet(session).with_user(self.first)
        self.assertFalse(sheet.line_ids.book_shown)
        with self.assertRaises(AccessError):
            sheet.is_blind = False

    def test_owner(self):
        """Goods of somebody else are told from our own, on each kind of sheet."""
        owner = self.env["res.partner"].create({"name": "Consignor"})
        quants = self.env["stock.quant"]
        for holder in (owner, owner.browse()):
            quants._update_available_quantity(self.average, self.stock(), 2, owner_id=holder)
        session = self.open_session(self.average)
        sheet = self.sheet(session).with_user(self.first)
        self.assertEqual({line.owner_name for line in sheet.line_ids}, {"Consignor", False})
        self.assertEqual({row["owner"] for row in sheet._print_rows()}, {"Consignor", False})
        named = [line.display_name for line in sheet.line_ids]
        self.assertEqual(len([name for name in named if "(Consignor)" in name]), 1)

    def test_who_counts_is_a_choice(self):
        worker = self.users["stock_user"]
        self.assertTrue(worker.has_group("perpetual_cycle_count.group_counter"))
        settings = self.env["res.config.settings"].create({})
        self.assertTrue(settings.group_perpetual_all_count)
        settings.group_perpetual_all_count = False
        settings.execute()
        self.env.invalidate_all()
        self.assertFalse(worker.has_group("perpetual_cycle_count.group_counter"))
        self.assertTrue(self.first.has_group("perpetual_cycle_count.group_counter"))

    def test_left_out(self):
        """What is on others' sheets is left out, and the session says so."""
        self.receive(self.average, 10, 5)
        self.receive(self.fifo, 10, 5)
        first = self.open_session(self.average)
        second = self.open_session(self.average, self.fifo)
        self.assertEqual(second.sudo().line_ids.product_id, self.fifo)
        self.assertIn(first.sheet_ids.name, "".join(second.message_ids.mapped("body")))


@tagged("post_install", "-at_install")
class TestNothingTherePhone(FlowCase, HttpCase):
    """An empty ledger is counted with a phone."""

    browser_size = "375x667"
    touch_enabled = True

    def stocked(self):
        """The ledger is empty."""

    def test_from_nothing(self):
        self.first.password = self.first.login
        self.env.flush_all()
        self.start_tour("/odoo/barcode", "perpetual_cycle_count_empty", login=self.first.login)
        self.env.invalidate_all()
        self.assertEqual(self.lines(), {(self.a1, self.average): 12})
        sheet = self.counting.sudo().sheet_ids.filtered(lambda one: one.round == 1)
        self.assertEqual((sheet.empty_ids, sheet.state), (self.b2, "done"))

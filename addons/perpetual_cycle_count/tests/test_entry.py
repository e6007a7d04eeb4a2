import base64
import uuid
from datetime import timedelta

import psycopg2

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .common import CountCommon

PIXEL = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJg"
        "gg=="
    )
)


class EntryCase(CountCommon):
    #: Minutes after a count in which movements are asked about.
    grace = 0

    def setUp(self):
        super().setUp()
        self.receive(self.average, 10, 5)
        self.session = self.open_session(self.average, grace_minutes=self.grace)
        self.line = self.session.line_ids.with_user(self.first)
        self.line.sheet_id.action_take()

    def entry(self):
        return self.line.sudo().entry_id

    def judged(self):
        """The sheet finished; what the line says then, for the controller."""
        self.line.sheet_id.action_close()
        line = self.line.sudo()
        return line.expected, line.quantity

    def to_the_end(self, second=None):
        """Counted again by another, explained, approved and posted."""
        line = self.line.sudo()
        if line.state == "recount":
            self.tally(self.session, {self.average: second}, round_number=2)
        variance = self.variance(self.session)
        if variance.state == "investigate":
            self.investigate(variance)
            self.approve(variance)
        self.session.with_user(self.controller).action_post()
        return variance

    def picked(self, quantity):
        """A delivery that is picked and not validated."""
        return self.prepare(
            [(self.average, quantity)], self.stock(), self.customers, self.warehouse().out_type_id
        )


@tagged("post_install", "-at_install")
class TestInstant(EntryCase):
    """Rule 1 and the examples of live movements, also those that core gets wrong."""

    def test_shipped_after_the_count(self):
        """Counted 9 of 10, then 2 are shipped: 7 are left. Core's “keep counted” makes it 9."""
        self.commit(self.line, 9)
        self.deliver(self.average, 2)
        self.assertEqual(self.judged(), (10, -1))
        # The second counter finds 7 of 8 that the books have by now: the same variance.
        variance = self.to_the_end(second=7)
        self.assertEqual(variance.quantity, -1)
        self.assertEqual(self.on_hand_at(self.average), 7)

    def test_received_before_the_count_is_entered(self):
        """Book 100, counted 90, 20 received before it is entered: −10, not −30 or +10."""
        self.receive(self.average, 90, 5)
        at = fields.Datetime.now()
        with freeze_time(at + timedelta(hours=1)):
            self.receive(self.average, 20, 5)
        with freeze_time(at + timedelta(hours=2)):
            self.commit(self.line, 90, at=at + timedelta(minutes=10))
            self.assertEqual((self.entry().book, self.judged()), (100, (100, -10)))

    def test_an_old_sheet(self):
        """Counted 9 of 10 three days ago, 4 shipped since: core posts +3, right is −1."""
        at = fields.Datetime.now()
        with freeze_time(at + timedelta(days=1)):
            self.begun(self.deliver(self.average, 4), at + timedelta(days=1))
        with freeze_time(at + timedelta(days=3, hours=1)):
            self.commit(self.line, 9, at=at + timedelta(minutes=10))
            self.assertFalse(self.entry().doubt)
            self.assertEqual(self.judged(), (10, -1))
            variance = self.to_the_end(second=5)
        self.assertEqual(variance.quantity, -1)
        self.assertEqual(self.on_hand_at(self.average), 5)

    def begun(self, moves, at):
        """Rows are stamped by the database's clock, which stands still in a test."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move_line SET create_date = %s WHERE move_id = ANY(%s)", [at, moves.ids]
        )

    def test_an_old_sheet_and_a_trolley(self):
        """A transfer was being worked on when the sheet was counted, and is validated since, or
        still open: who knows whether its goods lay in the bin. Counted again."""
        at = fields.Datetime.now()
        with freeze_time(at + timedelta(days=1)):
            moves = self.deliver(self.average, 4)
            self.begun(moves, at - timedelta(hours=1))
        with freeze_time(at + timedelta(days=2)):
            self.commit(self.line, 9, at=at + timedelta(minutes=10))
            self.assertIn("Goods moved around", self.entry().doubt)
        self.begun(moves, at + timedelta(days=1))
        picking = self.picked(3)
        self.touched(picking, at + timedelta(days=1))
        with freeze_time(at + timedelta(days=2)):
            self.commit(self.line, 9, at=at + timedelta(minutes=10))
            self.assertIn("Goods moved around", self.entry().doubt)
        self.touched(picking, at - timedelta(days=1))
        with freeze_time(at + timedelta(days=2)):
            self.commit(self.line, 7, at=at + timedelta(minutes=10))
        self.assertFalse(self.entry().doubt, "It lay on the trolley all the time.")

    def touched(self, picking, at):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_move_line SET write_date = %s WHERE picking_id = %s", [at, picking.id]
        )

    def test_goods_on_a_trolley(self):
        """3 of 10 are picked, 7 lie there: nothing is missing, and nothing is taken twice."""
        picking = self.picked(3)
        self.commit(self.line, 7)
        self.assertEqual((self.entry().book, self.entry().picked_out), (10, 3))
        self.assertEqual(self.judged(), (7, 0))
        self.validate(picking)
        self.session.with_user(self.controller).action_post()
        self.assertEqual(self.on_hand_at(self.average), 7)

    def test_goods_of_a_receipt_that_lie_there_already(self):
        kind = self.warehouse().in_type_id
        self.prepare([(self.average, 5)], self.suppliers, self.stock(), kind, cost=5)
        self.commit(self.line, 15)
        self.assertEqual((self.entry().placed_in, self.judged()), (5, (15, 0)))

    def test_reserved_is_not_picked(self):
        picking = self.picked(3)
        picking.move_ids.picked = False
        self.commit(self.line, 10)
        self.assertEqual(self.judged(), (10, 0))

    def test_one_moved_line_holds_up_no_other(self):
        """Core's batch waits for a person when one line of it has moved."""
        self.session.with_user(self.controller).action_cancel()
        self.receive(self.fifo, 10, 5)
        session = self.open_session(self.average, self.fifo)
        counts = {self.average: 7, self.fifo: 7}
        self.tally(session, counts)
        self.tally(session, counts, round_number=2)
        self.deliver(self.fifo, 2)
        rows = session.sudo().variance_ids
        for row in rows:
            self.investigate(row)
        self.approve(rows)
        session.with_user(self.controller).action_post()
        self.assertEqual(self.on_hand_at(self.average), 7)
        self.assertEqual(self.on_hand_at(self.fifo), 5)

    def test_other_keys_are_no_concern(self):
        """What lies in a package or belongs to another is another key."""
        self.receive(self.average, 4, 5, owner=self.vendor)
        self.commit(self.line, 10)
        self.assertEqual(self.judged(), (10, 0))

    def test_without_the_ledger(self):
        """Goods on core's own valuation are counted offline too: by their moves."""
        product = self.make_product("average", valuation="periodic")
        self.receive(product, 10, 5)
        session = self.open_session(product)
        line = session.line_ids.with_user(self.first)
        line.sheet_id.action_take()
        at = fields.Datetime.now()
        with freeze_time(at + timedelta(hours=1)):
            self.deliver(product, 4)
        with freeze_time(at + timedelta(hours=2)):
            self.commit(line, 9, at=at + timedelta(minutes=10))
        self.assertEqual(line.sudo().entry_id.book, 10)


@tagged("post_install", "-at_install")
class TestGrace(EntryCase):
    """Rule 2: paperwork that comes right after the count."""

    grace = 10

    def late(self, quantity=4):
        self.commit(self.line, 6)
        at = self.entry().counted_at
        with freeze_time(at + timedelta(minutes=5)):
            return self.deliver(self.average, quantity)

    def test_asked(self):
        move = self.late()
        (asked,) = self.line.late_movements()
        self.assertEqual((asked["quantity"], asked["incoming"]), (4, False))
        self.assertEqual(asked["reference"], move.reference)

    def test_before(self):
        """The goods had gone when they were counted: nothing is missing."""
        self.late()
        self.line.action_answer(self.line.late_movements()[0]["id"], "before")
        self.assertFalse(self.line.late_movements())
        self.assertEqual(self.judged(), (6, 0))

    def test_after(self):
        self.late()
        self.line.action_answer(self.line.late_movements()[0]["id"], "after")
        self.assertEqual(self.judged(), (10, -4))

    def test_unknown_is_counted_again(self):
        self.late()
        self.line.action_answer(self.line.late_movements()[0]["id"], "unknown")
        self.line.sheet_id.action_close()
        self.assertEqual(self.line.sudo().state, "recount")
        self.assertIn("around the moment", self.line.sudo().doubt)

    def test_no_answer_is_counted_again(self):
        self.late()
        self.line.sheet_id.action_close()
        self.assertEqual(self.line.sudo().state, "recount")

    def test_what_was_picked_is_not_asked_about(self):
        """4 of 10 were on a trolley when 6 were counted, and are validated right after: the count
        knows of them already."""
        picking = self.picked(4)
        self.commit(self.line, 6)
        with freeze_time(self.entry().counted_at + timedelta(minutes=5)):
            self.validate(picking)
        self.assertFalse(self.line.late_movements())
        self.assertEqual(self.judged(), (6, 0))

    def test_more_than_was_picked(self):
        """Two more are packed than lay on the trolley: only they are asked about."""
        picking = self.picked(4)
        self.commit(self.line, 4)
        with freeze_time(self.entry().counted_at + timedelta(minutes=5)):
            picking.move_line_ids.quantity = 6
            self.validate(picking)
        (asked,) = self.line.late_movements()
        self.assertEqual((asked["quantity"], asked["incoming"]), (2, False))
        self.line.action_answer(asked["id"], "before")
        self.assertEqual(self.judged(), (4, 0))

    def test_it_comes_after_the_sheet_is_finished(self):
        """The window is not over with the sheet: what is found waits for it, and a movement that
        comes meanwhile is asked about. Nobody answers: counted again, not posted."""
        self.c_class.tolerance_percent = 50
        self.commit(self.line, 6)
        self.line.sheet_id.action_close()
        variance = self.variance(self.session)
        self.assertEqual(variance.state, "approved")
        told = self.session.with_user(self.controller).action_post()
        self.assertIn("1 variances wait", told["params"]["message"])
        with freeze_time(self.entry().counted_at + timedelta(minutes=5)):
            self.deliver(self.average, 4)
        with freeze_time(self.entry().counted_at + timedelta(minutes=11)):
            self.session.with_user(self.controller).action_post()
        self.assertEqual((variance.state, self.line.sudo().state), ("recount", "recount"))
        self.assertEqual(self.on_hand_at(self.average), 6)

    def test_answered_after_the_sheet_is_finished(self):
        """The goods had left before: what looked like a variance is none."""
        self.c_class.tolerance_percent = 50
        self.commit(self.line, 9)
        self.line.sheet_id.action_close()
        variance = self.variance(self.session)
        self.assertEqual(variance.quantity, -1)
        with freeze_time(self.entry().counted_at + timedelta(minutes=5)):
            self.deliver(self.average, 1)
        self.assertEqual(self.line.sheet_id.late_count, 1)
        self.line.action_answer(self.line.late_movements()[0]["id"], "before")
        self.assertEqual((self.line.sudo().state, variance.state), ("accepted", "cancel"))

    def test_an_answer_that_makes_rounds_differ(self):
        """Two rounds agreed on −1; the second one turns out to be 0: a third one."""
        self.commit(self.line, 9)
        self.line.sheet_id.action_close()
        self.tally(self.session, {self.average: 9}, round_number=2)
        variance = self.variance(self.session)
        second = self.session.sheet_ids.sudo().filtered(lambda one: one.round == 2)
        with freeze_time(second.line_ids.entry_id.counted_at + timedelta(minutes=5)):
            self.deliver(self.average, 1)
        line = second.line_ids.with_user(self.second)
        line.action_answer(line.late_movements()[0]["id"], "before")
        self.assertEqual((line.sudo().state, variance.state), ("recount", "recount"))
        self.assertEqual(self.sheet(self.session, 3).state, "todo")
        self.assertEqual(self.session.state, "counting")

    def test_what_lies_on_a_trolley_for_here(self):
        """5 on the way from another bin: they lie here already, or not. Nobody is accused."""
        kind = self.warehouse().int_type_id
        self.receive(self.average, 5, 5, dest=self.make_location("Away"))
        away = self.env["stock.location"].search([("name", "=", "Away")], limit=1)
        self.prepare([(self.average, 5)], away, self.stock(), kind)
        self.commit(self.line, 15)
        self.assertEqual(self.judged(), (10, 5))
        self.assertIn("on their way here", self.line.sudo().doubt)
        self.assertEqual(self.line.sudo().state, "recount")

    def test_goods_of_a_return_that_lie_there_already(self):
        kind = self.warehouse().in_type_id
        self.prepare([(self.average, 5)], self.customers, self.stock(), kind)
        self.commit(self.line, 15)
        self.assertEqual((self.entry().placed_in, self.judged()), (5, (15, 0)))

    def test_backend_asks_before_it_finishes(self):
        self.late()
        sheet = self.line.sheet_id
        action = sheet.action_finish()
        question = self.env[action["res_model"]].with_user(self.first)
        question = question.with_context(**action["context"]).create({})
        self.assertIn("4 Units Product average left", question.text)
        question.action_before()
        self.assertEqual(sheet.sudo().state, "done")
        self.assertEqual(self.line.sudo().quantity, 0)

    def test_later_movements_are_not_asked_about(self):
        self.commit(self.line, 10)
        with freeze_time(self.entry().counted_at + timedelta(minutes=11)):
            self.deliver(self.average, 4)
        self.assertFalse(self.line.late_movements())
        with self.assertRaisesRegex(UserError, "nothing to ask"):
            self.line.action_answer(self.env["stock.move.line"].search([], limit=1).id, "before")


@tagged("post_install", "-at_install")
class TestEntry(EntryCase):
    """Rules 11 and 12: once, for ever, and whose."""

    def test_sent_three_times_it_counts_once(self):
        key = str(uuid.uuid4())
        first = self.commit(self.line, 9, key)
        self.assertEqual(first, {"uuid": key, "line": self.line.id, "counted": 9})
        for _time in range(2):
            self.assertEqual(self.commit(self.line, 9, key), first)
        self.assertEqual(len(self.line.sudo().entry_ids), 1)

    def test_another_persons_uuid(self):
        key = str(uuid.uuid4())
        self.commit(self.line, 9, key)
        with self.assertRaisesRegex(UserError, "by somebody else"):
            self.commit(self.line.with_user(self.second), 9, key)

    def test_counted_again_on_the_same_sheet(self):
        """Both stay; the last one counts."""
        self.commit(self.line, 9)
        self.commit(self.line, 10)
        self.assertEqual(set(self.line.sudo().entry_ids.mapped("counted")), {10, 9})
        self.assertEqual(self.judged(), (10, 0))

    @mute_logger("odoo.sql_db")
    def test_immutable(self):
        self.commit(self.line, 9)
        entry = self.entry()
        for way in (lambda: entry.write({"counted": 3}), entry.unlink):
            with self.assertRaises(psycopg2.errors.RestrictViolation), self.env.cr.savepoint():
                way()
                self.env.flush_all()

    def test_no_quantity(self):
        for text in ("many", None, "nan", "inf"):
            with self.subTest(text), self.assertRaisesRegex(UserError, "no quantity"):
                self.commit(self.line, text)
        with self.assertRaisesRegex(UserError, "-1.0 is no quantity.*Product average"):
            self.commit(self.line, -1.0)
        with self.assertRaisesRegex(ValidationError, "Not the id of a count"):
            self.line.action_count(1, uuid="one")

    def test_somebody_elses_sheet(self):
        with self.assertRaises(AccessError):
            self.commit(self.line.with_user(self.second), 9)
        with self.assertRaisesRegex(AccessError, "is not yours"):
            self.commit(self.line.with_user(self.controller), 9)

    def test_a_finished_sheet(self):
        self.commit(self.line, 10)
        self.line.sheet_id.action_close()
        with self.assertRaisesRegex(UserError, "is not being counted"):
            self.commit(self.line, 9)

    def test_a_photo(self):
        self.line.action_count(9, photo=PIXEL)
        self.assertEqual(self.entry().photo_ids.datas, PIXEL)

    def test_a_clock_that_is_wrong(self):
        now = fields.Datetime.now()
        for at in (now + timedelta(hours=1), now - timedelta(days=8)):
            with self.subTest(at):
                self.commit(self.line, 10, at=at)
                self.assertIn("clock", self.entry().doubt)
        self.line.sheet_id.action_close()
        self.assertEqual(self.line.sudo().state, "recount")

    def test_goods_that_moved_as_they_were_counted_offline(self):
        at = fields.Datetime.now() + timedelta(hours=1)
        with freeze_time(at + timedelta(seconds=30)):
            self.deliver(self.average, 2)
        with freeze_time(at + timedelta(hours=2)):
            self.commit(self.line, 10, at=at)
        self.assertIn("around the moment", self.entry().doubt)

    def test_serial_numbers(self):
        self.average.tracking = "none"
        serial = self.make_product("average", tracking="serial")
        lot = self.make_lot(serial, "SN-1")
        self.receive(serial, 1, 5, lot=lot)
        session = self.open_session(serial)
        line = session.line_ids.with_user(self.first)
        line.sheet_id.action_take()
        with self.assertRaisesRegex(UserError, "A serial number is there"):
            self.commit(line, 2)
        self.commit(line, 1)

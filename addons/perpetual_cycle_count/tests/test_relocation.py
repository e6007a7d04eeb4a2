from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CountCommon


@tagged("post_install", "-at_install")
class TestRelocation(CountCommon):
    """Short here and over there: a transfer, no loss and no gain."""

    def setUp(self):
        super().setUp()
        self.near, self.far = self.make_location("A-01"), self.make_location("B-02")

    def counted(self, product, *found):
        """A session of a product: ``(bin, counted)``, twice the same by two people."""
        self.session_ = self.open_session(product, grace_minutes=0)
        for number in (1, 2):
            user = (self.first, self.second)[number - 1]
            sheets = self.session_.sheet_ids.sudo().filtered(
                lambda sheet: sheet.round == number and sheet.state in ("todo", "counting")  # noqa: B023
            )
            if not sheets:
                continue
            sheet = sheets.with_user(user)
            sheet.action_take()
            for place, quantity in found:
                line = sheet.line_ids.filtered(lambda line: line.sudo().location_id == place)  # noqa: B023
                if line:
                    self.commit(line, quantity)
            sheet.action_close()
        self.env.invalidate_all()
        return self.session_

    def proposal(self):
        (row,) = self.session_.sudo().relocation_ids.filtered(lambda row: row.state == "proposed")
        return row.with_user(self.approver)

    def stocked(self, near, far):
        self.receive(self.average, near, 10, dest=self.near)
        self.receive(self.average, far, 10, dest=self.far)

    def test_all_of_it(self):
        self.stocked(20, 10)
        session = self.counted(self.average, (self.near, 15), (self.far, 15))
        value = self.on_hand(self.average)
        entries = self.env["account.move"].search_count([("company_id", "=", self.company.id)])
        row = self.proposal()
        self.assertEqual(
            (row.location_id, row.location_dest_id, row.quantity), (self.near, self.far, 5)
        )
        row.action_transfer()
        self.assertEqual(self.on_hand_at(self.average, self.near), 15)
        self.assertEqual(self.on_hand_at(self.average, self.far), 15)
        variances = session.sudo().variance_ids
        self.assertEqual(set(variances.mapped("state")), {"posted"})
        self.assertEqual(variances.mapped("left_quantity"), [0, 0])
        self.assertEqual(variances.reason_id.code, "misplacement")
        session.sudo()._post()
        self.assertEqual(session.state, "done")
        # No value went through a loss account, and nothing was posted at all.
        self.assertEqual(self.on_hand(self.average), value)
        self.assertEqual(
            self.env["account.move"].search_count([("company_id", "=", self.company.id)]), entries
        )
        self.assertEqual(row.picking_id.state, "done")
        self.assertEqual(row.user_id, self.approver)

    def test_a_part_of_it(self):
        """What the pair leaves is a loss, and only that is approved and posted."""
        self.stocked(20, 10)
        session = self.counted(self.average, (self.near, 10), (self.far, 13))
        self.proposal().action_transfer()
        short = session.sudo().variance_ids.filtered(lambda row: row.location_id == self.near)
        self.assertEqual((short.left_quantity, short.value), (-7, -70))
        self.investigate(short)
        self.approve(short)
        session.sudo()._post()
        self.assertEqual(short.posted_quantity, -7)
        self.assertEqual(self.on_hand_at(self.average, self.near), 10)
        self.assertEqual(self.on_hand_at(self.average, self.far), 13)
        self.assertEqual(self.on_hand(self.average), (23, 230))

    def test_within_tolerance(self):
        """Two that need nobody: moved in the books without one, not lost here and gained there."""
        self.stocked(100, 100)
        session = self.counted(self.average, (self.near, 99), (self.far, 101))
        row = self.proposal().sudo()
        self.assertEqual((row.location_id, row.quantity), (self.near, 1))
        value = self.on_hand(self.average)
        session.sudo()._post()
        self.assertEqual((row.state, row.user_id.id, session.state), ("done", False, "done"))
        self.assertEqual(self.on_hand_at(self.average, self.near), 99)
        self.assertEqual(self.on_hand_at(self.average, self.far), 101)
        self.assertEqual(session.sudo().variance_ids.mapped("posted_value"), [0, 0])
        self.assertEqual(self.on_hand(self.average), value)

    def test_within_tolerance_and_gone(self):
        """What is no longer there to be moved is posted as it was counted."""
        self.stocked(100, 100)
        session = self.counted(self.average, (self.near, 99), (self.far, 101))
        self.transfer(self.average, 100, self.near, self.stock())
        self.transfer(self.average, 1, self.stock(), self.near)
        row = self.proposal().sudo()
        row.quantity = 2
        session.sudo()._post()
        self.assertEqual(row.state, "cancel")
        self.assertEqual(self.on_hand_at(self.average, self.far), 101)

    def one_outside(self):
        """10 of 100 are missing here, and 10 over 1,000 lie there."""
        self.stocked(100, 1000)
        return self.counted(self.average, (self.near, 90), (self.far, 1010)).sudo()

    def test_one_within_tolerance(self):
        """The gain waits until somebody has decided whether it is what is missing."""
        session = self.one_outside()
        session._post()
        over = session.variance_ids.filtered(lambda row: row.quantity > 0)
        self.assertEqual((over.state, over.is_within), ("approved", True))
        self.assertEqual(self.on_hand_at(self.average, self.far), 1000, "not posted yet")
        self.proposal().action_transfer()
        session._post()
        self.assertEqual(session.state, "done")
        self.assertEqual(self.on_hand_at(self.average, self.near), 90)
        self.assertEqual(self.on_hand(self.average), (1100, 11000))

    def test_one_within_tolerance_declined(self):
        session = self.one_outside()
        self.proposal().action_decline()
        session._post()
        self.assertEqual(self.on_hand_at(self.average, self.far), 1010)
        self.assertEqual(self.on_hand_at(self.average, self.near), 100)
        short = session.variance_ids.filtered(lambda row: row.quantity < 0)
        self.investigate(short)
        self.approve(short)
        session._post()
        self.assertEqual(self.on_hand(self.average), (1100, 11000))

    def test_declined(self):
        self.stocked(20, 10)
        session = self.counted(self.average, (self.near, 15), (self.far, 15))
        row = self.proposal()
        row.action_decline()
        self.assertEqual(session.sudo().variance_ids.mapped("state"), ["investigate"] * 2)
        session.sudo()._propose_relocations()
        self.assertFalse(
            session.sudo().relocation_ids.filtered(lambda one: one.state == "proposed")
        )
        with self.assertRaisesRegex(UserError, "decided already"), self.env.cr.savepoint():
            row.action_transfer()

    def test_who_decides(self):
        self.stocked(20, 10)
        self.counted(self.average, (self.near, 15), (self.far, 15))
        row = self.proposal()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            row.with_user(self.first).action_transfer()
        with self.assertRaisesRegex(AccessError, "Only approvers"), self.env.cr.savepoint():
            row.with_user(self.controller).action_transfer()
        self.first.group_ids |= self.env.ref("perpetual_stock.group_approver_1")
        with self.assertRaisesRegex(UserError, "You have counted"), self.env.cr.savepoint():
            row.with_user(self.first).action_transfer()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            row.write({"state": "done"})

    def test_no_longer_there(self):
        self.stocked(20, 10)
        self.counted(self.average, (self.near, 15), (self.far, 15))
        self.deliver(self.average, 17, source=self.near)
        with self.assertRaisesRegex(UserError, "Only 3 of"), self.env.cr.savepoint():
            self.proposal().action_transfer()
        self.assertEqual(self.on_hand_at(self.average, self.far), 10)

    def test_twice(self):
        self.stocked(20, 10)
        self.counted(self.average, (self.near, 15), (self.far, 15))
        row = self.proposal()
        row.action_transfer()
        with self.assertRaisesRegex(UserError, "decided already"), self.env.cr.savepoint():
            row.action_transfer()
        self.assertEqual(self.on_hand_at(self.average, self.far), 15)

    def test_a_serial_of_another_bin(self):
        """Found here, booked in a bin that nobody counts now: moved, not gained."""
        self.average.tracking = "serial"
        one, other = self.make_lot(self.average, "SN1"), self.make_lot(self.average, "SN2")
        self.receive(self.average, 1, 10, lot=one, dest=self.near)
        self.receive(self.average, 1, 10, lot=other, dest=self.far)
        session = self.open_session(
            self.average, location_ids=[(6, 0, self.near.ids)], grace_minutes=0
        )
        for number, user in ((1, self.first), (2, self.second)):
            sheet = self.sheet(session, number).with_user(user)
            sheet.action_take()
            if number == 1:
                sheet.action_add_found(self.average.id, self.near.id, other.id)
            for line in sheet.line_ids:
                self.commit(line, 1)
            sheet.action_close()
        self.session_ = session
        row = self.proposal()
        self.assertEqual((row.lot_id, row.location_id, row.short_id.id), (other, self.far, False))
        row.action_transfer()
        quants = self.env["stock.quant"].search([("lot_id", "=", other.id), ("quantity", "=", 1)])
        self.assertEqual(quants.location_id, self.near)

    def found_lot(self, quantity=4):
        """A lot of which 10 are booked in the far bin is found in the near one."""
        self.average.tracking = "lot"
        here, lot = self.make_lot(self.average, "L1"), self.make_lot(self.average, "L2")
        self.receive(self.average, 5, 10, lot=here, dest=self.near)
        self.receive(self.average, 10, 10, lot=lot, dest=self.far)
        near = [(6, 0, self.near.ids)]
        session = self.open_session(self.average, location_ids=near, grace_minutes=0)
        for number, user in ((1, self.first), (2, self.second)):
            sheet = self.sheet(session, number).with_user(user)
            sheet.action_take()
            if number == 1:
                sheet.action_add_found(self.average.id, self.near.id, lot.id)
            for line in sheet.line_ids:
                self.commit(line, 5 if line.sudo().lot_id == here else quantity)
            sheet.action_close()
        self.session_ = session
        return lot

    def lot_at(self, lot, place):
        quants = self.env["stock.quant"].search(
            [("lot_id", "=", lot.id), ("location_id", "=", place.id)]
        )
        return sum(quants.mapped("quantity"))

    def test_a_lot_of_another_bin(self):
        lot = self.found_lot()
        row = self.proposal()
        self.assertEqual((row.lot_id, row.location_id, row.quantity), (lot, self.far, 4))
        row.action_transfer()
        self.assertEqual((self.lot_at(lot, self.near), self.lot_at(lot, self.far)), (4, 6))
        self.assertEqual(self.session_.sudo().variance_ids.state, "posted")

    def test_more_of_a_lot_than_is_booked(self):
        """What is booked elsewhere is moved, the rest is a gain."""
        lot = self.found_lot(12)
        self.assertEqual(self.proposal().quantity, 10)
        self.proposal().action_transfer()
        variance = self.variance(self.session_)
        self.assertEqual((variance.left_quantity, self.lot_at(lot, self.far)), (2, 0))

    def test_a_lot_that_another_session_misses(self):
        """The other session's shortage is what lies here: settled by the same transfer."""
        self.average.tracking = "lot"
        lot = self.make_lot(self.average, "L3")
        self.receive(self.average, 10, 10, lot=lot, dest=self.far)
        places = [(6, 0, self.far.ids)]
        other = self.open_session(self.average, location_ids=places, grace_minutes=0)
        for number in (1, 2):
            self.tally(other, {lot: 6}, round_number=number)
        short = self.variance(other)
        near = self.open_session(self.fifo, **self.stocked_near())
        for number, user in ((1, self.first), (2, self.second)):
            sheet = self.sheet(near, number).with_user(user)
            sheet.action_take()
            if number == 1:
                sheet.action_add_found(self.average.id, self.near.id, lot.id)
            for line in sheet.line_ids:
                self.commit(line, 4 if line.sudo().lot_id else 5)
            sheet.action_close()
        self.session_ = near
        row = self.proposal()
        self.assertEqual((row.short_id, row.quantity), (short, 4))
        row.action_transfer()
        self.assertEqual((short.state, short.left_quantity), ("posted", 0))
        self.assertEqual((self.lot_at(lot, self.near), self.lot_at(lot, self.far)), (4, 6))
        self.assertEqual(self.on_hand(self.average), (10, 100))

    def stocked_near(self):
        self.receive(self.fifo, 5, 10, dest=self.near)
        return {"location_ids": [(6, 0, self.near.ids)], "grace_minutes": 0}


@tagged("post_install", "-at_install")
class TestBlock(CountCommon):
    """Movements of what is being counted, where a session blocks them."""

    def setUp(self):
        super().setUp()
        self.near, self.far = self.make_location("A-01"), self.make_location("B-02")
        for place in (self.near, self.far):
            self.receive(self.average, 10, 10, dest=place)

    def test_blocked(self):
        session = self.open_session(
            self.average, location_ids=[(6, 0, self.near.ids)], is_blocking=True, grace_minutes=0
        )
        words = f"being counted by session {session.name}"
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self.deliver(self.average, 1, source=self.near)
        with self.assertRaisesRegex(UserError, "A-01"), self.env.cr.savepoint():
            self.receive(self.average, 1, 10, dest=self.near)
        # Elsewhere, and other goods, move.
        self.deliver(self.average, 1, source=self.far)
        self.receive(self.fifo, 1, 10, dest=self.near)
        self.tally(session, {self.average: 10})
        self.assertEqual(session.state, "review")
        self.deliver(self.average, 1, source=self.near)

    def test_lifted(self):
        session = self.open_session(self.average, is_blocking=True)
        with self.assertRaisesRegex(UserError, "blocks movements"), self.env.cr.savepoint():
            self.deliver(self.average, 1, source=self.near)
        session.is_blocking = False
        self.deliver(self.average, 1, source=self.near)

    def test_without(self):
        self.open_session(self.average)
        self.deliver(self.average, 1, source=self.near)

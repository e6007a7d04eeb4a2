from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import CountCommon


@tagged("post_install", "-at_install")
class TestSession(CountCommon):
    """From a sheet to the books, step by step."""

    def test_whole_path(self):
        """Three short of ten: counted twice, explained, approved, posted by cause."""
        self.receive(self.average, 10, 5)
        session = self.open_session(self.average)
        self.tally(session, {self.average: 7})
        self.assertFalse(session.variance_ids, "One count beyond tolerance is no variance yet.")
        self.tally(session, {self.average: 7}, round_number=2)
        variance = self.variance(session)
        self.assertRecordValues(
            variance,
            [
                {
                    "expected": 10,
                    "counted": 7,
                    "quantity": -3,
                    "percent": -30,
                    "value": -15,
                    "state": "investigate",
                }
            ],
        )
        self.investigate(variance)
        self.approve(variance)
        self.assertEqual((variance.state, session.state), ("approved", "review"))
        session.with_user(self.controller).action_post()
        self.assertEqual((variance.state, session.state), ("posted", "done"))
        self.assert_ledger(self.average, [("receipt", 10, 50, 10, 50), ("count", -3, -15, 7, 35)])
        self.assert_entry(variance.move_id, [("shrinkage", 15, 0), ("inventory", 0, 15)])
        self.assertEqual((variance.posted_quantity, variance.posted_value), (-3, -15))
        loss = self.cause.with_company(self.company).location_id
        self.assertEqual(variance.move_id.location_dest_id, loss)
        self.assertEqual(loss.name, self.cause.name)

    def test_within_tolerance_needs_nobody(self):
        self.receive(self.average, 100, 5)
        session = self.open_session(self.average)
        self.tally(session, {self.average: 99})
        variance = self.variance(session)
        self.assertEqual((variance.state, variance.is_within), ("approved", True))
        self.assertEqual(session.state, "review")
        with self.enter_registry_test_mode():
            self.env.ref("perpetual_cycle_count.perpetual_count_post_cron").method_direct_trigger()
        self.assertEqual((variance.state, session.state), ("posted", "done"))
        self.assertEqual(self.on_hand_at(self.average), 99)

    def test_no_difference_leaves_a_proof(self):
        self.receive(self.average, 10, 5)
        session = self.open_session(self.average)
        self.tally(session, {self.average: 10})
        self.assertFalse(session.variance_ids)
        session.with_user(self.controller).action_post()
        self.assertEqual(session.state, "done")
        proof = session.line_ids.move_id
        self.assertEqual((proof.state, proof.quantity, proof.is_inventory), ("done", 0, True))
        self.assert_ledger(self.average, [("receipt", 10, 50, 10, 50)])

    def test_found_in_an_empty_bin(self):
        """Nothing expected is outside any percentage."""
        shelf = self.make_location()
        self.receive(self.average, 10, 5)
        session = self.open_session(self.average)
        for number in (1, 2):
            sheet = self.sheet(session, number)
            user = (self.first, self.second)[number - 1]
            sheet.with_user(user).action_take()
            if number == 1:
                found = sheet.with_user(user).action_add_found(self.average.id, shelf.id)
                self.assertTrue(found.is_unexpected)
            for line in sheet.with_user(user).line_ids:
                is_found = line.sudo().location_id == shelf
                self.commit(line, 4 if is_found else 10)
            sheet.with_user(user).action_close()
        variance = self.variance(session)
        self.assertEqual((variance.quantity, variance.location_id), (4, shelf))
        self.investigate(variance)
        self.approve(variance)
        session.with_user(self.controller).action_post()
        self.assertEqual(self.on_hand_at(self.average, shelf), 4)
        self.assert_entry(variance.move_id, [("inventory", 20, 0), ("gain", 0, 20)])

    def test_completeness(self):
        """A sheet is not finished before each key has a count, nothing there being one."""
        self.receive(self.average, 10, 5)
        self.receive(self.fifo, 5, 5)
        session = self.open_session(self.average, self.fifo)
        sheet = self.tally(session, {self.average: 10}, close=False)
        with self.assertRaisesRegex(UserError, "1 lines.*are not counted"):
            sheet.action_close()
        sheet.action_zero_rest()
        line = sheet.line_ids.filtered(lambda line: line.sudo().product_id == self.fifo)
        self.assertEqual((line.is_counted, line.counted), (True, 0))
        sheet.action_close()

    def test_one_key_on_one_sheet(self):
        self.receive(self.average, 10, 5)
        first = self.open_session(self.average)
        with self.assertRaisesRegex(UserError, "on other open sheets"):
            self.open_session(self.average)
        key = first.line_ids._key()
        with self.assertRaisesRegex(UserError, f"{self.average.name}.*is on sheet {first.name}/1"):
            first.sudo()._add_sheet([key])
        self.tally(first, {self.average: 10})
        self.assertFalse(first._open_keys([key]))

    def test_found_on_a_recount_sheet(self):
        """Another session would need each round of the key for itself: it leaves the key out."""
        self.receive(self.average, 10, 5)
        self.receive(self.fifo, 10, 5)
        session = self.open_session(self.average)
        self.tally(session, {self.average: 7})
        sheet = self.sheet(session, 2).with_user(self.second)
        sheet.action_take()
        sheet.action_add_found(self.fifo.id, self.stock().id)
        with self.assertRaisesRegex(UserError, "on other open sheets"):
            self.open_session(self.fifo)

    def test_found_is_checked(self):
        """Place, goods and lot of what is found are those that the session counts."""
        self.receive(self.average, 10, 5)
        session = self.open_session(self.average, location_ids=[(6, 0, self.stock().ids)])
        sheet = self.sheet(session).with_user(self.first)
        sheet.action_take()
        shelf, product = self.stock().id, self.average.id
        tracked = self.make_product("average", tracking="lot")
        lot = self.make_lot(tracked, "L-1").id
        other = self.env["product.product"].create({"name": "Elsewhere", "is_storable": True})
        other.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        service = self.env["product.product"].create({"name": "Advice", "type": "service"})
        gone = self.make_location("Gone")
        gone.location_id = self.warehouse().view_location_id
        for found, words in (
            ((product, self.customers.id), "no place that session"),
            ((product, gone.id), "no place that session"),
            ((product, 0), "no place that session"),
            ((other.id, shelf), "not kept in stock"),
            ((service.id, shelf), "Advice is not kept in stock"),
            ((0, shelf), "This is not kept in stock"),
            ((product, shelf, lot), "none of Product average"),
            ((tracked.id, shelf, 10**8), "lot or serial number is none of"),
            ((tracked.id, shelf, lot, 10**8), "package is gone"),
        ):
            with self.subTest(found), self.assertRaisesRegex(UserError, words):
                sheet.action_add_found(*found)
        line = sheet.action_add_found(tracked.id, shelf, lot)
        self.assertEqual(line.lot_name, "L-1")

    def test_states_are_not_written(self):
        self.receive(self.average, 10, 5)
        session = self.open_session(self.average)
        own = session.with_user(self.approver_2)
        with self.assertRaisesRegex(UserError, "has begun"):
            own.state = "done"
        with self.assertRaisesRegex(UserError, "stays as a record"):
            own.unlink()
        with self.assertRaises(AccessError):
            own.line_ids.write({"counted": 3})
        with self.assertRaises(AccessError):
            own.sheet_ids.write({"state": "done"})

    def test_cancel(self):
        self.receive(self.average, 10, 5)
        session = self.open_session(self.average)
        self.tally(session, {self.average: 7})
        session.with_user(self.controller).action_cancel()
        self.assertEqual(session.state, "cancel")
        self.assertEqual(set(session.line_ids.mapped("is_open")), {False})
        # The goods are free to be counted.
        self.open_session(self.average)

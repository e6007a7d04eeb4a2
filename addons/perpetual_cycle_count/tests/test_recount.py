from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CountCommon


@tagged("post_install", "-at_install")
class TestRecount(CountCommon):
    """Rules 4 and 5: blind, by somebody else, and when two counts agree."""

    def setUp(self):
        super().setUp()
        self.receive(self.average, 100, 5)
        self.session = self.open_session(self.average)

    def lines(self):
        return self.session.sudo().line_ids.sorted("round")

    def test_by_somebody_else(self):
        self.tally(self.session, {self.average: 90})
        sheet = self.sheet(self.session, 2)
        self.assertFalse(sheet.user_id)
        self.assertTrue(sheet.is_blind)
        with self.assertRaisesRegex(UserError, "has counted goods of sheet"):
            sheet.with_user(self.first).action_take()
        # The controller cannot give it to the same person either.
        with self.assertRaisesRegex(UserError, "has counted goods of sheet"):
            sheet.with_user(self.controller).user_id = self.first
        sheet.with_user(self.controller).user_id = self.second

    def test_agreement_is_of_variances(self):
        """90 of 100, then 80 of 90: both ten short, though the counts differ."""
        self.tally(self.session, {self.average: 90})
        self.deliver(self.average, 10)
        self.tally(self.session, {self.average: 80}, round_number=2)
        variance = self.variance(self.session)
        self.assertEqual((variance.quantity, variance.expected), (-10, 90))
        self.assertFalse(variance.is_disputed)
        self.assertEqual(variance.round_ids.mapped("quantity"), [-10, -10])

    def test_the_first_one_miscounted(self):
        """No agreement with the first, and the third agrees with the second: all is there."""
        self.tally(self.session, {self.average: 90})
        self.tally(self.session, {self.average: 100}, round_number=2)
        self.tally(self.session, {self.average: 100}, round_number=3)
        self.assertFalse(self.session.variance_ids)
        self.assertEqual(self.session.state, "review")
        self.assertEqual(self.lines().mapped("state"), ["recount", "recount", "accepted"])
        self.assertEqual(self.lines().mapped("quantity"), [-10, 0, 0], "Every round is kept.")

    def test_nobody_agrees(self):
        for number, counted in enumerate((90, 80, 70), 1):
            self.tally(self.session, {self.average: counted}, round_number=number)
        variance = self.variance(self.session)
        self.assertEqual((variance.quantity, variance.is_disputed), (-30, True))
        self.assertEqual(variance.state, "investigate")
        self.assertEqual(variance.counter_ids, self.first + self.second + self.third)

    def test_three_that_disagree_within_tolerance_are_for_a_person(self):
        """The last count alone is within tolerance, and nobody else has found it."""
        for number, counted in enumerate((90, 80, 99), 1):
            self.tally(self.session, {self.average: counted}, round_number=number)
        variance = self.variance(self.session)
        self.assertEqual((variance.is_within, variance.state), (False, "investigate"))

    def test_two_counters_in_any_case(self):
        """A class that two people count: the second one also where the first finds all."""
        self.session.with_user(self.controller).action_cancel()
        self.c_class.counters_required = 2
        self.session = self.open_session(self.average)
        self.tally(self.session, {self.average: 100})
        self.assertEqual(self.session.state, "counting")
        self.tally(self.session, {self.average: 99}, round_number=2)
        variance = self.variance(self.session)
        self.assertEqual((variance.quantity, variance.state), (-1, "approved"))

    def test_three_counters_in_any_case(self):
        """Two who agree are not three."""
        self.session.with_user(self.controller).action_cancel()
        self.c_class.counters_required = 3
        self.session = self.open_session(self.average)
        for number in (1, 2):
            self.tally(self.session, {self.average: 100}, round_number=number)
            self.assertEqual(self.session.state, "counting")
        self.tally(self.session, {self.average: 100}, round_number=3)
        self.assertEqual(self.session.state, "review")

    def test_a_value_above_the_bound(self):
        """Within the percentage, and worth too much to be accepted by itself."""
        self.c_class.tolerance_value = 4
        self.tally(self.session, {self.average: 99})
        self.assertEqual(self.lines().mapped("state"), ["recount", "todo"])

    def test_a_third_round_that_finds_nothing(self):
        """Ten short, ten over, then as expected: no two agree, so a person decides."""
        for number, counted in ((1, 90), (2, 110), (3, 100)):
            self.tally(self.session, {self.average: counted}, round_number=number)
        variance = self.variance(self.session)
        self.assertEqual(
            (variance.quantity, variance.is_disputed, variance.state), (0, True, "investigate")
        )
        self.investigate(variance)
        self.approve(variance)
        self.session.sudo()._post()
        self.assertEqual((self.session.state, variance.state), ("done", "posted"))
        self.assertEqual(self.on_hand_at(self.average), 100)

    def test_what_agrees_is_not_counted_again(self):
        """Only lines beyond tolerance are on the next sheet."""
        self.session.with_user(self.controller).action_cancel()
        self.receive(self.fifo, 50, 5)
        self.session = self.open_session(self.average, self.fifo)
        self.tally(self.session, {self.average: 100, self.fifo: 40})
        self.assertEqual(self.sheet(self.session, 2).line_ids.product_id, self.fifo)

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .common import CountCommon


@tagged("post_install", "-at_install")
class TestAccuracy(CountCommon):
    """Figures of finished sessions: first counts, ratios of sums."""

    def setUp(self):
        super().setUp()
        self.receive(self.average, 100, 10)
        self.receive(self.fifo, 10, 50)

    def session(self, counted, **vals):
        """Count and post: product → (counted by the first, counted in the end)."""
        session = self.open_session(*counted, grace_minutes=0, **vals)
        self.tally(session, {product: row[0] for product, row in counted.items()})
        for number in (2, 3):
            if session.sheet_ids.filtered(lambda sheet: sheet.state in ("todo", "counting")):
                last = {product: row[1] for product, row in counted.items()}
                self.tally(session, last, round_number=number)
        for variance in session.sudo().variance_ids.filtered(
            lambda row: row.state == "investigate"
        ):
            self.investigate(variance)
            self.approve(variance)
            if variance.state == "to_approve":
                self.approve(variance, self.approver_2)
        session.sudo()._post()
        self.assertEqual(session.state, "done")
        return session

    def ratios(self, domain, *names, groupby=(), user=None):
        listing = self.env["perpetual.count.accuracy"].with_user(user or self.controller)
        return listing._read_group(domain, list(groupby), [f"{name}:avg" for name in names])

    def test_first_counts(self):
        """100 at 10 counted 101 (a hit at 2 %), 10 at 50 counted 8 twice: hit 1 of 2; value
        1,500, of which 10 and 100 differ."""
        session = self.session({self.average: (101, 101), self.fifo: (8, 8)})
        own = [("session_id", "=", session.id)]
        self.assertEqual(
            self.ratios(own, "record_accuracy", "exact_rate", "location_accuracy"), [(50, 0, 0)]
        )
        ((absolute, net, gross, shrinkage),) = self.ratios(
            own, "absolute_accuracy", "net_variance_rate", "gross_adjustment_rate", "shrinkage_rate"
        )
        self.assertAlmostEqual(absolute, 100 - 110 / 15)
        self.assertAlmostEqual(net, -90 / 15)
        self.assertAlmostEqual(gross, 110 / 15)
        self.assertAlmostEqual(shrinkage, 90 / 15)

    def test_the_first_count_is_scored(self):
        """A first count that was wrong is a miss, although the recount found nothing."""
        session = self.session({self.fifo: (8, 10)})
        own = [("session_id", "=", session.id)]
        self.assertEqual(self.ratios(own, "record_accuracy", "gross_adjustment_rate"), [(0, 0)])
        rows = self.env["perpetual.count.accuracy"].search(own)
        self.assertEqual((rows.user_id, rows.hits), (self.first, 0))

    def test_value_is_a_gate_of_its_own(self):
        """1 of 100 at 10 is a hit at 2 %, though a difference worth 10 is not accepted as such."""
        self.c_class.tolerance_value = 5
        session = self.session({self.average: (99, 99)})
        own = [("session_id", "=", session.id)]
        self.assertEqual(self.ratios(own, "record_accuracy", "exact_rate"), [(100, 0)])
        line = session.line_ids.sudo().filtered(lambda line: line.round == 1)
        self.assertEqual((line.is_hit, line.is_within, line.state), (True, False, "recount"))
        self.assertEqual(session._certificate()["hits"], 1)
        self.assertEqual(self.average.with_user(self.controller).perpetual_accuracy, "100 %")

    def test_published_shrinkage(self):
        """Book 41,300, counted 39,800: 1,500 are missing."""
        goods = self.make_product("average")
        self.receive(goods, 413, 100)
        session = self.session({goods: (398, 398)})
        own = [("session_id", "=", session.id)]
        (row,) = self.env["perpetual.count.accuracy"].search(own)
        self.assertEqual((row.expected_value, row.net_value), (41300, -1500))
        (ratios,) = self.ratios(own, "shrinkage_rate", "absolute_accuracy")
        self.assertAlmostEqual(ratios[0], 1500 / 413)
        self.assertAlmostEqual(ratios[1], 39800 / 413)

    def test_up_and_down_hide_nothing(self):
        """+5 and −5 of two records are nothing net, and two misses."""
        one, other = self.make_product("average"), self.make_product("average")
        for goods in (one, other):
            self.receive(goods, 100, 10)
        session = self.session({one: (105, 105), other: (95, 95)})
        own = [("session_id", "=", session.id)]
        self.assertEqual(
            self.ratios(own, "record_accuracy", "net_variance_rate", "gross_adjustment_rate"),
            [(0, 0, 5)],
        )

    def test_nothing_expected(self):
        """Book 0: a hit only if nothing is counted, or as much as the absolute tolerance."""
        session = self.open_session(self.average, grace_minutes=0)
        sheet = self.sheet(session).with_user(self.first)
        sheet.action_take()
        found = sheet.action_add_found(self.fifo.id, self.make_location("Empty").id)
        for counted, tolerance, is_hit in ((1, 0, False), (0, 0, True), (1, 1, True)):
            self.c_class.tolerance_quantity = tolerance
            self.commit(found, counted)
            line = found.sudo()
            line._measure(self.c_class)
            self.assertEqual((line.expected, line.is_hit), (0, is_hit))

    def test_ratios_are_not_averaged(self):
        """99 of 100 records and 0 of 1 are 99 of 101."""
        first = self.session({self.average: (100, 100)})
        second = self.session({self.fifo: (8, 8)})
        third = self.session({self.average: (100, 100)})
        sessions = [("session_id", "in", (first | second | third).ids)]
        ((accuracy,),) = self.ratios(sessions, "record_accuracy")
        self.assertAlmostEqual(accuracy, 200 / 3)
        by_product = dict(self.ratios(sessions, "record_accuracy", groupby=["product_id"]))
        self.assertEqual(by_product, {self.average: 100, self.fifo: 0})

    def test_nothing_to_divide(self):
        self.assertEqual(
            self.ratios([("id", "=", 0)], "record_accuracy", "net_variance_rate"), [(False, False)]
        )

    def test_open_sessions_tell_nothing(self):
        session = self.open_session(self.fifo, grace_minutes=0)
        self.tally(session, {self.fifo: 10})
        listing = self.env["perpetual.count.accuracy"]
        self.assertFalse(listing.search([("session_id", "=", session.id)]))

    def test_whose_figures(self):
        """One's own for who counts, without values; all of them for controllers."""
        session = self.session({self.fifo: (8, 10)})
        own = [("session_id", "=", session.id)]
        listing = self.env["perpetual.count.accuracy"]
        self.assertEqual(len(listing.with_user(self.first).search(own)), 1)
        self.assertFalse(listing.with_user(self.second).search(own))
        self.assertEqual(self.ratios(own, "record_accuracy", user=self.first), [(0,)])
        with self.assertRaises(AccessError):
            self.ratios(own, "net_variance_rate", user=self.first)
        with self.assertRaises(AccessError):
            listing.with_user(self.first).search(own).read(["net_value"])

    def test_certificate(self):
        session = self.session({self.average: (101, 101), self.fifo: (8, 8)})
        facts = session._certificate()
        self.assertEqual((facts["lines"], facts["hits"], facts["accuracy"]), (2, 1, "50.00 %"))
        self.assertEqual(len(facts["variances"]), 2)
        self.assertEqual(len(facts["hash"]), 64)
        self.assertEqual(session._certificate()["hash"], facts["hash"])
        posted = session.sudo().variance_ids.filtered(lambda row: row.product_id == self.fifo)
        posted.posted_value += 1
        self.assertNotEqual(session._certificate()["hash"], facts["hash"], "it is found out")
        posted.posted_value -= 1
        report = self.env.ref("perpetual_cycle_count.perpetual_count_certificate_report")
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.users["auditor"])
            ._render_qweb_html(report.report_name, session.ids)
        )
        for words in (session.name, "50.00 %", self.first.name, facts["hash"]):
            self.assertIn(words, html.decode())

    def test_review(self):
        with freeze_time("2026-02-10 10:00:00"):
            self.session({self.average: (101, 101), self.fifo: (8, 8)})
        reviews = self.env["perpetual.count.review"].with_user(self.controller)
        review = reviews.create({"date_from": "2026-01-01"})
        self.assertEqual((review.name, review.date_to), ("Q1 2026", date(2026, 3, 31)))
        with self.assertRaisesRegex(UserError, "Take the figures"):
            review.action_hold()
        review.action_freeze()
        total = review.figure_ids.filtered(lambda row: row.group == "total")
        self.assertEqual(
            (total.scored, total.hits, total.record_accuracy, total.absolute_value),
            (2, 1, "50.00 %", 110),
        )
        causes = review.figure_ids.filtered(lambda row: row.group == "reason")
        self.assertIn(self.cause.name, causes.mapped("name"))
        with self.assertRaises(AccessError):
            total.with_user(self.controller).write({"hits": 2})
        with self.assertRaisesRegex(UserError, "Write down"):
            review.action_hold()
        review.findings = "<p>Fasteners are short</p>"
        action = review.action_ids.create(
            {"review_id": review.id, "name": "Scale", "user_id": self.first.id, "due": "2026-05-01"}
        )
        review.action_hold()
        self.assertEqual(review.activity_ids.user_id, self.first)
        with self.assertRaisesRegex(UserError, "were? held|was held"):
            review.action_freeze()
        with self.assertRaisesRegex(UserError, "is not done yet"):
            review.action_close()
        action.is_done = True
        review.action_close()
        self.assertEqual(review.state, "closed")
        with self.assertRaisesRegex(UserError, "stays as a record"):
            review.unlink()
        with self.assertRaisesRegex(UserError, "begins no quarter"):
            reviews.create({"date_from": "2026-02-01"})
        report = self.env.ref("perpetual_cycle_count.perpetual_count_review_report")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            report.report_name, review.ids
        )
        self.assertIn("Fasteners are short", html.decode())

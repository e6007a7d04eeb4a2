from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import perpetual_count_posting
from .common import CountCommon


class PostingCase(CountCommon):
    def setUp(self):
        super().setUp()
        self.receive(self.average, 100, 5)

    def approved(self, product=None, counted=90, **vals):
        """A session whose one variance is approved."""
        product = product or self.average
        session = self.open_session(product, **vals)
        for number in (1, 2):
            self.tally(session, {product: counted}, round_number=number)
        row = self.variance(session)
        self.investigate(row)
        self.approve(row)
        return session, row

    def post(self, session):
        session.with_user(self.controller).action_post()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestPosting(PostingCase):
    """Rules 3 and 8: what is left of a variance, in one batch, once."""

    def test_another_count_has_fixed_it(self):
        """Two thirds of it are adjusted since: only the rest is posted."""
        session, row = self.approved(counted=97)
        self.count(self.average, 98)
        self.post(session)
        self.assertEqual((row.posted_quantity, self.on_hand_at(self.average)), (-1, 97))

    def test_another_count_has_fixed_all(self):
        session, row = self.approved(counted=97)
        self.count(self.average, 97)
        self.post(session)
        self.assertEqual((row.state, row.posted_quantity, len(row.move_id)), ("posted", 0, 0))
        self.assertEqual(self.on_hand_at(self.average), 97)

    def test_an_adjustment_before_the_count_is_none_since(self):
        self.count(self.average, 95)
        session, row = self.approved(counted=90)
        self.post(session)
        self.assertEqual((row.posted_quantity, self.on_hand_at(self.average)), (-5, 90))

    def test_movements_since_change_nothing(self):
        session, row = self.approved(counted=90)
        self.deliver(self.average, 30)
        self.receive(self.average, 5, 5)
        self.post(session)
        self.assertEqual((row.posted_quantity, self.on_hand_at(self.average)), (-10, 65))

    def test_a_result_below_zero_is_counted_again(self):
        session, row = self.approved(counted=90)
        self.deliver(self.average, 95)
        self.post(session)
        self.assertEqual((row.state, session.state), ("recount", "counting"))
        self.assertEqual(self.on_hand_at(self.average), 5)
        self.assertIn("changed too much", row.message_ids[:1].preview)
        self.tally(session, {self.average: 5}, round_number=3)
        self.assertEqual(row.state, "cancel", "All there: nothing to post.")

    def test_a_cost_that_changed_is_counted_again(self):
        session, row = self.approved(self.standard_goods(), counted=90)
        row.product_id.with_user(self.users["product_manager"]).standard_price = 12.01
        self.post(session)
        self.assertEqual(row.state, "recount")

    def test_a_cost_that_changed_little_is_not(self):
        session, row = self.approved(self.standard_goods(), counted=90)
        row.product_id.with_user(self.users["product_manager"]).standard_price = 12
        self.post(session)
        self.assertEqual((row.state, row.posted_value), ("posted", -120))

    def standard_goods(self):
        self.receive(self.standard, 100)
        return self.standard

    def test_stock_that_changed_much_is_counted_again(self):
        session, row = self.approved(counted=90)
        self.receive(self.average, 101, 5)
        self.post(session)
        self.assertEqual(row.state, "recount")

    def test_accounting_date(self):
        """One date for movement, ledger and journal entry."""
        session, row = self.approved(counted=90, accounting_date="2026-03-31")
        self.post(session)
        entry = row.move_id.perpetual_entry_ids
        day = fields.Date.to_date("2026-03-31")
        self.assertEqual(entry.accounting_date, day)
        self.assertEqual(entry.account_move_id.date, day)
        self.assertEqual(row.move_id.date.date(), day)

    def test_account_of_the_cause(self):
        loss = self.account("scrap")
        self.cause.with_company(self.company).location_id.valuation_account_id = loss
        session, row = self.approved(counted=90)
        self.post(session)
        self.assert_entry(row.move_id, [("scrap", 50, 0), ("inventory", 0, 50)])

    def test_each_method(self):
        """The ledger values what is missing: by the method of the goods."""
        self.receive(self.fifo, 10, 4)
        self.receive(self.fifo, 10, 6)
        session, row = self.approved(self.fifo, counted=15)
        self.post(session)
        self.assertEqual((row.posted_quantity, row.posted_value), (-5, -20))
        self.assert_entry(row.move_id, [("shrinkage", 20, 0), ("inventory", 0, 20)])

    def test_twice_is_once(self):
        session, row = self.approved(counted=90)
        self.post(session)
        with self.assertRaisesRegex(UserError, "is not being counted"):
            self.post(session)
        session.sudo()._post()
        self.assertEqual(self.on_hand_at(self.average), 90)
        self.assertEqual(len(row.move_id), 1)

    def test_nothing_half_posted(self):
        """One variance that accounting cannot take: none is posted, and why is told."""
        self.receive(self.fifo, 100, 5)
        session = self.open_session(self.average, self.fifo)
        for number in (1, 2):
            self.tally(session, {self.average: 90, self.fifo: 90}, round_number=number)
        rows = session.sudo().variance_ids
        for row in rows:
            self.investigate(row)
        self.approve(rows)
        self.company.perpetual_shrinkage_account_id = False
        with self.assertRaisesRegex(UserError, "Shrinkage"), self.env.cr.savepoint():
            self.post(session)
        self.env.invalidate_all()
        self.assertEqual(set(rows.mapped("state")), {"approved"})
        self.assertEqual(self.on_hand_at(self.average), 100)
        # The job leaves it, and tells who opened the session; once.
        for _time in range(2):
            session.sudo()._cron_post_one()
        activity = session.sudo().activity_ids
        self.assertEqual(len(activity), 1)
        self.assertIn("Shrinkage", str(activity.note))
        self.company.perpetual_shrinkage_account_id = self.account("scrap")
        self.post(session)
        self.assertEqual(session.state, "done")

    def run_job(self):
        with self.enter_registry_test_mode():
            self.env.ref("perpetual_cycle_count.perpetual_count_post_cron").method_direct_trigger()
        self.env.invalidate_all()

    def test_very_many_lines(self):
        """They are posted by the scheduler, for whoever asked for it, in one batch."""
        session, row = self.approved(counted=90)
        self.patch(perpetual_count_posting, "AT_ONCE", 0)
        told = session.with_user(self.controller).action_post()
        self.assertEqual(told["tag"], "display_notification")
        session = session.sudo()
        self.assertEqual((session.state, session.poster_id), ("review", self.controller))
        self.assertEqual((row.state, self.on_hand_at(self.average)), ("approved", 100))
        self.run_job()
        self.env.invalidate_all()
        self.assertEqual((session.state, row.state), ("done", "posted"))
        self.assertFalse(session.poster_id)
        self.assertEqual(row.move_id.perpetual_entry_ids.user_id, self.controller)
        self.assertEqual(self.on_hand_at(self.average), 90)

    def test_very_many_lines_that_cannot_be_posted(self):
        """Whoever asked is told why; mended, it is asked for again."""
        session, row = self.approved(counted=90)
        self.patch(perpetual_count_posting, "AT_ONCE", 0)
        session.with_user(self.controller).action_post()
        self.company.perpetual_shrinkage_account_id = False
        self.run_job()
        session = session.sudo()
        session.invalidate_recordset()
        self.assertEqual((session.state, row.state), ("review", "approved"))
        self.assertFalse(session.poster_id)
        self.assertEqual(session.activity_ids.user_id, self.controller)
        self.assertIn("Shrinkage", str(session.activity_ids.note))
        self.assertEqual(self.on_hand_at(self.average), 100)

    def test_who_it_is_posted_for_is_not_written_by_hand(self):
        session, _row = self.approved(counted=90)
        with self.assertRaisesRegex(UserError, "follow from its steps"):
            session.with_user(self.controller).poster_id = self.controller

    def test_goods_of_another_company(self):
        """A product that has become another company's is refused as by core, though companies
        are checked once for the whole batch."""
        session, _row = self.approved(counted=90)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE product_template SET company_id = %s WHERE id = %s",
            [self.make_company("Elsewhere").id, self.average.product_tmpl_id.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "[Cc]ompan"):
            self.post(session)

    def test_last_inventory_date(self):
        session, _row = self.approved(counted=90)
        self.post(session)
        self.assertEqual(self.stock().last_inventory_date, fields.Date.today())

    def test_in_the_history_of_the_goods(self):
        """Core's history of a quant shows what was posted, by its session."""
        session, _row = self.approved(counted=90)
        self.post(session)
        quant = self.env["stock.quant"]._gather(self.average, self.stock())
        history = self.env["stock.move.line"].search(quant.action_inventory_history()["domain"])
        self.assertIn(f"Count {session.name}", history.mapped("reference"))

    def test_consigned_goods(self):
        """Another's goods are counted and adjusted, and cost the company nothing."""
        self.receive(self.fifo, 10, 5, owner=self.vendor)
        session, row = self.approved(self.fifo, counted=8)
        self.post(session)
        self.assertEqual((row.posted_quantity, row.posted_value), (-2, 0))
        self.assert_no_entry(row.move_id)

    def test_lots(self):
        product = self.make_product("average", tracking="lot")
        lots = [self.make_lot(product, name) for name in ("L1", "L2")]
        for lot in lots:
            self.receive(product, 10, 5, lot=lot)
        session = self.open_session(product)
        for number in (1, 2):
            self.tally(session, {lots[0]: 10, lots[1]: 7}, round_number=number)
        row = self.variance(session)
        self.assertEqual(row.lot_id, lots[1])
        self.investigate(row)
        self.approve(row)
        self.post(session)
        self.assertEqual(row.move_id.move_line_ids.lot_id, lots[1])


@tagged("post_install", "-at_install")
class TestBatch(PostingCase):
    """A session of many variances is one batch."""

    def test_queries_of_a_batch(self):
        """More lines take no more than a few queries each; how many is for the bench."""
        few, many = self.queries(5), self.queries(25)
        self.assertLessEqual((many - few) / 20, 4, (few, many))

    def queries(self, count):
        products = self.average
        for _number in range(count):
            product = self.make_product("average")
            self.receive(product, 100, 5)
            products |= product
        products -= self.average
        session = self.open_session(*products)
        for number in (1, 2):
            self.tally(session, dict.fromkeys(products, 90), round_number=number)
        rows = session.sudo().variance_ids
        self.assertEqual(len(rows), count)
        rows.with_user(self.controller).write({"reason_id": self.cause.id})
        self.approve(rows)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.post(session)
        self.env.flush_all()
        self.assertEqual(set(rows.mapped("state")), {"posted"})
        return self.env.cr.sql_log_count - before

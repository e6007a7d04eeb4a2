import io
import re
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from .common import CountCommon

REPORT = "perpetual_cycle_count.perpetual_count_sheet_document"


@tagged("post_install", "-at_install")
class TestPaper(CountCommon, HttpCase):
    """A sheet is printed, counted with a pencil and typed in."""

    def setUp(self):
        super().setUp()
        self.average.barcode = "4006381333931"
        self.receive(self.average, 12, cost=5)
        self.receive(self.fifo, 7, cost=5)
        self.session = self.open_session(self.average, self.fifo)
        sheet = self.sheet(self.session).with_user(self.first)
        sheet.action_take()
        self.paper = sheet

    def type_in(self, *counted, **vals):
        action = self.paper.action_type_in()
        typing = self.env[action["res_model"]].with_user(self.first).browse(action["res_id"])
        typing.write(vals)
        for line, text in zip(typing.line_ids, counted, strict=True):
            line.counted = text
        return typing

    def test_rows_are_blind(self):
        rows = self.paper._print_rows()
        self.assertEqual([row["number"] for row in rows], [1, 2])
        self.assertEqual(rows[0]["barcode"], "4006381333931")
        self.assertRegex(rows[1]["barcode"], r"^CL\d{8}$")
        self.assertEqual(
            set(rows[0]),
            {"number", "place", "product", "lot", "package", "owner", "unit", "barcode", "book"},
        )
        self.assertEqual({row["book"] for row in rows}, {False})

    def test_html_says_nothing_of_the_books(self):
        reports = self.env["ir.actions.report"].with_user(self.first)
        content, _kind = reports._render_qweb_html(REPORT, self.paper.ids)
        text = content.decode()
        self.assertIn(self.average.name, text)
        self.assertIn(self.first.name, text)
        before = self.paper._print_rows()
        self.receive(self.average, 1000, cost=5)
        self.env.invalidate_all()
        self.assertEqual(self.paper._print_rows(), before)
        again, _kind = reports._render_qweb_html(REPORT, self.paper.ids)
        self.assertEqual(self.plain(again.decode()), self.plain(text))

    def plain(self, html):
        """What is to be read, without pictures and tags."""
        return re.sub(r"<[^>]*>", "", html)

    def test_pdf(self):
        # wkhtmltopdf asks this server for the style sheets.
        self.env["ir.config_parameter"].set_param("report.url", self.base_url())
        reports = self.env["ir.actions.report"].with_user(self.first)
        reports = reports.with_context(force_report_rendering=True)
        self.assertEqual(reports.get_wkhtmltopdf_state(), "ok")
        action = self.paper.action_print()
        self.assertEqual(action["report_name"], REPORT)
        content, kind = reports._render_qweb_pdf(REPORT, self.paper.ids)
        self.assertEqual((kind, content[:5]), ("pdf", b"%PDF-"))
        self.assertEqual(len(PdfFileReader(io.BytesIO(content)).pages), 1)

    def test_type_in(self):
        self.type_in("12", " 7,0 ").action_commit()
        self.assertEqual(self.paper.counted_count, 2)
        self.paper.action_close()
        self.assertFalse(self.session.sudo().variance_ids)

    def test_what_is_left_empty_stays(self):
        self.type_in("12", False).action_commit()
        self.assertEqual(self.paper.counted_count, 1)
        self.assertEqual(len(self.type_in("7").line_ids), 1, "the other one only")

    def test_pressed_twice_counts_once(self):
        typing = self.type_in("12", "7")
        typing.action_commit()
        typing.action_commit()
        entries = self.session.line_ids.sudo().entry_ids
        self.assertEqual(len(entries), 2)

    def test_goods_moved_between_pencil_and_keyboard(self):
        at = Datetime.now() + timedelta(minutes=30)
        self.env.cr.execute(
            "UPDATE perpetual_count_session SET grace_minutes = 0 WHERE id = %s", [self.session.id]
        )
        self.session.invalidate_recordset()
        self.freeze(at + timedelta(minutes=30))
        self.deliver(self.average, 5)
        self.freeze(at + timedelta(minutes=60))
        self.type_in("12", "7", counted_at=at).action_commit()
        self.paper.action_close()
        self.assertFalse(self.session.sudo().variance_ids, "12 were there when it was counted")

    def freeze(self, at):
        from freezegun import freeze_time

        freezer = freeze_time(at)
        freezer.start()
        self.addCleanup(freezer.stop)

    def test_nothing_typed(self):
        with self.assertRaisesRegex(UserError, "Nothing is typed in"):
            self.type_in(" ", False).action_commit()

    def test_no_quantity(self):
        with self.assertRaisesRegex(UserError, "no quantity"):
            self.type_in("a dozen", "7").action_commit()

    def test_the_future(self):
        late = Datetime.now() + timedelta(days=1)
        with self.assertRaisesRegex(UserError, "future"):
            self.type_in("1", "7", counted_at=late).action_commit()

    def test_somebody_elses(self):
        with self.assertRaises(UserError):
            self.paper.with_user(self.second).action_type_in()


@tagged("post_install", "-at_install")
class TestSetup(CountCommon):
    def setup_wizard(self, **vals):
        return self.as_role("controller")["perpetual.count.setup"].create(vals)

    def test_first_plan(self):
        self.approver.company_ids |= self.company
        self.receive(self.average, 10, cost=5)
        self.deliver(self.average, 1)
        self.receive(self.fifo, 10, cost=5)
        wizard = self.setup_wizard(counter_ids=[(6, 0, self.first.ids)])
        self.assertEqual(wizard.policy_id, self.policy)
        self.assertEqual((wizard.item_count, wizard.capacity), (2, 50))
        self.assertEqual(wizard.counts_per_year, round(365 / 30 + 365 / 182))
        self.assertIn(self.approver, wizard.approver_ids)
        plan = self.env["perpetual.count.plan"].browse(wizard.action_set_up()["res_id"])
        self.assertEqual((plan.warehouse_id, plan.counter_ids), (self.warehouse(), self.first))
        classes = self.env["perpetual.abc.assignment"]._class_of(self.average, self.warehouse())
        self.assertEqual(classes[self.average.id].name, "A")
        self.assertTrue(plan.due_ids)

    def test_short(self):
        self.receive(self.average, 10, cost=5)
        wizard = self.setup_wizard(capacity=1)
        self.policy.class_ids.interval_days = 1
        wizard.invalidate_recordset()
        self.assertTrue(wizard.is_short)

    def test_who_may_not_count(self):
        accountant = self.users["accountant"]
        wizard = self.setup_wizard(counter_ids=[(6, 0, accountant.ids)])
        with self.assertRaisesRegex(UserError, "may not count"):
            wizard.action_set_up()

    def test_nobody_left_to_approve(self):
        wizard = self.setup_wizard()
        wizard.counter_ids = wizard.approver_ids.filtered(
            lambda user: user.has_group("perpetual_cycle_count.group_counter")
        )
        self.assertTrue(wizard.counter_ids)
        with self.assertRaisesRegex(UserError, "Nobody is left"):
            wizard.action_set_up()


@tagged("post_install", "-at_install")
class TestFigures(CountCommon):
    def figures(self, record):
        seen = record.with_env(self.as_role("auditor"))
        return (
            seen.perpetual_accuracy,
            seen.perpetual_counted_at and seen.perpetual_counted_at.date(),
        )

    def test_never_counted(self):
        for record in (self.average, self.average.product_tmpl_id, self.stock(), self.warehouse()):
            self.assertEqual(self.figures(record), ("–", False))

    def test_first_counts_are_scored(self):
        self.receive(self.average, 100, cost=5)
        self.receive(self.fifo, 100, cost=5)
        session = self.open_session(self.average, self.fifo)
        self.tally(session, {self.average: 99, self.fifo: 50})
        self.tally(session, {self.fifo: 50}, round_number=2)
        today = date.today()
        self.assertEqual(self.figures(self.average), ("100 %", today))
        self.assertEqual(self.figures(self.fifo.product_tmpl_id), ("0 %", today))
        self.assertEqual(self.figures(self.stock()), ("50 %", today))
        self.assertEqual(self.figures(self.warehouse()), ("50 %", today))

    def test_class_on_the_product(self):
        self.receive(self.average, 10, cost=5)
        self.deliver(self.average, 1)
        env = self.as_role("controller")
        env["perpetual.abc.run"].create({"policy_id": self.policy.id}).action_apply()
        for record in (self.average, self.average.product_tmpl_id):
            self.assertEqual(record.with_env(env).perpetual_abc, "AZ")

    def test_stock_user_sees_none_of_it(self):
        seen = self.average.with_env(self.as_role("stock_user"))
        with self.assertRaises(AccessError):
            seen.read(["perpetual_accuracy"])

import base64
import io

from openpyxl import Workbook
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import CountCommon


class BaselineCase(CountCommon):
    """Two zones; the first team counts, the second one counts high value again."""

    def setUp(self):
        super().setUp()
        self.near, self.far = self.make_location("A-01"), self.make_location("B-02")
        teams = self.env["perpetual.count.team"].with_user(self.controller)
        self.team, self.other = (
            teams.create({"name": name, "member_ids": [(6, 0, person.ids)]})
            for name, person in (("Early", self.first), ("Late", self.second))
        )
        zones = self.env["perpetual.count.zone"].with_user(self.controller)
        self.zones = zones.create(
            [
                {"name": "Near", "code": "N", "location_ids": [(6, 0, self.near.ids)]},
                {"name": "Far", "code": "F", "location_ids": [(6, 0, self.far.ids)]},
            ]
        )

    def baseline(self, **vals):
        sessions = self.env["perpetual.count.session"].with_user(self.controller)
        return sessions.create(
            {
                "type": "baseline",
                "second_value": 1000,
                "second_class": False,
                "grace_minutes": 0,
                "zone_work_ids": [
                    (
                        0,
                        0,
                        {
                            "zone_id": zone.id,
                            "team_id": self.team.id,
                            "second_team_id": self.other.id,
                        },
                    )
                    for zone in self.zones
                ],
                **vals,
            }
        )

    def count_all(self, session, user, number, quantities):
        """Every sheet of a round, by the product's quantity."""
        sheets = session.sudo().sheet_ids.filtered(
            lambda sheet: sheet.round == number and sheet.state in ("todo", "counting")
        )
        for sheet in sheets.with_user(user):
            sheet.action_take()
            for line in sheet.line_ids:
                self.commit(line, quantities[line.sudo().product_id])
            sheet.action_close()
        self.env.invalidate_all()

    def lines(self, session, number):
        return session.sudo().line_ids.filtered(lambda line: line.round == number)


@tagged("post_install", "-at_install")
class TestBaseline(BaselineCase):
    def setUp(self):
        super().setUp()
        self.receive(self.average, 200, 10, dest=self.near)
        self.receive(self.fifo, 10, 5, dest=self.near)
        self.receive(self.standard, 4, 10, dest=self.far)

    def test_double_blind(self):
        """High value has two sheets from the start; what both teams find the same is accepted,
        whoever is finished first."""
        session = self.baseline()
        session.action_start()
        self.assertEqual(len(self.lines(session, 1)), 3)
        self.assertEqual(self.lines(session, 2).product_id, self.average)
        self.count_all(session, self.second, 2, {self.average: 190})
        self.assertEqual(self.lines(session, 2).state, "counted", "it waits for the first team")
        self.assertFalse(session.variance_ids)
        good = {self.average: 190, self.fifo: 10, self.standard: 4}
        self.count_all(session, self.first, 1, good)
        self.assertEqual(session.state, "review")
        variance = self.variance(session)
        self.assertEqual((variance.quantity, variance.is_disputed), (-10, False))
        self.assertEqual(variance.counter_ids, self.first | self.second)
        self.assertEqual(variance.zone_work_id.zone_id, self.zones[0])

    def row_version(self, session):
        self.env.flush_all()
        self.env.cr.execute("SELECT ctid FROM perpetual_count_session WHERE id = %s", session.ids)
        return self.env.cr.fetchone()

    def test_two_teams_at_once(self):
        """Who finishes writes the session's row, though nothing is judged yet: of two at once the
        database lets one pass, and the other starts again and sees it."""
        session = self.baseline()
        session.action_start()
        before = self.row_version(session)
        self.count_all(session, self.second, 2, {self.average: 200})
        self.assertNotEqual(self.row_version(session), before)

    def test_an_empty_zone(self):
        """It has a sheet too; before somebody has looked there, the count is not finished."""
        empty = self.make_location("C-03")
        self.zones += self.zones.create(
            {"name": "Empty", "code": "E", "location_ids": [(6, 0, empty.ids)]}
        )
        session = self.baseline(second_value=0)
        session.action_start()
        sheet = session.sudo().sheet_ids.filtered(lambda sheet: not sheet.line_ids)
        self.assertEqual((sheet.zone_work_id.zone_id, sheet.team_id), (self.zones[2], self.team))
        good = {self.average: 200, self.fifo: 10, self.standard: 4}
        for other in (session.sudo().sheet_ids - sheet).with_user(self.first):
            other.action_take()
            for line in other.line_ids:
                self.commit(line, good[line.sudo().product_id])
            other.action_close()
        self.assertEqual(session.state, "counting")
        own = sheet.with_user(self.first)
        own.action_take()
        self.commit(own.action_add_found(self.fifo.id, empty.id), 3)
        own.action_close()
        self.count_all(session, self.second, 2, {self.fifo: 3})
        self.assertEqual(session.state, "review")
        variance = self.variance(session)
        self.assertEqual((variance.quantity, variance.location_id), (3, empty))

    def test_they_disagree(self):
        """A third round, by anybody of neither count."""
        session = self.baseline()
        session.action_start()
        good = {self.average: 200, self.fifo: 10, self.standard: 4}
        self.count_all(session, self.first, 1, good)
        self.assertEqual(session.state, "counting")
        self.count_all(session, self.second, 2, {self.average: 150})
        self.assertEqual(session.state, "counting")
        third = session.sudo().sheet_ids.filtered(lambda sheet: sheet.round == 3)
        for person in (self.first, self.second):
            with self.assertRaisesRegex(UserError, "counted goods of sheet"):
                third.with_user(person).action_take()
        self.count_all(session, self.third, 3, {self.average: 200})
        self.assertEqual(session.state, "review")
        self.assertFalse(session.variance_ids)

    def test_teams(self):
        """A sheet is its team's; nobody is in both teams of a zone; a bin is in one zone."""
        session = self.baseline()
        session.action_start()
        sheets = self.env["perpetual.count.sheet"]
        own = [("session_id", "=", session.id)]
        self.assertEqual(set(sheets.with_user(self.first).search(own).mapped("round")), {1})
        self.assertEqual(set(sheets.with_user(self.second).search(own).mapped("round")), {2})
        self.assertFalse(sheets.with_user(self.third).search(own))
        with self.assertRaises(AccessError):
            self.lines(session, 1)[:1].with_user(self.second).read(["product_name"])
        sheet = session.sheet_ids.filtered(lambda sheet: sheet.round == 1)[:1]
        with self.assertRaisesRegex(UserError, "is not in it"), self.env.cr.savepoint():
            sheet.with_user(self.controller).user_id = self.third
        with self.assertRaisesRegex(UserError, "has begun"), self.env.cr.savepoint():
            session.sudo().zone_work_ids[0].second_team_id = self.team
        with self.assertRaisesRegex(ValidationError, "in both teams"), self.env.cr.savepoint():
            self.baseline().zone_work_ids[0].second_team_id = self.team
        with self.assertRaisesRegex(ValidationError, "is not in"), self.env.cr.savepoint():
            self.zones[1].location_ids = self.customers
        with (
            self.assertRaisesRegex(ValidationError, "belongs to one zone"),
            self.env.cr.savepoint(),
        ):
            self.zones[1].location_ids = self.stock()

    def test_nothing_is_left_out(self):
        """Goods on another open sheet are named, instead of being left out of the baseline."""
        other = self.open_session(self.fifo)
        session = self.baseline()
        sheet = other.sheet_ids.name
        with self.assertRaisesRegex(UserError, sheet), self.env.cr.savepoint():
            session.action_start()
        other.action_cancel()
        session.action_start()
        self.assertEqual(len(self.lines(session, 1)), 3)

    def test_board(self):
        session = self.baseline()
        session.action_start()
        near, far = session.zone_work_ids
        self.assertEqual((near.state, near.line_count, near.second_count), ("waiting", 2, 1))
        self.count_all(session, self.first, 1, {self.average: 200, self.fifo: 10, self.standard: 4})
        self.assertEqual((near.state, near.recount_count), ("recount", 1))
        self.assertEqual((far.state, far.progress), ("counted", 100))
        self.count_all(session, self.second, 2, {self.average: 190})
        self.count_all(session, self.third, 3, {self.average: 190})
        self.assertEqual((near.state, near.variance_count), ("counted", 1))
        self.assertEqual(near.variance_value, -100)

    def test_findings(self):
        """Kept in the name of who counts; settled by a controller with what was done."""
        session = self.baseline()
        session.action_start()
        line = self.lines(session, 1)[:1]
        finding = (
            self.env["perpetual.count.finding"]
            .with_user(self.controller)
            .create(
                {
                    "session_id": session.id,
                    "kind": "unlabelled",
                    "product_id": line.product_id.id,
                    "location_id": line.location_id.id,
                }
            )
        )
        with self.assertRaisesRegex(UserError, "Write down"):
            finding.action_settle()
        self.assertEqual(finding.action_print_label()["type"], "ir.actions.report")
        finding.settlement = "Labelled"
        finding.action_settle()
        self.assertEqual(finding.state, "settled")
        with self.assertRaises(AccessError):
            finding.with_user(self.first).read(["note"])
        with self.assertRaises(AccessError):
            self.env["perpetual.count.finding"].with_user(self.first).create(
                {"session_id": session.id, "location_id": line.location_id.id}
            )
        with self.assertRaisesRegex(UserError, "Use the button"):
            finding.state = "open"


@tagged("post_install", "-at_install")
class TestFromNothing(BaselineCase):
    """The first step of the mission: an empty ledger, prior records, and what is really there."""

    def setUp(self):
        super().setUp()
        categories = (self.average | self.fifo | self.standard).categ_id
        categories.property_valuation = "periodic"
        self.average.default_code, self.fifo.barcode = "AVG", "4006381333931"
        self.average.standard_price, self.fifo.standard_price = 10, 5
        self.near.barcode = "A-01"

    def load(self, session, content, name="prior.csv"):
        data = content if isinstance(content, bytes) else content.encode()
        wizard = self.env["perpetual.count.prior.import"].with_user(self.controller)
        wizard = wizard.create(
            {"session_id": session.id, "file": base64.b64encode(data), "filename": name}
        )
        wizard.action_import()

    def test_the_whole_way(self):
        session = self.baseline()
        self.load(
            session,
            "product,location,quantity,unit_cost\nAVG,A-01,150,10\n4006381333931,B-02,20,5\n",
        )
        session.action_start()
        self.assertEqual(len(self.lines(session, 1)), 2)
        self.assertEqual(self.lines(session, 2).product_id, self.average, "1,500 by prior records")
        # 140 are there, and 20.
        found = {self.average: 140, self.fifo: 20}
        self.count_all(session, self.first, 1, found)
        self.count_all(session, self.second, 2, found)
        self.assertEqual(session.state, "review")
        with self.assertRaisesRegex(UserError, "2 variances are open"):
            session.sudo().action_go_live()
        for variance in session.sudo().variance_ids:
            self.investigate(variance)
        session.sudo().variance_ids.with_user(self.approver).action_approve()
        left = session.sudo().variance_ids.filtered(lambda row: row.state != "approved")
        if left:
            left.with_user(self.approver_2).action_approve()
        session.sudo()._post()
        self.assertEqual(session.state, "done")
        self.assertEqual(self.on_hand_at(self.average, self.near), 140)
        self.assertEqual(self.on_hand_at(self.fifo, self.far), 20)
        rows = session._reconciled()
        self.assertEqual(
            [(row["zone"], row["prior_value"], row["counted_value"]) for row in rows],
            [("N Near", 1500, 1400), ("F Far", 100, 100), ("All", 1600, 1500)],
        )
        self.assertEqual([row["to_prior_value"] for row in rows], [-100, 0, -100])
        report = self.env.ref("perpetual_cycle_count.perpetual_count_reconciliation_report")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            report.report_name, session.ids
        )
        self.assertIn("Near", html.decode())
        self.go_live(session)

    def go_live(self, session):
        """Begun once, however often the button is pressed; the opening entries tie out."""
        accountant = self.users["account_manager"]
        own = session.with_user(accountant)
        Form(own)  # An administrator of Accounting opens it, and sees what was counted.
        run = self.env["perpetual.go.live"].browse(own.action_go_live()["res_id"])
        self.assertEqual((run.baseline_id, run.company_id), (session, self.company))
        self.assertEqual(own.action_go_live()["res_id"], run.id)
        twice = self.assertRaises(UniqueViolation)
        with mute_logger("odoo.sql_db"), twice, self.env.cr.savepoint():
            run.sudo().copy({"baseline_id": session.id}).flush_recordset()
        run = run.with_user(accountant)
        run.write(
            {
                "scope": "categories",
                "category_ids": [(6, 0, (self.average | self.fifo).categ_id.ids)],
                "gap_account_id": self.company.expense_account_id.id,
            }
        )
        run.action_check()
        self.assertEqual(run.state, "checked")
        run.action_switch()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.opening_value, 1500)
        self.assertEqual(self.on_hand(self.average), (140, 1400))
        self.assertEqual(self.on_hand(self.fifo), (20, 100))

    def test_without_any_record(self):
        """Nothing in the books and no prior records: all of it is found by counting."""
        session = self.baseline()
        session.action_start()
        for sheet in session.sheet_ids.with_user(self.first):
            place = self.near if sheet.sudo().zone_work_id.zone_id == self.zones[0] else self.far
            sheet.action_take()
            line = sheet.action_add_found(self.fifo.id, place.id)
            self.commit(line, 3)
            sheet.action_close()
        self.env.invalidate_all()
        self.count_all(session, self.second, 2, {self.fifo: 3})
        self.assertEqual(session.state, "review")
        self.assertEqual(session.sudo().variance_ids.mapped("quantity"), [3, 3])

    def test_bad_rows(self):
        """Each fault with its line; nothing of the file is taken."""
        session = self.baseline()
        rows = [
            "product;location;quantity;lot;unit_cost",
            "AVG;A-01;150;;10",
            "NOBODY;A-01;1;;",
            "AVG;NOWHERE;1;;",
            "AVG;B-02;many;;",
            "AVG;B-02;-1;;",
            "AVG;A-01;7;;",
            "AVG;B-02;7;LOT;",
        ]
        with self.assertRaises(UserError) as caught:
            self.load(session, "\n".join(rows))
        text = str(caught.exception)
        for words in (
            "Line 3: “NOBODY” is not known",
            "Line 4: “NOWHERE” is not known",
            "Line 5: “many” is no number",
            "Line 6: “-1” is no quantity",
            "Line 7: as line 2",
            "Line 8: “Product average” has no lots".replace(
                "Product average", self.average.display_name
            ),
        ):
            self.assertIn(words, text)
        self.assertFalse(session.prior_ids)
        with self.assertRaisesRegex(UserError, "quantity is not there"):
            self.load(session, "product,location\nAVG,A-01\n")
        with self.assertRaisesRegex(UserError, "neither a CSV"):
            self.load(session, b"\xff\xfe\x00")
        with self.assertRaisesRegex(UserError, "cannot be opened"):
            self.load(session, b"no workbook", "prior.xlsx")

    def test_a_workbook(self):
        book, data = Workbook(), io.BytesIO()
        for row in (("Product", "Location", "Quantity", "Unit cost"), ("AVG", "A-01", 3, 9.5)):
            book.active.append(row)
        book.save(data)
        session = self.baseline()
        self.load(session, data.getvalue(), "prior.xlsx")
        self.assertRecordValues(
            session.prior_ids, [{"quantity": 3, "unit_cost": 9.5, "value": 28.5}]
        )
        self.load(session, "product,location,quantity\nAVG,A-01,4\n")
        self.assertEqual(session.prior_ids.mapped("quantity"), [4], "instead of those before")

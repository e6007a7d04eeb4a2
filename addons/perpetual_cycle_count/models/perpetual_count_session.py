from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

STATES = [
    ("draft", "Draft"),
    ("counting", "Counting"),
    ("review", "In Review"),
    ("done", "Done"),
    ("cancel", "Cancelled"),
]
TYPES = [
    ("cycle", "Cycle Count"),
    ("baseline", "Baseline Count"),
    ("spot", "Spot Count"),
    ("recount", "Recount"),
]
#: Lines made by one statement.
CHUNK = 1000


class PerpetualCountSession(models.Model):
    """One execution of counting: its sheets, what they found, and what became of it."""

    _name = "perpetual.count.session"
    _description = "Count Session"
    _inherit = [
        "perpetual.count.building",
        "perpetual.count.baseline",
        "perpetual.count.certificate",
        "perpetual.count.session.block",
        "perpetual.count.session.relocation",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, readonly=True, default="/", copy=False)
    type = fields.Selection(TYPES, required=True, default="spot", tracking=True)
    state = fields.Selection(
        STATES, "Status", required=True, readonly=True, default="draft", tracking=True, copy=False
    )
    company_id = fields.Many2one(
        "res.company", "Company", required=True, default=lambda self: self.env.company
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Warehouse",
        required=True,
        check_company=True,
        default=lambda self: self.env["stock.warehouse"]._perpetual_usual(),
    )
    location_ids = fields.Many2many(
        "stock.location",
        string="Zones",
        check_company=True,
        domain="[('usage', '=', 'internal')]",
        help="Where is counted, with all bins below. Empty: the whole warehouse.",
    )
    product_ids = fields.Many2many(
        "product.product",
        string="Products",
        domain="[('is_storable', '=', True)]",
        help="What is counted. Empty: all that lies there.",
    )
    counter_ids = fields.Many2many(
        "res.users",
        "perpetual_count_session_counter_rel",
        string="Counters",
        domain="[('share', '=', False)]",
        help="Each gets a sheet. Empty: one sheet that anybody with the right to count takes.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Opened By",
        readonly=True,
        required=True,
        default=lambda self: self.env.user,
        copy=False,
    )
    date = fields.Date(required=True, default=lambda self: self._default_day())
    is_blind = fields.Boolean(
        "Blind", default=True, help="Counters do not see what is on hand by the books."
    )
    grace_minutes = fields.Integer(
        "Grace (Minutes)",
        default=10,
        help="A movement validated so soon after a count is asked about: before or after it?",
    )
    accounting_date = fields.Date(
        help="Date of moves, ledger and journal entry. Empty: the day of posting."
    )
    plan_id = fields.Many2one(
        "perpetual.count.plan", "Plan", readonly=True, copy=False, index="btree_not_null"
    )
    sheet_ids = fields.One2many("perpetual.count.sheet", "session_id", "Sheets", readonly=True)
    line_ids = fields.One2many("perpetual.count.line", "session_id", "Lines", readonly=True)
    variance_ids = fields.One2many(
        "perpetual.count.variance", "session_id", "Variances", readonly=True
    )
    started_at = fields.Datetime(readonly=True, copy=False)
    posted_at = fields.Datetime(readonly=True, copy=False)

    line_count = fields.Integer("Lines to Count", compute="_compute_progress")
    counted_count = fields.Integer("Counted", compute="_compute_progress")
    progress = fields.Float("Progress (%)", compute="_compute_progress")
    sheet_count = fields.Integer("Number of Sheets", compute="_compute_progress")
    variance_count = fields.Integer("Number of Variances", compute="_compute_variance_count")
    open_variance_count = fields.Integer("Open Variances", compute="_compute_variance_count")

    @api.depends("line_ids.state")
    def _compute_progress(self):
        """Of the latest round of each key, what is counted."""
        groups = self.env["perpetual.count.line"]._read_group(
            [("session_id", "in", self.ids), ("state", "!=", "cancel")],
            ["session_id", "state"],
            ["__count"],
        )
        found = {(session, state): count for session, state, count in groups}
        for session in self:
            total = {state: found.get((session._origin, state), 0) for state in ("todo", "counted")}
            accepted = found.get((session._origin, "accepted"), 0)
            session.counted_count = total["counted"] + accepted
            session.line_count = session.counted_count + total["todo"]
            session.progress = (
                session.counted_count * 100 / session.line_count if session.line_count else 0
            )
            session.sheet_count = len(session.sheet_ids)

    @api.depends("variance_ids.state")
    def _compute_variance_count(self):
        groups = self.env["perpetual.count.variance"]._read_group(
            [("session_id", "in", self.ids), ("state", "!=", "cancel")],
            ["session_id", "state"],
            ["__count"],
        )
        for session in self:
            own = {state: count for one, state, count in groups if one == session._origin}
            session.variance_count = sum(own.values())
            session.open_variance_count = sum(
                count for state, count in own.items() if state in ("investigate", "to_approve")
            )

    def _default_day(self):
        return self.env["stock.warehouse"]._perpetual_usual()._perpetual_today()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("warehouse_id"):
                place = self.env["stock.warehouse"].browse(vals["warehouse_id"])
                vals.setdefault("date", place._perpetual_today())
            vals["name"] = self.env["ir.sequence"].next_by_code(self._name) or "/"
            vals["state"] = "draft"
            if not self.env.su:
                # Who opens a session may not approve much of it alone: it is nobody else.
                vals["user_id"] = self.env.uid
        return super().create(vals_list)

    def write(self, vals):
        self._check_by_steps(vals)
        return super().write(vals)

    def _check_by_steps(self, vals):
        """What steps decide is not written by hand.

        :raises UserError: naming the session
        """
        if self.env.su:
            return
        fixed = {"type", "company_id", "warehouse_id", "location_ids", "product_ids", "user_id"}
        fixed |= {"zone_work_ids", "second_value", "second_class", "prior_ids"}
        begun = self.filtered(lambda session: session.state != "draft")
        if {"state", "started_at", "posted_at", "name", "user_id", "poster_id"} & vals.keys() or (
            begun and fixed & vals.keys()
        ):
            raise UserError(
                self.env._(
                    "%s has begun: what it counts and how it stands follow from its steps. Cancel"
                    " it and open another one.",
                    (begun or self)[:1].name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for session in self:
            if session.state != "draft":
                raise UserError(
                    self.env._("%s has begun and stays as a record. Cancel it.", session.name)
                )

    # Sheets

    def action_start(self):
        """Make the sheets of what lies in the zones, if there are none, and let people count."""
        for session in self:
            if session.state != "draft":
                raise UserError(self.env._("%s has been started already.", session.name))
            if not session.sheet_ids:
                session._build()
            # States are for steps only, see ``write``.
            session.sudo().write({"state": "counting", "started_at": fields.Datetime.now()})

    # Classes

    def _abc_classes(self, products):
        """Product id → class that its tolerance and number of counters follow."""
        # Counters have no rights to classes; what they count is judged by them all the same.
        assignments = self.env["perpetual.abc.assignment"].sudo()
        return assignments._class_of(products, self.warehouse_id)

    # Steps

    def _check_settled(self):
        """Go on to the review when nothing is left to count, and post what needs nobody."""
        for session in self:
            if (
                session.state == "counting"
                and not session._open_place_sheets()
                and not session.line_ids.filtered(lambda line: line.state in ("todo", "counted"))
            ):
                session.state = "review"
            if session.state == "review" and not session.open_variance_count:
                self.env.ref("perpetual_cycle_count.perpetual_count_post_cron")._trigger()

    def action_cancel(self):
        """Give the session up: what is counted stays as a record, nothing more is posted."""
        for session in self:
            if session.state == "done":
                raise UserError(self.env._("%s is posted; open a new session.", session.name))
            # See ``write``.
            own = session.sudo()
            posted = own.variance_ids.filtered(lambda variance: variance.state == "posted")
            if posted:
                raise UserError(
                    self.env._(
                        "Variances of %s are posted: approve or reject the rest.", session.name
                    )
                )
            own.variance_ids.filtered(lambda variance: variance.state != "posted").state = "cancel"
            own.line_ids._close("cancel")
            own.relocation_ids.filtered(lambda row: row.state == "proposed").state = "cancel"
            own.sheet_ids.filtered(lambda sheet: sheet.state != "done").state = "cancel"
            own.write({"state": "cancel", "poster_id": False})

    def action_sheets(self):
        return self._open_related("perpetual_count_sheet_action", {})

    def action_variances(self):
        return self._open_related("perpetual_count_variance_action", {})

    def action_lines(self):
        return self._open_related("perpetual_count_line_action", {})

    def _open_related(self, name, context):
        action = self.env["ir.actions.act_window"]._for_xml_id(f"perpetual_cycle_count.{name}")
        return {**action, "domain": [("session_id", "in", self.ids)], "context": context}

    def _lock(self):
        """Nobody else posts these sessions until this transaction ends."""
        self.env.cr.execute(
            SQL(
                "SELECT id FROM perpetual_count_session WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
                self.ids,
            )
        )
        self.invalidate_recordset()

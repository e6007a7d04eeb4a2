from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .perpetual_approval_rule import LEVELS

STATES = [
    ("investigate", "To Investigate"),
    ("to_approve", "To Approve"),
    ("approved", "Approved"),
    ("recount", "Counted Again"),
    ("posted", "Posted"),
    ("cancel", "Cancelled"),
]
#: What an investigator writes by hand; all else follows from steps.
BY_HAND = {
    "reason_id",
    "investigation",
    "corrective_action",
    "action_owner_id",
    "action_due",
    "action_done",
    "evidence_ids",
}
OPEN = ("investigate", "to_approve")
#: What an approval is given for: changed later, the approval is given anew.
APPROVED_WITH = {"reason_id", "corrective_action", "action_owner_id", "action_due"}


class PerpetualCountVariance(models.Model):
    """The variance log: a difference, its root cause, what is done about it, who approved it."""

    _name = "perpetual.count.variance"
    _description = "Count Variance"
    _inherit = [
        "perpetual.count.key",
        "perpetual.count.variance.clues",
        "perpetual.count.variance.relocation",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"

    session_id = fields.Many2one(
        "perpetual.count.session", "Session", required=True, readonly=True, ondelete="cascade",
        index=True,
    )  # fmt: skip
    zone_work_id = fields.Many2one("perpetual.count.zone.work", "Zone", readonly=True)
    line_id = fields.Many2one(
        "perpetual.count.line", "Last Count", required=True, readonly=True, ondelete="restrict"
    )
    round_ids = fields.One2many("perpetual.count.line", compute="_compute_rounds", string="Rounds")
    counter_ids = fields.Many2many("res.users", compute="_compute_rounds", string="Counters")
    date = fields.Datetime(related="line_id.entry_id.counted_at", store=True, string="Counted At")
    class_id = fields.Many2one("perpetual.abc.class", "Class", readonly=True)
    state = fields.Selection(
        STATES, "Status", required=True, readonly=True, tracking=True, index=True
    )
    expected = fields.Float(digits="Product Unit", readonly=True, aggregator=None)
    counted = fields.Float(digits="Product Unit", readonly=True, aggregator=None)
    quantity = fields.Float("Variance", digits="Product Unit", readonly=True, tracking=True)
    percent = fields.Float("Variance (%)", readonly=True, aggregator=None)
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_cost = fields.Float(
        digits=(16, 8), min_display_digits="Product Price", readonly=True, aggregator=None
    )
    value = fields.Monetary(compute="_compute_value", store=True)
    absolute_value = fields.Monetary(compute="_compute_value", store=True)
    is_within = fields.Boolean("Within Tolerance", readonly=True)
    is_disputed = fields.Boolean("Rounds Disagree", readonly=True)

    reason_id = fields.Many2one("perpetual.variance.reason", "Root Cause", tracking=True)
    investigation = fields.Text()
    corrective_action = fields.Text(tracking=True)
    action_owner_id = fields.Many2one(
        "res.users", "Action By", domain="[('share', '=', False)]", tracking=True
    )
    action_due = fields.Date("Action Due", tracking=True)
    action_done = fields.Boolean(tracking=True)
    evidence_ids = fields.Many2many("ir.attachment", string="Evidence")
    approval_ids = fields.One2many(
        "perpetual.variance.approval", "variance_id", "Decisions", readonly=True
    )
    level_needed = fields.Char("Approvals Needed", compute="_compute_level_needed")
    can_approve = fields.Boolean(compute="_compute_can_approve")

    posted_quantity = fields.Float(digits="Product Unit", readonly=True)
    posted_value = fields.Monetary(readonly=True)
    move_id = fields.Many2one(
        "stock.move", "Stock Move", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    account_move_id = fields.Many2one("account.move", "Journal Entry", readonly=True)

    @api.depends("quantity", "relocated_quantity", "unit_cost")
    def _compute_value(self):
        """Of what is lost or gained: goods in the wrong place are neither."""
        for variance in self:
            currency = variance.currency_id or self.env.company.currency_id
            left = variance._left(variance.quantity)
            variance.value = currency.round(left * variance.unit_cost)
            variance.absolute_value = abs(variance.value)

    @api.depends("session_id.line_ids.state")
    def _compute_rounds(self):
        for variance in self:
            lines = self.env["perpetual.count.line"].search(
                [
                    ("session_id", "=", variance.session_id.id),
                    ("product_id", "=", variance.product_id.id),
                    ("location_id", "=", variance.location_id.id),
                    ("is_counted", "=", True),
                ],
                order="round",
            )
            rounds = lines.filtered(lambda line, own=variance: line._key() == own._key())
            variance.round_ids = rounds
            # Each person who has committed a count of the key, also one that was corrected.
            variance.counter_ids = rounds.sudo().entry_ids.user_id

    @api.depends("product_id", "location_id", "quantity")
    def _compute_display_name(self):
        for variance in self:
            unit = variance.uom_id
            quantity = f"{unit.round(variance.quantity):+g}" if unit else ""
            variance.display_name = f"{quantity} {variance._key_name()}"

    def write(self, vals):
        if not self.env.su:
            self._check_by_hand(vals)
        reopened = self.filtered(
            lambda variance: vals.keys() & APPROVED_WITH and variance.state == "to_approve"
        )
        done = super().write(vals)
        # Who has approved has approved another cause or another action.
        reopened.sudo().approval_ids.is_valid = False
        if "evidence_ids" in vals:
            self._own_evidence()
        if vals.get("action_done"):
            # Whoever says that it is done, the owner has nothing left to do.
            self.sudo().activity_feedback(["mail.mail_activity_data_todo"])
        return done

    def _own_evidence(self):
        """Whoever reads the variance reads its evidence; a file alone is its uploader's."""
        for variance in self:
            # The uploader may be anybody who may write the variance.
            loose = variance.sudo().evidence_ids.filtered(lambda file: not file.res_id)
            loose.write({"res_model": self._name, "res_id": variance.id})

    def _check_by_hand(self, vals):
        """:raises AccessError: figures and states follow from counts and decisions"""
        mixins = {
            "message_follower_ids",
            "message_ids",
            "activity_ids",
            "message_main_attachment_id",
        }
        if vals.keys() - BY_HAND - mixins:
            raise AccessError(
                self.env._(
                    "%s: figures and status follow from counts and decisions; only cause, action"
                    " and evidence are written by hand.",
                    self[:1].display_name,
                )
            )
        adds = all(command[0] in (0, 4) for command in vals.get("evidence_ids") or [])
        closed = self.filtered(lambda variance: variance.state not in OPEN)
        if closed and not adds:
            raise UserError(
                self.env._(
                    "%s is decided; its evidence stays. More can be added.",
                    closed[:1].display_name,
                )
            )
        if vals.keys() - {"action_done", "evidence_ids", "investigation"} - mixins:
            closed = self.filtered(lambda variance: variance.state not in OPEN)
            if closed:
                raise UserError(
                    self.env._(
                        "%s is decided; its cause and action stay as they were approved.",
                        closed[:1].display_name,
                    )
                )

    # Approval

    def _rules(self):
        # Whoever works with the variance sees what it needs.
        return self.env["perpetual.approval.rule"].sudo()._for(self)

    def _levels_open(self):
        """Levels that have to approve still, lowest first."""
        given = self.approval_ids.filtered(
            lambda one: one.is_valid and one.decision == "approved"
        ).mapped("level")
        levels = sorted(set(self._rules().mapped("level"))) or ["1"]
        return [level for level in levels if level not in given]

    @api.depends("state", "approval_ids.is_valid", "value", "percent")
    def _compute_level_needed(self):
        for variance in self:
            open_levels = variance._levels_open() if variance.state in OPEN else []
            variance.level_needed = ", ".join(open_levels)

    @api.depends("state", "reason_id", "approval_ids")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        for variance in self:
            variance.can_approve = variance.state in OPEN and not variance._why_not()

    def _why_not(self):
        """Why this user may not approve, as an error to raise; ``None`` if they may."""
        self.ensure_one()
        name, user = self.display_name, self.env.user
        levels = self._levels_open()
        if not levels or not user.has_group(LEVELS[levels[0]]):
            return AccessError(
                self.env._(
                    "%(variance)s needs an approver of level %(level)s.",
                    variance=name,
                    level=levels[0] if levels else "1",
                )
            )
        if user in self.counter_ids:
            return UserError(
                self.env._("You have counted %s: somebody else has to approve it.", name)
            )
        if user == self.session_id.user_id and any(self._rules().mapped("excludes_opener")):
            return UserError(
                self.env._(
                    "You opened %(session)s, and %(variance)s is above the bound up to which you"
                    " may approve: somebody else has to.",
                    session=self.session_id.name,
                    variance=name,
                )
            )
        if user in self.approval_ids.filtered("is_valid").user_id:
            return UserError(
                self.env._("You have approved %s already; the next level is another's.", name)
            )
        return self._incomplete()

    def _incomplete(self):
        """What the log lacks before an approval, as an error; ``None`` if nothing."""
        name, reason = self.display_name, self.reason_id
        if not reason:
            return UserError(self.env._("%s has no root cause yet: choose one.", name))
        if reason.needs_evidence and not self.evidence_ids:
            return UserError(
                self.env._(
                    "%(variance)s: root cause “%(reason)s” needs evidence. Attach a photo or file.",
                    variance=name,
                    reason=reason.name,
                )
            )
        action = self.corrective_action and self.action_owner_id and self.action_due
        if reason.needs_action and not action:
            return UserError(
                self.env._(
                    "%(variance)s: root cause “%(reason)s” needs a corrective action, who does it"
                    " and by when.",
                    variance=name,
                    reason=reason.name,
                )
            )
        return None

    def action_submit(self):
        """The investigation is finished: approvers decide.

        :raises UserError: root cause, evidence or corrective action are missing
        """
        self.check_access("write")
        for variance in self:
            if variance.state != "investigate":
                raise UserError(self.env._("%s is not being investigated.", variance.display_name))
            missing = variance._incomplete()
            if missing:
                raise missing
        # The step is checked above; states are written by steps only.
        self.sudo().state = "to_approve"

    def action_approve(self):
        """Approve, each at the lowest level that is open. All of them, or none.

        :raises AccessError: not an approver of the level
        :raises UserError: one has counted, or opened above the bound; the log is incomplete
        """
        self.check_access("write")
        self._lock()
        for variance in self:
            if variance.state not in OPEN:
                raise UserError(
                    self.env._(
                        "%(variance)s is %(state)s: there is nothing to approve.",
                        variance=variance.display_name,
                        state=variance._state_name(),
                    )
                )
            refused = variance._why_not()
            if refused:
                raise refused
            variance._decide("approved", variance._levels_open()[0])
            is_last = not variance._levels_open()
            # States are written by steps only.
            variance.sudo().state = "approved" if is_last else "to_approve"
            if is_last:
                variance._ask_for_action()
        self.session_id.sudo()._check_settled()

    def _state_name(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        return states[self.state].lower()

    def _decide(self, decision, level, note=None):
        # A decision is made by a step only, in the name of who decides.
        self.env["perpetual.variance.approval"].sudo().create(
            {
                "variance_id": self.id,
                "level": level,
                "decision": decision,
                "user_id": self.env.uid,
                "quantity": self.quantity,
                "note": note,
            }
        )
        self.invalidate_recordset(["approval_ids", "level_needed", "can_approve"])

    def _ask_for_action(self):
        """The owner of a corrective action gets an activity."""
        if self.corrective_action and self.action_owner_id and not self.action_done:
            # The owner need not be a follower, nor the approver somebody who assigns work.
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.action_due,
                summary=self.env._("Corrective action"),
                note=self.corrective_action,
                user_id=self.action_owner_id.id,
            )

    def action_reject(self, note=None):
        """Send it to a recount by somebody who has not counted it yet.

        :raises AccessError: not an approver
        """
        self.check_access("write")
        if not self.env.user.has_group(LEVELS["1"]):
            raise AccessError(self.env._("Only approvers send variances to a recount."))
        self._lock()
        for variance in self:
            if variance.state not in OPEN:
                raise UserError(
                    self.env._(
                        "%(variance)s is %(state)s: there is nothing to reject.",
                        variance=variance.display_name,
                        state=variance._state_name(),
                    )
                )
            variance._decide("rejected", "1", note)
        # The step is checked above.
        self.sudo()._recount()

    def _recount(self):
        """Count again."""
        self._send_back()
        for variance in self:
            variance.session_id.state = "counting"
        self.line_id._count_again()

    def _send_back(self):
        """The count is judged again; approvals of this one no longer count."""
        self.approval_ids.is_valid = False
        self.state = "recount"

    def _lock(self):
        """Two decisions on one variance at once: the second one waits, then sees the first."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT id FROM perpetual_count_variance WHERE id = ANY(%s) ORDER BY id FOR UPDATE",
            [self.ids],
        )
        self.invalidate_recordset()

    def action_open_move(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "stock.move.line",
            "name": self.env._("Stock Moves"),
            "views": [(False, "list"), (False, "form")],
            "domain": [("move_id", "=", self.move_id.id)],
        }

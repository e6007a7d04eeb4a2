from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

#: Group of figures → field of the accuracy listing.
GROUPS = {
    "total": None,
    "class": "class_id",
    "reason": "reason_id",
    "warehouse": "warehouse_id",
    "kind": "session_type",
}
SUMS = ("scored", "hits", "exact", "late", "expected_value", "absolute_value", "net_value")
RATES = ("record_accuracy", "exact_rate", "location_accuracy", "absolute_accuracy")


class PerpetualCountReview(models.Model):
    """The quarterly review of variances: its figures frozen, what follows from them, and whether
    it was done."""

    _name = "perpetual.count.review"
    _description = "Variance Review"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_from desc, id desc"

    name = fields.Char(compute="_compute_name", store=True)
    company_id = fields.Many2one(
        "res.company", "Company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        "From", required=True, default=lambda self: self._last_quarter(), tracking=True
    )
    date_to = fields.Date("To", compute="_compute_date_to", store=True)
    state = fields.Selection(
        [("draft", "In Preparation"), ("held", "Held"), ("closed", "Closed")],
        "Status",
        required=True,
        readonly=True,
        default="draft",
        tracking=True,
        copy=False,
    )
    user_id = fields.Many2one(
        "res.users", "Led By", default=lambda self: self.env.user, tracking=True
    )
    participant_ids = fields.Many2many("res.users", string="Participants")
    frozen_at = fields.Datetime(readonly=True, copy=False)
    figure_ids = fields.One2many(
        "perpetual.count.review.figure", "review_id", "Figures", readonly=True
    )
    findings = fields.Html()
    action_ids = fields.One2many("perpetual.count.review.action", "review_id", "Actions")
    open_action_count = fields.Integer("Open Actions", compute="_compute_open_action_count")

    _quarter_unique = models.Constraint(
        "UNIQUE(company_id, date_from)", "This quarter has a review already."
    )

    @api.model
    def _last_quarter(self):
        """First day of the quarter before the present one."""
        today = fields.Date.context_today(self)
        start = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        return start - relativedelta(months=3)

    @api.depends("date_from")
    def _compute_date_to(self):
        for review in self:
            start = review.date_from
            review.date_to = start and start + relativedelta(months=3, days=-1)

    @api.depends("date_from")
    def _compute_name(self):
        for review in self:
            start = review.date_from
            review.name = start and f"Q{(start.month - 1) // 3 + 1} {start.year}"

    @api.depends("action_ids.is_done")
    def _compute_open_action_count(self):
        for review in self:
            review.open_action_count = len(review.action_ids.filtered(lambda row: not row.is_done))

    @api.constrains("date_from")
    def _check_quarter(self):
        for review in self:
            if review.date_from.day != 1 or review.date_from.month % 3 != 1:
                raise UserError(
                    self.env._("%s begins no quarter: choose its first day.", review.date_from)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        for review in self:
            if review.state != "draft":
                raise UserError(self.env._("%s was held and stays as a record.", review.name))

    def write(self, vals):
        if not self.env.su and "state" in vals:
            raise UserError(self.env._("Use the buttons: a review is held, then closed."))
        if {"date_from", "company_id"} & vals.keys() and any(row.frozen_at for row in self):
            raise UserError(
                self.env._("%s has its figures already: make another one.", self[:1].name)
            )
        return super().write(vals)

    # Steps

    def action_freeze(self):
        """Take the quarter's figures as they are now; until the review is held they can be
        taken anew.

        :raises UserError: held already
        """
        for review in self:
            if review.state != "draft":
                raise UserError(self.env._("%s was held: its figures stay.", review.name))
            # Figures are never written by hand.
            own = review.sudo()
            own.figure_ids.unlink()
            own.figure_ids.create([vals for group in GROUPS for vals in review._figures(group)])
            own.frozen_at = fields.Datetime.now()

    def action_hold(self):
        """The review has taken place.

        :raises UserError: it has no figures or no findings
        """
        for review in self:
            if not review.frozen_at:
                raise UserError(self.env._("Take the figures of %s first.", review.name))
            if not review.findings or not review.findings.striptags().strip():
                raise UserError(self.env._("Write down what %s has found.", review.name))
            review.action_ids._ask()
            # States are written by steps only.
            review.sudo().state = "held"

    def action_close(self):
        """All that was decided is done.

        :raises UserError: an action is open
        """
        for review in self:
            still = review.action_ids.filtered(lambda row: not row.is_done)
            if still:
                raise UserError(
                    self.env._(
                        "“%(action)s” of %(review)s is not done yet, by %(person)s.",
                        action=still[0].name,
                        review=review.name,
                        person=still[0].user_id.name,
                    )
                )
            if review.state != "held":
                raise UserError(self.env._("%s was not held yet.", review.name))
            # States are written by steps only.
            review.sudo().state = "closed"

    def action_open_counts(self):
        """The counts behind the figures."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_cycle_count.perpetual_count_accuracy_action"
        )
        return {**action, "domain": self._domain(), "context": {}}

    # Figures

    def _domain(self):
        self.ensure_one()
        return [
            ("company_id", "=", self.company_id.id),
            ("day", ">=", self.date_from),
            ("day", "<=", self.date_to),
        ]

    def _figures(self, group):
        field = GROUPS[group]
        listing = self.env["perpetual.count.accuracy"].with_company(self.company_id)
        rows = listing._read_group(
            self._domain(),
            [field] if field else [],
            [*(f"{name}:sum" for name in SUMS), *(f"{name}:avg" for name in RATES)],
        )
        labels = dict(listing._fields["session_type"]._description_selection(self.env))
        for row in rows:
            what, figures = (row[0], row[1:]) if field else (self.env._("All"), row)
            if not figures[0]:
                continue
            name = what if isinstance(what, str) else what.display_name
            values = dict(zip((*SUMS, *RATES), figures, strict=True))
            yield {
                "review_id": self.id,
                "group": group,
                "name": labels.get(name, name) or self.env._("None"),
                **{key: values[key] or 0 for key in SUMS},
                **{key: self._as_text(values[key]) for key in RATES},
            }

    def _as_text(self, ratio):
        return "–" if ratio is None or ratio is False else f"{ratio:.2f} %"


class PerpetualCountReviewFigure(models.Model):
    """A row of frozen figures."""

    _name = "perpetual.count.review.figure"
    _description = "Figures of a Variance Review"
    _order = "review_id, group desc, absolute_value desc, id"

    review_id = fields.Many2one(
        "perpetual.count.review", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="review_id.company_id", store=True)
    currency_id = fields.Many2one(related="review_id.currency_id")
    group = fields.Selection(
        [
            ("total", "All"),
            ("class", "Class"),
            ("reason", "Root Cause"),
            ("warehouse", "Warehouse"),
            ("kind", "Kind"),
        ],
        "By",
        required=True,
        readonly=True,
    )
    name = fields.Char(readonly=True)
    scored = fields.Integer("Counted", readonly=True)
    hits = fields.Integer(readonly=True)
    exact = fields.Integer("Exact", readonly=True)
    late = fields.Integer(readonly=True)
    expected_value = fields.Monetary("Expected", readonly=True)
    absolute_value = fields.Monetary("Variance, Up and Down", readonly=True)
    net_value = fields.Monetary("Variance, Net", readonly=True)
    record_accuracy = fields.Char(readonly=True)
    exact_rate = fields.Char("Exact Match Rate", readonly=True)
    location_accuracy = fields.Char(readonly=True)
    absolute_accuracy = fields.Char(readonly=True)


class PerpetualCountReviewAction(models.Model):
    """What a review decided, who does it and by when."""

    _name = "perpetual.count.review.action"
    _description = "Action of a Variance Review"
    _order = "review_id, due, id"

    review_id = fields.Many2one(
        "perpetual.count.review", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="review_id.company_id", store=True)
    name = fields.Char("What", required=True)
    user_id = fields.Many2one("res.users", "By", required=True, domain="[('share', '=', False)]")
    due = fields.Date(required=True)
    is_done = fields.Boolean("Done")
    done_on = fields.Date(compute="_compute_done_on", store=True)
    result = fields.Char(help="What came of it.")

    @api.depends("is_done")
    def _compute_done_on(self):
        for action in self:
            action.done_on = action.done_on or (
                fields.Date.context_today(self) if action.is_done else False
            )
            if not action.is_done:
                action.done_on = False

    def _ask(self):
        """An activity for each who has to do something."""
        for action in self.filtered(lambda row: not row.is_done):
            # The owner need not be a follower of the review.
            action.review_id.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=action.due,
                summary=action.name,
                user_id=action.user_id.id,
            )

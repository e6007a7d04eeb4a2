from odoo import api, fields, models
from odoo.exceptions import UserError

from ..figures import Period


class PerpetualCountReview(models.Model):
    """The quarter's key figures, frozen with its variances: one review of both."""

    _inherit = "perpetual.count.review"

    kpi_figure_ids = fields.One2many("perpetual.kpi.review.figure", "review_id", "Key Figures")
    missed_count = fields.Integer("Targets Missed", compute="_compute_missed_count")
    carried_action_ids = fields.Many2many(
        "perpetual.count.review.action",
        string="Carried Over",
        compute="_compute_carried_action_ids",
        help="Actions of earlier reviews that are not done.",
    )

    @api.depends("kpi_figure_ids.status")
    def _compute_missed_count(self):
        for review in self:
            missed = review.kpi_figure_ids.filtered(lambda row: row.status == "bad")
            review.missed_count = len(missed)

    @api.depends("date_from", "company_id")
    def _compute_carried_action_ids(self):
        for review in self:
            review.carried_action_ids = self.env["perpetual.count.review.action"].search(
                [
                    ("company_id", "=", review.company_id.id),
                    ("review_id.date_from", "<", review.date_from),
                    ("is_done", "=", False),
                ]
            )

    def action_freeze(self):
        """Take the key figures too, compared with the quarter before."""
        result = super().action_freeze()
        for review in self:
            findings = {row.code: row.finding for row in review.kpi_figure_ids if row.finding}
            # Figures are never written by hand.
            own = review.sudo()
            own.kpi_figure_ids.unlink()
            own.kpi_figure_ids.create(list(review._kpi_figures(findings)))
        return result

    def _kpi_figures(self, findings):
        period = Period(self.date_from, self.date_to)
        options = {"first": period.first, "last": period.last}
        companies = self.company_id.ids
        dashboard = self.env["perpetual.kpi.dashboard"].with_context(allowed_company_ids=companies)
        data = dashboard.data(options)
        for section in data["sections"]:
            for number, tile in enumerate(section["tiles"]):
                yield {
                    "review_id": self.id,
                    "sequence": number,
                    "code": tile["code"],
                    "name": tile["name"],
                    "numerator": tile["numerator"],
                    "denominator": tile["denominator"] or 0,
                    "value": tile["value"] or 0,
                    "text": tile["text"],
                    "before_text": tile["before_text"],
                    "target_text": tile["target_text"],
                    "status": tile["status"],
                    "finding": findings.get(tile["code"]),
                }


class PerpetualKpiReviewFigure(models.Model):
    """A key figure as it was when the review took it."""

    _name = "perpetual.kpi.review.figure"
    _description = "Key Figure of a Review"
    _order = "review_id, id"

    review_id = fields.Many2one(
        "perpetual.count.review", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="review_id.company_id", store=True)
    sequence = fields.Integer(readonly=True)
    code = fields.Char(readonly=True)
    name = fields.Char(readonly=True)
    numerator = fields.Float(readonly=True)
    denominator = fields.Float(readonly=True)
    value = fields.Float(readonly=True)
    text = fields.Char("Figure", readonly=True)
    before_text = fields.Char("Quarter Before", readonly=True)
    target_text = fields.Char("Target", readonly=True)
    status = fields.Selection(
        [("good", "✔ Meets"), ("bad", "✘ Misses"), ("none", "–")], "Result", readonly=True
    )
    finding = fields.Char(help="What explains it.")

    def write(self, vals):
        """Only the finding is written by people, and only until the review is closed.

        :raises UserError: a frozen figure, or a closed review
        """
        if not self.env.su:
            if vals.keys() - {"finding"}:
                raise UserError(self.env._("Figures of a review are frozen: write a finding."))
            closed = self.review_id.filtered(lambda review: review.state == "closed")
            if closed:
                raise UserError(self.env._("%s is closed: it stays as it is.", closed[0].name))
        return super().write(vals)

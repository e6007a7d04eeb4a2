from odoo import fields, models

from .perpetual_approval_rule import LEVELS


class PerpetualVarianceApproval(models.Model):
    """Somebody's decision on a variance; it stays when the variance is counted again."""

    _name = "perpetual.variance.approval"
    _description = "Approval of a Variance"
    _order = "id desc"
    _rec_name = "user_id"

    variance_id = fields.Many2one(
        "perpetual.count.variance", "Variance", required=True, readonly=True, ondelete="cascade",
        index=True,
    )  # fmt: skip
    company_id = fields.Many2one(related="variance_id.company_id", store=True)
    level = fields.Selection([(level, f"Level {level}") for level in LEVELS], readonly=True)
    decision = fields.Selection(
        [("approved", "Approved"), ("rejected", "Counted Again")], required=True, readonly=True
    )
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True)
    decided_at = fields.Datetime("At", required=True, readonly=True, default=fields.Datetime.now)
    quantity = fields.Float("Variance Then", digits="Product Unit", readonly=True)
    note = fields.Char(readonly=True)
    is_valid = fields.Boolean(
        readonly=True, default=True, help="Of the present round; a recount asks again."
    )

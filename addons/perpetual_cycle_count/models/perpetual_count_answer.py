from odoo import fields, models


class PerpetualCountAnswer(models.Model):
    """Whether goods of a movement validated right after a count had moved before it."""

    _name = "perpetual.count.answer"
    _description = "Before or After the Count"
    _rec_name = "answer"

    entry_id = fields.Many2one(
        "perpetual.count.entry", "Count", required=True, readonly=True, ondelete="cascade",
        index=True,
    )  # fmt: skip
    company_id = fields.Many2one(related="entry_id.company_id", store=True)
    move_line_id = fields.Many2one(
        "stock.move.line", "Movement", required=True, readonly=True, ondelete="restrict"
    )
    answer = fields.Selection(
        [("before", "Before"), ("after", "After"), ("unknown", "Unknown")],
        required=True,
        readonly=True,
    )
    user_id = fields.Many2one("res.users", "Answered By", required=True, readonly=True)

    _once = models.Constraint(
        "UNIQUE(entry_id, move_line_id)", "This movement is answered for already."
    )

from odoo import api, fields, models


class PerpetualAbcRunChange(models.Model):
    """How many products a run leaves in a class or moves to another."""

    _name = "perpetual.abc.run.change"
    _description = "Classes in an ABC Run"
    _order = "class_from_id, class_to_id, id"

    run_id = fields.Many2one("perpetual.abc.run", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    class_from_id = fields.Many2one("perpetual.abc.class", "From", ondelete="cascade")
    class_to_id = fields.Many2one(
        "perpetual.abc.class", "To", required=True, ondelete="cascade", index=True
    )
    items = fields.Integer("Products")
    value = fields.Float("Criterion", digits=(16, 2))
    counts_before = fields.Float("Counts a Year Now", compute="_compute_counts")
    counts_after = fields.Float("Counts a Year Then", compute="_compute_counts")

    @api.depends("items", "class_from_id.interval_days", "class_to_id.interval_days")
    def _compute_counts(self):
        for row in self:
            before, after = row.class_from_id.interval_days, row.class_to_id.interval_days
            row.counts_before = row.items * 365 / before if before else 0
            row.counts_after = row.items * 365 / after

from odoo import fields, models

REASONS = [
    ("abc", "ABC interval"),
    ("negative", "Negative stock"),
    ("zero", "Ran out"),
    ("empty_bin", "Empty bin"),
    ("variance", "After a variance"),
    ("movements", "Many movements"),
    ("never", "Never counted"),
    ("control", "Control group"),
    ("process", "Process control"),
    ("annual", "Annual count"),
]


class PerpetualCountDue(models.Model):
    """A key that is due, why, since when, and whether it fits today.

    Written anew each time the plan looks; what does not fit is here, not dropped.
    """

    _name = "perpetual.count.due"
    _inherit = ["perpetual.count.key"]
    _description = "Due Count"
    _order = "due, id"
    _log_access = False

    plan_id = fields.Many2one(
        "perpetual.count.plan", "Plan", required=True, readonly=True, ondelete="cascade", index=True
    )
    warehouse_id = fields.Many2one(related="plan_id.warehouse_id")
    class_id = fields.Many2one("perpetual.abc.class", "Class", readonly=True, ondelete="set null")
    color = fields.Integer(related="class_id.color")
    due = fields.Date("Due On", required=True, readonly=True)
    days_overdue = fields.Integer(readonly=True, aggregator="max")
    reason = fields.Selection(REASONS, "Why", required=True, readonly=True)
    counted = fields.Date("Last Counted", readonly=True)
    state = fields.Selection(
        [
            ("left", "No room today"),
            ("today", "Today"),
            ("forward", "Taken forward"),
            ("coming", "Coming"),
        ],
        "When",
        required=True,
        readonly=True,
    )

    def _compute_display_name(self):
        for row in self:
            row.display_name = row._key_name()

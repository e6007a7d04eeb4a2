from odoo import fields, models
from odoo.fields import Domain

HIDDEN = "perpetual_stock.group_inventory_controller,perpetual_stock.group_auditor"


class PerpetualCountFigures(models.AbstractModel):
    """When something was counted last, and how exactly: for buttons on its form."""

    _name = "perpetual.count.figures"
    _description = "Figures of Counts"

    perpetual_counted_at = fields.Datetime(
        "Last Counted", compute="_compute_perpetual_figures", groups=HIDDEN
    )
    perpetual_hits = fields.Integer(compute="_compute_perpetual_figures", groups=HIDDEN)
    perpetual_scored = fields.Integer(compute="_compute_perpetual_figures", groups=HIDDEN)
    perpetual_accuracy = fields.Char(
        "Count Accuracy",
        compute="_compute_perpetual_figures",
        groups=HIDDEN,
        help="First counts within tolerance ÷ first counts; “–” where there is none.",
    )

    def _perpetual_lines(self):
        """Domain of the count lines of one record."""
        raise NotImplementedError

    def _compute_perpetual_figures(self):
        lines = self.env["perpetual.count.line"]
        for record in self:
            own = record._perpetual_lines() & Domain("is_counted", "=", True)
            own &= Domain("state", "!=", "cancel")
            last = lines.search(own, order="entry_id desc", limit=1)
            first = own & Domain("round", "=", 1) & Domain("state", "in", ("accepted", "recount"))
            record.perpetual_counted_at = last.entry_id.counted_at
            record.perpetual_scored = lines.search_count(first)
            record.perpetual_hits = lines.search_count(first & Domain("is_hit", "=", True))
            record.perpetual_accuracy = (
                f"{record.perpetual_hits * 100 / record.perpetual_scored:.0f} %"
                if record.perpetual_scored
                else "–"
            )

    def action_perpetual_counts(self):
        """Open what was counted of it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_cycle_count.perpetual_count_line_action"
        )
        return {**action, "domain": list(self._perpetual_lines()), "context": {}}

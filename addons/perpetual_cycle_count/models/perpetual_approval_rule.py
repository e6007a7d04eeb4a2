from odoo import fields, models

#: Level → the group that approves at it.
LEVELS = {
    "1": "perpetual_stock.group_approver_1",
    "2": "perpetual_stock.group_approver_2",
}


class PerpetualApprovalRule(models.Model):
    """From which bounds on a variance needs an approval of a level.

    A rule applies where each of its bounds is reached. Each level that applies is one approval,
    by different people.
    """

    _name = "perpetual.approval.rule"
    _description = "Approval Rule"
    _order = "level, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", "Company", index=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    level = fields.Selection([("1", "Level 1"), ("2", "Level 2")], required=True, default="1")
    min_value = fields.Monetary("From Value", help="Value of the variance, up or down.")
    min_percent = fields.Float(
        "From Percent",
        help="Of what was expected; where nothing was, every variance reaches it.",
    )
    class_name = fields.Char("Class", help="Only for this ABC class, such as A; empty: all.")
    excludes_opener = fields.Boolean(
        "Not by Who Opened", help="Whoever opened the session does not approve either."
    )

    def _compute_currency_id(self):
        for rule in self:
            rule.currency_id = (rule.company_id or self.env.company).currency_id

    def _for(self, variance):
        """The rules that apply to a variance. Without any, level 1 approves."""
        rules = self.search([("company_id", "in", (False, variance.company_id.id))])
        return rules.filtered(
            lambda rule: (
                abs(variance.value) >= rule.min_value
                and (not variance.expected or abs(variance.percent) >= rule.min_percent)
                and rule.class_name in (False, variance.class_id.name)
            )
        )

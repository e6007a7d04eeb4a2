from decimal import Decimal

from odoo import fields, models

from ..counting import Tolerance


class PerpetualAbcClass(models.Model):
    """One class of a policy: how far down the ranking it goes, how often its products are
    counted, and by how much a count may differ from the book."""

    _name = "perpetual.abc.class"
    _description = "ABC Class"
    _order = "policy_id, sequence, id"

    policy_id = fields.Many2one(
        "perpetual.abc.policy", "Policy", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="policy_id.company_id", store=True, index=True)
    name = fields.Char("Class", required=True)
    sequence = fields.Integer(default=10)
    cumulative_limit = fields.Float(
        "Up To (%)", required=True, help="Cumulative percentage at which the class ends."
    )
    interval_days = fields.Integer(
        "Count Every (Days)", required=True, help="Longest time between two counts of a product."
    )
    tolerance_percent = fields.Float(
        "Tolerance (%)",
        digits=(16, 3),
        help="A count may differ from what is expected by this share of it.",
    )
    tolerance_quantity = fields.Float(
        "Tolerance (Quantity)",
        digits="Product Unit",
        help="A count may differ by as much in any case, in the product's unit.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    tolerance_value = fields.Monetary(
        "Tolerance (Value)",
        help="A difference worth more than this is outside in any case; 0: no such bound.",
    )
    counters_required = fields.Integer(
        "Counters", required=True, default=1, help="How many people count a product, each blind."
    )
    color = fields.Integer("Colour")

    _name_unique = models.Constraint(
        "UNIQUE(policy_id, name)", "A policy has only one class of a name."
    )
    _limit_range = models.Constraint(
        "CHECK(cumulative_limit > 0 AND cumulative_limit <= 100)",
        "The limit of a class is above 0 and at most 100 %.",
    )
    _interval_positive = models.Constraint(
        "CHECK(interval_days > 0)", "A class is counted at least every so many days: 1 or more."
    )
    _tolerance_not_negative = models.Constraint(
        "CHECK(tolerance_percent >= 0 AND tolerance_quantity >= 0 AND tolerance_value >= 0)",
        "A tolerance is not negative.",
    )
    _counters_range = models.Constraint(
        "CHECK(counters_required BETWEEN 1 AND 3)", "One to three people count a product."
    )

    def _tolerance(self):
        """As the pure modules take it; none without a class."""
        return Tolerance(
            Decimal(str(self.tolerance_percent)),
            Decimal(str(self.tolerance_quantity)),
            Decimal(str(self.tolerance_value)),
        )

    def _compute_currency_id(self):
        for abc_class in self:
            abc_class.currency_id = (abc_class.company_id or self.env.company).currency_id

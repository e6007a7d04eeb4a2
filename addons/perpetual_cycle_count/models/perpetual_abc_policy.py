from odoo import api, fields, models


class PerpetualAbcPolicy(models.Model):
    """How products are classed: by what, over which window, in which scope, with which cuts.

    A policy without a company is for all of them. The most specific policy that is active is
    the one that counts go by: warehouse before company before all.
    """

    _name = "perpetual.abc.policy"
    _description = "ABC Policy"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one("res.company", "Company", index=True)
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Warehouse",
        check_company=True,
        help="Classes are made for this warehouse only; empty: for each warehouse by itself.",
    )
    criterion = fields.Selection(
        [
            ("consumption", "Annual Consumption Value"),
            ("picks", "Pick Lines"),
            ("on_hand", "On-Hand Value"),
            ("margin", "Gross Margin"),
        ],
        required=True,
        default="consumption",
    )
    window_days = fields.Integer(
        "Window (Days)", required=True, default=365, help="How far back issues are looked at."
    )
    cut = fields.Selection(
        [("value", "Cumulative Value"), ("share", "Share of Items")],
        required=True,
        default="value",
        help="What the limits of the classes are percentages of.",
    )
    class_ids = fields.One2many("perpetual.abc.class", "policy_id", "Classes", copy=True)

    _window_positive = models.Constraint(
        "CHECK(window_days > 0)", "The window of an ABC policy has at least one day."
    )

    @api.model
    def _for_warehouse(self, warehouse):
        """The policy that a warehouse counts by: its own, else its company's, else the one for
        all; of several the first. Empty if there is none."""
        policies = self.search([("company_id", "in", (False, warehouse.company_id.id))])
        own = policies.filtered(lambda policy: policy.warehouse_id == warehouse)
        company = policies.filtered(lambda policy: policy.company_id and not policy.warehouse_id)
        shared = policies.filtered(lambda policy: not policy.company_id)
        return (own or company or shared)[:1]

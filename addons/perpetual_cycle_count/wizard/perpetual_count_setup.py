from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

#: Workdays of a year that the wizard reckons with before there is a plan.
YEAR_DAYS = 250


class PerpetualCountSetup(models.TransientModel):
    """From nothing to the first plan: where, by which classes, how many, who."""

    _name = "perpetual.count.setup"
    _description = "Set Up Cycle Counting"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, readonly=True
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Warehouse",
        required=True,
        domain="[('company_id', '=', company_id)]",
        default=lambda self: self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        ),
    )
    policy_id = fields.Many2one(
        "perpetual.abc.policy",
        "ABC Policy",
        compute="_compute_policy_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
    )
    counter_ids = fields.Many2many(
        "res.users",
        "perpetual_count_setup_counter_rel",
        string="Who Counts",
        domain="[('share', '=', False)]",
    )
    approver_ids = fields.Many2many(
        "res.users",
        "perpetual_count_setup_approver_rel",
        string="Who Approves",
        compute="_compute_approver_ids",
        help="People with an approver's right. An administrator gives it in their settings.",
    )
    capacity_per_counter = fields.Integer("Counts per Person and Day", required=True, default=25)
    capacity = fields.Integer(
        "Counts a Day",
        compute="_compute_capacity",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
    )
    item_count = fields.Integer("Products in Stock", compute="_compute_cost")
    counts_per_year = fields.Integer(compute="_compute_cost")
    counts_per_day = fields.Float(compute="_compute_cost", digits=(16, 1))
    is_short = fields.Boolean(compute="_compute_cost")

    @api.depends("warehouse_id")
    def _compute_policy_id(self):
        for setup in self:
            policies = self.env["perpetual.abc.policy"].search(
                [
                    ("company_id", "in", [False, setup.company_id.id]),
                    ("warehouse_id", "in", [False, setup.warehouse_id.id]),
                    ("category_id", "=", False),
                ]
            )
            setup.policy_id = policies.sorted(lambda policy: policy._specificity())[:1]

    @api.depends("warehouse_id")
    def _compute_approver_ids(self):
        group = self.env.ref("perpetual_stock.group_approver_1")
        for setup in self:
            setup.approver_ids = group.all_user_ids.filtered(
                lambda user, company=setup.company_id: company in user.company_ids
            )

    @api.depends("counter_ids", "capacity_per_counter")
    def _compute_capacity(self):
        for setup in self:
            setup.capacity = max(len(setup.counter_ids), 2) * setup.capacity_per_counter

    @api.depends("policy_id", "warehouse_id", "capacity")
    def _compute_cost(self):
        """What a year of it costs in counts, before anything is made."""
        for setup in self:
            items, counts = setup._year()
            setup.item_count = items
            setup.counts_per_year = round(counts)
            setup.counts_per_day = counts / YEAR_DAYS
            setup.is_short = setup.counts_per_day > setup.capacity

    def _year(self):
        """:returns: (products with stock or issues in the warehouse, counts a year)"""
        self.ensure_one()
        if not self.policy_id.class_ids or not self.warehouse_id:
            return 0, 0
        policy, now = self.policy_id._origin, fields.Datetime.now()
        start = now - timedelta(days=policy.window_days)
        ranking = self.env["perpetual.abc.ranking"]
        ranking._rank(policy, self.company_id, start, now)
        rows = ranking._intervals_of(self.warehouse_id._origin)
        return sum(items for items, _days in rows), sum(items * 365 / days for items, days in rows)

    def action_set_up(self):
        """Class the products, make the plan, and show it.

        :raises UserError: nobody may count or approve
        """
        self.ensure_one()
        self._check_people()
        run = self.env["perpetual.abc.run"].create(
            {"policy_id": self.policy_id.id, "company_id": self.company_id.id}
        )
        run.action_apply()
        plan = self.env["perpetual.count.plan"].create(
            {
                "name": self.warehouse_id.name,
                "company_id": self.company_id.id,
                "warehouse_id": self.warehouse_id.id,
                "counter_ids": [Command.set(self.counter_ids.ids)],
                "capacity": self.capacity,
                "capacity_per_counter": self.capacity_per_counter,
            }
        )
        plan._refresh(plan._today())
        return {
            "type": "ir.actions.act_window",
            "res_model": plan._name,
            "res_id": plan.id,
            "view_mode": "form",
        }

    def _check_people(self):
        counter = "perpetual_cycle_count.group_counter"
        unable = self.counter_ids.filtered(lambda user: not user.has_group(counter))
        if unable:
            raise UserError(
                self.env._(
                    "%s may not count: an administrator gives them the right “Counter”, or take"
                    " them off the list.",
                    ", ".join(unable.mapped("name")),
                )
            )
        if self.counter_ids and not self.approver_ids - self.counter_ids:
            raise UserError(
                self.env._(
                    "Nobody is left to approve what these people count. An administrator gives"
                    " somebody else the right “Approver, level 1”."
                )
            )

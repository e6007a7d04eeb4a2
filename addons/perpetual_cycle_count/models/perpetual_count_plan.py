import random
from datetime import datetime, time, timedelta
from decimal import Decimal

from pytz import timezone

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..counting import Triggers


class PerpetualCountPlan(models.Model):
    """What is counted when: triggers that make keys due, and how many fit a day."""

    _name = "perpetual.count.plan"
    _description = "Count Plan"
    _inherit = ["mail.thread", "perpetual.count.facts"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", "Company", required=True, index=True, default=lambda self: self.env.company
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Warehouse",
        required=True,
        check_company=True,
        default=lambda self: self.env["stock.warehouse"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        ),
    )
    location_ids = fields.Many2many(
        "stock.location",
        "perpetual_count_plan_location_rel",
        string="Zones",
        check_company=True,
        domain="[('usage', '=', 'internal')]",
        help="Where is counted, with all bins below. Empty: the whole warehouse.",
    )
    since = fields.Date(
        "Begins",
        required=True,
        default=fields.Date.context_today,
        help="What was never counted is spread over its interval from this day on.",
    )

    by_abc = fields.Boolean("ABC Interval", default=True, tracking=True)
    by_negative = fields.Boolean(
        "Negative Stock", default=True, help="Count at once what is negative by the books."
    )
    by_zero = fields.Boolean(
        "Zero Stock",
        default=True,
        help="Goods whose stock at a place ran out are counted there: an explicit zero, quickly"
        " made.",
    )
    by_empty_bin = fields.Boolean(
        "Empty Bin", help="As above where the whole place should be empty now."
    )
    empty_days = fields.Integer(
        "Ran Out In (Days)", default=7, help="How far back is looked for what ran out."
    )
    variance_days = fields.Integer(
        "After a Variance (Days)",
        default=30,
        help="Count again so long after a variance outside tolerance was posted; 0: do not.",
    )
    movements = fields.Integer(
        "After Movements", help="Count after so many movements since the last count; 0: do not."
    )
    by_never = fields.Boolean(
        "Never Counted",
        help="What never was counted is due at once, not spread over its interval.",
    )
    control_days = fields.Integer(
        "Control Group (Days)", help="Recount the control group this often; 0: do not."
    )
    control_product_ids = fields.Many2many(
        "product.product",
        "perpetual_count_plan_control_rel",
        string="Control Group",
        domain="[('is_storable', '=', True)]",
        help="The same few products, counted again and again until each error is explained.",
    )
    control_size = fields.Integer("Group Size", default=20)
    process_days = fields.Integer(
        "Process Control (Days)",
        help="Count what is easy to count this often, and all else once in 12 months; 0: do not.",
    )
    easy_quantity = fields.Float("Easy Up To (Units)", digits="Product Unit", default=10)
    by_annual = fields.Boolean("Annual Count")
    annual_date = fields.Date("Annual Day", help="Month and day on which the annual count begins.")

    capacity = fields.Integer(
        "Counts a Day", required=True, default=50, help="Most counts of the plan on a workday."
    )
    capacity_per_counter = fields.Integer(
        "Counts per Person", required=True, default=25, help="Most lines of one sheet."
    )
    calendar_id = fields.Many2one(
        "resource.calendar",
        "Workdays",
        check_company=True,
        default=lambda self: self.env.company.resource_calendar_id,
        help="Days on which is counted. Empty: Monday to Friday.",
    )
    counter_ids = fields.Many2many(
        "res.users",
        "perpetual_count_plan_counter_rel",
        string="Counters",
        domain="[('share', '=', False)]",
        help="Each gets a sheet. Empty: sheets that anybody with the right to count takes.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        help="Opens the sessions that the daily job makes.",
    )
    is_automatic = fields.Boolean(
        "Lists by Themselves", default=True, help="The daily job makes each workday's lists."
    )

    session_ids = fields.One2many("perpetual.count.session", "plan_id", "Sessions", readonly=True)
    due_ids = fields.One2many("perpetual.count.due", "plan_id", "Due", readonly=True)
    refreshed_at = fields.Datetime("As Of", readonly=True, copy=False)
    due_count = fields.Integer(compute="_compute_due_counts", string="Due Now")
    overdue_count = fields.Integer(compute="_compute_due_counts", string="Overdue")
    left_count = fields.Integer(compute="_compute_due_counts", string="Without Room Today")
    usual_load = fields.Float(
        "Usual Load (Counts a Day)",
        digits=(16, 1),
        readonly=True,
        copy=False,
        help="Counts a workday that the intervals make in a year: Σ keys ÷ interval.",
    )
    is_short = fields.Boolean(compute="_compute_is_short")

    _capacity_positive = models.Constraint(
        "CHECK(capacity > 0 AND capacity_per_counter > 0)",
        "A plan has room for at least one count a day, and so has a sheet.",
    )
    _days_not_negative = models.Constraint(
        "CHECK(variance_days >= 0 AND movements >= 0 AND control_days >= 0 AND process_days >= 0"
        " AND empty_days >= 0 AND control_size >= 0)",
        "Days and numbers of a plan are 0 or more.",
    )
    _annual_day = models.Constraint(
        "CHECK(NOT by_annual OR annual_date IS NOT NULL)",
        "Choose the day on which the annual count begins.",
    )

    @api.depends("due_ids.state", "due_ids.days_overdue")
    def _compute_due_counts(self):
        rows = self.env["perpetual.count.due"]._read_group(
            [("plan_id", "in", self.ids)], ["plan_id", "state"], ["__count", "days_overdue:sum"]
        )
        found = {(plan, state): number for plan, state, number, _days in rows}
        late = self.env["perpetual.count.due"]._read_group(
            [("plan_id", "in", self.ids), ("days_overdue", ">", 0)], ["plan_id"], ["__count"]
        )
        overdue = dict(late)
        for plan in self:
            own = plan._origin
            plan.left_count = found.get((own, "left"), 0)
            plan.due_count = plan.left_count + found.get((own, "today"), 0)
            plan.overdue_count = overdue.get(own, 0)

    @api.depends("usual_load", "capacity")
    def _compute_is_short(self):
        for plan in self:
            plan.is_short = plan.usual_load > plan.capacity

    # What the plan says

    def _triggers(self):
        """The plan's triggers as the pure modules take them."""
        self.ensure_one()
        return Triggers(
            abc=self.by_abc,
            negative=self.by_negative,
            variance_days=self.variance_days,
            movements=self.movements,
            never=self.by_never,
            control_days=self.control_days,
            process_days=self.process_days,
            easy_quantity=Decimal(str(self.easy_quantity)),
            annual=self.annual_date if self.by_annual else None,
        )

    def _workdays(self, first, days):
        """Days on which is counted, of so many days from ``first`` on.

        :returns: set of dates
        """
        self.ensure_one()
        horizon = [first + timedelta(number) for number in range(days)]
        if not horizon:
            return set()
        if not self.calendar_id:
            return {day for day in horizon if day.weekday() < 5}
        zone = timezone(self.calendar_id.tz or "UTC")
        start = zone.localize(datetime.combine(first, time.min))
        end = zone.localize(datetime.combine(horizon[-1], time.max))
        # Who plans counts needs no rights to calendars.
        intervals = self.calendar_id.sudo()._work_intervals_batch(start, end)[False]
        return {begin.astimezone(zone).date() for begin, _end, _record in intervals}

    def _scope_domain(self):
        """Internal places of the plan, as a domain on locations."""
        zones = self.location_ids or self.warehouse_id.view_location_id
        return Domain("id", "child_of", zones.ids) & Domain("usage", "=", "internal")

    def _today(self):
        """Lists are made, and counts are due, by the warehouse's days, whoever looks."""
        return self.warehouse_id._perpetual_today()

    # Control group

    def action_draw_control_group(self):
        """Choose the control group at random among what is in stock; it stays the same then."""
        self.check_access("write")
        for plan in self:
            keys = plan._facts(plan._today())
            products = sorted({fact["product_id"] for fact in keys})
            if not products:
                raise UserError(
                    self.env._(
                        "Nothing is in stock in the zones of %s: there is no group to draw.",
                        plan.name,
                    )
                )
            chosen = random.sample(products, min(plan.control_size, len(products)))
            plan.write(
                {
                    "control_product_ids": [Command.set(chosen)],
                    "control_days": plan.control_days or 7,
                }
            )

    # Screens

    def action_refresh(self):
        """Look anew at what is due, and open it."""
        self.check_access("write")
        for plan in self:
            plan._refresh(plan._today())
        return self.action_open_due()

    def action_open_due(self):
        return self._open("perpetual_count_due_action", [("plan_id", "in", self.ids)])

    def action_open_load(self):
        return self._open("perpetual_count_load_action", [("plan_id", "in", self.ids)])

    def action_open_sessions(self):
        return self._open("perpetual_count_session_action", [("plan_id", "in", self.ids)])

    def _open(self, name, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(f"perpetual_cycle_count.{name}")
        return {**action, "domain": domain}

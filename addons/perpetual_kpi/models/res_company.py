from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

from ..figures import Period

RATES = ("capital", "service", "space", "risk")


class ResCompany(models.Model):
    _inherit = "res.company"

    perpetual_kpi_capital_rate = fields.Float(
        "Capital (% a Year)", default=8.0, help="What the money in stock would cost or earn."
    )
    perpetual_kpi_service_rate = fields.Float(
        "Service (% a Year)", default=4.0, help="Insurance, taxes, systems."
    )
    perpetual_kpi_space_rate = fields.Float(
        "Space (% a Year)", default=6.0, help="Rent, energy, handling."
    )
    perpetual_kpi_risk_rate = fields.Float(
        "Risk (% a Year)", default=4.0, help="Shrinkage, damage, obsolescence."
    )
    perpetual_kpi_carrying_rate = fields.Float(
        "Carrying Cost (% a Year)", compute="_compute_perpetual_kpi_carrying_rate"
    )
    perpetual_kpi_slow_days = fields.Integer(
        "Slow After (Days)", default=90, help="Without demand and without a receipt."
    )
    perpetual_kpi_dead_days = fields.Integer("Dead After (Days)", default=365)
    perpetual_kpi_stocked_days = fields.Integer(
        "Stocked for (Days)",
        default=90,
        help="A product that ran out counts as stocked so long after its last movement.",
    )
    perpetual_kpi_next_day = fields.Date(
        "Next Day to Build", copy=False, help="Snapshots are built up to the day before."
    )
    perpetual_kpi_seen_at = fields.Datetime(copy=False)
    perpetual_kpi_seen_entry = fields.Integer(copy=False)
    perpetual_kpi_first_day = fields.Date(compute="_compute_perpetual_kpi_first_day")

    _perpetual_kpi_days_positive = models.Constraint(
        "CHECK(perpetual_kpi_slow_days > 0 AND perpetual_kpi_stocked_days > 0"
        " AND perpetual_kpi_dead_days > perpetual_kpi_slow_days)",
        "Stock is slow after 1 day or more, and dead later than that.",
    )
    _perpetual_kpi_rates_positive = models.Constraint(
        "CHECK(perpetual_kpi_capital_rate >= 0 AND perpetual_kpi_service_rate >= 0"
        " AND perpetual_kpi_space_rate >= 0 AND perpetual_kpi_risk_rate >= 0)",
        "A rate of the carrying cost is not negative.",
    )

    @api.depends(*(f"perpetual_kpi_{name}_rate" for name in RATES))
    def _compute_perpetual_kpi_carrying_rate(self):
        for company in self:
            company.perpetual_kpi_carrying_rate = sum(
                company[f"perpetual_kpi_{name}_rate"] for name in RATES
            )

    def _compute_perpetual_kpi_first_day(self):
        """The day of the ledger's first entry; empty without a ledger."""
        self.env.flush_all()
        for company in self:
            ((first,),) = self.env.execute_query(
                SQL(
                    "SELECT MIN(effective_at) FROM perpetual_ledger_entry WHERE company_id = %s",
                    company.id,
                )
            )
            company.perpetual_kpi_first_day = first and company._perpetual_kpi_day(first)

    def _perpetual_kpi_zone(self):
        """Name of the time zone in which the company's days begin and end."""
        self.ensure_one()
        # Which day it is does not depend on who may read addresses or working hours.
        own = self.sudo()
        return own.partner_id.tz or own.resource_calendar_id.tz or "UTC"

    def _perpetual_kpi_day(self, instant):
        """The company's day of a UTC instant."""
        zone = pytz.timezone(self._perpetual_kpi_zone())
        return pytz.utc.localize(instant).astimezone(zone).date()

    def _perpetual_kpi_yesterday(self):
        return self._perpetual_kpi_day(fields.Datetime.now()) - timedelta(days=1)

    def _perpetual_kpi_left(self):
        """Days that are not built yet, up to yesterday.

        :returns: ``Period`` or ``None``
        """
        first, last = self.perpetual_kpi_next_day, self._perpetual_kpi_yesterday()
        return Period(first, last) if first and first <= last else None

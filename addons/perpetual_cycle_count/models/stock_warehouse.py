from datetime import UTC, datetime, time

from pytz import timezone

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.base.models.res_partner import _tz_get


class StockWarehouse(models.Model):
    _name = "stock.warehouse"
    _inherit = ["stock.warehouse", "perpetual.count.figures"]

    perpetual_tz = fields.Selection(
        _tz_get,
        "Time Zone of Counts",
        help="Days on which counts are due begin and end here. Empty: the time zone of the"
        " warehouse's address, else the company's.",
    )

    def _perpetual_lines(self):
        return Domain("location_id.warehouse_id", "in", self.ids)

    def _perpetual_zone(self):
        """The time zone in which the warehouse's days begin and end."""
        # Which day it is does not depend on who may read addresses or working hours.
        own = self.sudo()
        company = own.company_id
        names = (
            own.perpetual_tz,
            own.partner_id.tz,
            company.partner_id.tz,
            company.resource_calendar_id.tz,
        )
        return timezone(next(filter(None, names), "UTC"))

    def _perpetual_day(self, instant):
        """The warehouse's day of an instant.

        :param instant: datetime in UTC, without a zone
        """
        return instant.replace(tzinfo=UTC).astimezone(self._perpetual_zone()).date()

    @api.model
    def _perpetual_usual(self):
        """The warehouse of a new session until somebody chooses another."""
        chosen = self.browse(self.env.context.get("default_warehouse_id") or [])
        return chosen or self.search([("company_id", "=", self.env.company.id)], limit=1)

    def _perpetual_today(self):
        return self._perpetual_day(fields.Datetime.now())

    def _perpetual_midnight(self, day):
        """The instant at which a day begins in the warehouse: datetime in UTC, without a zone."""
        midnight = self._perpetual_zone().localize(datetime.combine(day, time.min))
        return midnight.astimezone(UTC).replace(tzinfo=None)

    def action_perpetual_due(self):
        """Open what is due in the warehouse."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_cycle_count.perpetual_count_due_action"
        )
        return {**action, "domain": [("plan_id.warehouse_id", "in", self.ids)]}

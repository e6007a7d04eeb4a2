from odoo import fields, models
from odoo.exceptions import UserError


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    perpetual_kpi_capital_rate = fields.Float(
        related="company_id.perpetual_kpi_capital_rate", readonly=False
    )
    perpetual_kpi_service_rate = fields.Float(
        related="company_id.perpetual_kpi_service_rate", readonly=False
    )
    perpetual_kpi_space_rate = fields.Float(
        related="company_id.perpetual_kpi_space_rate", readonly=False
    )
    perpetual_kpi_risk_rate = fields.Float(
        related="company_id.perpetual_kpi_risk_rate", readonly=False
    )
    perpetual_kpi_slow_days = fields.Integer(
        related="company_id.perpetual_kpi_slow_days", readonly=False
    )
    perpetual_kpi_dead_days = fields.Integer(
        related="company_id.perpetual_kpi_dead_days", readonly=False
    )
    perpetual_kpi_stocked_days = fields.Integer(
        related="company_id.perpetual_kpi_stocked_days", readonly=False
    )
    perpetual_kpi_next_day = fields.Date(related="company_id.perpetual_kpi_next_day")

    def action_perpetual_kpi_rebuild(self):
        """Build all snapshots of the company anew, in the background.

        :raises UserError: there is no ledger yet
        """
        company = self.company_id
        if not company.perpetual_kpi_first_day:
            raise UserError(
                self.env._("%s has no stock ledger entries: there is nothing to build.", company.name)
            )
        company.perpetual_kpi_next_day = company.perpetual_kpi_first_day
        self.env.ref("perpetual_kpi.ir_cron_kpi_snapshot")._trigger()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "The snapshots are built in the background; what is done stays if it stops."
                ),
            },
        }

from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    perpetual_only_approvers_adjust = fields.Boolean(
        related="company_id.perpetual_only_approvers_adjust", readonly=False
    )
    perpetual_count_cost_drift = fields.Float(
        related="company_id.perpetual_count_cost_drift", readonly=False
    )
    perpetual_count_book_drift = fields.Float(
        related="company_id.perpetual_count_book_drift", readonly=False
    )

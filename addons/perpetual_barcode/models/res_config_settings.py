from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    perpetual_damage_limit = fields.Monetary(
        related="company_id.perpetual_damage_limit", readonly=False, currency_field="currency_id"
    )

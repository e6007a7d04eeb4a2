from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    perpetual_production_variance_account_id = fields.Many2one(
        related="company_id.perpetual_production_variance_account_id", readonly=False
    )
    perpetual_labour_account_id = fields.Many2one(
        related="company_id.perpetual_labour_account_id", readonly=False
    )

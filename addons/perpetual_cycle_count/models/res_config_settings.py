from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    perpetual_only_approvers_adjust = fields.Boolean(
        related="company_id.perpetual_only_approvers_adjust", readonly=False
    )
    group_perpetual_all_count = fields.Boolean(
        "All Inventory Users Count",
        group="stock.group_stock_user",
        implied_group="perpetual_cycle_count.group_counter",
    )
    perpetual_count_cost_drift = fields.Float(
        related="company_id.perpetual_count_cost_drift", readonly=False
    )
    perpetual_count_book_drift = fields.Float(
        related="company_id.perpetual_count_book_drift", readonly=False
    )

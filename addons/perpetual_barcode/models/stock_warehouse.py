from odoo import fields, models


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    perpetual_quarantine_location_id = fields.Many2one(
        "stock.location",
        "Quarantine Bin",
        check_company=True,
        domain="[('usage', '=', 'internal'), ('company_id', '=', company_id)]",
        help="Where returned goods wait until somebody has looked at them.",
    )

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    perpetual_damage_limit = fields.Monetary(
        string="Write-Offs without Approval",
        default=100.0,
        help="Damaged goods that one person reports of one product on one day are written off at"
        " once up to this value; above it, an approver decides.",
    )

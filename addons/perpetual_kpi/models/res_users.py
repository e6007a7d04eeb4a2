from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResUsers(models.Model):
    _inherit = "res.users"

    perpetual_kpi_manager_id = fields.Many2one(
        "res.users",
        "Accuracy Seen By",
        domain="[('share', '=', False)]",
        help="This person's manager: besides themselves, the only one to see their accuracy.",
    )

    @api.constrains("perpetual_kpi_manager_id")
    def _check_perpetual_kpi_manager(self):
        for user in self:
            if user.perpetual_kpi_manager_id == user:
                raise ValidationError(
                    self.env._("%s cannot be their own manager: choose somebody else.", user.name)
                )

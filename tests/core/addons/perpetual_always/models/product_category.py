from odoo import api, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([_always(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(_always(vals))


def _always(vals):
    wanted = vals.get("property_valuation")
    return {**vals, "property_valuation": "continuous"} if wanted else vals

from odoo import fields, models


class StockScrap(models.Model):
    _inherit = "stock.scrap"

    perpetual_damage_id = fields.Many2one(
        "perpetual.damage", "Damage Report", readonly=True, copy=False, index="btree_not_null"
    )

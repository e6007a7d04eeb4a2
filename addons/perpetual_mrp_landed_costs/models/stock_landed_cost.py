from odoo import Command, models


class StockLandedCost(models.Model):
    _inherit = "stock.landed.cost"

    def _perpetual_reversal_vals(self):
        """What was landed on manufacturing orders is taken back from them."""
        vals = super()._perpetual_reversal_vals()
        return {**vals, "mrp_production_ids": [Command.set(self.mrp_production_ids.ids)]}

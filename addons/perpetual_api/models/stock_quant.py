from odoo import models


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def write(self, vals):
        result = super().write(vals)
        if "reserved_quantity" in vals or "quantity" in vals:
            self.env["perpetual.channel"]._levels_changed()
        return result

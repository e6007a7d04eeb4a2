from odoo import models


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _apply_inventory(self, date=None):
        """Each of core's ways to adjust stock ends here."""
        self.env["stock.move"]._perpetual_check_adjuster(self.company_id)
        return super()._apply_inventory(date)

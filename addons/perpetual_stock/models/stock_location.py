from odoo import models


class StockLocation(models.Model):
    _inherit = "stock.location"

    def _perpetual_is_transit(self):
        """Whether goods here are the company's own, under way between its warehouses."""
        self.ensure_one()
        return self.usage == "transit" and self._should_be_valued()

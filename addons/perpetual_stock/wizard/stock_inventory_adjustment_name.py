from odoo import models


class StockInventoryAdjustmentName(models.TransientModel):
    _inherit = "stock.inventory.adjustment.name"

    def _compute_should_show_accounting_date(self):
        """Counts of continuous products are posted too."""
        result = super()._compute_should_show_accounting_date()
        for wizard in self:
            products = wizard.quant_ids.product_id
            if any(product._is_perpetual() for product in products):
                wizard.should_show_accounting_date = True
        return result

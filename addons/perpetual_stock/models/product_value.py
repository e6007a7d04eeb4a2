from odoo import api, models


class ProductValue(models.Model):
    _inherit = "product.value"

    @api.model_create_multi
    def create(self, vals_list):
        # A cost set by hand is a revaluation in the ledger; no receipt is valued anew.
        return super(ProductValue, self.with_context(perpetual_skip_remaining_moves=True)).create(
            vals_list
        )

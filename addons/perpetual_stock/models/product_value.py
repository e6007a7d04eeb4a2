from odoo import api, models
from odoo.exceptions import UserError


class ProductValue(models.Model):
    _inherit = "product.value"

    @api.model_create_multi
    def create(self, vals_list):
        self._perpetual_check_moves(vals["move_id"] for vals in vals_list if vals.get("move_id"))
        # A cost set by hand is a revaluation in the ledger; no receipt is valued anew.
        return super(ProductValue, self.with_context(perpetual_skip_remaining_moves=True)).create(
            vals_list
        )

    def _perpetual_check_moves(self, move_ids):
        """A done transaction keeps its value; core would take a new one and the ledger not."""
        for move in self.env["stock.move"].browse(move_ids):
            if move._is_perpetual():
                raise UserError(
                    self.env._(
                        "%(move)s: %(product)s is valued by the stock ledger, where a"
                        " transaction keeps its value. Change the cost of the product, or let"
                        " the vendor bill correct the price.",
                        move=move.display_name,
                        product=move.product_id.display_name,
                    )
                )

from odoo import api, models


class ProductValue(models.Model):
    """A value or a cost set by hand. For continuous products each one is a ledger row."""

    _inherit = "product.value"

    @api.model_create_multi
    def create(self, vals_list):
        moves = self.env["stock.move"].browse(
            vals["move_id"] for vals in vals_list if vals.get("move_id")
        )
        moves._perpetual_check_adjustable()
        # No other receipt is valued anew for it: the ledger does not look back.
        records = super(
            ProductValue, self.with_context(perpetual_skip_remaining_moves=True)
        ).create(vals_list)
        moves._perpetual_follow_manual_value()
        # Set on the product or lot itself, the ledger has its revaluation already.
        if not self.env.context.get("perpetual_skip_remaining_moves"):
            records._perpetual_set_cost()
        return records.with_env(self.env)

    def write(self, vals):
        moves = self.move_id
        moves._perpetual_check_adjustable()
        result = super().write(vals)
        moves |= self.move_id
        moves._perpetual_check_adjustable()
        moves._perpetual_follow_manual_value()
        return result

    def unlink(self):
        moves = self.move_id
        result = super().unlink()
        moves._perpetual_follow_manual_value()
        return result

    def _perpetual_set_cost(self):
        """A record made for a product or a lot, not by changing its cost, changes it."""
        for record in self.filtered(lambda record: not record.move_id):
            quiet = record.with_company(record.company_id).with_context(
                disable_auto_revaluation=True
            )
            product = quiet.product_id or quiet.lot_id.product_id
            if not product._is_perpetual():
                continue
            target = quiet.lot_id if product.lot_valuated and quiet.lot_id else product
            # Whoever may set a value here may not be allowed to edit products.
            target.sudo().standard_price = record.value
            target._perpetual_revalue()

from odoo import api, models


class StockMove(models.Model):
    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        """Core's helpers give a planned receipt its value by hand; here it has a price."""
        return super().create([_priced(vals) for vals in vals_list])

    def write(self, vals):
        """Where the ledger refuses a value by hand, the flow goes on without."""
        if "value_manual" in vals and not self.filtered(lambda move: move.state == "done"):
            quantity = sum(self.mapped("product_uom_qty"))
            value = vals["value_manual"]
            vals = {key: known for key, known in vals.items() if key != "value_manual"}
            vals["price_unit"] = value / quantity if quantity else 0.0
        elif "value_manual" in vals:
            refused = self.filtered(
                lambda move: move._is_perpetual() and move._perpetual_not_adjustable()
            )
            vals = {
                key: value for key, value in vals.items() if not refused or key != "value_manual"
            }
        return super().write(vals)


def _priced(vals):
    if vals.get("state") == "done" or "value_manual" not in vals:
        return vals
    vals = dict(vals)
    value = vals.pop("value_manual")
    if value and not vals.get("price_unit") and vals.get("product_uom_qty"):
        vals["price_unit"] = value / vals["product_uom_qty"]
    return vals

from odoo import fields, models
from odoo.fields import Domain


class PerpetualValuationLine(models.TransientModel):
    """One product (and lot) of a valuation as of a date."""

    _name = "perpetual.valuation.line"
    _description = "Valuation as of a Date, Line"
    _order = "id"
    _rec_name = "product_id"

    valuation_id = fields.Many2one(
        "perpetual.valuation.as.of", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="valuation_id.company_id.currency_id")
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    product_categ_id = fields.Many2one("product.category", string="Product Category")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    lot_id = fields.Many2one("stock.lot", string="Lot/Serial", ondelete="cascade")
    quantity = fields.Float(digits="Product Unit")
    unit_cost = fields.Float(min_display_digits="Product Price", digits=(16, 8), aggregator=None)
    value = fields.Monetary()

    def action_perpetual_entries(self):
        """Open the stock ledger card of this product (and lot) up to that moment."""
        self.ensure_one()
        valuation = self.valuation_id
        until = self.env["perpetual.ledger.entry"]._as_instant(valuation._moment())
        action = self.product_id.action_perpetual_entries()
        action["domain"] = list(
            Domain(action["domain"])
            & Domain("company_id", "=", valuation.company_id.id)
            & Domain("effective_at", "<=", until)
            & (Domain("lot_id", "=", self.lot_id.id) if self.lot_id else Domain.TRUE)
        )
        return action

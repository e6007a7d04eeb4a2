from odoo import fields, models

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger.facts import decimal


class StockMove(models.Model):
    _inherit = "stock.move"

    def _perpetual_receipt_value(self, quantity):
        """The order's price incl. non-recoverable tax, at the rate of the receipt's date."""
        line = self.purchase_line_id
        if not line:
            return super()._perpetual_receipt_value(quantity)
        return line._perpetual_convert(line._perpetual_cost(quantity), self._perpetual_rate_date())

    def _perpetual_rate_date(self):
        forced = self.env.context.get("force_period_date")
        return fields.Date.to_date(forced) or fields.Date.context_today(self)

    def _perpetual_counterpart_vals(self, kind):
        vals = super()._perpetual_counterpart_vals(kind)
        if self.purchase_line_id and kind in ("receipt", "vendor_return"):
            vals["perpetual_purchase_line_id"] = self.purchase_line_id.id
        return vals

    def _perpetual_currency_value(self, kind, quantity, counterpart_value):
        """GRNI of an order in a foreign currency is kept in that currency too."""
        line = self.purchase_line_id
        is_foreign = line and line.currency_id != self.company_id.currency_id
        if not is_foreign or kind not in ("receipt", "vendor_return"):
            return super()._perpetual_currency_value(kind, quantity, counterpart_value)
        value = decimal(line.currency_id.round(float(line._perpetual_cost(abs(quantity)))))
        return line.currency_id, value if quantity > ZERO else -value

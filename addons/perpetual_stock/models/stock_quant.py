from odoo import fields, models


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _compute_value(self):
        perpetual = self.filtered(lambda quant: quant._is_perpetual())
        super(StockQuant, self - perpetual)._compute_value()
        for quant in perpetual:
            quant.value = quant._perpetual_value()

    def _is_perpetual(self):
        self.ensure_one()
        if not self.company_id or not self.product_id or not self.location_id._should_be_valued():
            return False
        return self.product_id.with_company(self.company_id)._is_perpetual()

    def _perpetual_value(self):
        """The quant's share of its product's (or lot's) ledger value."""
        self.ensure_one()
        if self._should_exclude_for_valuation():
            return 0.0
        product = self.product_id.with_company(self.company_id)
        cost = self.lot_id.with_company(self.company_id).avg_cost if product.lot_valuated else product.avg_cost
        return self.quantity * cost

    def _apply_inventory(self, date=None):
        """A count with a date of its own is posted on that date too."""
        if date and not self.env.context.get("force_period_date"):
            day = fields.Datetime.context_timestamp(self, fields.Datetime.to_datetime(date)).date()
            return super(
                StockQuant, self.with_context(force_period_date=day)
            )._apply_inventory(date)
        return super()._apply_inventory(date)

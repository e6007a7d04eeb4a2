from odoo import fields, models


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def _compute_value(self):
        perpetual = self.filtered(lambda quant: quant._is_perpetual())
        super(StockQuant, self - perpetual)._compute_value()
        pools = perpetual._perpetual_pools()
        for quant in perpetual:
            quant.value = quant._perpetual_value(pools)

    def _is_perpetual(self):
        self.ensure_one()
        if not self.company_id or not self.product_id or not self.location_id._should_be_valued():
            return False
        return self.product_id.with_company(self.company_id)._is_perpetual()

    def _perpetual_pools(self):
        """Cost pools of these quants by key: ids of company, product, lot (or ``False``)."""
        # Who may see a quant's value is decided by the field's own groups.
        pools = (
            self.env["perpetual.cost.pool"]
            .sudo()
            .search(
                [
                    ("company_id", "in", self.company_id.ids),
                    ("product_id", "in", self.product_id.ids),
                ]
            )
        )
        return {(pool.company_id.id, pool.product_id.id, pool.lot_id.id): pool for pool in pools}

    def _perpetual_value(self, pools):
        """The quant's share of its pool; nothing where the goods are another's."""
        self.ensure_one()
        lot_id = self.product_id.lot_valuated and self.lot_id.id
        pool = pools.get((self.company_id.id, self.product_id.id, lot_id))
        if not pool or not pool.quantity or self._should_exclude_for_valuation():
            return 0.0
        return self.quantity * pool.value / pool.quantity

    def _apply_inventory(self, date=None):
        """A count with a date of its own is posted on that date too."""
        if date and not self.env.context.get("force_period_date"):
            day = fields.Datetime.context_timestamp(self, fields.Datetime.to_datetime(date)).date()
            return super(StockQuant, self.with_context(force_period_date=day))._apply_inventory(
                date
            )
        return super()._apply_inventory(date)

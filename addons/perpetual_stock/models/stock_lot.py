from odoo import models


class StockLot(models.Model):
    _inherit = "stock.lot"

    def _compute_value(self):
        perpetual = self.filtered(lambda lot: lot._is_perpetual())
        super(StockLot, (self - perpetual)._perpetual_own_costs())._compute_value()
        perpetual.company_currency_id = self.env.company.currency_id
        pools = perpetual._perpetual_pools()
        for lot in perpetual:
            lot.total_value = sum(pools.get(lot, self.env["perpetual.cost.pool"]).mapped("value"))

    def _compute_avg_cost(self):
        perpetual = self.filtered(lambda lot: lot._is_perpetual())
        super(StockLot, (self - perpetual)._perpetual_own_costs())._compute_avg_cost()
        pools = perpetual._perpetual_pools()
        for lot in perpetual:
            lot.avg_cost = pools[lot].unit_cost if lot in pools else 0.0

    def _perpetual_own_costs(self):
        """For core's replay: see ``product.value``."""
        return self.with_context(perpetual_own_costs=True)

    def _is_perpetual(self):
        """Whether the stock ledger keeps a pool of its own for this lot."""
        self.ensure_one()
        return self.lot_valuated and self.product_id._is_perpetual()

    def _perpetual_pools(self):
        pools = (
            self.env["perpetual.cost.pool"]
            .sudo()
            .search([("company_id", "=", self.env.company.id), ("lot_id", "in", self.ids)])
        )
        return {pool.lot_id.with_env(self.env): pool for pool in pools}

    def _update_standard_price(self):
        perpetual = self.filtered(lambda lot: lot._is_perpetual())
        perpetual.product_id._perpetual_feed_standard_price()
        others = (self - perpetual)._perpetual_own_costs()
        return super(StockLot, others)._update_standard_price()

    def _change_standard_price(self, old_price):
        """A changed cost of a lot revalues what is on hand of it, and posts it."""
        result = super(
            StockLot, self.with_context(perpetual_skip_remaining_moves=True)
        )._change_standard_price(old_price)
        self.filtered(lambda lot: lot._is_perpetual())._perpetual_revalue()
        return result

    def _perpetual_revalue(self):
        """Ledger rows that bring the pools of these lots to their cost."""
        # Whoever may change a cost may post its revaluation.
        facts = [
            lot.product_id._perpetual_revaluation_fact(pool, lot.standard_price)
            for lot, pool in self._perpetual_pools().items()
        ]
        self.env["perpetual.ledger"].sudo()._record(facts)

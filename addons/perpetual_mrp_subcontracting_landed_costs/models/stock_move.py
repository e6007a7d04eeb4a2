from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _perpetual_bearers(self):
        """The moves that bear a landed cost of this one: itself, or of goods from a subcontractor
        the moves that brought their value in."""
        self.ensure_one()
        if not self.is_subcontract or not self._is_perpetual():
            return self
        # Who lands a cost on a receipt need not see manufacturing.
        orders = self.sudo()._get_subcontract_production()
        made = orders.move_finished_ids.filtered(
            lambda move: move.product_id == self.product_id and move.state == "done"
        )
        return made.with_env(self.env) or self

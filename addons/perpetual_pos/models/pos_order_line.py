from odoo import fields, models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    perpetual_is_moved = fields.Boolean(
        string="Stock Moved at the Order",
        copy=False,
        readonly=True,
        help="The goods left stock with the order, although the session moves others at its close.",
    )

    def _perpetual_moves_at_order(self):
        """Whether the goods of this line leave stock with the order, whatever the company
        has chosen for others. Hook: kits consist of other products."""
        self.ensure_one()
        return self.product_id.with_company(self.order_id.company_id)._is_perpetual()

    def _compute_total_cost(self, stock_moves):
        """What waits for its posting has no cost yet: its margin is to come."""
        waiting = self._perpetual_waiting_pickings(stock_moves)
        known = self.filtered(lambda line: not line._perpetual_waits(stock_moves, waiting))
        return super(PosOrderLine, known)._compute_total_cost(stock_moves)

    def _perpetual_waiting_pickings(self, stock_moves):
        """Transfers of these lines' orders that wait for their posting: one look-up for all."""
        return self.order_id._perpetual_waiting().picking_id if stock_moves else None

    def _perpetual_waits(self, stock_moves, waiting):
        """Whether the cost of this line will be known when its transfer is put right."""
        if not waiting or not self._is_product_storable_fifo_avco():
            return False
        moves = self._get_stock_moves_to_consider(stock_moves, self.product_id)
        return bool(moves.picking_id & waiting)

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
        fresh = known.filtered(lambda line: not line.is_total_cost_computed)
        result = super(PosOrderLine, known)._compute_total_cost(stock_moves)
        for line in fresh:
            line._perpetual_cost_called_off(stock_moves)
        return result

    def _perpetual_cost_called_off(self, stock_moves):
        """Units refunded before they were shipped take off what the order bears for them."""
        sold = self.refunded_orderline_id
        is_costed = self._is_product_storable_fifo_avco() and self.qty and stock_moves
        if not is_costed or not sold.order_id.shipping_date:
            return
        moves = self._get_stock_moves_to_consider(stock_moves, self.product_id)
        refunds = self.order_id.lines.filtered(
            lambda line: line.refunded_orderline_id and line.product_id == self.product_id
        )
        share = moves._perpetual_units() / -sum(refunds.mapped("qty"))
        if self.product_id.with_company(self.company_id)._is_perpetual() and share < 1:
            called_off = self.qty * sold.total_cost / sold.qty
            self.total_cost = self.total_cost * share + called_off * (1 - share)

    def _perpetual_cost_again(self):
        """The order has left at another cost than its refunds assumed."""
        self.is_total_cost_computed = False
        for order, lines in self.grouped("order_id").items():
            lines._compute_total_cost(order.picking_ids.move_ids)

    def _perpetual_waiting_pickings(self, stock_moves):
        """Transfers of these lines' orders that wait for their posting: one look-up for all."""
        return self.order_id._perpetual_waiting().picking_id if stock_moves else None

    def _perpetual_waits(self, stock_moves, waiting):
        """Whether the cost of this line will be known when its transfer is put right."""
        if not waiting or not self._is_product_storable_fifo_avco():
            return False
        moves = self._get_stock_moves_to_consider(stock_moves, self.product_id)
        return bool(moves.picking_id & waiting)

from odoo import api, fields, models
from odoo.fields import Domain


class PosOrder(models.Model):
    _name = "pos.order"
    _inherit = ["pos.order", "perpetual.document.mixin"]

    perpetual_waiting_error = fields.Text(
        string="Stock Waits",
        compute="_compute_perpetual_waiting_error",
        # Cashiers may know that something waits; the queue itself is the accountants'.
        compute_sudo=True,
    )
    perpetual_is_waiting = fields.Boolean(
        string="Stock Waits for Posting",
        compute="_compute_perpetual_waiting_error",
        search="_search_perpetual_is_waiting",
        compute_sudo=True,
    )

    def _compute_perpetual_waiting_error(self):
        waiting = self._perpetual_waiting().grouped("order_id")
        for order in self:
            rows = waiting.get(order._origin, self.env["perpetual.pos.queue"])
            order.perpetual_is_waiting = bool(rows)
            order.perpetual_waiting_error = "\n".join(rows.mapped("error")) or False

    @api.model
    def _search_perpetual_is_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Cashiers may search for what they see on the order.
        waiting = self.env["perpetual.pos.queue"].sudo().search([("state", "=", "waiting")])
        return Domain("id", "in" if True in value else "not in", waiting.order_id.ids)

    def _perpetual_moves(self):
        return self.picking_ids.move_ids

    def _perpetual_waiting(self):
        """What of these orders waits to be posted."""
        # The sale goes through for a cashier, who has no rights on the accountants' queue.
        queue = self.env["perpetual.pos.queue"].sudo()
        return queue.search([("order_id", "in", self.ids), ("state", "=", "waiting")])

    # Stock

    def _should_create_picking_real_time(self):
        """Continuous goods leave with the order, also where others wait for the close."""
        at_order = self.env.context.get("perpetual_at_order")
        return at_order or super()._should_create_picking_real_time()

    def _create_order_picking(self):
        at_order = not self.shipping_date and not self._should_create_picking_real_time()
        order = self.with_context(perpetual_pos_order_id=self.id, perpetual_at_order=at_order)
        result = super(PosOrder, order)._create_order_picking()
        self.picking_ids.move_ids._perpetual_call_off()
        return result

    def _compute_total_cost_in_real_time(self):
        result = super()._compute_total_cost_in_real_time()
        for order in self:
            moved = order.lines.filtered("perpetual_is_moved")
            moved._compute_total_cost(order.picking_ids.move_ids)
        return result

    def _perpetual_cost_shipped(self):
        """The margin of what is shipped later: at the value at which it has left so far."""
        for order in self:
            moves = order.picking_ids.move_ids.filtered(
                lambda move: (
                    move.state == "done"
                    and move.location_dest_id.usage == "customer"
                    and move._is_perpetual()
                )
            )
            lines = order.lines.filtered(
                lambda line, moves=moves: (
                    line.qty > 0
                    and line.product_id in moves.product_id
                    and line._is_product_storable_fifo_avco()
                )
            )
            lines.is_total_cost_computed = False
            lines._compute_total_cost(moves)
            lines.refund_orderline_ids._perpetual_cost_again()

    def _perpetual_day(self):
        """The day of the order where it was taken, which is never after today."""
        today = fields.Date.context_today(self)
        return min(fields.Date.context_today(self, self.date_order or fields.Datetime.now()), today)

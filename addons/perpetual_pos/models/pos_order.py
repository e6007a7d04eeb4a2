from odoo import api, fields, models
from odoo.fields import Domain


class PosOrder(models.Model):
    _inherit = "pos.order"

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
    perpetual_entry_count = fields.Integer(
        compute="_compute_perpetual_counts",
        string="Ledger Entry Count",
        groups="perpetual_stock.group_inventory_value",
    )
    perpetual_account_move_count = fields.Integer(
        compute="_compute_perpetual_counts",
        string="Stock Journal Entry Count",
        groups="perpetual_stock.group_inventory_value",
    )

    def _compute_perpetual_waiting_error(self):
        for order in self:
            waiting = order._perpetual_waiting()
            order.perpetual_is_waiting = bool(waiting)
            order.perpetual_waiting_error = "\n".join(waiting.mapped("error")) or False

    @api.model
    def _search_perpetual_is_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Cashiers may search for what they see on the order.
        waiting = self.env["perpetual.pos.queue"].sudo().search([("state", "=", "waiting")])
        return Domain("id", "in" if True in value else "not in", waiting.order_id.ids)

    @api.depends_context("uid")
    def _compute_perpetual_counts(self):
        """No journal entries, and so no button, for people who may not open them."""
        may_read = self.env["account.move"].has_access("read")
        for order in self:
            entries = order._perpetual_entries()
            order.perpetual_entry_count = len(entries)
            order.perpetual_account_move_count = len(entries.account_move_id) if may_read else 0

    def _perpetual_entries(self):
        """The stock ledger entries of what these orders sold or took back."""
        # Accountants need no rights on transfers to see what the transfers posted.
        moves = self.sudo().picking_ids.move_ids
        return self.env["perpetual.ledger.entry"].search([("stock_move_id", "in", moves.ids)])

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
        return super(PosOrder, order)._create_order_picking()

    def _compute_total_cost_in_real_time(self):
        result = super()._compute_total_cost_in_real_time()
        for order in self:
            moved = order.lines.filtered("perpetual_is_moved")
            moved._compute_total_cost(order.picking_ids.move_ids)
        return result

    def _perpetual_day(self):
        """The day of the order where it was taken, which is never after today."""
        today = fields.Date.context_today(self)
        return min(fields.Date.context_today(self, self.date_order or fields.Datetime.now()), today)

    # Actions

    def action_perpetual_entries(self):
        """Open the stock ledger entries of these orders."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_ledger_entry_action"
        )
        action["domain"] = [("id", "in", self._perpetual_entries().ids)]
        action["context"] = {}
        return action

    def action_perpetual_account_moves(self):
        """Open the journal entries of the cost of these orders."""
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        action["domain"] = [("id", "in", self._perpetual_entries().account_move_id.ids)]
        action["context"] = {"create": False}
        return action

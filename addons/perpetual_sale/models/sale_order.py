from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    perpetual_entry_count = fields.Integer(
        compute="_compute_perpetual_entry_count",
        string="Ledger Entry Count",
        groups="perpetual_stock.group_inventory_value",
    )
    perpetual_account_move_count = fields.Integer(
        compute="_compute_perpetual_account_move_count",
        string="Cost Entry Count",
        groups="perpetual_stock.group_inventory_value",
    )

    def _compute_perpetual_entry_count(self):
        groups = self.env["perpetual.ledger.entry"]._read_group(
            [("stock_move_id.sale_line_id.order_id", "in", self.ids)],
            ["stock_move_id"],
            ["__count"],
        )
        counts = dict.fromkeys(self.ids, 0)
        for move, count in groups:
            counts[move.sale_line_id.order_id.id] += count
        for order in self:
            order.perpetual_entry_count = counts.get(order.id, 0)

    def _compute_perpetual_account_move_count(self):
        for order in self:
            order.perpetual_account_move_count = len(order._perpetual_account_moves())

    def _perpetual_account_moves(self):
        """Journal entries of the deliveries, and of their cost at invoicing."""
        # All are looked up; the search leaves those that the user may read.
        order_lines = self.sudo().order_line
        matches = order_lines.env["perpetual.gdni.match"].with_context(active_test=False)
        costs = matches.search([("sale_line_id", "in", order_lines.ids)]).cost_line_ids
        moves = order_lines.move_ids.perpetual_entry_ids.account_move_id | costs.move_id
        return self.env["account.move"].search([("id", "in", moves.ids)])

    def action_perpetual_entries(self):
        """Open the stock ledger entries of the order's deliveries and returns."""
        return self.order_line.move_ids.action_perpetual_entries()

    def action_perpetual_account_moves(self):
        """Open the journal items of the order's stock and cost."""
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        action["domain"] = [("id", "in", self._perpetual_account_moves().ids)]
        action["context"] = {"create": False}
        return action

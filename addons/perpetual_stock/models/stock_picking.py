from odoo import api, fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    perpetual_entry_count = fields.Integer(
        compute="_compute_perpetual_entry_count",
        string="Ledger Entry Count",
        groups="stock.group_stock_user,perpetual_stock.group_inventory_value",
    )
    perpetual_account_move_count = fields.Integer(
        compute="_compute_perpetual_account_move_count",
        string="Stock Journal Entry Count",
        groups="perpetual_stock.group_inventory_value",
    )

    def _compute_perpetual_entry_count(self):
        groups = self.env["perpetual.ledger.entry"]._read_group(
            [("stock_move_id.picking_id", "in", self.ids)],
            ["stock_move_id"],
            ["__count"],
        )
        counts = dict.fromkeys(self.ids, 0)
        for move, count in groups:
            counts[move.picking_id.id] += count
        for picking in self:
            picking.perpetual_entry_count = counts.get(picking.id, 0)

    @api.depends_context("uid")
    def _compute_perpetual_account_move_count(self):
        """Zero, and so no button, for people who may not open journal entries."""
        may_read = self.env["account.move"].has_access("read")
        for picking in self:
            account_moves = picking._perpetual_account_moves() if may_read else ()
            picking.perpetual_account_move_count = len(account_moves)

    def _perpetual_account_moves(self):
        """Journal entries that the ledger posted for these transfers."""
        return self.move_ids.perpetual_entry_ids.account_move_id

    def action_perpetual_entries(self):
        """Open the ledger entries of these transfers."""
        return self.move_ids.action_perpetual_entries()

    def action_perpetual_account_moves(self):
        """Open the journal entries of these transfers."""
        moves = self._perpetual_account_moves()
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        action["domain"] = [("id", "in", moves.ids)]
        action["context"] = {"create": False}
        return action

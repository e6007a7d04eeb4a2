from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    perpetual_entry_count = fields.Integer(
        compute="_compute_perpetual_entry_count", string="Ledger Entry Count"
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

    def action_perpetual_entries(self):
        """Open the ledger entries of these transfers."""
        return self.move_ids.action_perpetual_entries()

    def action_perpetual_account_moves(self):
        """Open the journal entries of these transfers."""
        # The button shows only to people who may see values.
        moves = self.move_ids.perpetual_entry_ids.account_move_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_journal_line"
        )
        action["domain"] = [("id", "in", moves.ids)]
        action["context"] = {"create": False}
        return action

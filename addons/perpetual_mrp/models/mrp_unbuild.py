from odoo import fields, models

from ..wip import WipKey, WipPosting


class MrpUnbuild(models.Model):
    _inherit = "mrp.unbuild"

    perpetual_entry_count = fields.Integer(
        compute="_compute_perpetual_entry_count",
        string="Ledger Entry Count",
        groups="stock.group_stock_user,perpetual_stock.group_inventory_value",
    )

    def _compute_perpetual_entry_count(self):
        groups = self.env["perpetual.ledger.entry"]._read_group(
            [("stock_move_id.unbuild_id", "in", self.ids)], ["stock_move_id"], ["__count"]
        )
        counts = dict.fromkeys(self.ids, 0)
        for move, count in groups:
            counts[move.unbuild_id.id] += count
        for unbuild in self:
            unbuild.perpetual_entry_count = counts.get(unbuild.id, 0)

    def action_unbuild(self):
        """What the goods were worth beyond their components is lost with the work."""
        result = super().action_unbuild()
        self._perpetual_settle_wip()
        return result

    # Work in progress

    def _perpetual_wip_key(self):
        self.ensure_one()
        return WipKey(self.mo_id, self)

    def _perpetual_settle_wip(self):
        """Clear what is left of unbuild orders that are done to production variance."""
        for unbuild in self.filtered(lambda unbuild: unbuild.state == "done"):
            WipPosting.settle(unbuild._perpetual_wip_key())

    # Actions

    def action_perpetual_entries(self):
        """Open the stock ledger entries of these unbuild orders."""
        moves = self.env["stock.move"].search([("unbuild_id", "in", self.ids)])
        return moves.action_perpetual_entries()

from odoo import fields, models

from ..wip import WipKey, WipPosting


class MrpUnbuild(models.Model):
    _name = "mrp.unbuild"
    _inherit = ["mrp.unbuild", "perpetual.document.mixin"]

    # Whoever takes goods apart sees their quantities in the ledger.
    perpetual_entry_count = fields.Integer(
        groups="stock.group_stock_user,perpetual_stock.group_inventory_value"
    )

    def _perpetual_moves(self):
        # Goods that are taken apart are in it, too.
        return self.produce_line_ids

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

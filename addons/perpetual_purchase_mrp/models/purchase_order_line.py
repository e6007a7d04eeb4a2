from odoo import models

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger.facts import decimal


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    def _perpetual_kit_moves(self):
        """The moves of these lines' components, in the order of the kit."""
        moves = self.move_ids.filtered(lambda move: move._perpetual_is_part())
        return moves.sorted("id")

    def _perpetual_parts(self):
        """Of a kit, the components: each has its share of the price."""
        shares = {}
        for move in self._perpetual_kit_moves():
            share = decimal(move.perpetual_kit_share)
            if share and move.perpetual_kit_units:
                shares.setdefault(move.perpetual_kit_part, share)
        total = sum(shares.values(), ZERO)
        if not total:
            return super()._perpetual_parts()
        parts, done = {}, ZERO
        for part, share in shares.items():
            parts[part] = (done / total, (done + share) / total)
            done += share
        return parts

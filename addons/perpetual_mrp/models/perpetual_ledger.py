from odoo import models

from .stock_move import PRODUCTION_KINDS


class PerpetualLedger(models.AbstractModel):
    _inherit = "perpetual.ledger"

    def _record(self, facts):
        """Orders are locked before their work in progress changes."""
        self._perpetual_orders(facts)._perpetual_lock()
        return super()._record(facts)

    def _after_record(self, lines):
        """An order that is done keeps nothing in work in progress, whatever is edited."""
        result = super()._after_record(lines)
        facts = [line.fact for line in lines]
        moves = self._perpetual_production_moves(facts)
        moves.unbuild_id._perpetual_settle_wip()
        self._perpetual_orders(facts)._perpetual_settle_wip()
        return result

    def _perpetual_production_moves(self, facts):
        return self.env["stock.move"].union(
            *(fact.move for fact in facts if fact.move and fact.kind in PRODUCTION_KINDS)
        )

    def _perpetual_orders(self, facts):
        moves = self._perpetual_production_moves(facts)
        return moves.raw_material_production_id | moves.production_id | moves.unbuild_id.mo_id

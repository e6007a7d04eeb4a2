from collections import defaultdict

from odoo import models

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger import Store

from ..wip import Wip, WipKey

PRODUCTION_KINDS = ("production_in", "production_out")


class StockMove(models.Model):
    _inherit = "stock.move"

    def _perpetual_wip_key(self):
        """Whose work in progress the move goes to or comes from; ``None`` if nobody's."""
        if self.unbuild_id:
            return WipKey(self.unbuild_id.mo_id, self.unbuild_id)
        production = self.raw_material_production_id or self.production_id
        return WipKey(production, self.unbuild_id) if production else None

    # Hooks of the stock ledger

    def _perpetual_counterpart_account(self, kind, location, location_dest):
        """An order stays on the account on which it began."""
        key = self._perpetual_wip_key() if kind in PRODUCTION_KINDS else None
        account = key and Wip(self.env).account(key)
        return account or super()._perpetual_counterpart_account(kind, location, location_dest)

    def _perpetual_counterpart_vals(self, kind):
        vals = super()._perpetual_counterpart_vals(kind)
        key = self._perpetual_wip_key() if kind in PRODUCTION_KINDS else None
        return {**vals, **key.vals} if key else vals

    def _perpetual_incoming_value(self, kind, quantity, lot=None):
        """Components of an unbuild come back at the value at which they were consumed; more
        of what was produced costs what the rest of it did. What an order produces is valued
        together with its by-products, see ``_perpetual_last_returns``."""
        key = self._perpetual_wip_key()
        if kind != "production_in" or not key:
            return super()._perpetual_incoming_value(kind, quantity, lot)
        if self.product_id.with_company(self.company_id).cost_method == "standard":
            return None
        if self.origin_returned_move_id:
            return self._perpetual_value_of_origin(quantity, lot)
        booked = Store(self.env).booked_amounts(self.id)
        if booked.quantity:
            return quantity * booked.value / booked.quantity
        return None

    def _perpetual_last_returns(self, facts):
        """The one place that sees all of a transaction before it is booked: what an order
        produces shares its cost."""
        result = super()._perpetual_last_returns(facts)
        by_order = defaultdict(list)
        for fact in facts:
            if fact.operation == "receive" and fact.move._perpetual_is_new_output(fact):
                by_order[fact.move.production_id].append(fact)
        for order, outputs in by_order.items():
            order._perpetual_value_outputs(outputs)
        return result

    def _perpetual_is_new_output(self, fact):
        """Whether the fact is what an order produces, not more of it by an edit."""
        if fact.kind != "production_in" or not self.production_id or self.unbuild_id:
            return False
        return not Store(self.env).booked_amounts(self.id).quantity

    def _perpetual_produced_value(self, quantity, lot=None):
        """What ``quantity`` units of this move cost when they were produced; ``None`` if the
        ledger does not know."""
        value = self._perpetual_value_of_origin(quantity, lot)
        return None if value is None else max(value, ZERO)

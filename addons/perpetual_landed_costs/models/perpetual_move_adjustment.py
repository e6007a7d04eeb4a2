from odoo import models

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger import Fact
from odoo.addons.perpetual_stock.ledger.facts import LateCost, decimal
from odoo.addons.perpetual_stock.matching import slice_of

#: Operations that make a receipt's quantity another one, and in which direction.
CHANGES = {"take_back": -1, "receive": 1}


class PerpetualMoveAdjustment(models.AbstractModel):
    """A receipt with landed costs whose done quantity is corrected.

    Freight that was paid is a cost of what did come: it is taken off all of the receipt and
    landed again on the right quantity, on hand or consumed, whatever the costing method.
    """

    _inherit = "perpetual.move.adjustment"

    def _perpetual_edited_facts(self, facts):
        before, after = [], []
        for move in self:
            own = [fact for fact in facts if fact.move == move]
            if any(fact.operation in CHANGES for fact in own):
                landed = move._perpetual_landed()
                before += move._perpetual_unland_facts(landed)
                after += move._perpetual_land_again_facts(landed, own)
        return super()._perpetual_edited_facts([*before, *facts, *after])

    def _perpetual_landed(self):
        """Pool → (units, landed cost) of what this move has received so far.

        Standard cost has its landed costs in the price difference, where they stay.
        """
        if self.product_id.with_company(self.company_id).cost_method == "standard":
            return {}
        groups = (
            self.env["perpetual.ledger.entry"]
            .sudo()
            ._read_group(
                [("stock_move_id", "=", self.id), ("kind", "=", "landed_cost")],
                ["pool_id"],
                ["counterpart_value:sum"],
            )
        )
        amounts = {pool: decimal(amount) for pool, amount in groups}
        if not any(amounts.values()):
            return {}
        return {
            pool: (decimal(units), amounts.get(pool, ZERO))
            for pool, _first, units in self._perpetual_received()
        }

    def _perpetual_unland_facts(self, landed):
        """All of it off what was received: what of it is on hand, off inventory."""
        last = self._perpetual_last_received() if landed else {}
        return [
            self._perpetual_landed_fact(pool.lot_id, -amount, units, last[pool])
            for pool, (units, amount) in landed.items()
            if amount
        ]

    def _perpetual_land_again_facts(self, landed, facts):
        """The same by quantity on what did come. Where nothing did, what was taken off stays
        an expense."""
        last = self._perpetual_last_received() if landed else {}
        entries = {pool.lot_id.id: last[pool] for pool in landed}
        units = self._perpetual_units_after(landed, facts)
        total = sum(units.values(), ZERO)
        amount = sum((amount for _units, amount in landed.values()), ZERO)
        step = decimal(self.company_id.currency_id.rounding)
        rows, done = [], ZERO
        for lot, quantity in units.items():
            share = slice_of(amount, total, done, done + quantity, step)
            entry_id = entries.get(lot.id, 0)
            rows.append(self._perpetual_landed_fact(lot, share, quantity, entry_id))
            done += quantity
        return rows

    def _perpetual_units_after(self, landed, facts):
        """Lot (empty if not valued by lot) → units of the receipt once ``facts`` are booked."""
        units = {pool.lot_id: quantity for pool, (quantity, _amount) in landed.items()}
        for fact in facts if landed else ():
            sign = CHANGES.get(fact.operation, 0)
            lot = fact.pool_lot or self.env["stock.lot"]
            units[lot] = units.get(lot, ZERO) + sign * fact.quantity
        return {lot: quantity for lot, quantity in units.items() if quantity > ZERO}

    def _perpetual_landed_fact(self, lot, amount, units, entry_id):
        """``amount`` on ``units`` that this move received; it comes from where the consumed
        share goes to, so that both facts together move only what changes."""
        company = self.company_id
        accounts = self.product_id.with_company(company)._get_product_accounts()
        consumed = accounts["expense"]
        if not company.anglo_saxon_accounting:
            consumed = accounts["stock_variation"] or consumed
        # A line may have been of another lot until now; layers are found by their pool.
        lines = tuple(self.move_line_ids.ids)
        return Fact(
            company=company,
            product=self.product_id,
            kind="landed_cost",
            operation="late_cost",
            counterpart_value=amount,
            counterpart_account=consumed,
            difference_account=consumed,
            late=LateCost(amount, ZERO, units, units, entry_id, lines),
            pool_lot=lot or None,
            lot=lot or None,
            move=self.sudo(),
            origin=self.reference or self.origin or "",
            reason=self.env._("Landed cost of a receipt whose quantity was corrected"),
        )

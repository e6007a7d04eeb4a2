from odoo import models

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.golive import Claim
from odoo.addons.perpetual_stock.ledger.facts import decimal


class PerpetualGoLive(models.Model):
    """Manufacturing orders that are in progress at go-live keep what they have consumed."""

    _inherit = "perpetual.go.live"

    def _open_claims(self):
        claims = super()._open_claims()
        if self.direction == "leave" or not self.company_id.perpetual_wip_account_id:
            return claims
        for order in self._orders_in_progress():
            claims += self._wip_claims(order)
        return claims

    def _orders_in_progress(self):
        """Open orders that have consumed some of the products that switch."""
        moves = self.env["stock.move"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "done"),
                ("raw_material_production_id.state", "not in", ("done", "cancel")),
                ("location_dest_id.usage", "=", "production"),
                ("product_id", "in", self._products().ids),
                ("perpetual_entry_ids", "=", False),
            ]
        )
        return moves.raw_material_production_id

    def _wip_claims(self, order):
        """Components consumed, at the value at which core let them go: work in progress.

        Where the production location has an account, core's real-time valuation has posted
        them there already: that is taken back.
        """
        products = self._products()
        for move in order.move_raw_ids:
            value = decimal(self.currency_id.round(move.value))
            if move.state != "done" or move.product_id not in products or not value:
                continue
            if move.perpetual_entry_ids:
                continue
            claim = self._wip_claim(move, value, order._perpetual_wip_account())
            claim.vals = {"perpetual_production_id": order.id, "perpetual_wip_kind": "opening"}
            yield claim
            for item in self._posted_in_production(move):
                reason = self.env._("In progress, taken over from core's entry")
                yield self._wip_claim(move, -decimal(item.balance), item.account_id, reason)

    def _posted_in_production(self, move):
        """What core has posted for the move on the account of the production location."""
        account = move.location_dest_id.valuation_account_id
        return move.account_move_id.line_ids.filtered(
            lambda item: item.account_id == account and item.product_id == move.product_id
        )

    def _wip_claim(self, move, value, account, reason=None):
        return Claim(
            kind="wip",
            reason=reason or self.env._("In progress"),
            account=account,
            product=move.product_id.with_company(self.company_id),
            balance=value,
            quantity=ZERO,
        )

    # Leaving

    def _find_problems(self):
        return [*super()._find_problems(), *self._wip_problems()]

    def _wip_problems(self):
        """Orders in progress whose goods leave would keep a balance that nobody clears."""
        if self.direction != "leave":
            return
        rows = self.env["perpetual.wip.item"].search(
            [("company_id", "=", self.company_id.id), ("kind", "=", "order")]
        )
        leaving = self._products() if rows else ()
        for row in rows:
            if (row.unbuild_id or row.production_id).product_id not in leaving:
                continue
            yield (
                self.env._(
                    "%(order)s has %(amount)s in work in progress. Finish or cancel it first.",
                    order=(row.unbuild_id or row.production_id).display_name,
                    amount=self.currency_id.format(row.amount),
                ),
                row.unbuild_id or row.production_id,
            )

from odoo import models

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.golive import Claim
from odoo.addons.perpetual_stock.ledger.facts import decimal

from ..ledger import Uninvoiced


class PerpetualGoLive(models.Model):
    """Orders that are delivered and not invoiced, or invoiced and not delivered, at go-live."""

    _inherit = "perpetual.go.live"

    def _open_claims(self):
        claims = super()._open_claims()
        company = self.company_id
        if not company.perpetual_gdni_account_id or not company.anglo_saxon_accounting:
            return claims
        if self.direction == "leave":
            return claims + (self._gdni_to_clear() if self.clearing_account_id else [])
        uninvoiced = Uninvoiced(company, self._products().ids)
        for line, product, units in uninvoiced.by_line():
            if units > ZERO:
                claims += self._delivered_claims(line, product, uninvoiced, units)
            else:
                claims += self._prepaid_claims(line, product, uninvoiced, -units)
        return claims

    def _delivered_claims(self, line, product, uninvoiced, units):
        """Cost of what is delivered and not invoiced, at the value at which core let it go.

        It waits for the invoice, or is expensed if the company expenses at delivery. Under
        core's periodic valuation it is in the expenses already, with the purchases.
        """
        company = self.company_id
        is_deferred = company.perpetual_cogs_timing == "invoice"
        if not is_deferred and self._mode_before(product.categ_id) != "real_time":
            return
        for move, taken, lots in uninvoiced.deliveries(line, product, units):
            unit_value = move._perpetual_legacy_unit_value() or ZERO
            claim = self._gdni_claim(line, product, taken * unit_value, taken)
            claim.kind, claim.reason = "gdni", self.env._("Delivered, not invoiced")
            if is_deferred:
                claim.move, claim.moved = move, lots
                claim.vals = {"perpetual_sale_line_id": line.id}
            else:
                claim.kind, claim.account = "cogs", line._perpetual_cogs_account(product)
                claim.vals = {"analytic_distribution": line.analytic_distribution or False}
            yield claim

    def _prepaid_claims(self, line, product, uninvoiced, units):
        """Cost that core has posted with an invoice for units that are still to be delivered.

        It waits for their delivery, so that they do not cost twice.
        """
        cost = uninvoiced.cost_posted(line, product)
        invoiced = uninvoiced.invoiced(line, product)
        move = line.move_ids.filtered(
            lambda move: move.product_id == product and move.state not in ("done", "cancel")
        )[:1]
        if not cost or not invoiced or not move:
            return
        claim = self._gdni_claim(line, product, -cost * units / invoiced, units)
        claim.kind = "gdni_prepaid"
        claim.reason = self.env._("Invoiced with its cost, not delivered")
        claim.move, claim.moved = move, {None: -units}
        claim.vals = {"perpetual_sale_line_id": line.id}
        yield claim

    def _gdni_claim(self, line, product, amount, units):
        company = self.company_id
        return Claim(
            kind="gdni",
            reason="",
            account=company.perpetual_gdni_account_id,
            product=product.with_company(company),
            balance=decimal(company.currency_id.round(float(amount))),
            quantity=units,
            partner=line.order_id.partner_id.commercial_partner_id,
        )

    # Leaving

    def _gdni_items(self):
        """Open journal items on GDNI of the products that leave."""
        return self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("account_id", "=", self.company_id.perpetual_gdni_account_id.id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("product_id", "in", self._products().ids),
                ("perpetual_sale_line_id", "!=", False),
            ]
        )

    def _gdni_to_clear(self):
        claims = []
        for item in self._gdni_items().filtered("amount_residual"):
            line = item.perpetual_sale_line_id
            claim = self._gdni_claim(line, item.product_id, -item.amount_residual, ZERO)
            claim.kind, claim.reason = "gdni_cleared", self.env._("Deferred cost cleared")
            claims.append(claim)
        return claims

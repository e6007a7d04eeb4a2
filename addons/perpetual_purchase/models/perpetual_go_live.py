from odoo import models

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.golive import Claim
from odoo.addons.perpetual_stock.ledger.facts import decimal

from ..grni import Documents, Unsettled


class PerpetualGoLive(models.Model):
    """Orders that are received and not billed, or billed and not received, at go-live."""

    _inherit = "perpetual.go.live"

    def _open_claims(self):
        claims = super()._open_claims()
        company = self.company_id
        account = company.perpetual_grni_account_id
        if not account:
            return claims
        if self.direction == "leave":
            # Whatever the accounting is today: GRNI holds what was received until it changed.
            return claims + (self._grni_to_clear() if self.clearing_account_id else [])
        # Under continental accounting there is no GRNI: bills stay on their expense account.
        if not company.anglo_saxon_accounting:
            return claims
        return claims + list(self._unsettled_claims())

    def _unsettled_claims(self):
        """Hook: a claim for each receipt without its bill, and each bill without its receipt.

        Lines that are received in parts are left to who knows the parts.
        """
        unsettled = Unsettled(self.company_id, self._products().ids, self.date)
        open_now = self._units_on_grni(unsettled.lines)
        for line, units in unsettled.by_line():
            if list(line._perpetual_parts()) != [""]:
                continue
            units -= open_now.get(line, ZERO)
            if units > ZERO:
                yield from self._received_claims(line, unsettled.receipts(line, units))
            elif units < ZERO:
                yield from self._billed_claims(line, unsettled.bills(line, -units))

    def _units_on_grni(self, lines):
        """Order line → units that GRNI already holds, from an earlier time in the ledger."""
        units = {}
        for (line, _account, _part), documents in Documents(lines).open().items():
            for document in documents:
                left = document.quantity - document.matched
                units[line] = units.get(line, ZERO) + (left if document.is_credit else -left)
        return units

    def _received_claims(self, line, receipts):
        """GRNI at the order's price, at the rate of the receipt, per receipt."""
        for move, units, lots in receipts:
            cost = line._perpetual_cost(units)
            amount = line._perpetual_convert(cost, move.date.date())
            claim = self._grni_claim(line, -units, -amount, -cost)
            claim.kind = "grni_received"
            claim.reason = self.env._("Received, not billed")
            claim.move, claim.moved = move, lots
            claim.quantity = units
            yield claim

    def _billed_claims(self, line, bills):
        """GRNI at the bill's price, per bill."""
        for item, units, total in bills:
            share = units / total * self._with_tax(item)
            amount, foreign = share * decimal(item.balance), share * decimal(item.amount_currency)
            claim = self._grni_claim(line, units, amount, foreign, item.currency_id)
            claim.kind = "grni_billed"
            claim.reason = self.env._("Billed, not received: %s", item.move_id.name)
            yield claim

    def _with_tax(self, item):
        """Ratio of the price with tax that cannot be recovered to the price without."""
        if not item.tax_ids or not item.price_subtotal:
            return decimal(1)
        totals = item.tax_ids.compute_all(
            item.price_subtotal, currency=item.currency_id, product=item.product_id
        )
        return decimal(totals["total_void"]) / decimal(totals["total_excluded"])

    def _grni_claim(self, line, units, amount, foreign, currency=None):
        company = self.company_id
        currency = currency or line.order_id.currency_id
        claim = Claim(
            kind="grni",
            reason="",
            account=company.perpetual_grni_account_id,
            product=line.product_id.with_company(company),
            balance=decimal(company.currency_id.round(float(amount))),
            quantity=units,
            partner=line.order_id.partner_id.commercial_partner_id,
            vals={"perpetual_purchase_line_id": line.id},
        )
        if currency != company.currency_id:
            claim.currency = currency
            claim.currency_value = decimal(currency.round(float(foreign)))
        return claim

    def _switch_now(self):
        products = self._products()
        result = super()._switch_now()
        if self.direction == "enter" and not self.company_id.anglo_saxon_accounting:
            self._settle_old_bills(products)
        return result

    def _settle_old_bills(self, products):
        """Under continental accounting bills from before stay what they are: an expense that
        no receipt of the ledger is matched with."""
        items = self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("parent_state", "=", "posted"),
                ("purchase_line_id", "!=", False),
                ("product_id", "in", products.ids),
                ("id", "<=", self.last_item_id),
            ]
        )
        items._perpetual_set_settled(True)

    # Leaving

    def _grni_items(self):
        """Open journal items on GRNI of the products that leave."""
        return self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("account_id", "=", self.company_id.perpetual_grni_account_id.id),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("product_id", "in", self._products().ids),
                "|",
                ("perpetual_purchase_line_id", "!=", False),
                ("purchase_line_id", "!=", False),
            ]
        )

    def _grni_to_clear(self):
        claims = []
        for item in self._grni_items().filtered("amount_residual"):
            line = item._perpetual_grni_line()
            residual = -decimal(item.amount_residual), -decimal(item.amount_residual_currency)
            claim = self._grni_claim(line, ZERO, *residual, item.currency_id)
            claim.kind, claim.reason = "grni_cleared", self.env._("Accrual cleared on leaving")
            claims.append(claim)
        return claims

    def _post_entry(self, claims):
        """What is cleared on leaving is reconciled with what it clears."""
        open_items = self.env["account.move.line"]
        if any(claim.kind == "grni_cleared" for claim in claims):
            open_items = self._grni_items()
        move = super()._post_entry(claims)
        cleared = move.line_ids.filtered(
            lambda item: item.account_id == self.company_id.perpetual_grni_account_id
        )
        if open_items and cleared:
            by_line = (open_items | cleared).grouped(lambda item: item._perpetual_grni_line())
            self.env["account.move.line"].with_context(
                no_exchange_difference=True, no_cash_basis=True
            )._reconcile_plan(list(by_line.values()))
            (open_items | cleared)._perpetual_set_settled(True)
        return move

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
        if not company.perpetual_gdni_account_id:
            return claims
        if self.direction == "leave":
            # Whatever the accounting is today: GDNI holds what left until it changed.
            return claims + (self._gdni_to_clear() if self.clearing_account_id else [])
        if not company.anglo_saxon_accounting:
            return claims
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

    def _gdni_rows(self):
        """What of the products that leave is open on GDNI, as its listing shows it."""
        return self.env["perpetual.gdni.item"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("account_id", "=", self.company_id.perpetual_gdni_account_id.id),
                ("product_id", "in", self._products().ids),
                ("kind", "in", ("delivery", "return")),
                ("amount", "!=", 0),
            ]
        )

    def _gdni_to_clear(self):
        claims = []
        for row in self._gdni_rows():
            units = -decimal(row.quantity)
            claim = self._gdni_claim(row.sale_line_id, row.product_id, -row.amount, units)
            claim.kind, claim.reason = "gdni_cleared", self.env._("Deferred cost cleared")
            claim.vals = {"perpetual_sale_line_id": row.sale_line_id.id}
            claims.append(claim)
        return claims

    def _post_entry(self, claims):
        """What is cleared on leaving is matched and reconciled with what clears it."""
        rows = self.env["perpetual.gdni.item"]
        if any(claim.kind == "gdni_cleared" for claim in claims):
            rows = self._gdni_rows()
        vals_list, items = [self._cleared_vals(row) for row in rows], rows._journal_items()
        move = super()._post_entry(claims)
        if items:
            account = self.company_id.perpetual_gdni_account_id
            items |= move.line_ids.filtered(lambda item: item.account_id == account)
            pairs = items.grouped(lambda item: (item.perpetual_sale_line_id, item.product_id))
            self.env["account.move.line"]._reconcile_plan(list(pairs.values()))
            self.env["perpetual.gdni.match"].create(vals_list)
        return move

    def _cleared_vals(self, row):
        """The match that says which units of a delivery, or return, no invoice expenses."""
        side = "delivery" if row.amount > 0 else "return"
        return {
            "sale_line_id": row.sale_line_id.id,
            "company_id": self.company_id.id,
            "product_id": row.product_id.id,
            "quantity": abs(row.quantity),
            f"{side}_id": self._entry_of_row(row).id,
            f"{side}_amount": abs(row.amount),
            "date": self.date,
        }

    def _entry_of_row(self, row):
        """The ledger entry that stands for a delivery or return in matches: its first."""
        return self.env["perpetual.ledger.entry"].search(
            [
                ("stock_move_id", "=", row.stock_move_id.id),
                ("counterpart_account_id", "=", row.account_id.id),
                ("moved_quantity", "!=", 0),
            ],
            order="id",
            limit=1,
        )

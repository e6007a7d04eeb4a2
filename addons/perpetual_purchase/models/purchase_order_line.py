from collections import defaultdict

from odoo import models
from odoo.tools import SQL

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger import Fact
from odoo.addons.perpetual_stock.ledger.facts import decimal
from odoo.addons.perpetual_stock.matching import Item, match_oldest_first


class PurchaseOrderLine(models.Model):
    _inherit = "purchase.order.line"

    # Price

    def _perpetual_cost(self, quantity):
        """Cost of ``quantity`` product units in the order's currency, unrounded.

        Discount taken off, non-recoverable tax included.
        """
        self.ensure_one()
        price = self.price_unit_discounted
        if self.tax_ids:
            ordered = self.product_qty or 1.0
            totals = self.tax_ids.compute_all(
                price,
                currency=self.order_id.currency_id,
                quantity=ordered,
                product=self.product_id,
                partner=self.order_id.partner_id,
                rounding_method="round_globally",
            )
            price = totals["total_void"] / ordered
        factor = decimal(self.product_id.uom_id.factor) / decimal(self.product_uom_id.factor)
        return quantity * decimal(price) * factor

    def _perpetual_convert(self, amount, date):
        """``amount`` of the order's currency in company currency at ``date``, unrounded."""
        company, currency = self.company_id, self.order_id.currency_id
        if currency == company.currency_id:
            return amount
        rate = currency._get_conversion_rate(currency, company.currency_id, company, date)
        return amount * decimal(rate)

    # Matching

    def _perpetual_match_grni(self):
        """Match open receipts, returns, bills and refunds of these lines, oldest first.

        For each pair, one variance row makes its items net to exactly zero; then they
        are reconciled. What stays open is the accrual.
        """
        # Receipts are matched for warehouse people and bills for accountants; neither
        # has all the rights that the other's documents need.
        lines = self.sudo()
        lines._perpetual_lock()
        matches = lines.env["perpetual.grni.match"].create(
            [vals for line in lines for vals in line._perpetual_new_matches()]
        )
        matches._settle()
        return matches

    def _perpetual_lock(self):
        """One matching at a time per order line."""
        if self.ids:
            self.env.execute_query(
                SQL(
                    "SELECT id FROM purchase_order_line WHERE id IN %s ORDER BY id FOR UPDATE",
                    tuple(self.ids),
                )
            )

    def _perpetual_new_matches(self):
        """Values of the matches that are due, over every GRNI account of the line."""
        self.ensure_one()
        items = self._perpetual_grni_items()
        matched = self.env["perpetual.grni.match"]._matched_quantities(items)
        vals_list = []
        for account in items.account_id:
            sides = defaultdict(list)
            for item in items.filtered(lambda item: item.account_id == account):
                quantity = item._perpetual_quantity()
                if quantity and item.balance:
                    side = "credit" if item.balance < 0 else "debit"
                    sides[side].append(Item(item.id, quantity, matched[item.id]))
            for match in match_oldest_first(sides["credit"], sides["debit"]):
                vals_list.append(self._perpetual_match_vals(match))
        return vals_list

    def _perpetual_grni_items(self):
        """Posted journal items of this line on GRNI, oldest first, variances left out."""
        accounts = self.company_id.perpetual_grni_account_id
        accounts |= (
            self.env["account.move.line"]
            .search([("perpetual_purchase_line_id", "=", self.id)])
            .account_id
        )
        return self.env["account.move.line"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("account_id", "in", accounts.ids),
                ("parent_state", "=", "posted"),
                ("perpetual_grni_match_id", "=", False),
                "|",
                ("perpetual_purchase_line_id", "=", self.id),
                ("purchase_line_id", "=", self.id),
            ],
            order="date, id",
        )

    def _perpetual_match_vals(self, match):
        return {
            "purchase_line_id": self.id,
            "company_id": self.company_id.id,
            "credit_line_id": match.credit,
            "debit_line_id": match.debit,
            "quantity": float(match.quantity),
            "credit_start": float(match.credit_start),
            "debit_start": float(match.debit_start),
        }

    def _perpetual_variance_fact(self, **vals):
        """A price difference of this line's product; see :class:`Fact`."""
        company = self.company_id
        product = self.product_id.with_company(company)
        return Fact(
            company=company,
            product=product,
            kind="price_difference",
            operation="memo",
            value=ZERO,
            counterpart_account=company.perpetual_grni_account_id,
            **vals,
        )

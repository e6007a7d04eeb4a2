from odoo import models
from odoo.tools import SQL

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger import Fact
from odoo.addons.perpetual_stock.ledger.facts import decimal

from ..grni import WHOLE, Documents


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

        :returns: the new matches
        """
        # Receipts are matched for warehouse people and bills for accountants; neither
        # has all the rights that the other's documents need.
        lines = self.sudo()
        if not lines:
            return lines.env["perpetual.grni.match"]
        lines._perpetual_lock()
        pairs = Documents(lines).pairs()
        return lines.env["perpetual.grni.match"]._settle(pairs)

    def _perpetual_lock(self):
        """One matching at a time per order line.

        A mere lock would let a transaction go on that cannot see yet what the one before
        it has matched; updating the row makes it fail, and the framework tries it again.
        """
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                """UPDATE purchase_order_line SET id = line.id
                     FROM (SELECT id FROM purchase_order_line WHERE id IN %s
                            ORDER BY id FOR NO KEY UPDATE) line
                    WHERE purchase_order_line.id = line.id
                RETURNING line.id""",
                tuple(self.ids),
            )
        )

    def _perpetual_counterpart_vals(self):
        """What tells a GRNI item of this line from others."""
        partner = self.order_id.partner_id.commercial_partner_id
        return {"perpetual_purchase_line_id": self.id, "partner_id": partner.id}

    def _perpetual_variance_fact(self, **vals):
        """A price difference of this line; see :class:`Fact`."""
        return Fact(
            company=self.company_id,
            kind="price_difference",
            operation="memo",
            value=ZERO,
            **vals,
        )

    def _perpetual_parts(self):
        """Hook: the parts that a unit is received in, and which share of its price each has,
        as fractions (from, to) of the whole."""
        return {"": WHOLE}

    def _perpetual_consumed_account(self, product):
        """Where a difference on goods that have left goes: cost of goods sold.

        Under standard cost all of it is a price difference (the default).
        """
        if product.cost_method == "standard":
            return None
        return product._get_product_accounts()["expense"]

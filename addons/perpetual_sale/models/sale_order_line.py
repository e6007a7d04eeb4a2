from odoo import models
from odoo.tools import SQL

from odoo.addons.perpetual_stock.ledger.facts import decimal

from ..ledger import Sides


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    # Accounts and units

    def _perpetual_cogs_account(self, product):
        """Expense account of ``product`` sold on this line."""
        self.ensure_one()
        product = product.with_company(self.company_id)
        return self._perpetual_map_account(product._get_product_accounts()["expense"])

    def _perpetual_map_account(self, account):
        return self.order_id.fiscal_position_id.map_account(account)

    def _perpetual_units_sold(self, product_id, quantity):
        """Hook: units of a product (in its unit) in ``quantity`` of what the line sells.

        :param product_id: id of a product that was delivered for the line
        :param quantity: decimal, in the unit of the line's product
        """
        return quantity

    # Matching

    def _perpetual_match_gdni(self):
        """Match open deliveries, returns, invoices and credit notes, oldest first.

        For each pair the delivered cost is expensed at the value at which the goods left.
        What stays open is goods delivered not invoiced.
        """
        # Deliveries are matched for warehouse people and invoices for accountants;
        # neither has all the rights that the other's documents need.
        matches = self.env["perpetual.gdni.match"].sudo()
        lines = self and Sides(self.sudo()).lines
        if not lines:
            return matches
        lines._perpetual_lock()
        matches, credited = lines._perpetual_make_matches()
        if matches._reopen_returned(credited):
            again, _rest = lines._perpetual_make_matches()
            matches |= again
        return matches

    def _perpetual_make_matches(self):
        """Match and settle what is due.

        :returns: the matches, and (order line id, product id) → (units that are credited and
            were not returned, day of the youngest such credit note)
        """
        matches, credited = self.env["perpetual.gdni.match"].sudo(), {}
        vals_list = []
        for (line, product_id), queue in Sides(self).queues().items():
            pairs = queue.pairs(decimal(line.company_id.currency_id.rounding))
            vals_list += [line._perpetual_match_vals(product_id, pair) for pair in pairs]
            units = queue.credited - sum(pair.quantity for pair in pairs if not pair.debit.is_goods)
            if units > 0:
                dates = [part.source.date for part in queue.debits if not part.is_goods]
                credited[line.id, product_id] = units, max(dates)
        matches = matches.create(vals_list)
        matches._settle()
        return matches, credited

    def _perpetual_lock(self):
        """One matching at a time per order line.

        The rows are written, not only locked: a concurrent matching would go on with its
        older snapshot, but this way it fails to serialize and is tried again.
        """
        if self.ids:
            self.env.execute_query(
                SQL(
                    """UPDATE sale_order_line SET write_date = write_date
                        WHERE id IN (SELECT id FROM sale_order_line
                                      WHERE id IN %s ORDER BY id FOR NO KEY UPDATE)
                    RETURNING id""",
                    tuple(self.ids),
                )
            )

    def _perpetual_match_vals(self, product_id, pair):
        debit, credit = pair.debit.source, pair.credit.source
        return {
            "sale_line_id": self.id,
            "company_id": self.company_id.id,
            "product_id": product_id,
            "quantity": float(pair.quantity),
            debit.field: debit.id,
            credit.field: credit.id,
            "delivery_amount": float(pair.debit_amount),
            "return_amount": float(pair.credit_amount),
            "date": self.company_id._perpetual_open_date(max(debit.date, credit.date)),
        }

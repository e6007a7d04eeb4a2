from dataclasses import replace

from odoo import models

from odoo.addons.perpetual_stock.costing import ZERO


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _perpetual_facts(self, position, quantity):
        """What is bought on an order and goes straight to a customer is a cost at once.

        Two entries without a value in the pool: goods received not invoiced, and what it
        is against: cost of goods sold, or goods delivered not invoiced. Continental: the
        vendor's bill is the expense, so nothing is posted.
        """
        facts = super()._perpetual_facts(position, quantity)
        move = self.move_id
        is_ours = move.purchase_line_id and not self._perpetual_is_consigned(position)
        if not is_ours or not move.company_id.anglo_saxon_accounting:
            return facts
        return [
            half
            for fact in facts
            for half in (
                self._perpetual_dropship_halves(fact, position, quantity)
                if fact.kind == "dropship"
                else [fact]
            )
        ]

    def _perpetual_dropship_halves(self, fact, position, quantity):
        """The entry of the purchase and the entry of the sale, which says what moved."""
        move = self.move_id
        is_back = position.location.usage == "customer"
        bought = "vendor_return" if is_back else "receipt"
        units = -quantity if is_back else quantity
        amount = move._perpetual_dropship_amount(bought, units)
        currency, currency_value = move._perpetual_currency_value(bought, units, amount)
        purchase = replace(
            fact,
            moved=ZERO,
            quantity=abs(quantity),
            counterpart_value=amount,
            currency=currency,
            currency_value=currency_value,
            always_posted=True,
            **self._perpetual_dropship_counterpart(bought, position),
        )
        sold = "customer_return" if is_back else "issue"
        sale = replace(
            fact,
            counterpart_value=-amount,
            # Goods that cost nothing, too: it is the entry that says what moved.
            always_posted=True,
            **self._perpetual_dropship_counterpart(sold, position),
        )
        return [purchase, sale]

    def _perpetual_dropship_counterpart(self, kind, position):
        """Account and links of one half: those of the same goods if they passed our stock.

        The two halves cancel out on the account of the difference.
        """
        move = self.move_id
        return {
            "counterpart_account": move._perpetual_counterpart_account(
                kind, position.location, position.location_dest
            ),
            "counterpart_vals": move._perpetual_counterpart_vals(kind),
            "difference_account": move._perpetual_dropship_cogs_account(),
        }

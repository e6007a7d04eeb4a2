from odoo import models

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger.facts import decimal


class StockMove(models.Model):
    _inherit = "stock.move"

    def _perpetual_owed_on_grni(self):
        """What a vendor bills of drop-shipped goods clears what their shipment posted.

        Goods that were drop-shipped before the ledger knew the product posted nothing: their
        bill stays an expense.
        """
        return super()._perpetual_owed_on_grni() | self._perpetual_dropshipped()

    def _perpetual_dropshipped(self):
        """Those whose goods went from vendor to customer, or back, and were posted."""
        # Whoever bills or receives, what the ledger has posted decides.
        return self.filtered(
            lambda move: any(
                row.kind == "dropship" and row.account_move_id
                for row in move.sudo().perpetual_entry_ids
            )
        )

    def _perpetual_dropship_cogs_account(self):
        """Expense account of what was drop-shipped, as the sales order maps it."""
        product = self.product_id.with_company(self.company_id)
        # People in purchasing post it, too, who may not read sales orders.
        sale_line = self.sudo().sale_line_id
        if sale_line:
            return sale_line._perpetual_cogs_account(product).sudo(False)
        return product._get_product_accounts()["expense"]

    def _perpetual_dropship_amount(self, kind, units):
        """What ``units`` (negative: fewer) cost by their order or, if they go back, what they
        stand at; rounded, in company currency, with the sign of ``units``.

        :param kind: ``receipt``, or ``vendor_return`` for goods that go back
        """
        accrued = self._perpetual_accrued(kind, units).amount
        amount = decimal(self.company_id.currency_id.round(float(accrued)))
        return amount if units > ZERO else -amount

    def _perpetual_units_on_grni(self):
        """Drop-shipped units are in no pool: those that moved count."""
        dropped = self._perpetual_dropshipped()
        if not dropped:
            return super()._perpetual_units_on_grni()
        rows = dropped.sudo().perpetual_entry_ids.filtered(lambda row: row.kind == "dropship")
        return sum(
            -row.moved_quantity if row.location_id.usage == "customer" else row.moved_quantity
            for row in rows
        )

    def _perpetual_value_of_origin(self, quantity, lot=None):
        """Drop-shipped goods that come back into stock are worth what they cost."""
        origin = self.origin_returned_move_id._perpetual_dropshipped()
        if not origin:
            return super()._perpetual_value_of_origin(quantity, lot)
        moves = origin | origin.returned_move_ids._perpetual_dropshipped()
        accrued = moves._perpetual_share(quantity, settled=True)
        return accrued.amount if accrued else origin._perpetual_ordered(quantity).amount

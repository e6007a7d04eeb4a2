from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _perpetual_bill_account(self):
        """What a vendor bills of drop-shipped goods clears what their shipment posted.

        Goods that were drop-shipped before the ledger knew the product posted nothing: their
        bill stays an expense.
        """
        account = super()._perpetual_bill_account()
        if account or not self._perpetual_bills_dropship():
            return account
        return self.company_id.perpetual_grni_account_id

    def _perpetual_bills_dropship(self):
        """Whether the item bills goods whose drop-shipment has posted on GRNI."""
        company = self.company_id
        is_bill = self.display_type == "product" and self.move_id.is_purchase_document(
            include_receipts=True
        )
        if not is_bill or not self.purchase_line_id or not company.anglo_saxon_accounting:
            return False
        if not self.product_id.with_company(company)._is_perpetual():
            return False
        return bool(self.purchase_line_id.move_ids._perpetual_dropshipped())

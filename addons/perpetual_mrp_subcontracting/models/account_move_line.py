from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _perpetual_bill_account(self):
        """The subcontractor's service clears what his goods were received at, also where he
        ships them straight to the customer, which core takes for a dropshipment."""
        account = super()._perpetual_bill_account()
        if account or not self._perpetual_bills_service():
            return account
        return self.company_id.perpetual_grni_account_id

    def _perpetual_bills_service(self):
        """Whether the item bills goods that a subcontractor makes, valued by the ledger."""
        company = self.company_id
        is_bill = self.display_type == "product" and self.move_id.is_purchase_document(
            include_receipts=True
        )
        if not is_bill or not self.purchase_line_id or not company.anglo_saxon_accounting:
            return False
        # Who bills need not be able to read the transfers.
        moves = self.sudo().purchase_line_id.move_ids
        is_service = any(move.is_subcontract for move in moves)
        return is_service and self.product_id.with_company(company)._is_perpetual()

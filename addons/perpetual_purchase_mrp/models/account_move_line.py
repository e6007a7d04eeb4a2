from odoo import models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _perpetual_bill_account(self):
        """A bill of kits clears what was received of their components, whatever the kit's own
        category says."""
        if not self._perpetual_is_kit():
            return super()._perpetual_bill_account()
        account = self.env["account.account"]
        if self._perpetual_bills_kit() and self.company_id.anglo_saxon_accounting:
            account = self.company_id.perpetual_grni_account_id
        return account

    def _perpetual_bills_kit(self):
        """Whether the item bills a kit with components that the stock ledger values."""
        is_bill = self.display_type == "product" and self.move_id.is_purchase_document(
            include_receipts=True
        )
        moves = self.sudo().purchase_line_id._perpetual_kit_moves()
        return is_bill and any(move._is_perpetual() for move in moves)

    def _perpetual_is_kit(self):
        # Who bills need not be able to read the transfers.
        return bool(self.sudo().purchase_line_id._perpetual_kit_moves())

    def _perpetual_is_claim(self):
        if not self._perpetual_is_kit() or self.company_id.anglo_saxon_accounting:
            return super()._perpetual_is_claim()
        return self._perpetual_bills_kit()

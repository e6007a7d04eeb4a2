from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    def _stock_account_prepare_anglo_saxon_in_lines_vals(self):
        """Price differences of continuous products come from matching with receipts."""
        vals_list = super()._stock_account_prepare_anglo_saxon_in_lines_vals()
        return [vals for vals in vals_list if not self._perpetual_is_continuous_vals(vals)]

    def _perpetual_is_continuous_vals(self, vals):
        company = self.browse(vals["move_id"]).company_id
        product = self.env["product.product"].browse(vals["product_id"])
        return product.with_company(company)._is_perpetual()

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._perpetual_billed_lines()._perpetual_match_grni()
        return posted

    def _perpetual_bills(self):
        return self.filtered(lambda move: move.is_purchase_document(include_receipts=True))

    def _perpetual_billed_lines(self):
        """Order lines whose GRNI these vendor documents touch."""
        items = self._perpetual_bills().line_ids.filtered(
            lambda item: (
                item.purchase_line_id
                and item.account_id == item.company_id.perpetual_grni_account_id
            )
        )
        return items.purchase_line_id

    def button_draft(self):
        """A bill that is reset takes its price differences back and opens its receipts."""
        bills = self._perpetual_bills()
        if not bills:
            return super().button_draft()
        # An accountant has no rights on matches of their own.
        matches = self.env["perpetual.grni.match"].sudo()._of_items(bills.line_ids)
        order_lines = matches.purchase_line_id
        matches._release()
        result = super().button_draft()
        order_lines._perpetual_match_grni()
        return result

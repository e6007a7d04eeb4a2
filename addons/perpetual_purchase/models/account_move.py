from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    perpetual_grni_match_count = fields.Integer(
        compute="_compute_perpetual_grni_match_count",
        string="GRNI Match Count",
        groups="account.group_account_invoice,account.group_account_readonly",
    )

    def _compute_perpetual_grni_match_count(self):
        bills = self._perpetual_bills()
        (self - bills).perpetual_grni_match_count = 0
        for bill in bills:
            matches = self.env["perpetual.grni.match"]._of_items(bill.line_ids)
            bill.perpetual_grni_match_count = len(matches)

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
        """Order lines whose goods these vendor documents bill."""
        items = self._perpetual_bills().line_ids
        return items.filtered(lambda item: item._perpetual_is_claim()).purchase_line_id

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

    def action_perpetual_grni_matches(self):
        """Open what receipts these bills are matched with, and their price differences."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_purchase.perpetual_grni_match_action"
        )
        action["domain"] = self.env["perpetual.grni.match"]._items_domain(self.line_ids)
        return action

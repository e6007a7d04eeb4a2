from odoo import fields, models
from odoo.exceptions import UserError


class AccountMove(models.Model):
    _inherit = "account.move"

    perpetual_cost_entry_count = fields.Integer(
        compute="_compute_perpetual_cost_entry_count",
        string="Cost Entry Count",
        groups="perpetual_stock.group_inventory_value",
    )

    perpetual_gdni_match_count = fields.Integer(
        compute="_compute_perpetual_gdni_match_count",
        string="GDNI Match Count",
        groups="account.group_account_invoice,account.group_account_readonly",
    )

    def _compute_perpetual_gdni_match_count(self):
        documents = self._perpetual_sale_documents()
        (self - documents).perpetual_gdni_match_count = 0
        for document in documents:
            matches = self.env["perpetual.gdni.match"]._of_documents(document)
            document.perpetual_gdni_match_count = len(matches)

    def action_perpetual_gdni_matches(self):
        """Open what deliveries these invoices are matched with, and their cost."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_sale.perpetual_gdni_match_action"
        )
        matches = self.env["perpetual.gdni.match"]
        action["domain"] = [("id", "in", matches._of_documents(self).ids)]
        return action

    def _compute_perpetual_cost_entry_count(self):
        for move in self:
            move.perpetual_cost_entry_count = len(move._perpetual_cost_entries())

    def _perpetual_cost_entries(self):
        """Journal entries of the cost of these invoices, what resets took back included."""
        matches = self.env["perpetual.gdni.match"].with_context(active_test=False)
        return matches._of_documents(self._perpetual_sale_documents()).cost_line_ids.move_id

    def action_perpetual_cost_entries(self):
        """Open the cost of goods sold of these invoices."""
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        action["domain"] = [("id", "in", self._perpetual_cost_entries().ids)]
        action["context"] = {"create": False}
        return action

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        posted._perpetual_sold_lines()._perpetual_match_gdni()
        return posted

    def _perpetual_sale_documents(self):
        return self.filtered(lambda move: move.is_sale_document(include_receipts=True))

    def _perpetual_sold_lines(self):
        """Order lines that these customer documents invoice or credit."""
        return self._perpetual_sale_documents().invoice_line_ids.sale_line_ids

    def button_draft(self):
        """An invoice that is reset takes its cost back and opens its deliveries."""
        documents = self._perpetual_sale_documents()
        if not documents:
            return super().button_draft()
        # An invoicing user has no rights on matches of their own.
        matches = self.env["perpetual.gdni.match"].sudo()._of_documents(documents)
        order_lines = matches.sale_line_id
        matches._release()
        result = super().button_draft()
        order_lines._perpetual_match_gdni()
        return result

    def _perpetual_check_unposted(self):
        """The cost of an invoice stands and falls with the invoice."""
        result = super()._perpetual_check_unposted()
        # The check must see all matches, whatever the user may see.
        match = self.sudo().line_ids.perpetual_gdni_match_id[:1]
        if match:
            raise UserError(
                self.env._(
                    "%(move)s posts the cost of goods sold of %(document)s and cannot be"
                    " reset to draft. Reset the invoice instead, or return the goods.",
                    move=match.cost_line_ids.move_id[:1].display_name,
                    document=match._document_name(),
                )
            )
        return result

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


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

    def _perpetual_check_go_live(self):
        """A bill whose goods go-live found missing stays: GRNI was opened with it."""
        super()._perpetual_check_go_live()
        for bill in self._perpetual_bills():
            opened = bill._perpetual_opened_items()
            if opened:
                raise UserError(
                    self.env._(
                        "%(bill)s is from before go-live, which took over on %(account)s that"
                        " goods of %(order)s were billed and not received. It cannot be reset to"
                        " draft; post a credit note instead.",
                        bill=bill.display_name,
                        account=opened.account_id[0].display_name,
                        order=opened.perpetual_purchase_line_id.order_id[0].name,
                    )
                )

    def _perpetual_way_out(self, entry):
        """A price difference follows its bill."""
        matches = self.sudo().line_ids.perpetual_grni_match_id
        bills = (matches.debit_move_id | matches.credit_move_id)._perpetual_bills()
        if not bills:
            return super()._perpetual_way_out(entry)
        return self.env._(
            "It is the price difference of %(bills)s and follows that bill. Correct the bill"
            " instead: reset it to draft, edit it and post it again.",
            bills=", ".join(bills.mapped("display_name")),
        )

    def _perpetual_opened_items(self):
        """Debits on GRNI that a go-live opened for what this bill billed."""
        self.ensure_one()
        # The check must see all runs and orders, whatever the user may see.
        lines = self.sudo().line_ids.filtered("purchase_line_id")
        opened = lines.search(
            [
                ("company_id", "=", self.company_id.id),
                ("perpetual_purchase_line_id", "in", lines.purchase_line_id.ids),
                ("balance", ">", 0),
                ("parent_state", "=", "posted"),
            ]
        )
        runs = (
            self.env["perpetual.go.live"]
            .sudo()
            .search(
                [
                    ("account_move_id", "in", opened.move_id.ids),
                    ("direction", "=", "enter"),
                    ("last_item_id", ">=", min(lines.ids, default=0)),
                ]
            )
        )
        return opened.filtered(lambda item: item.move_id in runs.account_move_id)

    def _perpetual_entry_domain(self):
        """A bill's price differences are its own, whichever entry posted them."""
        # The links only: who may see the entries is for the rights on these.
        matches = self.env["perpetual.grni.match"].sudo()
        matches = matches._of_items(self.sudo()._perpetual_bills().line_ids)
        return super()._perpetual_entry_domain() | Domain(
            "account_move_id", "in", matches.variance_line_ids.move_id.ids
        )

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

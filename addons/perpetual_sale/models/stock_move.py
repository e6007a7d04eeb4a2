from odoo import models
from odoo.exceptions import UserError

#: Kinds of ledger entries that are posted against cost of goods sold, or what defers it.
SOLD_KINDS = ("issue", "customer_return")


class StockMove(models.Model):
    _inherit = "stock.move"

    def _perpetual_kind(self, location, location_dest):
        """What was sold to another company of ours, and comes back, is a customer return."""
        kind = super()._perpetual_kind(location, location_dest)
        is_back = kind == "receipt" and location.usage == "transit"
        return "customer_return" if is_back and self.sale_line_id else kind

    def _perpetual_is_traded(self):
        return bool(self.sale_line_id) or super()._perpetual_is_traded()

    def _perpetual_trade_account(self, kind, accounts):
        """What is sold on an order: cost of goods sold, at once or through GDNI."""
        account = super()._perpetual_trade_account(kind, accounts)
        if kind not in SOLD_KINDS or not self.sale_line_id:
            return account
        if self._perpetual_is_deferred():
            return self._perpetual_gdni_account()
        return self.sale_line_id._perpetual_map_account(account)

    def _perpetual_gdni_account(self):
        """Where the cost waits: on the account of the delivery that this move corrects or
        returns, else on the company's.

        :raises UserError: the company has none
        """
        earlier = self._perpetual_posted_before()._perpetual_gdni_items()
        account = earlier.account_id[:1] or self.company_id.perpetual_gdni_account_id
        if not account:
            raise UserError(
                self.env._(
                    "%(document)s cannot be posted: %(company)s expenses its sales at invoice,"
                    " and has no account for Goods Delivered Not Invoiced. Choose one in"
                    " Inventory > Configuration > Settings, or Set up accounts there, then"
                    " try again.",
                    document=self.reference or self.display_name,
                    company=self.company_id.display_name,
                )
            )
        return account

    def _perpetual_is_deferred(self):
        """Whether the cost waits for the invoice.

        A return follows its delivery, and an edit its transfer, whatever the company's
        timing has become since.
        """
        self.ensure_one()
        company = self.company_id
        if not self.sale_line_id or not company.anglo_saxon_accounting:
            return False
        earlier = self._perpetual_posted_before()
        if earlier:
            return bool(earlier._perpetual_gdni_items())
        if self.location_dest_id.usage == "customer" and self._perpetual_is_prepaid():
            return True
        return company.perpetual_cogs_timing == "invoice"

    def _perpetual_is_prepaid(self):
        """Whether go-live has found units of the order line invoiced with their cost, which
        are still to be delivered: their cost meets the delivery there."""
        item = self.env["account.move.line"].search(
            [
                ("perpetual_sale_line_id", "=", self.sale_line_id.id),
                ("product_id", "=", self.product_id.id),
                ("reconciled", "=", False),
                ("balance", "<", 0),
                ("parent_state", "=", "posted"),
                ("perpetual_gdni_match_id", "=", False),
            ],
            limit=1,
        )
        return bool(item)

    def _perpetual_posted_before(self):
        """The move itself if it was posted (it is being edited), else the one it returns."""
        for move in (self, self.origin_returned_move_id):
            if move.perpetual_entry_ids.account_move_id:
                return move
        return self.browse()

    def _perpetual_gdni_items(self):
        """Journal items of these moves on goods delivered not invoiced."""
        return self.env["account.move.line"].search(
            [
                ("perpetual_stock_move_id", "in", self.ids),
                ("perpetual_sale_line_id", "!=", False),
            ]
        )

    def _perpetual_counterpart_vals(self, kind):
        """The link of what waits for its invoice, the analytics of what is a cost at once."""
        vals = super()._perpetual_counterpart_vals(kind)
        line = self.sale_line_id
        if not line or kind not in SOLD_KINDS or not self._perpetual_is_to_customer(kind):
            return vals
        if self._perpetual_is_deferred():
            return {**vals, "perpetual_sale_line_id": line.id, "analytic_distribution": False}
        if line.analytic_distribution and self.company_id.anglo_saxon_accounting:
            return {**vals, "analytic_distribution": line.analytic_distribution}
        return vals

    def _perpetual_is_to_customer(self, kind):
        """Hook: whether goods of an order go to its customer or come back from there."""
        places = {self.location_id.usage, self.location_dest_id.usage}
        return not places.isdisjoint(("customer", "transit"))

from odoo import fields, models


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    perpetual_stock_move_id = fields.Many2one(
        "stock.move",
        string="Stock Move",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The stock move that this item posts.",
    )

    perpetual_write_off_line_id = fields.Many2one(
        "perpetual.write.off.line",
        string="Write-Off Line",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The item clears what this line writes off, or takes that back.",
    )
    perpetual_written_off_id = fields.Many2one(
        "account.move.line",
        string="Written Off",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The open item that this item writes off.",
    )

    def _perpetual_write_off_links(self):
        """Hook: fields that the cancellation of a write-off copies from its items."""
        return ["perpetual_write_off_line_id", "perpetual_written_off_id"]

    def _compute_account_id(self):
        """What a vendor bills of continuous goods clears what was received."""
        result = super()._compute_account_id()
        for line in self:
            account = line._perpetual_bill_account()
            if account:
                line.account_id = account
        return result

    def _perpetual_bill_account(self):
        """GRNI for a bill line of a continuous product, else nothing.

        Drop-shipped goods never enter stock, and under continental accounting bills
        stay on their expense accounts.
        """
        self.ensure_one()
        company = self.company_id
        is_bill = self.display_type == "product" and self.move_id.is_purchase_document(
            include_receipts=True
        )
        if not is_bill or not self.product_id or not company.anglo_saxon_accounting:
            return self.env["account.account"]
        product = self.product_id.with_company(company)
        if not product._is_perpetual() or not self._eligible_for_stock_account():
            return self.env["account.account"]
        return company.perpetual_grni_account_id

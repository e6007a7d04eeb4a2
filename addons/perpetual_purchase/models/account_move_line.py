from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger.facts import decimal


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    # Core's purchase_line_id on a receipt's item would value the whole order line anew
    # whenever the entry is posted; hence a link of our own.
    perpetual_purchase_line_id = fields.Many2one(
        "purchase.order.line",
        string="Order Line on GRNI",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="What was received for this order line, tax on it that cannot be recovered,"
        " or a price difference.",
    )
    perpetual_grni_match_id = fields.Many2one(
        "perpetual.grni.match",
        string="GRNI Match",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="The item is the price difference of this match.",
    )
    perpetual_grni_settled = fields.Boolean(
        string="Settled on GRNI",
        readonly=True,
        copy=False,
        help="Every unit of the document is matched: receipts with bills, returns with refunds.",
    )

    def _perpetual_write_off_links(self):
        return [*super()._perpetual_write_off_links(), "perpetual_purchase_line_id"]

    def _perpetual_bill_account(self):
        """GRNI also for goods that core does not count as bought for stock, if their moves
        have posted what they cost on it."""
        account = super()._perpetual_bill_account()
        if account or not self._perpetual_clears_grni():
            return account
        return self.company_id.perpetual_grni_account_id

    def _perpetual_clears_grni(self):
        """Whether the item bills goods of an order line whose moves are owed on GRNI."""
        company = self.company_id
        is_bill = self.display_type == "product" and self.move_id.is_purchase_document(
            include_receipts=True
        )
        if not is_bill or not self.purchase_line_id or not company.anglo_saxon_accounting:
            return False
        if not self.product_id.with_company(company)._is_perpetual():
            return False
        # Who bills need not be able to read the transfers.
        return bool(self.sudo().purchase_line_id.move_ids._perpetual_owed_on_grni())

    def _perpetual_is_claim(self):
        """Whether the item bills goods of an order line that the stock ledger values.

        They are on GRNI; under continental accounting, on whatever expense account.
        """
        self.ensure_one()
        company = self.company_id
        if not self.purchase_line_id:
            return False
        if company.anglo_saxon_accounting:
            return self.account_id == company.perpetual_grni_account_id
        product = self.product_id.with_company(company)
        return product._is_perpetual() and self._eligible_for_stock_account()

    def _perpetual_billed_quantity(self):
        """Units that a bill's item bills (a refund's gives back), in the product's unit."""
        self.ensure_one()
        if self.display_type != "product" or not self.product_id:
            return ZERO
        quantity = self.quantity
        if self.product_uom_id:
            quantity = self.product_uom_id._compute_quantity(
                quantity, self.product_id.uom_id, rounding_method="HALF-UP"
            )
        return decimal(-quantity if self.move_id.move_type == "in_refund" else quantity)

    def _perpetual_set_settled(self, is_settled):
        """Note that these items' documents are (not) matched to the last unit."""
        if not self:
            return
        self.flush_recordset()
        # A plain flag: writing it needs none of what a change of a posted item sets off.
        self.env.cr.execute(
            SQL(
                "UPDATE account_move_line SET perpetual_grni_settled = %s WHERE id IN %s",
                is_settled,
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["perpetual_grni_settled"], flush=False)

    def _perpetual_grni_line(self):
        """The order line that the item is matched for."""
        return self.perpetual_purchase_line_id or self.purchase_line_id

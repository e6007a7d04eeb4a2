from odoo import models

from odoo.addons.perpetual_stock.ledger.facts import decimal


class PerpetualWriteOffLine(models.Model):
    _inherit = "perpetual.write.off.line"

    def _sign(self):
        # The listing shows what the company owes as a positive amount.
        return -1 if self.write_off_id.clearing == "grni" else super()._sign()

    def _clearing_vals(self, item):
        vals = super()._clearing_vals(item)
        if self.write_off_id.clearing == "grni":
            vals["perpetual_purchase_line_id"] = item._perpetual_grni_line().id
        return vals

    def _match_grni(self):
        """Match each document with its write-off, to the last unit, at what was open."""
        lines = self.filtered(lambda line: line._grni_document() and line.quantity)
        self.env["perpetual.grni.match"].create([line._grni_match_vals() for line in lines])
        for line in lines:
            line._grni_document()._perpetual_set_settled(True)

    def _grni_document(self):
        """Items of the receipt, return, bill or refund on GRNI, those of its goods first."""
        items = self.item_ids
        order_line, stock_move = items[:1]._perpetual_grni_line(), items[:1].perpetual_stock_move_id
        if not order_line:
            return items.browse()
        found = items.move_id.line_ids.filtered(
            lambda item: (
                item._perpetual_grni_line() == order_line
                and item.account_id == items.account_id
                and item.perpetual_stock_move_id == stock_move
                and not item.perpetual_grni_match_id
            )
        )
        return found.sorted(lambda item: (item.display_type != "product", item.date, item.id))

    def _grni_match_vals(self):
        document, clearing = self._grni_document()[0], self.clearing_line_ids[0]
        matched = self.env["perpetual.grni.match"]._matched_quantities(document)[document.id, ""]
        is_credit = decimal(self.quantity) > 0
        credit, debit = (document, clearing) if is_credit else (clearing, document)
        start = float(matched)
        return {
            "purchase_line_id": document._perpetual_grni_line().id,
            "company_id": self.company_id.id,
            "credit_line_id": credit.id,
            "debit_line_id": debit.id,
            "quantity": abs(self.quantity),
            "credit_start": start if is_credit else 0.0,
            "debit_start": 0.0 if is_credit else start,
            "date": clearing.date,
            "credit_amount": self.amount if is_credit else -self.amount,
            "debit_amount": self.amount if is_credit else -self.amount,
        }

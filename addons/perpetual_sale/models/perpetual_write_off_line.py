from odoo import models

from ..ledger import GOODS_KINDS


class PerpetualWriteOffLine(models.Model):
    _inherit = "perpetual.write.off.line"

    def _clearing_vals(self, item):
        vals = super()._clearing_vals(item)
        if self.write_off_id.clearing == "gdni":
            vals["perpetual_sale_line_id"] = item.perpetual_sale_line_id.id
        return vals

    def _match_gdni(self):
        """Match each delivery or return with its write-off, at what was open of it."""
        vals_list = []
        for line in self:
            entry = line._gdni_entry()
            if entry and line.quantity:
                vals_list.append(line._gdni_match_vals(entry))
        self.env["perpetual.gdni.match"].create(vals_list)

    def _gdni_entry(self):
        """The ledger entry that stands for the delivery or return in matches: its first."""
        item = self.item_ids[:1]
        return self.env["perpetual.ledger.entry"].search(
            [
                ("stock_move_id", "=", item.perpetual_stock_move_id.id),
                ("account_move_id", "=", item.move_id.id),
                ("counterpart_account_id", "=", item.account_id.id),
                ("kind", "in", GOODS_KINDS),
                ("moved_quantity", "!=", 0),
            ],
            order="id",
            limit=1,
        )

    def _gdni_match_vals(self, entry):
        side = "delivery" if self.amount > 0 else "return"
        return {
            "sale_line_id": self.item_ids.perpetual_sale_line_id.id,
            "company_id": self.company_id.id,
            "product_id": self.product_id.id,
            "write_off_line_id": self.id,
            "quantity": abs(self.quantity),
            f"{side}_id": entry.id,
            f"{side}_amount": abs(self.amount),
            "date": self.write_off_id.account_move_id.date,
        }

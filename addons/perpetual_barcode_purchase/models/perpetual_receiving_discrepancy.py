from odoo import api, fields, models

from odoo.addons.perpetual_barcode.scanning import amount


class PerpetualReceivingDiscrepancy(models.Model):
    _inherit = "perpetual.receiving.discrepancy"

    purchase_id = fields.Many2one("purchase.order", "Purchase Order", readonly=True, index=True)
    buyer_id = fields.Many2one("res.users", "Buyer", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        for row in rows:
            order = row._order_of_receipt()
            row.write({"purchase_id": order.id, "buyer_id": order.user_id.id})
        rows._tell_buyer()
        return rows

    def _order_of_receipt(self):
        """The order whose goods came; several orders on one transfer: that of the line."""
        return (
            self.move_id.purchase_line_id.order_id
            or self.picking_id.move_ids.purchase_line_id.order_id
        )[:1]

    def _tell_buyer(self):
        """An activity for each buyer who may read the report."""
        for row in self:
            buyer = row.buyer_id
            if not buyer.active or not row.with_user(buyer).has_access("read"):
                continue
            row.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=buyer.id,
                summary=row._told_to_buyer(),
                note=row.note or "",
            )

    def _told_to_buyer(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return self.env._(
            "%(order)s: %(kind)s, %(quantity)s %(unit)s %(product)s",
            order=self.purchase_id.name or self.picking_id.name,
            kind=kinds[self.kind].lower(),
            quantity=amount(self.quantity),
            unit=self.uom_id.name,
            product=self.product_id.display_name,
        )

    def action_settle(self):
        """The buyer has dealt with it: nothing is left to do."""
        answer = super().action_settle()
        self.activity_feedback(["mail.mail_activity_data_todo"])
        return answer

    def action_open_order(self):
        """The order that the goods were ordered with."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "purchase.order",
            "res_id": self.purchase_id.id,
            "views": [(False, "form")],
        }

from odoo import api, fields, models


class PurchaseOrder(models.Model):
    _name = "purchase.order"
    _inherit = ["purchase.order", "perpetual.document.mixin"]

    perpetual_grni_amount = fields.Monetary(
        compute="_compute_perpetual_grni_amount",
        string="Not Invoiced",
        currency_field="company_currency_id",
        groups="perpetual_stock.group_inventory_value",
        help="Received and not invoiced, in company currency; negative if the inverse.",
    )

    @api.depends("order_line.move_ids.state", "invoice_ids.state")
    def _compute_perpetual_grni_amount(self):
        amounts = dict(
            self.env["perpetual.grni.item"]._read_group(
                [("purchase_order_id", "in", self.ids)], ["purchase_order_id"], ["amount:sum"]
            )
        )
        for order in self:
            order.perpetual_grni_amount = amounts.get(order, 0.0)

    def _perpetual_moves(self):
        return self.order_line.move_ids

    def action_perpetual_grni(self):
        """Open what of these orders is received and not billed, or the inverse."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_purchase.perpetual_grni_item_action"
        )
        action["domain"] = [("purchase_order_id", "in", self.ids)]
        return action

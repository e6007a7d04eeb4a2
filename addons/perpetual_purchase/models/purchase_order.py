from odoo import api, fields, models


class PurchaseOrder(models.Model):
    _inherit = "purchase.order"

    perpetual_entry_count = fields.Integer(
        compute="_compute_perpetual_entry_count",
        string="Ledger Entry Count",
        groups="perpetual_stock.group_inventory_value",
    )
    perpetual_grni_amount = fields.Monetary(
        compute="_compute_perpetual_grni_amount",
        string="Not Invoiced",
        currency_field="company_currency_id",
        groups="perpetual_stock.group_inventory_value",
        help="Received and not invoiced, in company currency; negative if the inverse.",
    )

    @api.depends("order_line.move_ids.state")
    def _compute_perpetual_entry_count(self):
        groups = self.env["perpetual.ledger.entry"]._read_group(
            [("stock_move_id.purchase_line_id.order_id", "in", self.ids)],
            ["stock_move_id"],
            ["__count"],
        )
        counts = dict.fromkeys(self.ids, 0)
        for move, count in groups:
            counts[move.purchase_line_id.order_id.id] += count
        for order in self:
            order.perpetual_entry_count = counts.get(order.id, 0)

    @api.depends("order_line.move_ids.state", "invoice_ids.state")
    def _compute_perpetual_grni_amount(self):
        amounts = dict(
            self.env["perpetual.grni.item"]._read_group(
                [("purchase_order_id", "in", self.ids)], ["purchase_order_id"], ["amount:sum"]
            )
        )
        for order in self:
            order.perpetual_grni_amount = amounts.get(order, 0.0)

    def action_perpetual_entries(self):
        """Open the stock ledger entries of what was received for these orders."""
        return self.order_line.move_ids.action_perpetual_entries()

    def action_perpetual_grni(self):
        """Open what of these orders is received and not billed, or the inverse."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_purchase.perpetual_grni_item_action"
        )
        action["domain"] = [("purchase_order_id", "in", self.ids)]
        return action

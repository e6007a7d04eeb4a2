from odoo import api, fields, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "perpetual.document.mixin"]

    perpetual_gdni_amount = fields.Monetary(
        compute="_compute_perpetual_gdni_amount",
        string="Cost Not Invoiced",
        currency_field="perpetual_company_currency_id",
        groups="perpetual_stock.group_inventory_value",
        help="Cost of what was delivered and not invoiced, in company currency; negative if the"
        " inverse.",
    )
    perpetual_company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency"
    )

    @api.depends("order_line.move_ids.state", "invoice_ids.state")
    def _compute_perpetual_gdni_amount(self):
        amounts = dict(
            self.env["perpetual.gdni.item"]._read_group(
                [("sale_order_id", "in", self.ids)], ["sale_order_id"], ["amount:sum"]
            )
        )
        for order in self:
            order.perpetual_gdni_amount = amounts.get(order, 0.0)

    def _perpetual_moves(self):
        return self.order_line.move_ids

    def _perpetual_other_account_moves(self):
        """The cost of deliveries at invoicing, resets included."""
        # All are looked up; the mixin leaves those that the user may read.
        matches = self.env["perpetual.gdni.match"].sudo().with_context(active_test=False)
        matches = matches.search([("sale_line_id", "in", self.sudo().order_line.ids)])
        return {
            order.with_env(self.env): set(group.cost_line_ids.move_id.ids)
            for order, group in matches.grouped("order_id").items()
        }

    def action_perpetual_gdni(self):
        """Open what of these orders is delivered and not invoiced, or the inverse."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_sale.perpetual_gdni_item_action"
        )
        action["domain"] = [("sale_order_id", "in", self.ids)]
        return action

from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    perpetual_entry_count = fields.Integer(
        compute="_compute_perpetual_entry_count",
        string="Ledger Entry Count",
        groups="perpetual_stock.group_inventory_value",
    )
    perpetual_account_move_count = fields.Integer(
        compute="_compute_perpetual_account_move_count",
        string="Cost Entry Count",
        groups="perpetual_stock.group_inventory_value",
    )

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

    def _compute_perpetual_entry_count(self):
        groups = self.env["perpetual.ledger.entry"]._read_group(
            [("stock_move_id.sale_line_id.order_id", "in", self.ids)],
            ["stock_move_id"],
            ["__count"],
        )
        counts = dict.fromkeys(self.ids, 0)
        for move, count in groups:
            counts[move.sale_line_id.order_id.id] += count
        for order in self:
            order.perpetual_entry_count = counts.get(order.id, 0)

    def _compute_perpetual_account_move_count(self):
        for order in self:
            order.perpetual_account_move_count = len(order._perpetual_account_moves())

    def _perpetual_account_moves(self):
        """Journal entries of the deliveries, and of their cost at invoicing."""
        # All are looked up; the search leaves those that the user may read.
        order_lines = self.sudo().order_line
        matches = order_lines.env["perpetual.gdni.match"].with_context(active_test=False)
        costs = matches.search([("sale_line_id", "in", order_lines.ids)]).cost_line_ids
        moves = order_lines.move_ids.perpetual_entry_ids.account_move_id | costs.move_id
        return self.env["account.move"].search([("id", "in", moves.ids)])

    def action_perpetual_entries(self):
        """Open the stock ledger entries of the order's deliveries and returns."""
        return self.order_line.move_ids.action_perpetual_entries()

    def action_perpetual_account_moves(self):
        """Open the journal items of the order's stock and cost."""
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        action["domain"] = [("id", "in", self._perpetual_account_moves().ids)]
        action["context"] = {"create": False}
        return action

    def action_perpetual_gdni(self):
        """Open what of these orders is delivered and not invoiced, or the inverse."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_sale.perpetual_gdni_item_action"
        )
        action["domain"] = [("sale_order_id", "in", self.ids)]
        return action

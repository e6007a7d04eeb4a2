from odoo import api, fields, models

from odoo.addons.perpetual_stock.ledger.facts import decimal

from ..ledger import CostPosting


class PerpetualGdniMatch(models.Model):
    """Units of one delivery or credit note matched with an invoice or return.

    Released, not deleted, when its invoice is reset, so that the cost it posted keeps its
    link.
    """

    _name = "perpetual.gdni.match"
    _description = "GDNI Match"
    _order = "date desc, id desc"
    _rec_name = "sale_line_id"

    sale_line_id = fields.Many2one(
        "sale.order.line", string="Sales Line", required=True, index=True, ondelete="restrict"
    )
    order_id = fields.Many2one(related="sale_line_id.order_id", string="Sales Order")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one("product.product", required=True, ondelete="restrict")
    delivery_id = fields.Many2one(
        "perpetual.ledger.entry", index="btree_not_null", ondelete="restrict"
    )
    return_id = fields.Many2one(
        "perpetual.ledger.entry", index="btree_not_null", ondelete="restrict"
    )
    invoice_line_id = fields.Many2one(
        "account.move.line", index="btree_not_null", ondelete="set null"
    )
    credit_note_line_id = fields.Many2one(
        "account.move.line", index="btree_not_null", ondelete="set null"
    )
    write_off_line_id = fields.Many2one(
        "perpetual.write.off.line",
        index="btree_not_null",
        ondelete="restrict",
        help="The units are not invoiced, or credited: they were written off.",
    )
    quantity = fields.Float(digits="Product Unit", required=True)
    delivery_amount = fields.Monetary(help="Delivered cost of the matched units.")
    return_amount = fields.Monetary(help="Returned cost of the matched units.")
    cost = fields.Monetary(
        string="Cost of Goods Sold", compute="_compute_cost", help="Delivered less returned."
    )
    date = fields.Date(required=True, help="Accounting date of the cost.")
    released_on = fields.Date(help="Accounting date on which a reset took the cost back.")
    active = fields.Boolean(default=True)
    cost_line_ids = fields.One2many(
        "account.move.line", "perpetual_gdni_match_id", string="Cost Items"
    )

    @api.depends("delivery_amount", "return_amount")
    def _compute_cost(self):
        for match in self:
            match.cost = match.delivery_amount - match.return_amount

    # Reading

    @api.model
    def _of_documents(self, documents):
        """Live matches of these invoices and credit notes."""
        items = documents.invoice_line_ids.ids
        return self.search(
            ["|", ("invoice_line_id", "in", items), ("credit_note_line_id", "in", items)]
        )

    def _paper(self):
        """The invoice or credit note line of the match, if it has one."""
        return self.invoice_line_id or self.credit_note_line_id

    def _document_name(self):
        return self._paper().move_id.name or self.return_id.origin or self.delivery_id.origin or ""

    def _partner(self):
        partner = self._paper().move_id.partner_id or self.sale_line_id.order_id.partner_id
        return partner.commercial_partner_id

    def _analytic_distribution(self):
        return self._paper().analytic_distribution or self.sale_line_id.analytic_distribution

    def _goods_item(self, entry):
        """The delivery's (or return's) journal item on goods delivered not invoiced."""
        return entry.account_move_id.line_ids.filtered(
            lambda item: (
                item.perpetual_stock_move_id == entry.stock_move_id
                and item.account_id == entry.counterpart_account_id
                and item.perpetual_sale_line_id
            )
        )

    # Settling

    def _settle(self):
        """Post the cost of new matches and reconcile what it clears."""
        CostPosting(self).post()
        self._reconcile([items for match in self for items in match._reconciliations()])
        self._reconcile(self._leftovers())

    def _reconciliations(self):
        """Items to reconcile, in order: the cost with its own side, then both sides."""
        delivery = self._goods_item(self.delivery_id)
        returned = self._goods_item(self.return_id)
        plan = []
        for item in self._clearing_items():
            plan.append(item | (delivery if item.balance < 0 else returned))
        if delivery.account_id == returned.account_id:
            plan.append(delivery | returned)
        return plan

    def _clearing_items(self):
        return self.cost_line_ids.filtered("perpetual_sale_line_id")

    def _leftovers(self):
        """Open items of order lines whose balance is nil (an edit may net two of them)."""
        items = self.env["account.move.line"].search(
            [
                ("perpetual_sale_line_id", "in", self.sale_line_id.ids),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
            ]
        )
        groups = items.grouped(lambda item: (item.perpetual_sale_line_id, item.account_id))
        return [
            group
            for group in groups.values()
            if group.company_currency_id.is_zero(sum(group.mapped("amount_residual")))
        ]

    def _reconcile(self, plan):
        """Reconcile each set of the plan, as far as its items are open."""
        plan = [
            items for items in plan if len(items) > 1 and all(items.account_id.mapped("reconcile"))
        ]
        if plan:
            # Company currency only: there is nothing to exchange.
            self.env["account.move.line"].with_context(
                no_exchange_difference=True, no_cash_basis=True
            )._reconcile_plan(plan)

    # Releasing

    def _release(self, date=None):
        """Take the cost back, on its own date or the first open one, and open the goods.

        :param date: not before this day
        """
        if not self:
            return
        self.sale_line_id._perpetual_lock()
        self._clearing_items().remove_move_reconcile()
        self._part_goods()
        for match in self:
            day = max(match.date, date or match.date)
            match.released_on = match.company_id._perpetual_open_date(day)
        CostPosting(self, reverse=True).post()
        self.active = False
        self._reconcile([match._clearing_items() for match in self])

    def _part_goods(self):
        """Deliveries and the returns that were matched with them are open items again."""
        for match in self.filtered(lambda match: match.delivery_id and match.return_id):
            delivered = match._goods_item(match.delivery_id)
            returned = match._goods_item(match.return_id)
            (delivered.matched_credit_ids & returned.matched_debit_ids).unlink()

    @api.model
    def _reopen_returned(self, credited):
        """Open returns that were matched with deliveries nobody had invoiced: a credit note
        tells now that they had been.

        :param credited: (order line id, product id) → (units, date of the credit note)
        :returns: whether there were any
        """
        if not credited:
            return False
        found = self.browse()
        returned = self._returned_uninvoiced(credited)
        for key, (units, date) in credited.items():
            for match in returned.get(key, ()):
                if units <= 0:
                    break
                units -= decimal(match.quantity)
                match._release(date)
                found |= match
        return bool(found)

    def _returned_uninvoiced(self, keys):
        """Live matches of a delivery with a return, youngest return first; an edit of the
        delivery itself is no return.

        :param keys: (order line id, product id) pairs; all are found in one search
        :returns: (order line id, product id) → matches
        """
        line_ids = [line_id for line_id, _product_id in keys]
        matches = self.search(
            [
                ("sale_line_id", "in", line_ids),
                ("delivery_id", "!=", False),
                ("return_id", "!=", False),
            ]
        )
        return matches.filtered(
            lambda match: match.delivery_id.stock_move_id != match.return_id.stock_move_id
        ).grouped(lambda match: (match.sale_line_id.id, match.product_id.id))

    # Actions

    def action_open_cost(self):
        """Open the journal entries of the cost of these matches."""
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_move_journal_line")
        action["domain"] = [("id", "in", self.cost_line_ids.move_id.ids)]
        action["context"] = {"create": False}
        return action

from odoo import api, fields, models
from odoo.fields import Domain


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
        ondelete="set null",
        help="The open item that this item writes off.",
    )

    def _perpetual_write_off_links(self):
        """Hook: fields that the cancellation of a write-off copies from its items."""
        return ["perpetual_write_off_line_id", "perpetual_written_off_id"]

    has_perpetual_entries = fields.Boolean(
        compute="_compute_has_perpetual_entries",
        groups="perpetual_stock.group_inventory_value",
        help="The item posts entries of the stock ledger.",
    )

    @api.depends("move_id")
    def _compute_has_perpetual_entries(self):
        groups = self.env["perpetual.ledger.entry"]._read_group(
            [("account_move_id", "in", self.move_id.ids)], ["account_move_id"]
        )
        posted = {move.id for (move,) in groups}
        for item in self:
            item.has_perpetual_entries = item.move_id.id in posted

    def _perpetual_entries(self):
        """The stock ledger entries that exactly this item posts.

        Those of its stock move (or of its product, where there is none) on its account;
        an item on neither of their accounts is the difference between the two.
        """
        self.ensure_one()
        move = self.perpetual_stock_move_id
        domain = Domain("account_move_id", "=", self.move_id.id)
        domain &= Domain("stock_move_id", "=", move.id)
        if not move:
            domain &= Domain("product_id", "=", self.product_id.id)
        entries = self.env["perpetual.ledger.entry"].search(domain, order="id")
        account = self.account_id
        valued = entries.filtered(lambda entry: entry.valuation_account_id == account)
        on_account = valued | entries.filtered(
            lambda entry: entry.counterpart_account_id == account
        )
        if not move:
            # Without a stock move each entry has items of its own, told apart by the amount.
            on_account = on_account.filtered(self._perpetual_is_mine) or on_account
        return on_account or entries.filtered(lambda entry: entry.value != entry.counterpart_value)

    def _perpetual_is_mine(self, entry):
        amount = entry.value
        if entry.valuation_account_id != self.account_id:
            amount = -entry.counterpart_value
        return self.company_currency_id.compare_amounts(amount, self.balance) == 0

    def action_perpetual_entries(self):
        """Open the stock ledger entries that this journal item posts."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_ledger_entry_action"
        )
        entries = self._perpetual_entries()
        action["domain"] = [("id", "in", entries.ids)]
        action["context"] = {}
        return action

    def _add_precomputed_values(self, vals_list):
        """Items of the ledger come with what core would work out for each of them, by way of
        a record in memory; that took a third of the time that a long transfer takes to post."""
        moves = self.env["account.move"].browse(
            {vals["move_id"] for vals in vals_list if "perpetual_stock_move_id" in vals}
        )
        shared = {move.id: move._perpetual_item_vals() for move in moves}
        for vals in vals_list:
            if "perpetual_stock_move_id" in vals and shared[vals["move_id"]]:
                added = _complete(vals, shared[vals["move_id"]])
                # As core notes its own: what was worked out needs no inverse.
                vals["__precomputed__"] = {self._fields[name] for name in added}
        return super()._add_precomputed_values(vals_list)

    def _check_company(self, fnames=None):
        """Items of a long entry name the same accounts: each is looked at once."""
        items = self.filtered("perpetual_stock_move_id")
        if fnames is not None or len(items) < 2:
            return super()._check_company(fnames)
        super(AccountMoveLine, self - items)._check_company()
        companies = [item.company_id.id for item in items]
        for name, field in self._fields.items():
            if field.relational and field.check_company and items[name]:
                firsts = {
                    (company_id, item[name]): item
                    for company_id, item in zip(companies, items, strict=True)
                }
                checked = self.browse(item.id for item in firsts.values())
                super(AccountMoveLine, checked)._check_company([name])
        return None

    def _compute_totals(self):
        """Items of the ledger have neither price nor tax. Core asks the tax engine for each
        of them, which is a fifth of the time that a long transfer takes to post."""
        plain = self.filtered(
            lambda item: (
                item.perpetual_stock_move_id
                and item.move_id.is_entry()
                and not item.price_unit
                and not item.tax_ids
            )
        )
        plain.price_subtotal = plain.price_total = 0.0
        return super(AccountMoveLine, self - plain)._compute_totals()

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

    def _perpetual_taken_over(self):
        """Those on inventory accounts whose balance a go-live has taken over since."""
        # The check must see all runs, whatever the user may see.
        rows = (
            self.env["perpetual.go.live.account"]
            .sudo()
            .search(
                [
                    ("kind", "=", "inventory"),
                    ("go_live_id.state", "=", "done"),
                    ("account_id", "in", self.account_id.ids),
                    ("company_id", "in", self.company_id.ids),
                ],
                order="id desc",
            )
        )
        latest = {}
        for row in rows:
            latest.setdefault((row.company_id, row.account_id), row.go_live_id)
        taken = {key: run.last_item_id for key, run in latest.items() if run.direction == "enter"}
        return self.filtered(
            lambda item: (
                item.parent_state == "posted"
                and (item.company_id, item.account_id) in taken
                and item.id <= taken[item.company_id, item.account_id]
            )
        )


def _complete(vals, shared):
    """Add what follows from the balance, and what all items of an entry have in common.

    :returns: the names of what was added
    """
    balance = vals.get("balance")
    if balance is None or ("currency_id" in vals and "amount_currency" not in vals):
        return set()
    known = {
        **shared,
        "debit": max(0.0, balance),
        "credit": max(0.0, -balance),
        "amount_currency": balance,
    }
    added = known.keys() - vals.keys()
    vals.update((name, known[name]) for name in added)
    return added

from odoo import api, fields, models
from odoo.fields import Domain


class PerpetualMovementAccount(models.TransientModel):
    """One inventory account of a movement summary, from opening to closing balance."""

    _name = "perpetual.movement.account"
    _description = "Movement Summary, Account"
    _order = "account_id, id"
    _rec_name = "account_id"

    movement_id = fields.Many2one(
        "perpetual.movement", required=True, ondelete="cascade", index=True
    )
    currency_id = fields.Many2one(related="movement_id.currency_id")
    account_id = fields.Many2one("account.account", required=True, ondelete="cascade")
    account_name = fields.Char(compute="_compute_account_name", string="Inventory Account")
    opening = fields.Monetary(string="Opening, General Ledger")
    taken_over = fields.Monetary(
        string="Before Go-Live",
        help="Posted in the period before a go-live took the account over.",
    )
    in_value = fields.Monetary(string="In")
    out_value = fields.Monetary(string="Out")
    adjusted_value = fields.Monetary(string="Adjustments")
    by_hand = fields.Monetary(
        string="Posted by Hand", help="On the account, and not by the stock ledger."
    )
    closing = fields.Monetary(string="Closing, General Ledger")
    difference = fields.Monetary(
        help="What neither the stock ledger nor postings by hand explain: must be 0."
    )
    ledger_closing = fields.Monetary(string="Closing, Stock Ledger")
    is_off = fields.Boolean(compute="_compute_is_off")
    is_by_hand = fields.Boolean(compute="_compute_is_off")
    can_open_items = fields.Boolean(compute="_compute_can_open_items")

    @api.depends("account_id")
    def _compute_account_name(self):
        # The name of the account is for whoever may see values.
        for line in self:
            line.account_name = line.account_id.sudo().display_name

    @api.depends("difference", "by_hand", "closing", "ledger_closing")
    def _compute_is_off(self):
        for line in self:
            currency = line.currency_id
            line.is_off = not currency.is_zero(line.difference)
            gap = line.closing - line.ledger_closing
            line.is_by_hand = not (currency.is_zero(line.by_hand) and currency.is_zero(gap))

    @api.depends_context("uid")
    def _compute_can_open_items(self):
        self.can_open_items = self.env["account.move.line"].has_access("read")

    def action_open_entries(self):
        """Open the stock ledger entries of the account in the period."""
        movement = self.movement_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_ledger_entry_action"
        )
        action["domain"] = [
            ("valuation_account_id", "=", self.account_id.id),
            ("company_id", "=", movement.company_id.id),
            ("accounting_date", ">=", movement.date_from),
            ("accounting_date", "<=", movement.date_to),
        ]
        action["context"] = {}
        return action

    def action_open_by_hand(self):
        """Open the journal items up to the period's end that the ledger did not post."""
        domain = self._by_hand_domain(self.movement_id, self.account_id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Posted by Hand"),
            "res_model": "account.move.line",
            "view_mode": "list,kanban,form,pivot",
            "domain": list(domain),
            "context": {"create": False, "edit": False},
        }

    @api.model
    def _by_hand_domain(self, movement, accounts):
        domain = Domain("account_id", "in", accounts.ids)
        domain &= Domain("company_id", "=", movement.company_id.id)
        domain &= Domain("parent_state", "=", "posted")
        domain &= Domain("date", "<=", movement.date_to)
        domain &= Domain("move_id.perpetual_entry_ids", "=", False)
        return domain & ~self._taken_over_domain(movement, accounts)

    @api.model
    def _taken_over_domain(self, movement, accounts):
        """Journal items that were on the accounts when a go-live took these over."""
        taken = (
            self.env["perpetual.go.live.account"]
            .sudo()  # whoever sees values may know since when the ledger keeps an account
            .search(
                Domain("kind", "=", "inventory")
                & Domain("account_id", "in", accounts.ids)
                & Domain("company_id", "=", movement.company_id.id)
                & Domain("go_live_id.state", "=", "done")
                & Domain("go_live_id.direction", "=", "enter")
                & Domain("go_live_id.date", "<=", movement.date_to)
            )
        )
        return Domain.OR(
            Domain("account_id", "=", account.id)
            & Domain("id", "<=", max(rows.go_live_id.mapped("last_item_id")))
            for account, rows in taken.grouped("account_id").items()
        )

    @api.model
    def _by_hand_items(self, movement, limit=None):
        """Journal items of the period, on inventory accounts, not posted by the ledger."""
        accounts = self.env["account.account"].browse(
            account.id for account, figures in movement._footing() if figures["by_hand"]
        )
        domain = self._by_hand_domain(movement, accounts)
        domain &= Domain("date", ">=", movement.date_from)
        # Named for whoever may see values, with or without rights on accounting.
        return self.env["account.move.line"].sudo().search(domain, limit=limit, order="date, id")

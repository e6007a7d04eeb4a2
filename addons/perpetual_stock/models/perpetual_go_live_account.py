from odoo import fields, models


class PerpetualGoLiveAccount(models.Model):
    """What go-live posts on one account for one reason."""

    _name = "perpetual.go.live.account"
    _description = "Go-Live Account"
    _order = "sequence, id"
    _rec_name = "account_id"
    _log_access = False

    go_live_id = fields.Many2one("perpetual.go.live", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="go_live_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer()
    account_id = fields.Many2one("account.account", ondelete="restrict")
    kind = fields.Char(help="inventory, gap, or the kind of open document.")
    gl_balance = fields.Monetary(string="In the General Ledger")
    ledger_value = fields.Monetary(string="In the Stock Ledger Already")
    opening_value = fields.Monetary(string="Taken Over")
    amount = fields.Monetary(string="Posted", help="Debit positive.")
    reason = fields.Char(string="Why")

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_is_zero
from odoo.tools.misc import format_date, formatLang


class PerpetualTieOutLine(models.TransientModel):
    """One comparison of a tie-out."""

    _name = "perpetual.tie.out.line"
    _description = "Tie-Out, Check"
    _order = "id"
    _rec_name = "title"

    tie_out_id = fields.Many2one("perpetual.tie.out", required=True, index=True, ondelete="cascade")
    check = fields.Char(string="Code", required=True)
    account_id = fields.Many2one("account.account", ondelete="cascade")
    expected = fields.Float()
    actual = fields.Float()
    difference = fields.Float(string="Difference (Number)")
    detail = fields.Char(string="What Is Wrong")
    offenders = fields.Json(help="Model → ids of the records that make the difference.")
    title = fields.Char(string="Check", compute="_compute_words")
    expected_text = fields.Char(string="Should Be", compute="_compute_words")
    actual_text = fields.Char(string="Is", compute="_compute_words")
    difference_text = fields.Char(string="Difference", compute="_compute_words")
    state = fields.Selection(
        [("ok", "✔ Agrees"), ("off", "✘ Differs")], string="Result", compute="_compute_state"
    )
    can_open_items = fields.Boolean(compute="_compute_can_open")
    can_open_strangers = fields.Boolean(compute="_compute_can_open")
    bad_entry_count = fields.Integer(compute="_compute_bad_counts")
    bad_item_count = fields.Integer(compute="_compute_bad_counts")
    bad_pool_count = fields.Integer(compute="_compute_bad_counts")
    bad_quant_count = fields.Integer(compute="_compute_bad_counts")

    @api.depends("difference")
    def _compute_state(self):
        for line in self:
            agrees = float_is_zero(line.difference, precision_digits=6)
            line.state = "ok" if agrees else "off"

    @api.depends("check", "account_id", "state")
    @api.depends_context("uid")
    def _compute_can_open(self):
        may_read = self.env["account.move.line"].has_access("read")
        for line in self:
            line.can_open_items = may_read and bool(line.account_id)
            # On other accounts, bills and invoices are no strangers.
            line.can_open_strangers = (
                line.can_open_items
                and line.state == "off"
                and line.check in ("valuation_account", "transit_account")
            )

    @api.depends("offenders")
    @api.depends_context("uid")
    def _compute_bad_counts(self):
        """How many offenders there are of each model that the user may read."""
        for line in self:
            for field, (model, _name) in self._offender_models().items():
                ids = line._offender_ids(model) if self.env[model].has_access("read") else ()
                line[field] = len(ids)

    @api.model
    def _offender_models(self):
        """Field that counts them → (model, title of their list)."""
        return {
            "bad_entry_count": ("perpetual.ledger.entry", self.env._("Offending Ledger Entries")),
            "bad_item_count": ("account.move.line", self.env._("Offending Journal Items")),
            "bad_pool_count": ("perpetual.cost.pool", self.env._("Offending Products")),
            "bad_quant_count": ("stock.quant", self.env._("Offending Stock on Hand")),
        }

    def _offender_ids(self, model):
        return (self.offenders or {}).get(model) or []

    @api.depends("check", "account_id", "expected", "actual", "difference")
    def _compute_words(self):
        words = self.env["perpetual.tie.out"]._check_words()
        for line in self:
            title, expected, actual, unit = words.get(
                line.check, (line.check, "%(amount)s", "%(amount)s", "quantity")
            )
            if unit == "count" and line.state == "ok":
                actual = expected
            # The name of the account is for whoever may see values.
            account = line.account_id.sudo().display_name
            line.title = title % {"account": account}
            line.expected_text = expected % {"amount": line._amount(line.expected, unit)}
            line.actual_text = actual % {"amount": line._amount(line.actual, unit)}
            line.difference_text = line._amount(line.difference, unit)

    def _amount(self, amount, unit):
        if unit == "money":
            return self.tie_out_id.currency_id.format(amount)
        if unit == "count":
            return str(int(amount))
        return formatLang(self.env, amount, dp="Product Unit")

    def _sentence(self):
        """The comparison as one sentence, e.g. for the headline."""
        self.ensure_one()
        headline = self.tie_out_id._check_headlines().get(self.check)
        sentence = (headline or "") % {"amount": self.difference_text} or self.env._(
            "%(title)s: %(expected)s, %(actual)s, difference %(difference)s.",
            title=self.title,
            expected=self.expected_text,
            actual=self.actual_text,
            difference=self.difference_text,
        )
        return f"{sentence} {self.detail}" if self.detail else sentence

    # Actions

    def action_open_entries(self):
        """Open the stock ledger entries of the account, up to the date."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "perpetual_stock.perpetual_ledger_entry_action"
        )
        domain = Domain("valuation_account_id", "=", self.account_id.id)
        domain |= Domain("counterpart_account_id", "=", self.account_id.id)
        domain &= Domain("company_id", "=", self.tie_out_id.company_id.id)
        action["domain"] = list(domain & self._until("accounting_date"))
        action["context"] = {}
        return action

    def action_open_items(self):
        """Open the posted journal items of the account, up to the date."""
        return self._items_action(self.env._("Journal Items"), Domain.TRUE)

    def action_open_strangers(self):
        """Open the journal items on the account that the stock ledger did not post."""
        return self._items_action(
            self.env._("Not Posted by the Stock Ledger"),
            Domain("move_id.perpetual_entry_ids", "=", False),
        )

    def _items_action(self, name, domain):
        domain &= Domain("account_id", "=", self.account_id.id)
        domain &= Domain("company_id", "=", self.tie_out_id.company_id.id)
        domain &= Domain("parent_state", "=", "posted")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "account.move.line",
            "view_mode": "list,kanban,form,pivot",
            "domain": list(domain & self._until("date")),
            "context": {"create": False, "edit": False},
        }

    def action_open_bad_entries(self):
        """Open the ledger entries that make the difference."""
        return self._offenders_action("bad_entry_count")

    def action_open_bad_items(self):
        """Open the journal items that make the difference."""
        return self._offenders_action("bad_item_count")

    def action_open_bad_pools(self):
        """Open the products (and lots) whose figures differ."""
        return self._offenders_action("bad_pool_count")

    def action_open_bad_quants(self):
        """Open the stock on hand that differs from the ledger."""
        return self._offenders_action("bad_quant_count")

    def _offenders_action(self, field):
        self.ensure_one()
        model, name = self._offender_models()[field]
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "list,kanban,form" if model != "stock.quant" else "list,kanban",
            "domain": [("id", "in", self._offender_ids(model))],
            "context": {"create": False, "edit": False, "active_test": False},
        }

    def _told(self):
        """The sentence, and who did it."""
        sentence, culprits = self._sentence(), self._culprits()
        return f"{sentence.rstrip('.')}. {culprits}" if culprits else sentence

    def _culprits(self):
        """Who posted by hand to an account of the ledger's: one clause per journal entry."""
        self.ensure_one()
        # Said to the accountant who has to ask that person, whatever else they may read.
        items = self.env["account.move.line"].sudo().browse(self._offender_ids("account.move.line"))
        strangers = items.filtered(lambda item: not item.move_id.perpetual_entry_ids)
        currency = self.tie_out_id.currency_id
        return " ".join(
            self.env._(
                "%(entry)s of %(date)s, %(amount)s, was posted by hand by %(user)s.",
                entry=move.name,
                date=format_date(self.env, move.date),
                amount=currency.format(sum(of_move.mapped("balance"))),
                user=move._perpetual_posted_by(),
            )
            for move, of_move in list(strangers.grouped("move_id").items())[:10]
        )

    def _until(self, field):
        """Domain of what counts up to the tie-out's date."""
        at_date = self.tie_out_id.at_date
        return Domain(field, "<=", at_date) if at_date else Domain.TRUE

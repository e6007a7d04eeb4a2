from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

AGES = [
    ("1_month", "0 to 30 days"),
    ("2_months", "31 to 60 days"),
    ("3_months", "61 to 90 days"),
    ("older", "More than 90 days"),
]

#: Context key: show what was open at the end of this accounting date.
AS_OF = "perpetual_as_of"


class PerpetualOpenItem(models.AbstractModel):
    """What is open on a clearing account: one row per document and order line.

    Glue addons say what a document is, in the SQL of ``_table_query``. With the context
    key ``perpetual_as_of`` rows are what was open at the end of that accounting date, by
    items posted and items matched up to then; otherwise what is open now. Either way the
    sum of the amounts is the balance of the account.
    """

    _name = "perpetual.open.item"
    _description = "Open Item on a Clearing Account"
    _order = "date, id"
    _rec_name = "account_move_id"

    company_id = fields.Many2one("res.company")
    currency_id = fields.Many2one("res.currency")
    account_id = fields.Many2one("account.account")
    date = fields.Date(string="Accounting Date")
    age = fields.Integer(string="Days", aggregator="max")
    age_bucket = fields.Selection(AGES, string="Age")
    partner_id = fields.Many2one("res.partner")
    product_id = fields.Many2one("product.product")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    account_move_id = fields.Many2one("account.move", string="Journal Entry")
    stock_move_id = fields.Many2one("stock.move")
    picking_id = fields.Many2one("stock.picking", string="Transfer")
    quantity = fields.Float(digits="Product Unit")
    amount = fields.Monetary()
    foreign_currency_id = fields.Many2one("res.currency", string="Order Currency")
    foreign_amount = fields.Monetary(
        string="Amount in Order Currency", currency_field="foreign_currency_id"
    )
    # Ids of the journal items of the row, with a comma between.
    item_key = fields.Char()

    # Dates

    def _as_of(self):
        """The accounting date that rows are wanted for; ``None`` for what is open now."""
        return fields.Date.to_date(self.env.context.get(AS_OF))

    def _age_date(self):
        return self._as_of() or fields.Date.context_today(self)

    def _sql_until(self, column):
        as_of = self._as_of()
        return SQL("%s <= %s", column, as_of) if as_of else SQL("TRUE")

    def _sql_age(self, column):
        return SQL("(%s - %s)", self._age_date(), column)

    def _sql_age_bucket(self, column):
        age = self._sql_age(column)
        return SQL(
            """CASE WHEN %(age)s <= 30 THEN '1_month' WHEN %(age)s <= 60 THEN '2_months'
                    WHEN %(age)s <= 90 THEN '3_months' ELSE 'older' END""",
            age=age,
        )

    def _sql_open_items(self, accounts):
        """Posted journal items of ``accounts`` with what of them is open: ``residual`` and
        ``residual_currency``.

        As of a date: their balance less what was reconciled with items dated up to then.
        """
        if not self._as_of():
            return SQL(
                """SELECT item.*, item.amount_residual AS residual,
                          item.amount_residual_currency AS residual_currency
                     FROM account_move_line item
                    WHERE item.account_id IN (%s) AND item.reconciled IS NOT TRUE
                      AND item.parent_state = 'posted'""",
                accounts,
            )
        return SQL(
            """SELECT * FROM (
                   SELECT item.*, item.balance - done.amount AS residual,
                          item.amount_currency - done.foreign_amount AS residual_currency
                     FROM account_move_line item
                    CROSS JOIN LATERAL (
                          SELECT COALESCE(SUM(CASE WHEN debit_move_id = item.id
                                     THEN amount ELSE -amount END), 0) AS amount,
                                 COALESCE(SUM(CASE WHEN debit_move_id = item.id
                                     THEN debit_amount_currency
                                     ELSE -credit_amount_currency END), 0) AS foreign_amount
                            FROM account_partial_reconcile
                           WHERE item.id IN (debit_move_id, credit_move_id) AND %(matched)s
                          ) done
                    WHERE item.account_id IN (%(accounts)s) AND item.parent_state = 'posted'
                      AND %(posted)s
                   ) item
                WHERE residual != 0 OR residual_currency != 0""",
            accounts=accounts,
            matched=self._sql_until(SQL("max_date")),
            posted=self._sql_until(SQL("item.date")),
        )

    # Actions

    def _listing_action(self):
        """Hook: XML id of the window action of the listing."""
        raise NotImplementedError

    def _action_as_of(self, date):
        """The listing as of ``date``, aged by that date."""
        action = self.env["ir.actions.act_window"]._for_xml_id(self._listing_action())
        action["display_name"] = self.env._(
            "%(listing)s as of %(date)s",
            listing=action["name"],
            date=format_date(self.env, date),
        )
        action["context"] = {AS_OF: fields.Date.to_string(date)}
        action["target"] = "main"
        return action

    def action_choose_date(self):
        """Ask for the date as of which to list, and to age."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("As of a Date"),
            "res_model": "perpetual.open.item.as.of",
            "view_mode": "form",
            "target": "new",
            "context": {"default_listing": self._name, "default_date": self._age_date()},
        }

    def _journal_items(self):
        """The open journal items behind these rows."""
        ids = [int(key) for row in self for key in (row.item_key or "").split(",") if key]
        return self.env["account.move.line"].browse(ids)

    def action_write_off(self):
        """Draw up a write-off of these rows, as they are now.

        :raises UserError: rows of several companies, or nothing to write off
        """
        # What was open on a past date may be settled: only what is open now counts.
        rows = self.with_context(**{AS_OF: False})
        rows.invalidate_recordset()
        rows = rows.search([("id", "in", self.ids)])
        rows._check_write_off(len(self))
        write_offs = self.env["perpetual.write.off"]
        write_offs.check_access("create")
        # Lines are made from the listing only: nobody may write them, and who asks for a
        # write-off need not have rights on journal items.
        write_off = write_offs.sudo().create(rows._write_off_vals())
        return self._open_form(write_off)

    def _check_write_off(self, expected):
        if len(self) != expected or any(not row.item_key for row in self):
            raise UserError(
                self.env._(
                    "Some of these lines have no open amount now: there is nothing to write off."
                    " Choose others."
                )
            )
        by_hand = self.filtered(lambda row: row.kind in ("difference", "write_off"))
        if by_hand:
            raise UserError(
                self.env._(
                    "%s is open because items were reconciled, or unreconciled, by hand. Reconcile"
                    " it with what is left of its document instead.",
                    by_hand[0].account_move_id.display_name,
                )
            )
        if len(self.company_id) > 1:
            raise UserError(self.env._("Choose lines of one company at a time."))

    def _write_off_vals(self):
        company = self.company_id
        return {
            "company_id": company.id,
            "clearing": self._clearing(),
            "account_id": self._write_off_account(company).id,
            "line_ids": [Command.create(row._write_off_line_vals()) for row in self],
        }

    def _clearing(self):
        """Hook: what the write-off is about, see ``perpetual.write.off``."""
        raise NotImplementedError

    def _write_off_account(self, company):
        """Hook: the account that is proposed: price differences."""
        # Whoever sees the listing need not see the company's settings.
        account = company.sudo().perpetual_price_difference_account_id
        if not account:
            raise UserError(
                self.env._(
                    "%s has no price difference account. Choose one in Inventory >"
                    " Configuration > Settings, then try again.",
                    company.display_name,
                )
            )
        return account

    def _write_off_line_vals(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return {
            "kind": self.kind,
            "kind_label": labels[self.kind],
            "date": self.date,
            "partner_id": self.partner_id.id,
            "product_id": self.product_id.id,
            "account_move_id": self.account_move_id.id,
            "item_ids": [Command.set(self._journal_items().ids)],
            "quantity": self.quantity,
            "amount": self.amount,
        }

    def action_open_document(self):
        """Open the invoice, the transfer, or the journal entry where there is neither."""
        self.ensure_one()
        record = self.account_move_id
        if self.picking_id and self.picking_id.has_access("read"):
            record = self.picking_id
        return self._open_form(record)

    def action_open_items(self):
        """Open the journal items of these rows."""
        action = self.env["ir.actions.act_window"]._for_xml_id("account.action_account_moves_all")
        action["domain"] = [("id", "in", self._journal_items().ids)]
        action["context"] = {"create": False}
        return action

    def _open_form(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
        }

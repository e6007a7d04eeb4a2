from odoo import _, api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.perpetual_stock.ledger.checks import Checks


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.constrains("perpetual_grni_account_id")
    def _check_perpetual_grni_reconcile(self):
        for company in self:
            account = company.perpetual_grni_account_id
            if account and not account.reconcile:
                raise ValidationError(
                    _(
                        "%(account)s cannot hold goods received not invoiced of %(company)s:"
                        " tick Allow Reconciliation on the account first.",
                        account=account.display_name,
                        company=company.display_name,
                    )
                )

    def _perpetual_checks(self, at_date):
        return [*super()._perpetual_checks(at_date), *self._perpetual_grni_checks(at_date)]

    def _perpetual_grni_checks(self, at_date):
        """GRNI balance = Σ (received − billed) × accrued cost, per account."""
        checks = Checks(self, at_date)
        accounts = self.sudo().perpetual_grni_account_id
        if not accounts:
            return []
        posted = checks.posted_balances(accounts.ids)
        open_amount, count = self._perpetual_grni_open(accounts, at_date)
        return [
            checks.row(
                "grni",
                self.currency_id.round(open_amount),
                self.currency_id.round(posted.get(accounts.id) or 0.0),
                _("%(count)s items received or billed and not matched", count=count),
                accounts,
            )
        ]

    def _perpetual_grni_open(self, account, at_date):
        """(amount, number) of what is open: every document's item less its matched part."""
        until = at_date or "9999-12-31"
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(rest), 0), COUNT(*) FILTER (WHERE rest != 0) FROM (
                    SELECT item.balance
                           + COALESCE((SELECT SUM(credit_amount) FROM perpetual_grni_match
                                        WHERE credit_line_id = item.id AND date <= %(until)s
                                          AND (active OR released_on > %(until)s)), 0)
                           - COALESCE((SELECT SUM(debit_amount) FROM perpetual_grni_match
                                        WHERE debit_line_id = item.id AND date <= %(until)s
                                          AND (active OR released_on > %(until)s)), 0) AS rest
                      FROM account_move_line item
                      JOIN account_move move ON move.id = item.move_id
                     WHERE item.company_id = %(company)s AND item.account_id = %(account)s
                       AND item.parent_state = 'posted' AND item.date <= %(until)s
                       AND item.perpetual_grni_match_id IS NULL
                       AND (item.perpetual_stock_move_id IS NOT NULL
                            OR move.move_type IN ('in_invoice', 'in_refund', 'in_receipt'))
                ) open_items
                """,
                until=until,
                company=self.id,
                account=account.id,
            )
        )
        amount, count = rows[0]
        return float(amount), count

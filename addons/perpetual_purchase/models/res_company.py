from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.perpetual_stock.ledger.checks import Checks

#: Journal items that receipts and bills explain, and write-offs of these; matches explain
#: price differences.
EXPLAINED = SQL(
    """(item.perpetual_stock_move_id IS NOT NULL
        -- Billed and not received, from before go-live.
        OR (item.perpetual_purchase_line_id IS NOT NULL
            AND item.perpetual_write_off_line_id IS NULL)
        OR move.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
        OR EXISTS (SELECT FROM perpetual_write_off_line written_off
                    WHERE written_off.id = item.perpetual_write_off_line_id
                      AND written_off.kind != 'other'))"""
)


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.constrains("perpetual_grni_account_id")
    def _check_perpetual_grni_reconcile(self):
        for company in self:
            account = company.perpetual_grni_account_id
            if account and not account.reconcile:
                raise ValidationError(
                    self.env._(
                        "%(account)s cannot hold goods received not invoiced of %(company)s:"
                        " tick Allow Reconciliation on the account first.",
                        account=account.display_name,
                        company=company.display_name,
                    )
                )

    def _perpetual_checks(self, at_date):
        return [*super()._perpetual_checks(at_date), *self._perpetual_grni_checks(at_date)]

    def _perpetual_grni_checks(self, at_date):
        """GRNI balance = what is received and not billed, at its accrued cost.

        That is every receipt and bill less what of it is matched.
        """
        checks = Checks(self, at_date)
        # The tie-out is for people who may see values, with or without rights on accounts.
        account = self.sudo().perpetual_grni_account_id
        if not account:
            return []
        expected = self.currency_id.round(self._perpetual_grni_open(account, at_date))
        posted = checks.posted_balances(account.ids).get(account.id) or 0.0
        detail, offenders = "", {}
        if not self.currency_id.is_zero(posted - expected):
            detail = self._perpetual_grni_strangers(account, at_date)
            offenders = {"account.move.line": self._perpetual_grni_offenders(account, at_date)}
        posted = self.currency_id.round(posted)
        return [checks.row("grni", expected, posted, detail, account, offenders)]

    def _perpetual_grni_open(self, account, at_date):
        """Σ of documents on GRNI less their matched parts, in company currency."""
        ((amount,),) = self.env.execute_query(
            SQL(
                """
                WITH matched AS (
                    SELECT credit_line_id AS item_id, credit_amount AS amount
                      FROM perpetual_grni_match
                     WHERE company_id = %(company)s AND active AND date <= %(until)s
                     UNION ALL
                    SELECT debit_line_id, -debit_amount
                      FROM perpetual_grni_match
                     WHERE company_id = %(company)s AND active AND date <= %(until)s
                )
                SELECT COALESCE(SUM(balance), 0) FROM (
                    SELECT item.balance %(documents)s AND %(explained)s
                     UNION ALL
                    SELECT matched.amount
                      FROM matched JOIN account_move_line item ON item.id = matched.item_id
                     WHERE item.account_id = %(account)s
                ) rest
                """,
                company=self.id,
                account=account.id,
                until=at_date or "9999-12-31",
                documents=self._perpetual_grni_documents(account, at_date),
                explained=EXPLAINED,
            )
        )
        return float(amount)

    def _perpetual_grni_documents(self, account, at_date):
        return SQL(
            """FROM account_move_line item JOIN account_move move ON move.id = item.move_id
              WHERE item.company_id = %s AND item.account_id = %s
                AND item.parent_state = 'posted' AND item.date <= %s
                AND item.perpetual_grni_match_id IS NULL""",
            self.id,
            account.id,
            at_date or "9999-12-31",
        )

    def _perpetual_grni_strangers(self, account, at_date):
        """Names of journal entries on GRNI that no receipt and no bill explains."""
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT move.name %s AND NOT %s ORDER BY move.name LIMIT 10",
                self._perpetual_grni_documents(account, at_date),
                EXPLAINED,
            )
        )
        names = ", ".join(row[0] or "/" for row in rows)
        return self.env._("Neither received nor billed: %(names)s", names=names) if names else ""

    def _perpetual_grni_offenders(self, account, at_date):
        """Ids of the journal items that make the difference.

        What no receipt and no bill explains, and price differences that are not what
        their match says (of a match whose items are gone, the receipt's).
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT item.id %(documents)s AND NOT %(explained)s
                 UNION
                SELECT UNNEST(COALESCE(posted.ids, ARRAY[match.credit_line_id]))
                  FROM perpetual_grni_match match
                  JOIN account_move_line credit ON credit.id = match.credit_line_id
                  LEFT JOIN LATERAL (
                       SELECT ARRAY_AGG(id) AS ids, SUM(balance) AS balance
                         FROM account_move_line
                        WHERE perpetual_grni_match_id = match.id AND account_id = %(account)s
                          AND parent_state = 'posted' AND date <= %(until)s) posted ON TRUE
                 WHERE match.company_id = %(company)s AND match.active
                   AND match.date <= %(until)s AND credit.account_id = %(account)s
                   AND COALESCE(posted.balance, 0)
                       != COALESCE(match.credit_amount, 0) - COALESCE(match.debit_amount, 0)
                """,
                documents=self._perpetual_grni_documents(account, at_date),
                explained=EXPLAINED,
                account=account.id,
                company=self.id,
                until=at_date or "9999-12-31",
            )
        )
        return [row[0] for row in rows]

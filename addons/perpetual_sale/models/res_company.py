from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from odoo.addons.perpetual_stock.ledger.checks import Checks


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.constrains("perpetual_gdni_account_id")
    def _check_perpetual_gdni_reconcile(self):
        for company in self:
            account = company.perpetual_gdni_account_id
            if account and not account.reconcile:
                raise ValidationError(
                    self.env._(
                        "%(account)s cannot hold goods delivered not invoiced of %(company)s:"
                        " tick Allow Reconciliation on the account first.",
                        account=account.display_name,
                        company=company.display_name,
                    )
                )

    def _perpetual_checks(self, at_date):
        return [*super()._perpetual_checks(at_date), *self._perpetual_gdni_checks(at_date)]

    def _perpetual_gdni_checks(self, at_date):
        """GDNI balance = Σ (delivered − invoiced) × delivered value, per account."""
        checks = Checks(self, at_date)
        accounts = self._perpetual_gdni_accounts()
        posted = checks.posted_balances(accounts.ids)
        rows = []
        for account in accounts:
            expected = self.currency_id.round(self._perpetual_gdni_open(account, at_date))
            actual = self.currency_id.round(posted.get(account.id) or 0.0)
            agrees = self.currency_id.is_zero(actual - expected)
            detail = "" if agrees else self._perpetual_gdni_strangers(account, at_date)
            ids = [] if agrees else self._perpetual_gdni_offenders(account, at_date)
            offenders = {"account.move.line": ids}
            rows.append(checks.row("gdni", expected, actual, detail, account, offenders))
        return rows

    def _perpetual_gdni_accounts(self):
        """The company's account of goods delivered not invoiced, and earlier ones."""
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT account_id FROM account_move_line
                    WHERE company_id = %s AND perpetual_sale_line_id IS NOT NULL""",
                self.id,
            )
        )
        # The tie-out is for people who may see values, with or without rights on accounts.
        company = self.sudo()
        return company.perpetual_gdni_account_id.union(
            company.env["account.account"].browse(row[0] for row in rows)
        )

    def _perpetual_gdni_open(self, account, at_date):
        """What the ledger delivered against ``account``, less what was matched since."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT (SELECT COALESCE(SUM(-counterpart_value), 0)
                          FROM perpetual_ledger_entry
                         WHERE company_id = %(company)s AND accounting_date <= %(until)s
                           AND counterpart_account_id = %(account)s)
                     - (SELECT COALESCE(SUM(
                                   CASE WHEN delivery.counterpart_account_id = %(account)s
                                        THEN match.delivery_amount ELSE 0 END
                                 - CASE WHEN returned.counterpart_account_id = %(account)s
                                        THEN match.return_amount ELSE 0 END), 0)
                          FROM perpetual_gdni_match match
                          LEFT JOIN perpetual_ledger_entry delivery
                                 ON delivery.id = match.delivery_id
                          LEFT JOIN perpetual_ledger_entry returned
                                 ON returned.id = match.return_id
                         WHERE match.company_id = %(company)s AND match.date <= %(until)s
                           AND (match.active OR match.released_on > %(until)s))
                """,
                company=self.id,
                account=account.id,
                until=at_date or "9999-12-31",
            )
        )
        return float(rows[0][0])

    def _perpetual_gdni_strangers(self, account, at_date):
        """Names of journal entries on the account that no delivery or invoice posted."""
        domain = [
            ("company_id", "=", self.id),
            ("account_id", "=", account.id),
            ("parent_state", "=", "posted"),
            ("perpetual_sale_line_id", "=", False),
        ]
        if at_date:
            domain.append(("date", "<=", at_date))
        # Only their names; the tie-out is also for people without rights on accounts.
        items = self.sudo().env["account.move.line"].search(domain, limit=10)
        names = ", ".join(items.move_id.mapped("name"))
        return self.env._("Not posted by a delivery or an invoice: %s", names) if names else ""

    def _perpetual_gdni_offenders(self, account, at_date):
        """Ids of the journal items that make the difference.

        What no delivery and no invoice posted, deliveries' items that are not what the
        ledger says, and costs that are not what their match says.
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH item AS (
                    SELECT id, move_id, balance, perpetual_gdni_match_id AS match_id,
                           perpetual_sale_line_id AS sale_line_id
                      FROM account_move_line
                     WHERE company_id = %(company)s AND account_id = %(account)s
                       AND parent_state = 'posted' AND date <= %(until)s
                ), delivered AS (
                    SELECT account_move_id AS move_id, SUM(-counterpart_value) AS amount
                      FROM perpetual_ledger_entry
                     WHERE company_id = %(company)s AND counterpart_account_id = %(account)s
                       AND accounting_date <= %(until)s
                     GROUP BY 1
                ), matched AS (
                    SELECT match.id AS match_id,
                           CASE WHEN delivery.counterpart_account_id = %(account)s
                                THEN match.delivery_amount ELSE 0 END
                         - CASE WHEN returned.counterpart_account_id = %(account)s
                                THEN match.return_amount ELSE 0 END AS amount
                      FROM perpetual_gdni_match match
                      LEFT JOIN perpetual_ledger_entry delivery ON delivery.id = match.delivery_id
                      LEFT JOIN perpetual_ledger_entry returned ON returned.id = match.return_id
                     WHERE match.company_id = %(company)s AND match.date <= %(until)s
                       AND (match.active OR match.released_on > %(until)s)
                )
                SELECT id FROM item WHERE sale_line_id IS NULL
                 UNION
                SELECT UNNEST(ARRAY_AGG(item.id))
                  FROM item JOIN delivered USING (move_id)
                 WHERE item.match_id IS NULL AND item.sale_line_id IS NOT NULL
                 GROUP BY delivered.move_id, delivered.amount
                HAVING SUM(item.balance) != delivered.amount
                 UNION
                SELECT UNNEST(ARRAY_AGG(item.id))
                  FROM item LEFT JOIN matched USING (match_id)
                 WHERE item.match_id IS NOT NULL AND item.sale_line_id IS NOT NULL
                 GROUP BY match_id, matched.amount
                HAVING SUM(item.balance) != -COALESCE(matched.amount, 0)
                """,
                company=self.id,
                account=account.id,
                until=at_date or "9999-12-31",
            )
        )
        return [row[0] for row in rows]

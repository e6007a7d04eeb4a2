from odoo import models
from odoo.tools import SQL

from odoo.addons.perpetual_stock.ledger.checks import Checks
from odoo.addons.perpetual_stock.models.res_company import _account

#: Absorbed labour offsets wages and overheads, which are expenses: so does its account.
EXPENSES = ("expense", "expense_direct_cost")

#: See ``ACCOUNTS`` of the stock ledger.
ACCOUNTS = {
    "perpetual_production_variance_account_id": (
        "Production Variance",
        "expense_direct_cost",
        False,
        "510600",
    ),
    "perpetual_labour_account_id": (
        "Labour and Overhead Absorbed",
        "expense_direct_cost",
        False,
        "510700",
    ),
}


class ResCompany(models.Model):
    _inherit = "res.company"

    perpetual_production_variance_account_id = _account(
        "Production Variance",
        "What is left of the cost of a manufacturing order when it is done, above all the"
        " difference of actual to standard cost.",
    )
    perpetual_labour_account_id = _account(
        "Labour Absorbed",
        "Credited with the cost of work orders that goes into goods, where the work centre has"
        " no expense account.",
    )

    # Set-up

    def _perpetual_accounts(self):
        return {**super()._perpetual_accounts(), **ACCOUNTS}

    def _perpetual_account(self, field):
        overhead = self.account_production_wip_overhead_account_id
        if field == "perpetual_labour_account_id" and overhead.account_type in EXPENSES:
            return overhead
        return super()._perpetual_account(field)

    # Tie-out

    def _perpetual_checks(self, at_date):
        return [*super()._perpetual_checks(at_date), *self._perpetual_wip_checks(at_date)]

    def _perpetual_wip_checks(self, at_date):
        """WIP balance = Σ of open manufacturing orders, per account."""
        checks = Checks(self, at_date)
        accounts = self._perpetual_wip_accounts()
        posted = checks.posted_balances(accounts.ids)
        explained = self._perpetual_wip_explained(accounts, at_date)
        return [
            self._perpetual_wip_row(
                checks, account, explained.get(account.id, 0.0), posted.get(account.id) or 0.0
            )
            for account in accounts
        ]

    def _perpetual_wip_row(self, checks, account, expected, actual):
        money = self.currency_id.round
        expected, actual = money(float(expected)), money(float(actual))
        detail, offenders = "", {}
        if not self.currency_id.is_zero(actual - expected):
            items = self._perpetual_wip_unexplained(account, checks.at_date)
            offenders = {"account.move.line": items.ids}
            detail = self._perpetual_wip_detail(items)
        return checks.row("wip", expected, actual, detail, account, offenders)

    def _perpetual_wip_detail(self, items):
        """What is wrong, in words: entries by hand, and orders that are done with a rest."""
        orders = items.perpetual_production_id
        strangers = items.filtered(
            lambda item: not item.perpetual_production_id and not item.perpetual_unbuild_id
        )
        parts = []
        if strangers:
            names = ", ".join(sorted(set(strangers[:10].move_id.mapped("name"))))
            parts.append(self.env._("Not posted by a manufacturing order: %s", names))
        if orders:
            names = ", ".join(orders[:10].mapped("name"))
            parts.append(self.env._("Done, and not cleared: %s", names))
        return "; ".join(parts)

    def _perpetual_wip_accounts(self):
        """The company's account of work in progress, and others in use for it."""
        rows = self.env.execute_query(
            SQL(
                """SELECT account_id FROM account_move_line
                    WHERE company_id = %s AND parent_state = 'posted'
                      AND (perpetual_production_id IS NOT NULL OR perpetual_unbuild_id IS NOT NULL)
                    GROUP BY account_id""",
                self.id,
            )
        )
        # The tie-out is for people who may see values, with or without rights on accounts.
        company = self.sudo()
        return company.perpetual_wip_account_id.union(
            company.env["account.account"].browse(row[0] for row in rows)
        )

    def _perpetual_wip_explained(self, accounts, at_date):
        """Account → what open orders, and goods in production without an order, come to."""
        if not accounts:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT item.account_id, SUM(item.balance) %s AND %s GROUP BY item.account_id",
                    self._sql_wip_items(accounts, at_date),
                    self._sql_wip_is_explained(at_date),
                )
            )
        )

    def _perpetual_wip_unexplained(self, account, at_date):
        """Journal items on ``account`` that no open order explains."""
        rows = self.env.execute_query(
            SQL(
                "SELECT item.id %s AND NOT %s ORDER BY item.id",
                self._sql_wip_items(account, at_date),
                self._sql_wip_is_explained(at_date),
            )
        )
        # Only their names; the tie-out is also for people without rights on accounts.
        items = self.sudo().env["account.move.line"].browse(row[0] for row in rows)
        # What an order that is done has put there and cleared again is not worth a look.
        cleared = items.browse()
        for owner, group in items.grouped(
            lambda item: item.perpetual_unbuild_id or item.perpetual_production_id
        ).items():
            if owner and self.currency_id.is_zero(sum(group.mapped("balance"))):
                cleared |= group
        return items - cleared

    def _sql_wip_items(self, accounts, at_date):
        return SQL(
            """FROM account_move_line item
               LEFT JOIN mrp_production production ON production.id = item.perpetual_production_id
               LEFT JOIN mrp_unbuild unbuild ON unbuild.id = item.perpetual_unbuild_id
              WHERE item.company_id = %s AND item.account_id IN %s
                AND item.parent_state = 'posted' AND item.date <= %s""",
            self.id,
            tuple(accounts.ids),
            at_date or "9999-12-31",
        )

    def _sql_wip_is_explained(self, at_date):
        """Of an order that is open, or was on that date; of goods that went into production
        without an order; or of core's own accrual of work in progress."""
        still_open = SQL(
            """CASE WHEN unbuild.id IS NOT NULL THEN unbuild.state != 'done'
                    ELSE production.state NOT IN ('done', 'cancel') END"""
        )
        if at_date:
            still_open = SQL(
                """(%s OR EXISTS (SELECT FROM account_move_line later
                                   WHERE later.perpetual_production_id = production.id
                                     AND later.parent_state = 'posted' AND later.date > %s))""",
                still_open,
                at_date,
            )
        return SQL(
            """(CASE WHEN COALESCE(production.id, unbuild.id) IS NOT NULL THEN %s
                     ELSE item.perpetual_stock_move_id IS NOT NULL
                          OR EXISTS (SELECT FROM wip_move_production_rel accrual
                                      WHERE accrual.move_id = item.move_id) END)""",
            still_open,
        )

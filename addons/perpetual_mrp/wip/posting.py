"""Journal entries of work in progress beside the stock ledger's: labour, and variance."""

from __future__ import annotations

from decimal import Decimal

from odoo import Command, fields
from odoo.exceptions import UserError

from odoo.addons.perpetual_stock.ledger.posting import QUIET

from .reading import Wip, WipKey


class WipPosting:
    """One journal entry of one order's work in progress, in the stock journal."""

    def __init__(self, key: WipKey, kind: str, text: str):
        """:param kind: of ``perpetual_wip_kind``
        :param text: reference of the entry, and name of its items"""
        self.key = key
        self.kind = kind
        self.text = text
        # Whoever makes goods posts through the order; they need no rights on accounts.
        self.company = key.company.sudo()
        self.env = key.order.sudo().with_company(self.company).env
        self.vals: list[dict] = []

    def add(self, account, amount: Decimal, **vals) -> None:
        """An item of ``amount`` (debit positive) against work in progress or a cost."""
        if amount:
            self.vals.append(self._item(account, amount, vals))

    def add_wip(self, account, amount: Decimal) -> None:
        """An item on work in progress, which names its order."""
        self.add(account, amount, perpetual_wip_kind=self.kind, **self.key.vals)

    def post(self):
        """Post the entry; returns it, empty if there is nothing to post."""
        moves = self.env["account.move"].with_context(**QUIET)
        if not self.vals:
            return moves
        move = moves.create(
            {
                "move_type": "entry",
                "journal_id": self._journal().id,
                "company_id": self.company.id,
                "date": self._date(),
                "ref": self.text,
                "line_ids": [Command.create(vals) for vals in self.vals],
            }
        )
        move._post(soft=False)
        return move

    def _item(self, account, amount: Decimal, vals) -> dict:
        product = self.key.order.product_id
        return {
            "account_id": account.id,
            "name": f"{self.text} - {product.display_name}",
            "balance": float(amount),
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "quantity": 0.0,
            "tax_ids": [],
            "analytic_distribution": False,
            **vals,
        }

    def _date(self):
        forced = self.env.context.get("force_period_date")
        day = fields.Date.to_date(forced) or fields.Date.context_today(self.company)
        return self.company._perpetual_open_date(day)

    def _journal(self):
        journal = self.company.account_stock_journal_id
        if not journal:
            raise UserError(
                self.env._(
                    "%(order)s cannot be posted: %(company)s has no stock journal. Choose one in"
                    " Inventory > Configuration > Settings, then try again.",
                    order=self.key.order.display_name,
                    company=self.company.display_name,
                )
            )
        return journal

    # Whole entries

    @classmethod
    def settle(cls, key: WipKey):
        """Clear what is left in work in progress to production variance.

        :raises UserError: the company has no account for it
        """
        balances = Wip(key.order.env).by_account(key)
        if not balances:
            return None
        # Whoever finishes an order need not see the company's accounts.
        company = key.company.sudo()
        variance = company.perpetual_production_variance_account_id
        if not variance:
            raise UserError(missing_account(company, "perpetual_production_variance_account_id"))
        text = company.env._("%s - Production variance", key.order.display_name)
        entry = cls(key, "variance", text)
        for account, balance in balances.items():
            entry.add(variance, balance)
            entry.add_wip(account, -balance)
        return entry.post()


def missing_account(company, field: str) -> str:
    """What to say where ``company`` lacks the account of ``field``."""
    return company.env._(
        "%(company)s has no account for %(what)s. Choose one in Inventory > Configuration >"
        " Settings, or press Set up accounts there, then try again.",
        company=company.display_name,
        what=company._fields[field]._description_string(company.env),
    )

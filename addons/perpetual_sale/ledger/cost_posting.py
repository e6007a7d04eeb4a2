"""Journal entries of the cost of goods sold: one per document and accounting date."""

from __future__ import annotations

from collections import defaultdict

from odoo import Command
from odoo.exceptions import UserError

from odoo.addons.perpetual_stock.ledger.posting import QUIET


class CostPosting:
    """Posts the cost of matches, or takes it back (``reverse``)."""

    def __init__(self, matches, reverse: bool = False):
        self.env = matches.env
        self.matches = matches
        self.reverse = reverse

    def post(self):
        """Post what has an amount, in the stock journal; returns the journal entries."""
        groups = defaultdict(list)
        for match in self.matches:
            items = self._opposite_items(match) if self.reverse else self._items(match)
            if items:
                groups[match.company_id, match._document_name(), self._date(match)] += items
        moves = (
            self.env["account.move"]
            .with_context(**QUIET)
            .create([self._move_vals(*key, items) for key, items in groups.items()])
        )
        if moves:
            moves._post(soft=False)
        return moves

    def _date(self, match):
        return match.released_on if self.reverse else match.date

    def _move_vals(self, company, document, date, items) -> dict:
        journal = company.account_stock_journal_id
        if not journal:
            raise UserError(
                self.env._(
                    "The cost of %(document)s cannot be posted: %(company)s has no stock"
                    " journal. Choose one in Inventory > Configuration > Settings, then try"
                    " again.",
                    document=document,
                    company=company.display_name,
                )
            )
        if self.reverse:
            document = self.env._("Reset of %s", document)
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "company_id": company.id,
            "date": date,
            "ref": document,
            "line_ids": [Command.create(item) for item in items],
        }

    def _items(self, match) -> list[dict]:
        """The cost against what it takes off goods delivered not invoiced."""
        clearing = self._clearing(match)
        cost = -sum(clearing.values())
        items = []
        if not match.currency_id.is_zero(cost):
            account = match.sale_line_id._perpetual_cogs_account(match.product_id)
            distribution = match._analytic_distribution()
            items.append(self._item(match, account, cost, analytic_distribution=distribution))
        for account, balance in clearing.items():
            line = match.sale_line_id
            items.append(self._item(match, account, balance, perpetual_sale_line_id=line.id))
        return items

    def _opposite_items(self, match) -> list[dict]:
        """What the match has posted, the other way round: same accounts and analytics."""
        return [
            self._item(
                match,
                item.account_id,
                -item.balance,
                partner_id=item.partner_id.id,
                analytic_distribution=item.analytic_distribution,
                perpetual_sale_line_id=item.perpetual_sale_line_id.id,
            )
            for item in match.cost_line_ids
        ]

    def _clearing(self, match) -> dict:
        """Account → signed balance of what the match takes off it."""
        balances = defaultdict(float)
        balances[match.delivery_id.counterpart_account_id] -= match.delivery_amount
        balances[match.return_id.counterpart_account_id] += match.return_amount
        is_zero = match.currency_id.is_zero
        return {account: balance for account, balance in balances.items() if not is_zero(balance)}

    def _item(self, match, account, balance, **vals) -> dict:
        product = match.product_id
        return {
            "account_id": account.id,
            "name": f"{match._document_name()} - {product.display_name}",
            "balance": match.currency_id.round(balance),
            "product_id": product.id,
            "product_uom_id": product.uom_id.id,
            "quantity": match.quantity,
            "partner_id": match._partner().id,
            "tax_ids": [],
            "analytic_distribution": False,
            "perpetual_gdni_match_id": match.id,
            **vals,
        }

"""Journal entries of a batch: one per transfer and accounting date."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from odoo import fields
from odoo.exceptions import UserError

from ..costing import ZERO
from .entry_rows import EntryRows
from .facts import Line

#: Posted without chatter, tracking or invoice machinery: these are plain entries. Their
#: analytic distribution is computed as for any; only the sync of posted items is skipped.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_notrack": True,
    "skip_invoice_sync": True,
    "skip_invoice_line_sync": True,
    "skip_analytic_sync": True,
    "check_move_validity": True,
}


#: Kind → company field of its counterpart, for messages; trade kinds have rules of their own.
COUNTERPARTS = {
    "receipt": "perpetual_grni_account_id",
    "vendor_return": "perpetual_grni_account_id",
    "scrap": "perpetual_scrap_account_id",
    "production_in": "perpetual_wip_account_id",
    "production_out": "perpetual_wip_account_id",
    "revaluation": "perpetual_revaluation_account_id",
    "transfer": "perpetual_transit_account_id",
}
TRADE = ("receipt", "vendor_return", "issue", "customer_return", "negative_settlement")


@dataclass
class _Item:
    """A journal item in the making."""

    account: Any
    extra: dict
    balance: Decimal = ZERO
    quantity: Decimal = ZERO
    currency: Any = None
    currency_value: Decimal = ZERO
    always_posted: bool = False

    @property
    def is_posted(self) -> bool:
        return bool(self.balance or self.currency_value or self.always_posted)


class Posting:
    """Turns ledger lines into posted journal entries and links both."""

    def __init__(self, env, lines: list[Line]):
        self.env = env
        self.lines = lines
        self._open_dates: dict = {}
        # Core searches these models once per item; most companies have none.
        models = env["account.analytic.distribution.model"].sudo()
        self._has_analytics = bool(models.search_count([], limit=1))

    def post(self) -> None:
        """Give each line its accounts and date; post what has an amount."""
        groups = defaultdict(list)
        for line in self.lines:
            line.accounting_date = self._accounting_date(line)
            self._set_accounts(line)
            if _is_posted(line):
                groups[self._group_key(line)].append(line)
        batches = [
            (self._move_vals(lines), self._item_vals(lines), lines) for lines in groups.values()
        ]
        # Rows of an edit may cancel out, such as another lot of the same cost.
        batches = [(vals, items, lines) for vals, items, lines in batches if items]
        if not batches:
            return
        # Warehouse people post through their stock transactions only; they have no
        # rights on journal entries of their own.
        env = self.env(su=True, context={**self.env.context, **QUIET})
        entries = [(vals, items) for vals, items, _lines in batches]
        rows = EntryRows(env)
        moves = rows.post(entries) if rows.takes(entries) else _create_and_post(env, entries)
        for move, (_vals, _items, lines) in zip(moves, batches, strict=True):
            for line in lines:
                line.account_move = move

    def _group_key(self, line: Line):
        fact, move = line.fact, line.fact.move
        document = fact.document or fact.reason
        if move and not fact.document:
            document = move.picking_id.id or move.reference
        return (fact.company.id, line.accounting_date, fact.journal, document)

    # dates

    def _accounting_date(self, line: Line):
        company = line.fact.company
        wanted = line.fact.accounting_date or self._today(company)
        key = (company.id, wanted)
        if key not in self._open_dates:
            self._open_dates[key] = company._perpetual_open_date(wanted)
        return self._open_dates[key]

    def _today(self, company):
        forced = self.env.context.get("force_period_date")
        return fields.Date.to_date(forced) or fields.Date.context_today(company)

    # accounts

    def _set_accounts(self, line: Line) -> None:
        fact = line.fact
        product = fact.product.with_company(fact.company)
        accounts = product._get_product_accounts()
        line.valuation_account = fact.valuation_account or accounts["stock_valuation"]
        line.counterpart_account = fact.counterpart_account
        if line.kind == "negative_settlement":
            line.counterpart_account = self._settlement_account(line, accounts)
        if not _is_posted(line):
            return
        if not line.valuation_account:
            label = self.env._("Stock Account")
            raise UserError(self._missing(line, label, self._on_category_or_set_up()))
        if not line.counterpart_account:
            raise UserError(self._missing(line, *self._missing_counterpart(line)))
        if self._is_circular(line):
            raise UserError(self._same_account(line))

    def _is_circular(self, line: Line) -> bool:
        """Whether the items would be on one account. Goods in transit may share it: the
        tie-out counts what passes through."""
        account = line.counterpart_account
        transit = line.fact.company.perpetual_transit_account_id
        return account == line.valuation_account and account != transit

    def _same_account(self, line: Line) -> str:
        """What would move no value in the books: ledger and inventory account would part."""
        fact = line.fact
        return self.env._(
            "%(document)s cannot be posted: in %(company)s, %(product)s (category"
            " %(category)s) has the account %(account)s both for its stock and for what the"
            " stock is posted against (%(kind)s, %(place)s). Choose another account for one"
            " of them, on the category, the location or in Inventory > Configuration >"
            " Settings, then try again.",
            company=fact.company.display_name,
            document=fact.origin or fact.reason or self._kind_label(fact),
            product=fact.product.display_name,
            category=fact.product.categ_id.display_name,
            account=line.valuation_account.display_name,
            kind=self._kind_label(fact),
            place=_names(fact.location, fact.location_dest),
        )

    def _kind_label(self, fact) -> str:
        """The kind as the screens call it."""
        field = self.env["perpetual.ledger.entry"]._fields["kind"]
        return dict(field._description_selection(self.env))[fact.kind]

    def _missing_counterpart(self, line: Line) -> tuple[str, str]:
        """Label of the field to fill for a counterpart, and where it is found."""
        company, field = line.fact.company, self._counterpart_field(line)
        if line.kind in TRADE and field != "perpetual_transit_account_id":
            if not company.anglo_saxon_accounting:
                return self._variation_advice(line)
            if not field:
                return self._expense_advice()
        if not field:
            return self.env._("counterpart account"), self._on_category_or_set_up()
        return company._fields[field]._description_string(self.env), self._in_settings()

    def _counterpart_field(self, line: Line) -> str | None:
        """Field of the company that is its counterpart, if it is one of the company's."""
        fact, company = line.fact, line.fact.company
        if line.kind == "count":
            return f"perpetual_{'gain' if line.quantity > ZERO else 'shrinkage'}_account_id"
        if line.kind in TRADE:
            ends = [end for end in (fact.location, fact.location_dest) if end]
            if any(end.usage == "transit" and not end.company_id for end in ends):
                return "perpetual_transit_account_id"
        waits = company.perpetual_cogs_timing == "invoice" and not company.perpetual_gdni_account_id
        if line.kind in ("issue", "customer_return") and waits:
            return "perpetual_gdni_account_id"
        return COUNTERPARTS.get(line.kind)

    def _variation_advice(self, line: Line) -> tuple[str, str]:
        way_out = self.env._(
            "on %(account)s (Invoicing > Configuration > Chart of Accounts)",
            account=line.valuation_account.display_name,
        )
        return self.env._("Stock Variation Account (of the inventory account)"), way_out

    def _expense_advice(self) -> tuple[str, str]:
        """Set up accounts leaves this one alone: vendor bills and invoices use it, too."""
        way_out = self.env._(
            "on the category (Inventory > Configuration > Product Categories), or for the whole"
            " company in Invoicing > Configuration > Settings > Default Accounts > Product"
            " Accounts"
        )
        return self.env._("Expense Account"), way_out

    def _in_settings(self) -> str:
        return self.env._(
            "in Inventory > Configuration > Settings > Continuous Valuation, or presses Set up"
            " accounts there"
        )

    def _on_category_or_set_up(self) -> str:
        return self.env._(
            "on the category, or presses Inventory > Configuration > Settings > Continuous"
            " Valuation > Set up accounts"
        )

    def _settlement_account(self, line: Line, accounts):
        company = line.fact.company
        variation = accounts["stock_variation"]
        if not company.anglo_saxon_accounting and variation:
            return variation
        return accounts["expense"]

    def _missing(self, line: Line, what: str, way_out: str) -> str:
        """``way_out``: where an administrator chooses ``what``, after "chooses it"."""
        fact = line.fact
        return self.env._(
            "%(document)s cannot be posted: %(product)s (category %(category)s) has no"
            " %(what)s in %(company)s. An administrator of Accounting chooses it %(way_out)s;"
            " then try again.",
            document=fact.origin or fact.reason or self._kind_label(fact),
            product=fact.product.display_name,
            category=fact.product.categ_id.display_name,
            what=what,
            company=fact.company.display_name,
            way_out=way_out,
        )

    # journal entries

    def _move_vals(self, lines: list[Line]) -> dict:
        first = lines[0]
        company = first.fact.company
        journal = first.fact.journal or company.account_stock_journal_id
        if not journal:
            raise UserError(
                self.env._(
                    "%(company)s has no stock journal. Choose one in Inventory >"
                    " Configuration > Settings, then try again.",
                    company=company.display_name,
                )
            )
        return {
            "move_type": "entry",
            "journal_id": journal.id,
            "company_id": company.id,
            "date": first.accounting_date,
            "ref": first.fact.origin or first.fact.reason,
        }

    def _item_vals(self, lines: list[Line]) -> list[dict]:
        """Items of one entry: per stock move, inventory, counterpart and difference."""
        groups = defaultdict(list)
        for line in lines:
            groups[_move_key(line)].append(line)
        return [vals for group in groups.values() for vals in self._items_of_move(group)]

    def _items_of_move(self, lines: list[Line]) -> list[dict]:
        items: dict = {}
        for line in lines:
            fact = line.fact
            if fact.is_pair:
                _add(items, line.valuation_account, line.value, abs(fact.transit))
                continue
            difference = line.counterpart_value - line.value - fact.exchange_value
            _add(items, line.valuation_account, line.value, line.quantity)
            _add(
                items,
                line.counterpart_account,
                -line.counterpart_value,
                # A memo of one half of a drop-shipment moves nothing itself.
                line.moved or line.quantity or (fact.quantity if _is_main(line) else ZERO),
                # The settlement of a shortage has neither the document's links nor currency.
                fact if line.kind == fact.kind else None,
            )
            if difference:
                account = self._difference_account(line)
                _add(items, account, difference, extra=fact.difference_vals)
            if fact.exchange_value:
                _add(items, fact.exchange_account, fact.exchange_value)
        return [self._item(lines[0], item) for item in items.values() if item.is_posted]

    def _difference_account(self, line: Line):
        fact = line.fact
        if fact.difference_account:
            return fact.difference_account
        category = fact.product.categ_id.with_company(fact.company)
        account = (
            category.property_price_difference_account_id
            or fact.company.perpetual_price_difference_account_id
        )
        if not account:
            label = self.env._("Price Difference Account")
            raise UserError(self._missing(line, label, self._on_category_or_set_up()))
        return account

    def _item(self, line: Line, item: _Item) -> dict:
        fact = line.fact
        partner = fact.move.picking_id.partner_id.commercial_partner_id if fact.move else None
        vals = {
            "account_id": item.account.id,
            "name": f"{fact.origin or fact.reason} - {fact.product.display_name}",
            "balance": float(item.balance),
            "product_id": fact.product.id,
            "product_uom_id": fact.product.uom_id.id,
            "quantity": float(abs(item.quantity)),
            "partner_id": partner.id if partner else False,
            "tax_ids": [],
            "perpetual_stock_move_id": fact.move.id if fact.move else False,
            **item.extra,
        }
        if not self._has_analytics:
            vals.setdefault("analytic_distribution", False)
        if item.currency:
            vals["currency_id"] = item.currency.id
            vals["amount_currency"] = float(item.currency_value)
        return vals


def _create_and_post(env, entries: list[tuple[dict, list[dict]]]):
    """Core's way; the moves in the order of ``entries``."""
    moves = env["account.move"].create([vals for vals, _items in entries])
    # With the move, core would make each item twice: once in memory.
    env["account.move.line"].create(
        [
            {"move_id": move.id, **item}
            for move, (_vals, items) in zip(moves, entries, strict=True)
            for item in items
        ]
    )
    moves._post(soft=False)
    return moves


def _names(*places) -> str:
    return " > ".join(place.display_name for place in places if place)


def _move_key(line: Line):
    fact = line.fact
    if fact.move:
        return fact.move.id
    # What only moves value inside the company shows its net effect per account.
    is_inside = fact.kind in ("revaluation", "transfer")
    return (fact.product.id, line.pool_id, "" if is_inside else line.id)


def _add(
    items: dict, account, balance: Decimal, quantity: Decimal = ZERO, fact=None, extra=None
) -> None:
    """Sum by account; items with glue fields of their own (purchase line …) stay apart."""
    extra = fact.counterpart_vals if fact else extra or {}
    # By its text: a value may be a dict (an analytic distribution).
    item = items.setdefault((account, repr(sorted(extra.items()))), _Item(account, extra))
    item.balance += balance
    item.quantity += quantity
    item.always_posted |= bool(fact and fact.always_posted)
    if fact and fact.currency:
        item.currency = fact.currency
        item.currency_value -= fact.currency_value


def _is_main(line: Line) -> bool:
    """Whether the line is what the fact says, not a settlement that came with it."""
    return line.kind == line.fact.kind


def _is_posted(line: Line) -> bool:
    fact = line.fact
    is_claim = _is_main(line) and (fact.currency_value or fact.always_posted)
    return bool(line.value or line.counterpart_value or is_claim)

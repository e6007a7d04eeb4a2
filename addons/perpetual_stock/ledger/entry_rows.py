"""Posted journal entries written as the rows that core would write.

Most of the time that a validated transfer takes went into core's way to a posted entry: a
draft, its items, some forty computed fields, and all of it once more on posting. The entries
of the ledger need none of that: no tax, no payment term, no reconciliation, nobody's draft.
Numbers come from core's own sequence, under the same lock.

Whatever is more than plain (another currency of the journal, a hash chain, analytic
distributions, an archived account …) or could concern a module that is not known here goes
core's way, with core's checks and messages. ``tests/test_entry_rows.py`` compares each
column of both ways.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from psycopg2.errors import ExclusionViolation, UniqueViolation

from odoo import fields
from odoo.tools import SQL

#: Core modules whose part in journal entries is known to leave plain entries alone.
KNOWN_MODULES = frozenset(
    {
        "account",
        "account_debit_note",
        "account_edi_ubl_cii",
        "account_fleet",
        "account_payment",
        "analytic",
        "mail",
        "mrp_account",
        "point_of_sale",
        "portal",
        "product_email_template",
        "purchase",
        "purchase_stock",
        "sale",
        "sale_stock",
        "stock_account",
        "stock_landed_costs",
        "utm",
    }
)
#: What another module would extend to have a say in an entry or its items.
METHODS = (
    "_check_balanced",
    "_check_company",
    "_check_fiscal_lock_dates",
    "_create",
    "_get_last_sequence_domain",
    "_get_next_sequence_format",
    "_get_starting_sequence",
    "_hash_moves",
    "_locked_increment",
    "_post",
    "_sanitize_vals",
    "_set_next_sequence",
    "_validate_fields",
    "create",
    "modified",
    "write",
)
ZERO = Decimal(0)


class EntryRows:
    """Writes entries of one batch.

    :param env: superuser environment with the context that the entries are posted in
    """

    def __init__(self, env):
        self.env = env
        self.moves = env["account.move"]
        self.items = env["account.move.line"]
        self.columns = {
            model._name: {name: field for name, field in model._fields.items() if field.column_type}
            for model in (self.moves, self.items)
        }
        self._plain: dict[tuple, bool] = {}
        self._accounts: dict[int, Any] = {}

    # What is plain

    def takes(self, entries: list[tuple[dict, list[dict]]]) -> bool:
        """Whether all are entries that core would post without doing more than write them.

        :param entries: (values of the entry, values of its items), as for ``create``
        """
        if self.moves._perpetual_foreign_modules() or self._has_automation():
            return False
        # All at once: each is read with the others.
        accounts = {item["account_id"] for _vals, items in entries for item in items}
        self._accounts = {
            account.id: account for account in self.env["account.account"].browse(accounts)
        }
        return all(
            self._is_plain_journal(vals["company_id"], vals["journal_id"])
            and all(self._is_plain_item(vals["company_id"], item) for item in items)
            and not sum(Decimal(str(item["balance"])) for item in items)
            for vals, items in entries
        )

    def _has_automation(self) -> bool:
        """Whether a rule, such as an automation of the user's own, waits for new entries: it
        replaces methods of the models as they run, whatever module they come from."""
        return any(
            name in vars(type(model)) for model in (self.moves, self.items) for name in METHODS
        )

    def _is_plain_journal(self, company_id: int, journal_id: int) -> bool:
        key = ("journal", company_id, journal_id)
        if key not in self._plain:
            company = self.env["res.company"].browse(company_id)
            journal = self.env["account.journal"].browse(journal_id)
            self._plain[key] = (
                not company.account_storno
                and journal.active
                and journal.type == "general"
                and not journal.restrict_mode_hash_table
                and not journal.currency_id
                and journal.company_id in company.parent_ids
            )
        return self._plain[key]

    def _is_plain_item(self, company_id: int, item: dict) -> bool:
        # Without a distribution given, core looks for one.
        if item.get("tax_ids") or item.get("analytic_distribution", True):
            return False
        currency_id, account_id = item.get("currency_id", False), item["account_id"]
        return (
            self._is_plain_account(company_id, account_id, currency_id)
            and self._is_plain_partner(company_id, item.get("partner_id"))
            and item.keys() <= self.columns[self.items._name].keys() | {"tax_ids"}
        )

    def _is_plain_account(self, company_id: int, account_id: int, currency_id) -> bool:
        key = ("account", company_id, account_id, currency_id)
        if key not in self._plain:
            company = self.env["res.company"].browse(company_id)
            account = self._accounts[account_id]
            own = account.currency_id
            self._plain[key] = bool(
                account.active
                and account.account_type
                not in ("asset_receivable", "liability_payable", "off_balance")
                and account.company_ids & company.parent_ids
                and (not own or own == company.currency_id or own.id == currency_id)
            )
        return self._plain[key]

    def _is_plain_partner(self, company_id: int, partner_id) -> bool:
        key = ("partner", company_id, partner_id)
        if key not in self._plain:
            owner = self.env["res.partner"].browse(partner_id or []).company_id
            self._plain[key] = not owner or owner.id == company_id
        return self._plain[key]

    # Writing

    def post(self, entries: list[tuple[dict, list[dict]]]) -> Any:
        """Insert posted entries that ``takes`` has taken.

        :returns: the ``account.move`` records, in that order
        """
        moves = self.moves
        # As core's way leaves it: its reconciliation updates items by SQL that must not be
        # overtaken by what was written before.
        self.items.flush_model()
        rows: list[dict] = []
        for vals, items in entries:
            entry = self._entry_row(vals, items)
            moves += self._insert_entry(entry)
            rows += [self._item_row(item, moves[-1:].id, entry) for item in items]
        self._insert_items(rows)
        self._forget(rows)
        return moves

    def _entry_row(self, vals: dict, items: list[dict]) -> dict:
        company = self.env["res.company"].browse(vals["company_id"])
        currency = company.currency_id
        debits = [item for item in items if item["balance"] > 0]
        total = currency.round(sum(item["balance"] for item in debits))
        in_currency = currency.round(
            sum(item.get("amount_currency", item["balance"]) for item in debits)
        )
        return {
            **vals,
            "currency_id": currency.id,
            "state": "posted",
            "posted_before": True,
            "auto_post": "no",
            "payment_state": "not_paid",
            "invoice_partner_display_name": self._created_by(),
            "invoice_date_due": fields.Date.context_today(self.moves),
            "invoice_currency_rate": 0.0,
            "checked": True,
            "made_sequence_gap": False,
            "always_tax_exigible": True,
            "is_manually_modified": False,
            "amount_total": in_currency,
            "amount_total_signed": total,
            "amount_total_in_currency_signed": abs(in_currency),
            **dict.fromkeys(("amount_tax", "amount_tax_signed", "amount_residual"), 0.0),
            **dict.fromkeys(("amount_untaxed", "amount_untaxed_signed"), 0.0),
            **dict.fromkeys(("amount_untaxed_in_currency_signed", "amount_residual_signed"), 0.0),
            **self._log_values(),
        }

    def _created_by(self) -> str:
        """As core names the origin of an entry without partner, in its own words."""
        return self.moves.new({"move_type": "entry"}).invoice_partner_display_name

    def _log_values(self) -> dict:
        now = self.env.cr.now()
        return {
            "create_uid": self.env.uid,
            "create_date": now,
            "write_uid": self.env.uid,
            "write_date": now,
        }

    def _insert_entry(self, entry: dict):
        """Insert the entry under the next number of its journal; adds the number to it.

        The unique index on numbers of posted entries makes other transactions wait. As
        core does, only the first number of a transaction needs a savepoint.
        """
        draft = self.moves.new(
            {name: entry[name] for name in ("move_type", "journal_id", "company_id", "date")}
        )
        form, values = draft._get_next_sequence_format()
        cache = draft._get_sequence_cache()
        number = values.pop("seq")
        key = (form.format(**values, seq=0), draft.journal_id._origin)
        if key in cache:
            cache[key] += 1
            self._number(entry, draft, form.format(**values, seq=cache[key]))
            return self._insert(self.moves, [entry])
        with self.env.cr.savepoint(flush=False) as savepoint:
            while True:
                number += 1
                self._number(entry, draft, form.format(**values, seq=number))
                try:
                    move = self._insert(self.moves, [entry])
                    cache[key] = number
                    return move
                except (ExclusionViolation, UniqueViolation) as error:
                    if "name" not in (error.diag.constraint_name or "name"):
                        raise
                    savepoint.rollback()

    def _number(self, entry: dict, draft, name: str) -> None:
        regex = draft._sequence_fixed_regex.replace(r"?P<seq>", "")
        found = re.match(draft._make_regex_non_capturing(regex), name)
        entry["name"] = name
        entry["sequence_prefix"] = name[: found.start(1)]
        entry["sequence_number"] = int(found.group(1) or 0)

    def _item_row(self, item: dict, move_id: int, entry: dict) -> dict:
        account = self._accounts[item["account_id"]]
        company = self.env["res.company"].browse(entry["company_id"]).currency_id
        balance = company.round(item["balance"])
        currency_id = item.get("currency_id") or company.id
        amount = balance
        if currency_id != company.id:
            currency = self.env["res.currency"].browse(currency_id)
            amount = currency.round(item["amount_currency"])
        is_open = account.reconcile or account.account_type in (
            "asset_cash",
            "liability_credit_card",
        )
        # As core has it for any entry; ``_compute_totals`` spares items of stock moves.
        price = 0.0 if item.get("perpetual_stock_move_id") else amount
        return {
            **self.moves._perpetual_shared_item_vals(entry),
            **{name: value for name, value in item.items() if name != "tax_ids"},
            "move_id": move_id,
            "currency_id": currency_id,
            "balance": balance,
            "debit": max(balance, 0.0),
            "credit": max(-balance, 0.0),
            "amount_currency": amount,
            "price_subtotal": price,
            "price_total": price,
            "amount_residual": balance if is_open else 0.0,
            "amount_residual_currency": amount if is_open else 0.0,
            "reconciled": is_open and not balance and not amount,
            "no_followup": True,
            "deductible_amount": 100.0,
            "discount": 0.0,
            **self._log_values(),
        }

    def _insert_items(self, rows: list[dict]) -> None:
        """One statement for items of the same columns; items of one entry stay in order."""
        columns = sorted({name for row in rows for name in row})
        self._insert(self.items, [{name: row.get(name) for name in columns} for row in rows])

    def _insert(self, model, rows: list[dict]):
        """Insert rows that have the same keys; the new records."""
        columns = self.columns[model._name]
        names = list(rows[0])
        values = [tuple(_value(columns[name], row[name], model) for name in names) for row in rows]
        query = SQL(
            "INSERT INTO %s (%s) VALUES %s RETURNING id",
            SQL.identifier(model._table),
            SQL(", ").join(map(SQL.identifier, names)),
            # A tuple is a row; thousands of small pieces of SQL would take longer than the insert.
            SQL(", ".join(["%s"] * len(values)), *values),
        )
        self.env.cr.execute(query, log_exceptions=False)
        return model.browse(row[0] for row in self.env.cr.fetchall())

    # Caches

    def _forget(self, rows: list[dict]) -> None:
        """What is read of the records that the items name is read anew."""
        for name, field in self.columns[self.items._name].items():
            inverses = self.env.registry.field_inverses[field]
            if field.type != "many2one" or not inverses or name == "move_id":
                continue
            ids = {row[name] for row in rows if row.get(name)}
            records = self.env[field.comodel_name].browse(ids)
            names = [inverse.name for inverse in inverses]
            records.invalidate_recordset(names, flush=False)
            records.modified(names)


def _value(field, value, model):
    """``value`` for the column of ``field``; amounts are rounded already."""
    if field.type == "monetary" or value is None:
        return value
    return field.convert_to_column_insert(value, model)

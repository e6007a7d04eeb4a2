"""Reads work in progress by order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from odoo.addons.perpetual_stock.costing import ZERO
from odoo.addons.perpetual_stock.ledger.facts import decimal


@dataclass(frozen=True)
class WipKey:
    """Whose work in progress: a manufacturing order's, or an unbuild order's.

    An unbuild of a manufacturing order names both.
    """

    production: Any
    unbuild: Any

    @property
    def order(self):
        """The order that a person knows it by."""
        return self.unbuild or self.production

    @property
    def company(self):
        """The company in whose books it is."""
        return self.order.company_id

    @property
    def vals(self) -> dict:
        """What tells a journal item of this work in progress."""
        return {
            "perpetual_production_id": self.production.id,
            "perpetual_unbuild_id": self.unbuild.id,
        }

    @property
    def domain(self) -> list:
        """Posted journal items of this work in progress."""
        owner = [("perpetual_unbuild_id", "=", self.unbuild.id)]
        if not self.unbuild:
            owner.append(("perpetual_production_id", "=", self.production.id))
        return [*owner, ("parent_state", "=", "posted")]


class Wip:
    """Posted work in progress of some orders."""

    def __init__(self, env):
        # Whoever makes goods need not have rights on journal items.
        self.items = env["account.move.line"].sudo()

    def by_account(self, key: WipKey) -> dict[Any, Decimal]:
        """Account → balance, company currency, where it is not zero."""
        balances = defaultdict(lambda: ZERO)
        for account, balance in self.items._read_group(key.domain, ["account_id"], ["balance:sum"]):
            balances[account] += decimal(key.company.currency_id.round(balance))
        return {account: balance for account, balance in balances.items() if balance}

    def balance(self, key: WipKey) -> Decimal:
        """What is in work in progress, company currency."""
        return sum(self.by_account(key).values(), ZERO)

    def account(self, key: WipKey):
        """The account on which it already stands; empty if on none."""
        return self.items.search(key.domain, order="id desc", limit=1).account_id

    def absorbed(self, workorders) -> dict[Any, Decimal]:
        """Work order → cost that was absorbed so far."""
        groups = self.items._read_group(
            [("perpetual_workorder_id", "in", workorders.ids), ("parent_state", "=", "posted")],
            ["perpetual_workorder_id"],
            ["balance:sum"],
        )
        return {workorder.id: -decimal(balance) for workorder, balance in groups}

    def extra(self, key: WipKey) -> Decimal:
        """Extra cost that was absorbed so far."""
        ((balance,),) = self.items._read_group(
            [*key.domain, ("perpetual_wip_kind", "=", "extra")], [], ["balance:sum"]
        )
        return decimal(balance or 0.0)

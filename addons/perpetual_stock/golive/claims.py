"""What go-live posts beside the inventory accounts: each with its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..costing import ZERO


@dataclass
class Claim:
    """An open document from before: goods received not billed, delivered not invoiced …

    ``balance`` is what its account gets (debit positive, company currency), ``quantity``
    the units of its journal item in the product's unit, ``vals`` the glue's own values of
    that item. ``moved`` are signed units by lot (``None`` unless valued by lot) that the
    ledger notes for ``move`` without touching quantity or value on hand, so that later
    documents find them; none where nothing comes later.
    """

    kind: str
    reason: str
    account: Any
    product: Any
    balance: Decimal
    quantity: Decimal = ZERO
    partner: Any = None
    currency: Any = None
    currency_value: Decimal = ZERO
    vals: dict = field(default_factory=dict)
    move: Any = None
    moved: dict[int | None, Decimal] = field(default_factory=dict)
    location: Any = None
    location_dest: Any = None

    @property
    def name(self) -> str:
        """Text of the journal item: why it is posted."""
        return f"{self.reason} - {self.product.display_name}"

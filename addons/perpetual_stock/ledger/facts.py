"""What happened (Fact) and what will be written about it (Line)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from ..costing import ZERO


def decimal(number: float) -> Decimal:
    """The decimal that a person would read in a float of Odoo's (shortest repr)."""
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number)


@dataclass(frozen=True)
class LateCost:
    """A price that came late: ``delta`` for units ``start`` to ``stop`` of a receipt.

    ``entry_id`` is the receipt's first ledger entry in the pool and ``received`` its
    units: the oldest of them left stock first, so ``start`` counts from the oldest.
    """

    delta: Decimal
    start: Decimal
    stop: Decimal
    received: Decimal
    entry_id: int
    origin_lines: tuple[int, ...] = ()


@dataclass
class Fact:
    """One stock transaction of one costing key, before it is costed.

    ``operation`` is a function of the costing methods (``receive``, ``issue``,
    ``take_back``, ``return_to_vendor``, ``put_back``, ``revalue``) or ``memo`` for
    what does not touch the pool (internal transfer, consigned goods), or
    ``leave_account`` and ``enter_account`` for a pool that changes its inventory account
    (``valuation_account``; otherwise the product's).
    ``quantity`` is positive, in the product's unit. ``moved`` is the signed physical
    quantity from ``location`` to ``location_dest``: negative when a transfer is
    edited down. ``value`` is the document's value of the units in company currency,
    ``None`` for the pool's own cost at that moment. ``counterpart_value`` is what the
    counterpart account gets where that is not the inventory value (GRNI at order
    price while stock is kept at standard); ``None`` for the same. What is between the
    two goes to ``difference_account`` (by default the price difference account), less
    ``exchange_value``, which goes to ``exchange_account``. ``counterpart_vals`` and
    ``difference_vals`` are further values of those journal items. ``currency`` and
    ``currency_value`` (signed like ``counterpart_value``) state the counterpart in a
    foreign currency. ``transit`` is the signed number of units that leave for (or, if
    negative, arrive from) the company's own transit locations with this transaction: their
    value moves between the inventory and the goods-in-transit account. ``is_pair``: the
    row is one half of such a move between two accounts of the stock, posted on its
    valuation account only. ``late`` belongs to operation ``late_cost``. ``always_posted``: the
    counterpart is posted even if it is zero, for a document that comes later to meet it.
    Facts of one ``document`` share a journal entry, by default those of one transfer;
    ``journal`` is where it is posted if not in the company's stock journal.
    """

    company: Any
    product: Any
    kind: str
    operation: str
    quantity: Decimal = ZERO
    moved: Decimal = ZERO
    value: Decimal | None = None
    counterpart_value: Decimal | None = None
    transit: Decimal = ZERO
    is_pair: bool = False
    valuation_account: Any = None
    counterpart_account: Any = None
    difference_account: Any = None
    currency: Any = None
    currency_value: Decimal | None = None
    exchange_value: Decimal = ZERO
    exchange_account: Any = None
    always_posted: bool = False
    unit_cost: Decimal = ZERO
    late: LateCost | None = None
    pool_lot: Any = None
    lot: Any = None
    owner: Any = None
    package: Any = None
    location: Any = None
    location_dest: Any = None
    move: Any = None
    move_line: Any = None
    origin_lines: tuple[int, ...] = ()
    accounting_date: Any = None
    journal: Any = None
    document: str = ""
    reason: str = ""
    origin: str = ""
    reverses_id: int | None = None
    counterpart_vals: dict = field(default_factory=dict)
    difference_vals: dict = field(default_factory=dict)

    @property
    def is_adjustment(self) -> bool:
        """Whether this makes a receipt worth more: its value set by hand, a landed cost."""
        return self.kind in ("revaluation", "landed_cost") and self.operation == "late_cost"

    @property
    def key(self) -> tuple[int, int, int]:
        """Costing key: company, product, lot (0 unless valued by lot)."""
        return (self.company.id, self.product.id, self.pool_lot.id if self.pool_lot else 0)


@dataclass
class Line:
    """One ledger entry to be written, and its part in the journal entry."""

    fact: Fact
    kind: str
    quantity: Decimal
    moved: Decimal
    unit_cost: Decimal
    value: Decimal
    counterpart_value: Decimal
    pool_id: int
    sequence: int
    balance_quantity: Decimal
    balance_value: Decimal
    received_total: Decimal
    effective_at: Any
    id: int = 0
    reverses_id: int | None = None
    counterpart_account: Any = None
    valuation_account: Any = None
    accounting_date: Any = None
    account_move: Any = None
    digest: str = ""

    @property
    def move_value(self) -> Decimal:
        """What the line adds to the value of its stock move: all of a value set by hand or
        of a landed cost, also the share of units that are no longer on hand."""
        return self.counterpart_value if self.fact.is_adjustment else self.value


@dataclass(frozen=True)
class Position:
    """Where the goods of a stock move line went from and to, as whose, and how many.

    ``unit_value`` is what one unit was worth to core, where the ledger does not know
    the line: it was done before the product went continuous.
    """

    quantity: Decimal
    location: Any
    location_dest: Any
    lot: Any
    owner: Any
    package: Any
    unit_value: Decimal | None = None

    @property
    def place(self) -> tuple:
        """Everything but the quantity."""
        return (self.location, self.location_dest, self.lot, self.owner, self.package)


@dataclass(frozen=True)
class Booked:
    """Ledger totals of a move or a move line: signed, settlements left out."""

    quantity: Decimal
    value: Decimal
    counterpart: Decimal

"""Writes rows of kind ``opening`` in bulk: what pools take over from core, or hand back.

The same tables, sequences and digests as :class:`~..ledger.Booking`, without costing:
the value is core's (or, on the way out, the pool's).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import NamedTuple

from odoo import fields
from odoo.tools import SQL, split_every

from ..costing import ZERO, Scale
from ..costing.digest import fixed, seal
from ..ledger import Store

#: Pools that are locked and written at a time.
CHUNK = 1000


class Place(NamedTuple):
    """Units in one location, with lot, owner and package; negative ones are owed."""

    location_id: int
    lot_id: int | None
    owner_id: int | None
    package_id: int | None
    is_owned: bool
    quantity: Decimal


class Memo(NamedTuple):
    """Units of an open document of a stock move, and what they stand at on its account."""

    move_id: int
    moved: Decimal
    counterpart_value: Decimal
    counterpart_account_id: int
    location_id: int | None
    location_dest_id: int | None
    reason: str


@dataclass
class OpeningPool:
    """One pool: ``value`` for all owned units; ``layers`` are (quantity, value, move id)."""

    product_id: int
    lot_id: int
    cost_method: str
    unit_cost: Decimal = ZERO
    value: Decimal = ZERO
    account_id: int | None = None
    reason: str = ""
    places: list[Place] = field(default_factory=list)
    layers: list[tuple[Decimal, Decimal, int | None]] = field(default_factory=list)
    memos: list[Memo] = field(default_factory=list)

    @property
    def quantity(self) -> Decimal:
        return sum((place.quantity for place in self.places if place.is_owned), ZERO)


class Opening:
    """Opens pools (``sign`` 1) or empties them (``sign`` -1), on one accounting date.

    :param account_move: the journal entry of go-live, empty if it has nothing to post
    :param effective_at: instant of the rows, UTC
    """

    def __init__(self, company, date, account_move, origin, effective_at=None, sign=1):
        self.env = company.env
        self.company = company
        self.date = date
        self.account_move = account_move
        self.origin = origin
        self.effective_at = effective_at or fields.Datetime.now()
        self.sign = sign
        self.step = Decimal(repr(company.currency_id.rounding))

    def record(self, pools: Iterable[OpeningPool]) -> int:
        """Write all; returns the number of rows."""
        return sum(self._write_chunk(list(chunk)) for chunk in split_every(CHUNK, pools))

    def _write_chunk(self, pools: list[OpeningPool]) -> int:
        store = Store(self.env, block=4 * len(pools))
        keys = [(self.company.id, pool.product_id, pool.lot_id) for pool in pools]
        states = store.lock_pools(keys, lambda _key: Scale(money=self.step))
        rows, layers = [], []
        for key, pool in zip(keys, pools, strict=True):
            first = self._add_rows(store, states[key], pool, rows)
            layers += [
                (store.new_id("perpetual_cost_layer"), states[key].id, first, *layer, True)
                for layer in pool.layers
            ]
        if self.sign < 0:
            self._close_layers([state.id for state in states.values()])
        if rows:
            store.insert_entries(rows)
        if layers:
            names = ("id", "pool_id", "entry_id", "quantity", "value", "legacy_move_id", "is_open")
            store._insert("perpetual_cost_layer", names, layers)
        store.update_pools(states.values())
        self.env["perpetual.cost.layer"].invalidate_model()
        return len(rows)

    def _close_layers(self, pool_ids) -> None:
        self.env.cr.execute(
            SQL(
                """UPDATE perpetual_cost_layer SET quantity = 0, value = 0, is_open = FALSE
                    WHERE pool_id IN %s AND is_open""",
                tuple(pool_ids),
            )
        )

    def _add_rows(self, store: Store, state, pool: OpeningPool, rows: list) -> int | None:
        """Rows of one pool; returns the id of the first."""
        first = None
        left_quantity, left_value = pool.quantity, pool.value
        balance = state.pool
        state.effective_at = max(self.effective_at, state.effective_at or self.effective_at)
        owned = [place for place in pool.places if place.is_owned]
        for place in pool.places:
            quantity = value = ZERO
            if place.is_owned:
                quantity = place.quantity
                is_last = place is owned[-1]
                value = left_value if is_last else self._share(left_value, quantity, left_quantity)
                left_quantity, left_value = left_quantity - quantity, left_value - value
            balance = replace(
                balance,
                quantity=balance.quantity + self.sign * quantity,
                value=balance.value + self.sign * value,
            )
            state.received_total += max(self.sign * quantity, ZERO)
            row = self._row(store, state, pool, place, quantity, value, balance)
            first = first or row[0]
            rows.append(row)
        for memo in pool.memos:
            rows.append(self._memo_row(store, state, pool, memo, balance))
        state.pool = replace(balance, unit_cost=pool.unit_cost)
        state.cost_method = pool.cost_method
        return first

    def _share(self, value: Decimal, quantity: Decimal, of: Decimal) -> Decimal:
        if not of:
            return ZERO
        return Scale(money=self.step).round_money(value * quantity / of)

    def _row(self, store, state, pool, place, quantity, value, balance) -> tuple:
        ends = (None, place.location_id) if self.sign > 0 else (place.location_id, None)
        unit_cost = value / quantity if quantity else ZERO
        who = (place.lot_id, place.owner_id, place.package_id, *ends)
        numbers = (self.sign * quantity, place.quantity, unit_cost, self.sign * value, ZERO)
        return self._seal(store, state, pool, who, numbers, balance, None, None, pool.reason)

    def _memo_row(self, store, state, pool, memo: Memo, balance) -> tuple:
        who = (pool.lot_id or None, None, None, memo.location_id, memo.location_dest_id)
        numbers = (ZERO, memo.moved, pool.unit_cost, ZERO, memo.counterpart_value)
        account = memo.counterpart_account_id
        return self._seal(
            store, state, pool, who, numbers, balance, account, memo.move_id, memo.reason
        )

    def _seal(self, store, state, pool, who, numbers, balance, counterpart, move_id, reason):
        """A row in the order of ``ENTRY_COLUMNS``, then its digest."""
        state.sequence += 1
        quantity, moved, unit_cost, value, counterpart_value = numbers
        row = (
            store.new_id("perpetual_ledger_entry"),
            state.id,
            state.sequence,
            self.company.id,
            pool.product_id,
            *who,
            "opening",
            fixed(quantity, 6),
            fixed(moved, 6),
            fixed(unit_cost, 8),
            fixed(value, 6),
            fixed(counterpart_value, 6),
            fixed(balance.quantity, 6),
            fixed(balance.value, 6),
            fixed(state.received_total, 6),
            state.effective_at,
            self.date,
            pool.account_id,
            counterpart,
            move_id,
            None,
            self.account_move.id or None,
            reason or None,
            self.env.uid,
            None,
            self.origin,
        )
        state.digest = seal(state.digest, row)
        return (*row, state.digest)

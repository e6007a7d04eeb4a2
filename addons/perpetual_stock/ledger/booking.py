"""Costs a batch of facts against locked pools and turns them into ledger lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from odoo import fields

from ..costing import ZERO, Outcome, Scale, Take, Transit, method
from ..costing.digest import fixed, seal
from ..costing.late import late_cost
from .facts import Fact, Line, decimal
from .store import NO_ENTRY, PoolState, Store, entry_or_none

#: The two operations that carry a pool's value from one inventory account to another.
ACCOUNT_CHANGE = {"leave_account": -1, "enter_account": 1}


class Booking:
    """One batch: ``apply`` every fact, then ``save`` once the journal entries exist."""

    def __init__(self, env, facts: Sequence[Fact]):
        self.env = env
        self.facts = list(facts)
        self.store = Store(env, block=len(self.facts))
        self.by_key = {fact.key: fact for fact in self.facts}
        self.states: dict[tuple[int, int, int], PoolState] = {}
        self.lines: list[Line] = []
        self._balances: dict[int, tuple[Decimal, Decimal]] = {}
        self._now = fields.Datetime.now()

    # costing

    def apply(self) -> list[Line]:
        """Lock the pools and cost all facts in order; returns the lines, ids included."""
        self.states = self.store.lock_pools(self.by_key, self._scale)
        for fact in self.facts:
            state = self.states[fact.key]
            self._align_method(state, fact)
            self._apply_one(state, fact)
        return self.lines

    def _scale(self, key) -> Scale:
        fact = self.by_key[key]
        return Scale(
            decimal(fact.product.uom_id.rounding),
            decimal(fact.company.currency_id.rounding),
        )

    def _align_method(self, state: PoolState, fact: Fact) -> None:
        """Bring the pool to the product's costing method and, if standard, its cost."""
        product = fact.product.with_company(fact.company)
        wanted = product.cost_method
        lot = fact.pool_lot and fact.pool_lot.with_company(fact.company)
        standard_price = decimal((lot and lot.standard_price) or product.standard_price)
        if not state.cost_method:
            state.pool = _with_cost(state.pool, standard_price)
        elif state.cost_method != wanted and state.pool.quantity:
            self._change_method(state, wanted)
        state.cost_method = wanted
        if fact.operation in ("revalue", *ACCOUNT_CHANGE) or wanted != "standard":
            return
        if state.pool.unit_cost != standard_price:
            outcome = method("standard").revalue(state.pool, standard_price, state.book)
            revaluation = Fact(
                company=fact.company,
                product=fact.product,
                pool_lot=fact.pool_lot,
                lot=fact.pool_lot,
                kind="revaluation",
                operation="revalue",
                counterpart_account=fact.company.perpetual_revaluation_account_id,
                reason=self.env._("Standard cost brought up to date"),
                accounting_date=fact.accounting_date,
            )
            self._book(state, revaluation, outcome)
            self._revalue_transit(state, revaluation)

    def _change_method(self, state: PoolState, wanted: str) -> None:
        """Quantity and value stay; only FIFO keeps layers."""
        for layer in list(state.book.open()):
            state.book.put(_emptied(layer))
        if wanted == "fifo":
            layer = state.book.add(state.pool.quantity, state.pool.value)
            state.book.put(replace(layer, source=NO_ENTRY))

    def _apply_one(self, state: PoolState, fact: Fact) -> None:
        """What arrives comes back from transit first; what leaves for it goes there last."""
        if fact.operation == "memo":
            self._memo(state, fact)
            return
        if fact.transit < ZERO:
            self._carry(state, fact)
        if fact.operation in ACCOUNT_CHANGE:
            on_account = state.pool.value - state.transit.value
            value = ACCOUNT_CHANGE[fact.operation] * on_account
            self._append(state, fact, fact.kind, ZERO, value, state.pool.current_cost)
        else:
            self._book(state, fact, self._operate(state, fact))
            if fact.operation == "revalue":
                self._revalue_transit(state, fact)
        if fact.transit > ZERO:
            self._carry(state, fact)

    def _memo(self, state: PoolState, fact: Fact) -> None:
        """A transfer, to or from transit perhaps: two rows then, else one without value."""
        before = len(self.lines)
        if fact.transit:
            self._carry(state, fact)
        if len(self.lines) == before and (fact.moved or not fact.transit):
            self._append(state, fact, fact.kind, ZERO, ZERO, state.pool.current_cost)

    def _operate(self, state: PoolState, fact: Fact) -> Outcome:
        costing, pool, book = method(state.cost_method), state.pool, state.book
        if fact.operation == "revalue":
            return costing.revalue(pool, fact.unit_cost, book)
        if fact.operation == "issue":
            return costing.issue(pool, fact.quantity, book)
        if fact.operation == "late_cost":
            return self._late_cost(state, fact)
        value = fact.value
        if value is None:
            value = fact.quantity * pool.current_cost
        value = pool.scale.round_money(value)
        fact.value = value
        if fact.counterpart_value is not None:
            fact.counterpart_value = pool.scale.round_money(fact.counterpart_value)
        if fact.operation == "receive":
            return costing.receive(pool, fact.quantity, value, book)
        if fact.operation == "put_back":
            takes = self._takes_of_lines(state, fact.origin_lines)
            return costing.put_back(pool, fact.quantity, value, book, takes)
        layers = self._layers_of_lines(state, fact.origin_lines)
        if fact.operation == "take_back":
            return costing.take_back(pool, fact.quantity, value, book, layers)
        return costing.return_to_vendor(pool, fact.quantity, book, layers)

    def _late_cost(self, state: PoolState, fact: Fact) -> Outcome:
        late = fact.late
        layers = self._layers_of_lines(state, late.origin_lines)
        left = ZERO
        if state.cost_method == "average":
            total = self._received_total(state, fact.move)
            left = self.store.units_left(state, late.entry_id, late.received, total)
        return late_cost(state.cost_method, state.pool, late, left, state.book, layers)

    def _received_total(self, state: PoolState, move) -> Decimal | None:
        """What the pool had received in all with the last receipt of the move, if it is one of
        this batch."""
        for line in reversed(self.lines):
            if line.pool_id == state.id and line.quantity > ZERO and line.fact.move == move:
                return line.received_total
        return None

    # goods in transit

    def _carry(self, state: PoolState, fact: Fact) -> None:
        """Move the value of goods that leave for transit, or arrive, to their account."""
        self._move_transit(
            state,
            fact,
            state.transit.moved(fact.transit, self._transit_cost(state, fact), state.pool.scale),
        )

    def _revalue_transit(self, state: PoolState, fact: Fact) -> None:
        """Goods under way take part in a new cost."""
        cost = self._transit_cost(state, fact)
        if state.transit.quantity and cost:
            self._move_transit(state, fact, state.transit.revalued(cost, state.pool.scale))

    def _transit_cost(self, state: PoolState, fact: Fact) -> Decimal:
        """Cost at which a unit leaves for transit: none if no account tells them apart."""
        account = fact.company.perpetual_transit_account_id
        is_apart = account and account != self._inventory_account(fact)
        return state.pool.current_cost if is_apart else ZERO

    def _move_transit(self, state: PoolState, fact: Fact, transit: Transit) -> None:
        """Two rows that cancel out in the pool, one on each account."""
        value = transit.value - state.transit.value
        state.transit = transit
        if not value:
            return
        inventory = self._inventory_account(fact)
        on_the_way = fact.company.perpetual_transit_account_id
        out, into = (
            self._half(fact, inventory, on_the_way),
            self._half(fact, on_the_way, inventory),
        )
        if fact.operation == "memo":
            out.moved = fact.moved
        for half, amount in ((out, -value), (into, value)):
            self._append(state, half, half.kind, ZERO, amount, state.pool.current_cost)

    def _half(self, fact: Fact, account, other) -> Fact:
        return replace(
            fact,
            kind="transfer",
            operation="memo",
            is_pair=True,
            moved=ZERO,
            valuation_account=account,
            counterpart_account=other,
            counterpart_vals={},
            currency=None,
            always_posted=False,
        )

    @staticmethod
    def _inventory_account(fact: Fact):
        product = fact.product.with_company(fact.company)
        return fact.valuation_account or product._get_product_accounts()["stock_valuation"]

    # what earlier facts of the same batch did is not stored yet

    def _takes_of_lines(self, state: PoolState, line_ids) -> tuple[Take, ...]:
        """What the issues of these move lines took so far, in order."""
        takes = self.store.takes_of_lines(state.id, line_ids)
        if not state.takes:
            return takes
        issues = self._batch_entries(state, line_ids)
        issues |= self.store.entries_of_lines(state.id, line_ids)
        return takes + tuple(
            take for entry_id, take in state.takes if (take.source or entry_id) in issues
        )

    def _layers_of_lines(self, state: PoolState, line_ids) -> tuple[int, ...]:
        """Keys of the layers that the receipts of these move lines opened."""
        entries = self._batch_entries(state, line_ids)
        unsaved = tuple(
            layer.key for layer in state.book.changed.values() if layer.source in entries
        )
        return self.store.layers_of_lines(state.id, line_ids) + unsaved

    def _batch_entries(self, state: PoolState, line_ids) -> set[int]:
        return {
            line.id
            for line in self.lines
            if line.pool_id == state.id
            and line.fact.move_line
            and line.fact.move_line.id in line_ids
        }

    # lines

    def _book(self, state: PoolState, fact: Fact, outcome: Outcome) -> None:
        """One line per row; the new layers and the takes belong to the first."""
        main_id = 0
        if fact.operation == "late_cost" and not outcome.rows:
            self._append(state, fact, fact.kind, ZERO, ZERO, outcome.pool.current_cost)
        for row in outcome.rows:
            is_main = row.kind == "main"
            line = self._append(
                state,
                fact,
                fact.kind if is_main else row.kind,
                row.quantity,
                row.value,
                row.unit_cost if row.quantity else outcome.pool.current_cost,
                moved=fact.moved if is_main else ZERO,
                reverses_id=fact.reverses_id if is_main else entry_or_none(row.settles),
            )
            main_id = main_id or line.id
        state.pool = outcome.pool
        state.takes += [(main_id, take) for take in outcome.takes]
        for layer in list(state.book.changed.values()):
            if not layer.source:
                state.book.put(replace(layer, source=main_id))

    def _append(
        self,
        state: PoolState,
        fact: Fact,
        kind: str,
        quantity: Decimal,
        value: Decimal,
        unit_cost: Decimal,
        moved: Decimal | None = None,
        reverses_id: int | None = None,
    ) -> Line:
        state.sequence += 1
        state.received_total += max(quantity, ZERO)
        state.effective_at = max(self._now, state.effective_at or self._now)
        last = self._last_balance(state)
        line = Line(
            fact=fact,
            kind=kind,
            quantity=quantity,
            moved=fact.moved if moved is None else moved,
            unit_cost=unit_cost,
            value=value,
            counterpart_value=self._counterpart_value(fact, kind, value),
            pool_id=state.id,
            sequence=state.sequence,
            balance_quantity=last[0] + quantity,
            balance_value=last[1] + value,
            received_total=state.received_total,
            effective_at=state.effective_at,
            id=self.store.new_id("perpetual_ledger_entry"),
            reverses_id=reverses_id if reverses_id is not None else fact.reverses_id,
            accounting_date=fact.accounting_date,
        )
        self._balances[state.id] = (line.balance_quantity, line.balance_value)
        self.lines.append(line)
        return line

    def _last_balance(self, state: PoolState) -> tuple[Decimal, Decimal]:
        return self._balances.get(state.id, (state.pool.quantity, state.pool.value))

    @staticmethod
    def _counterpart_value(fact: Fact, kind: str, value: Decimal) -> Decimal:
        """What the counterpart is posted with: the document's value where it has one."""
        if fact.is_pair:
            return ZERO
        if kind == fact.kind and fact.counterpart_value is not None:
            return fact.counterpart_value
        return value

    # writing

    def save(self) -> None:
        """Store lines, layers, takes and balances. Journal entries must be posted."""
        by_pool = {state.id: state for state in self.states.values()}
        rows = []
        for line in self.lines:
            state = by_pool[line.pool_id]
            row = self._row(line)
            line.digest = state.digest = seal(state.digest, row)
            rows.append((*row, line.digest))
        self.store.insert_entries(rows)
        self.store.save_layers(self.states.values())
        self.store.save_takes(self.states.values())
        self.store.update_pools(self.states.values())

    def _row(self, line: Line) -> tuple:
        fact = line.fact
        return (
            line.id,
            line.pool_id,
            line.sequence,
            fact.company.id,
            fact.product.id,
            _id(fact.lot),
            _id(fact.owner),
            _id(fact.package),
            _id(fact.location),
            _id(fact.location_dest),
            line.kind,
            fixed(line.quantity, 6),
            fixed(line.moved, 6),
            fixed(line.unit_cost, 8),
            fixed(line.value, 6),
            fixed(line.counterpart_value, 6),
            fixed(line.balance_quantity, 6),
            fixed(line.balance_value, 6),
            fixed(line.received_total, 6),
            line.effective_at,
            line.accounting_date,
            _id(line.valuation_account),
            _id(line.counterpart_account),
            _id(fact.move),
            _id(fact.move_line),
            _id(line.account_move),
            fact.reason or None,
            self.env.uid,
            line.reverses_id,
            fact.origin or None,
        )


def _id(record) -> int | None:
    return record.id if record else None


def _with_cost(pool, unit_cost: Decimal):
    return pool if pool.quantity else replace(pool, unit_cost=unit_cost)


def _emptied(layer):
    return replace(layer, quantity=ZERO, value=ZERO)

"""SQL of the ledger: locks, lazy layers, bulk inserts. The only writer of its tables."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from odoo.tools import SQL

from ..costing import Layer, LayerBook, Pool, Scale, Take, Transit
from ..costing.digest import ENTRY_COLUMNS
from .facts import Booked

#: How many open layers are read at a time.
CHUNK = 50
#: Source of a layer that no entry made (a change of the costing method).
NO_ENTRY = -1


def entry_or_none(source: int) -> int | None:
    """The entry's id, ``None`` where no entry stands behind a layer."""
    return source if source and source != NO_ENTRY else None


@dataclass
class PoolState:
    """A locked pool while a batch is costed."""

    id: int
    key: tuple[int, int, int]
    pool: Pool
    cost_method: str | None
    sequence: int
    digest: str
    effective_at: datetime | None
    received_total: Decimal
    book: LayerBook
    transit: Transit = field(default_factory=Transit)
    takes: list[tuple[int, Take]] = field(default_factory=list)


class Store:
    """Reads and writes the ledger's tables for one environment."""

    def __init__(self, env, block: int = 1):
        """:param block: about how many rows of a table will be written"""
        self.env = env
        self.cr = env.cr
        self.block = block
        self._ids: dict[str, deque[int]] = defaultdict(deque)

    # pools

    def wait_for_pools(self, keys: Iterable[tuple[int, int, int]]) -> None:
        """Lock the pools that exist, in id order, before anything else is locked.

        Who takes the pools first and the quants after them waits in a line; who holds
        quants when he comes for a pool may wait in a ring.

        :param keys: ids of company, product and lot (0: none)
        """
        keys = tuple(set(keys))
        if keys:
            self.env.execute_query(
                SQL(
                    """SELECT id FROM perpetual_cost_pool
                        WHERE %s ORDER BY id FOR UPDATE""",
                    _among(keys),
                )
            )

    def lock_pools(self, keys: Iterable[tuple[int, int, int]], scales) -> dict:
        """Create what is missing, lock all in id order with one query.

        :param scales: function from a key to the :class:`Scale` of its currency and unit.
        :returns: key → :class:`PoolState`
        """
        keys = sorted(set(keys))
        self._create_missing(keys)
        self.env["perpetual.cost.pool"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, company_id, product_id, COALESCE(lot_id, 0), quantity::text,
                       value::text, unit_cost::text, cost_method, last_sequence,
                       last_digest, last_effective_at, received_total::text,
                       transit_quantity::text, transit_value::text
                  FROM perpetual_cost_pool
                 WHERE %s ORDER BY id FOR UPDATE
                """,
                _among(keys),
            )
        )
        return {row[1:4]: self._pool_state(row, scales(row[1:4])) for row in rows}

    def _create_missing(self, keys) -> None:
        known = {
            tuple(row)
            for row in self.env.execute_query(
                SQL(
                    """SELECT company_id, product_id, COALESCE(lot_id, 0)
                         FROM perpetual_cost_pool WHERE %s""",
                    _among(keys),
                )
            )
        }
        missing = [(c, p, lot or None) for c, p, lot in keys if (c, p, lot) not in known]
        if missing:
            self._insert(
                "perpetual_cost_pool",
                ("company_id", "product_id", "lot_id"),
                missing,
                suffix="ON CONFLICT DO NOTHING",
            )

    def _pool_state(self, row, scale: Scale) -> PoolState:
        pool = Pool(Decimal(row[4] or 0), Decimal(row[5] or 0), Decimal(row[6] or 0), scale)
        return PoolState(
            id=row[0],
            key=row[1:4],
            pool=pool,
            cost_method=row[7],
            sequence=row[8] or 0,
            digest=row[9] or "",
            effective_at=row[10],
            received_total=Decimal(row[11] or 0),
            book=self.layer_book(row[0]),
            transit=Transit(Decimal(row[12] or 0), Decimal(row[13] or 0)),
        )

    def update_pools(self, states: Iterable[PoolState]) -> None:
        """Store the balances of these pools in one statement."""
        values = [
            (
                state.id,
                state.pool.quantity,
                state.pool.value,
                state.pool.unit_cost,
                state.cost_method,
                state.sequence,
                state.digest or None,
                state.effective_at,
                state.received_total,
                state.transit.quantity,
                state.transit.value,
            )
            for state in states
        ]
        self.cr.execute_values(
            """
            UPDATE perpetual_cost_pool AS pool
               SET quantity = new.quantity, value = new.value, unit_cost = new.unit_cost,
                   cost_method = new.cost_method, last_sequence = new.last_sequence,
                   last_digest = new.last_digest, last_effective_at = new.effective_at,
                   received_total = new.received_total,
                   transit_quantity = new.transit_quantity,
                   transit_value = new.transit_value
              FROM (VALUES %s) AS new (id, quantity, value, unit_cost, cost_method,
                                       last_sequence, last_digest, effective_at,
                                       received_total, transit_quantity,
                                       transit_value)
             WHERE pool.id = new.id
            """,
            values,
            template="(%s, %s::numeric, %s::numeric, %s::numeric, %s::varchar, %s::int,"
            " %s::varchar, %s::timestamp, %s::numeric, %s::numeric, %s::numeric)",
        )
        self.env["perpetual.cost.pool"].invalidate_model()

    # layers

    def layer_book(self, pool_id: int) -> LayerBook:
        """The pool's layers, read in chunks as far as an operation goes."""

        def load(after: int) -> list[Layer]:
            return self._layers(SQL("pool_id = %s AND is_open AND id > %s", pool_id, after), CHUNK)

        def find(keys) -> list[Layer]:
            return self._layers(SQL("id IN %s", tuple(keys)))

        return LayerBook(load, find, new_key=lambda: self.new_id("perpetual_cost_layer"))

    def _layers(self, where: SQL, limit: int | None = None) -> list[Layer]:
        rows = self.env.execute_query(
            SQL(
                """SELECT id, quantity::text, value::text, entry_id
                     FROM perpetual_cost_layer WHERE %s ORDER BY id %s""",
                where,
                SQL("LIMIT %s", limit) if limit else SQL(),
            )
        )
        return [Layer(row[0], Decimal(row[1]), Decimal(row[2]), row[3] or NO_ENTRY) for row in rows]

    def layers_of_lines(self, pool_id: int, line_ids) -> tuple[int, ...]:
        """Ids of the layers that receipts of these move lines opened in the pool."""
        if not line_ids:
            return ()
        rows = self.env.execute_query(
            SQL(
                """SELECT layer.id
                     FROM perpetual_ledger_entry entry
                     JOIN perpetual_cost_layer layer ON layer.entry_id = entry.id
                    WHERE entry.stock_move_line_id IN %(lines)s AND entry.pool_id = %(pool)s
                    UNION
                   SELECT layer.id
                     FROM stock_move_line line
                     JOIN perpetual_cost_layer layer ON layer.legacy_move_id = line.move_id
                    WHERE line.id IN %(lines)s AND layer.pool_id = %(pool)s
                    ORDER BY id""",
                lines=tuple(line_ids),
                pool=pool_id,
            )
        )
        return tuple(row[0] for row in rows)

    def takes_of_lines(self, pool_id: int, line_ids) -> tuple[Take, ...]:
        """What the issues of these move lines took from layers, in order."""
        if not line_ids:
            return ()
        rows = self.env.execute_query(
            SQL(
                """SELECT taken.layer_id, taken.quantity::text, taken.value::text, entry.id
                     FROM perpetual_ledger_entry entry
                     JOIN perpetual_layer_consumption taken ON taken.entry_id = entry.id
                    WHERE entry.stock_move_line_id IN %s AND entry.pool_id = %s
                    ORDER BY taken.id""",
                tuple(line_ids),
                pool_id,
            )
        )
        return tuple(Take(row[0], Decimal(row[1]), Decimal(row[2]), row[3]) for row in rows)

    def entries_of_lines(self, pool_id: int, line_ids) -> set[int]:
        """Ids of the pool's entries of these move lines."""
        if not line_ids:
            return set()
        rows = self.env.execute_query(
            SQL(
                """SELECT id FROM perpetual_ledger_entry
                    WHERE stock_move_line_id IN %s AND pool_id = %s""",
                tuple(line_ids),
                pool_id,
            )
        )
        return {row[0] for row in rows}

    def save_layers(self, states: Iterable[PoolState]) -> None:
        """Upsert every layer that a batch touched."""
        values = [
            (
                layer.key,
                state.id,
                entry_or_none(layer.source),
                layer.quantity,
                layer.value,
                bool(layer.quantity),
            )
            for state in states
            for layer in state.book.changed.values()
        ]
        if not values:
            return
        self._insert(
            "perpetual_cost_layer",
            ("id", "pool_id", "entry_id", "quantity", "value", "is_open"),
            values,
            suffix="ON CONFLICT (id) DO UPDATE SET quantity = EXCLUDED.quantity,"
            " value = EXCLUDED.value, is_open = EXCLUDED.is_open",
        )
        self.env["perpetual.cost.layer"].invalidate_model()

    def save_takes(self, states: Iterable[PoolState]) -> None:
        """Write the consumption rows of a batch.

        A debt that a change of the costing method left has no issue to write them to.
        """
        values = [
            (take.source or entry_id, take.key, take.quantity, take.value)
            for state in states
            for entry_id, take in state.takes
            if take.source != NO_ENTRY
        ]
        if values:
            self._insert(
                "perpetual_layer_consumption",
                ("entry_id", "layer_id", "quantity", "value"),
                values,
            )

    # entries

    def new_id(self, table: str) -> int:
        """The next id of the table's own sequence, drawn in blocks."""
        if not self._ids[table]:
            rows = self.env.execute_query(
                SQL("SELECT nextval(%s) FROM generate_series(1, %s)", f"{table}_id_seq", self.block)
            )
            self._ids[table].extend(row[0] for row in rows)
        return self._ids[table].popleft()

    def insert_entries(self, rows: list[tuple]) -> None:
        """Append entries; columns as in ``ENTRY_COLUMNS``, then ``digest``."""
        self._insert("perpetual_ledger_entry", (*ENTRY_COLUMNS, "digest"), rows)
        self.env["perpetual.ledger.entry"].invalidate_model()

    def booked_lines(self, line_ids) -> set[int]:
        """Those of these move lines that the ledger already knows."""
        if not line_ids:
            return set()
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT stock_move_line_id FROM perpetual_ledger_entry"
                " WHERE stock_move_line_id IN %s",
                tuple(line_ids),
            )
        )
        return {row[0] for row in rows}

    def booked_amounts(self, move_id=None, line_id=None, lot_id=None) -> Booked:
        """Ledger totals of one stock move, or of one move line (and lot)."""
        where = SQL("stock_move_id = %s", move_id)
        if line_id:
            where = SQL("stock_move_line_id = %s", line_id)
        if lot_id:
            where = SQL("%s AND lot_id = %s", where, lot_id)
        (row,) = self.env.execute_query(
            SQL(
                """SELECT COALESCE(SUM(quantity), 0)::text, COALESCE(SUM(value), 0)::text,
                          COALESCE(SUM(counterpart_value), 0)::text
                     FROM perpetual_ledger_entry
                    WHERE %s AND (quantity != 0 OR kind = 'price_difference')""",
                where,
            )
        )
        return Booked(*(Decimal(number) for number in row))

    def units_left(
        self, state: PoolState, entry_id: int, received: Decimal, total: Decimal | None = None
    ) -> Decimal:
        """How many units of a receipt are still on hand if the oldest leave first.

        Under average cost there are no layers: what came in later is on hand before it.

        :param total: what the pool had received in all with the receipt; else the entry tells
        """
        if total is None:
            (row,) = self.env.execute_query(
                SQL(
                    "SELECT received_total::text FROM perpetual_ledger_entry WHERE id = %s",
                    entry_id,
                )
            )
            total = Decimal(row[0])
        younger = state.received_total - total
        return min(max(state.pool.quantity - younger, Decimal(0)), received)

    def _insert(self, table: str, columns, rows, suffix: str = "") -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        self.cr.execute_values(f'INSERT INTO "{table}" ({names}) VALUES %s {suffix}', rows)


def _among(keys) -> SQL:
    """The pool is one of these; thousands of row values in one IN would exhaust the stack of the
    database's parser."""
    companies, products, lots = (list(ids) for ids in zip(*keys, strict=True))
    return SQL(
        """(company_id, product_id, COALESCE(lot_id, 0)) IN
           (SELECT * FROM unnest(%s::integer[], %s::integer[], %s::integer[]))""",
        companies,
        products,
        lots,
    )

"""What the stock ledger knows of the receipts behind journal items."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from odoo.tools import SQL


@dataclass(frozen=True)
class Received:
    """Units that one journal entry brought into one cost pool; negative if they left.

    ``entry_id`` is the last of its ledger entries, ``line_ids`` are its move lines.
    """

    lot_id: int | None
    quantity: Decimal
    entry_id: int
    line_ids: tuple[int, ...]


def received_of(items) -> dict[tuple[int, int], list[Received]]:
    """(journal entry, stock move) of these journal items → one row per cost pool."""
    keys = [
        (item.move_id.id, item.perpetual_stock_move_id.id)
        for item in items
        if item.perpetual_stock_move_id
    ]
    received = defaultdict(list)
    if not keys:
        return received
    rows = items.env.execute_query(
        SQL(
            """SELECT entry.account_move_id, entry.stock_move_id, pool.lot_id,
                      SUM(CASE WHEN entry.kind = 'opening' THEN entry.moved_quantity
                               WHEN entry.kind = 'dropship' AND source.usage = 'customer'
                               THEN -entry.moved_quantity
                               WHEN entry.kind = 'dropship' THEN entry.moved_quantity
                               ELSE entry.quantity END)::text,
                      MAX(entry.id),
                      COALESCE(ARRAY_AGG(DISTINCT entry.stock_move_line_id)
                                   FILTER (WHERE entry.stock_move_line_id IS NOT NULL),
                               -- What go-live noted of a receipt names the move only.
                               (SELECT ARRAY_AGG(line.id) FROM stock_move_line line
                                 WHERE line.move_id = entry.stock_move_id))
                 FROM perpetual_ledger_entry entry
                 JOIN perpetual_cost_pool pool ON pool.id = entry.pool_id
                 LEFT JOIN stock_location source ON source.id = entry.location_id
                WHERE entry.stock_move_id IN %s
                  AND (entry.account_move_id, entry.stock_move_id) IN %s
                  AND (entry.quantity != 0 OR entry.kind IN ('opening', 'dropship'))
                GROUP BY entry.account_move_id, entry.stock_move_id, pool.id
                ORDER BY pool.id""",
            tuple({stock_move_id for _move_id, stock_move_id in keys}),
            tuple(keys),
        )
    )
    for move_id, stock_move_id, lot_id, quantity, entry_id, line_ids in rows:
        received[move_id, stock_move_id].append(
            Received(lot_id, Decimal(quantity), entry_id, tuple(line_ids))
        )
    return received

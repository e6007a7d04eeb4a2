"""Makes core's own replay of history arrive at the ledger's last figures.

Core works its figures out from ``stock.move.value`` and honours a ``product.value`` row as a
reset: of the cost of a product or lot under average, of the value of a receipt under FIFO.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo import fields
from odoo.tools import SQL

from ..costing import ZERO
from ..ledger.facts import decimal


class Reset(NamedTuple):
    """A ``product.value`` row to come: cost of a product (lot), or value of a move."""

    product_id: int
    lot_id: int | None
    move_id: int | None
    value: Decimal


class CoreFigures:
    """What core will show for products that leave, and what has to be reset for it."""

    def __init__(self, company, step: Decimal):
        self.env = company.env
        self.company = company
        self.step = step

    def resets(self, product, lot, quantity: Decimal, value: Decimal) -> list[Reset]:
        """Resets after which core's figure of these units is ``value``; none if it is already."""
        if not quantity or product.cost_method == "standard":
            return []
        if product.cost_method == "average" or quantity < ZERO:
            core = decimal(product._run_avco(lot=lot or None)[1])
            if self._agrees(core, value):
                return []
            return [Reset(product.id, lot.id if lot else None, None, value / quantity)]
        return self._fifo_resets(product, lot, quantity, value)

    def _fifo_resets(self, product, lot, quantity, value) -> list[Reset]:
        """The youngest receipt on hand takes the difference."""
        core = decimal(product._run_fifo(float(quantity), lot=lot or None))
        moves, first_quantity = product._run_fifo_get_stack(lot=lot or None)
        if self._agrees(core, value) or not moves:
            return []
        youngest = moves[-1]
        units = decimal(youngest._get_valued_qty())
        in_stack = decimal(first_quantity) if len(moves) == 1 else units
        worth = decimal(youngest.value) + (value - core) * units / in_stack
        return [Reset(product.id, None, youngest.id, worth)]

    def _agrees(self, core: Decimal, value: Decimal) -> bool:
        return abs(core - value) < self.step / 2

    def record(self, resets: list[Reset], description: str) -> None:
        """Store the resets. Past the ORM: ``create`` would round a cost to cents and have
        core value each receipt anew."""
        if not resets:
            return
        now = fields.Datetime.now()
        latest = self._latest_receipts([reset.product_id for reset in resets])
        rows = [
            (
                *reset[:3],
                reset.value,
                self.company.id,
                # Core applies a reset of the same second before the receipt.
                max(now, latest.get(reset.product_id, now) + timedelta(seconds=1))
                if not reset.move_id
                else now,
                self.env.uid,
                description,
                self.env.uid,
                now,
                True,
            )
            for reset in resets
        ]
        self.env.cr.execute_values(
            """INSERT INTO product_value (product_id, lot_id, move_id, value, company_id, date,
                                          user_id, description, create_uid, create_date,
                                          perpetual_own_company)
               VALUES %s""",
            rows,
        )
        moves = [(reset.move_id, reset.value) for reset in resets if reset.move_id]
        if moves:
            self.env.cr.execute_values(
                """UPDATE stock_move SET value = new.value
                     FROM (VALUES %s) AS new (id, value) WHERE stock_move.id = new.id""",
                moves,
            )
        self.env.invalidate_all()

    def _latest_receipts(self, product_ids) -> dict:
        return dict(
            self.env.execute_query(
                SQL(
                    """SELECT product_id, MAX(date) FROM stock_move
                        WHERE company_id = %s AND is_in AND product_id = ANY(%s)
                        GROUP BY product_id""",
                    self.company.id,
                    product_ids,
                )
            )
        )

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from odoo import models
from odoo.tools import SQL


@dataclass(frozen=True)
class InFlight:
    """Goods of a key that are picked for transfers which are not validated.

    :ivar out: off the shelf
    :ivar placed: on the shelf, from outside
    :ivar unsure: from another place of our own: on a trolley, or on the shelf
    :ivar lines: id of a move line, as text → what it changes on validation and is told here
    :ivar touched: when the last of them was written; ``None`` if there are none
    """

    out: Decimal
    placed: Decimal
    unsure: Decimal
    lines: dict
    touched: datetime | None

    @classmethod
    def of(cls, rows):
        """:param rows: (id, quantity, written at, leaves, arrives, comes from our own)"""
        out = placed = unsure = Decimal(0)
        lines = {}
        for line_id, moved, _at, leaves, arrives, is_own in rows:
            moved = Decimal(str(moved))
            if leaves == arrives:
                continue
            if arrives and is_own:
                unsure += moved
                continue
            out, placed = (out + moved, placed) if leaves else (out, placed + moved)
            lines[str(line_id)] = float(-moved if leaves else moved)
        return cls(out, placed, unsure, lines, max((row[2] for row in rows), default=None))

    def is_touched_since(self, at, near):
        """Whether one was written after ``at``, or less than ``near`` seconds before it."""
        return bool(self.touched) and self.touched > at - timedelta(seconds=near)


class PerpetualCountBooks(models.AbstractModel):
    """What the books say of a key, now and at an instant.

    Read as superuser, for the ledger of counts; nothing of it goes to who counts.
    """

    _name = "perpetual.count.books"
    _inherit = ["perpetual.count.key"]
    _description = "Books of a Key"

    def _unit_cost(self):
        product = self.product_id.with_company(self.company_id)
        of = self.lot_id.with_company(self.company_id) if product.lot_valuated else product
        return (of or product).standard_price

    def _lock_book(self):
        """What is on hand by the books; nobody moves the key until this transaction ends."""
        # What this transaction has moved is read by statements of our own from here on.
        self.env.flush_all()
        key = ":".join(str(part or 0) for part in (self.company_id.id, *self._key()))
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", key))
        self.env.cr.execute(
            SQL(
                """SELECT quantity FROM stock_quant WHERE product_id = %s AND location_id = %s
                      AND COALESCE(lot_id, 0) = %s AND COALESCE(package_id, 0) = %s
                      AND COALESCE(owner_id, 0) = %s FOR NO KEY UPDATE""",
                *(part or 0 for part in self._key()),
            )
        )
        return sum((Decimal(str(row[0])) for row in self.env.cr.fetchall()), Decimal(0))

    def _last_adjustment(self, at):
        """Id of the last move line by which stock of the key was adjusted, ``at`` or now."""
        ((last,),) = self.env.execute_query(
            SQL(
                """SELECT COALESCE(MAX(line.id), 0) FROM stock_move_line line
                     JOIN stock_move move ON move.id = line.move_id AND move.is_inventory
                    WHERE line.product_id = %s AND line.state = 'done'
                      AND %s IN (line.location_id, line.location_dest_id)
                      AND COALESCE(line.lot_id, 0) = %s
                      AND (%s::timestamp IS NULL OR line.create_date <= %s)""",
                self.product_id.id,
                self.location_id.id,
                self.lot_id.id or 0,
                at,
                at,
            )
        )
        return last

    def _in_flight(self):
        """What transfers that are not validated have picked off the shelf or put on it.

        Goods that are picked have left their bin. What comes from outside is unloaded where it
        is to lie; what comes from another place of our own may still be on a trolley.

        :returns: :class:`InFlight`
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT line.id, line.quantity_product_uom, line.write_date,
                          line.location_id = %(location)s
                              AND COALESCE(line.package_id, 0) = %(package)s,
                          line.location_dest_id = %(location)s
                              AND COALESCE(line.result_package_id, 0) = %(package)s,
                          source.usage = 'internal'
                     FROM stock_move_line line
                     JOIN stock_location source ON source.id = line.location_id
                    WHERE line.product_id = %(product)s AND line.picked
                      AND line.state NOT IN ('done', 'cancel', 'draft')
                      AND COALESCE(line.lot_id, 0) = %(lot)s
                      AND COALESCE(line.owner_id, 0) = %(owner)s
                      AND %(location)s IN (line.location_id, line.location_dest_id)""",
                product=self.product_id.id,
                location=self.location_id.id,
                package=self.package_id.id or 0,
                lot=self.lot_id.id or 0,
                owner=self.owner_id.id or 0,
            )
        )
        return InFlight.of(rows)

    def _moved_since(self, at, near):
        """Net quantity that moved in since ``at``, and whether anything moved within ``near``
        seconds of it. By the append-only ledger; goods that it does not value by their moves.
        """
        product = self.product_id.with_company(self.company_id)
        by_ledger = product._is_perpetual() and not self._is_packed(at, near)
        source = self._ledger_rows() if by_ledger else self._move_rows()
        ((moved, is_near),) = self.env.execute_query(
            SQL(
                """SELECT COALESCE(SUM(quantity) FILTER (WHERE at > %(at)s), 0),
                          COALESCE(BOOL_OR(at BETWEEN %(at)s - %(near)s * INTERVAL '1 second'
                                       AND %(at)s + %(near)s * INTERVAL '1 second'), FALSE)
                     FROM (%(source)s) moved
                    WHERE at >= %(at)s - %(near)s * INTERVAL '1 second'""",
                at=at,
                near=near,
                source=source,
            )
        )
        return Decimal(str(moved)), is_near

    def _is_packed(self, at, near):
        """Whether packages have a part in what moved: the ledger knows none of them."""
        ((found,),) = self.env.execute_query(
            SQL(
                """SELECT EXISTS (SELECT FROM stock_move_line
                    WHERE product_id = %(product)s AND state = 'done'
                      AND date >= %(at)s - %(near)s * INTERVAL '1 second'
                      AND %(location)s IN (location_id, location_dest_id)
                      AND (package_id IS NOT NULL OR result_package_id IS NOT NULL))""",
                product=self.product_id.id,
                location=self.location_id.id,
                at=at,
                near=near,
            )
        )
        return bool(self.package_id) or found

    def _under_way(self, at):
        """Whether goods may have been on a trolley at an instant: a transfer was being worked on
        then and has moved the key since."""
        ((found,),) = self.env.execute_query(
            SQL(
                """SELECT EXISTS (SELECT FROM stock_move_line line
                     JOIN stock_move move ON move.id = line.move_id
                    WHERE line.product_id = %(product)s AND line.state = 'done'
                      AND line.date > %(at)s AND line.create_date <= %(at)s
                      AND NOT COALESCE(move.is_inventory, FALSE)
                      AND COALESCE(line.lot_id, 0) = %(lot)s
                      AND %(location)s IN (line.location_id, line.location_dest_id))""",
                product=self.product_id.id,
                location=self.location_id.id,
                lot=self.lot_id.id or 0,
                at=at,
            )
        )
        return found

    def _ledger_rows(self):
        """Without packages, which the ledger does not know."""
        return SQL(
            """SELECT effective_at AS at, moved_quantity
                          * CASE WHEN location_dest_id = %(location)s THEN 1 ELSE 0 END
                      - moved_quantity
                          * CASE WHEN location_id = %(location)s THEN 1 ELSE 0 END AS quantity
                 FROM perpetual_ledger_entry
                WHERE product_id = %(product)s AND moved_quantity != 0
                  AND COALESCE(lot_id, 0) = %(lot)s AND COALESCE(owner_id, 0) = %(owner)s
                  AND %(location)s IN (location_id, location_dest_id)""",
            product=self.product_id.id,
            location=self.location_id.id,
            lot=self.lot_id.id or 0,
            owner=self.owner_id.id or 0,
        )

    def _move_rows(self):
        return SQL(
            """SELECT date AS at, quantity_product_uom
                          * CASE WHEN location_dest_id = %(location)s
                                  AND COALESCE(result_package_id, 0) = %(package)s
                                 THEN 1 ELSE 0 END
                      - quantity_product_uom
                          * CASE WHEN location_id = %(location)s
                                  AND COALESCE(package_id, 0) = %(package)s
                                 THEN 1 ELSE 0 END AS quantity
                 FROM stock_move_line
                WHERE product_id = %(product)s AND state = 'done'
                  AND COALESCE(lot_id, 0) = %(lot)s AND COALESCE(owner_id, 0) = %(owner)s
                  AND %(location)s IN (location_id, location_dest_id)""",
            product=self.product_id.id,
            location=self.location_id.id,
            lot=self.lot_id.id or 0,
            owner=self.owner_id.id or 0,
            package=self.package_id.id or 0,
        )

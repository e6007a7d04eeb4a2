"""Order lines received and billed to different quantities before the ledger knew them."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.perpetual_stock.costing import ZERO


class Unsettled:
    """Reads both sides of the order lines of these products with two statements."""

    def __init__(self, company, product_ids, date):
        self.env = company.env
        self.company = company
        self.product_ids = list(product_ids)
        self.date = date
        for model in ("stock.move", "stock.move.line", "account.move", "account.move.line"):
            self.env[model].flush_model()
        self._receipts, dropshipped = self._read_receipts()
        self._bills = self._read_bills()
        self._units = self._net(dropshipped)
        self.lines = self.env["purchase.order.line"].browse(self._units)

    def by_line(self):
        """(order line, units received less billed), where that is not zero."""
        return [(line, self._units[line.id]) for line in self.lines]

    def _net(self, dropshipped) -> dict[int, Decimal]:
        units = defaultdict(lambda: ZERO)
        for line_id, rows in self._receipts.items():
            units[line_id] += sum((row[2] for row in rows), ZERO)
        for line_id, rows in self._bills.items():
            units[line_id] -= sum((row[1] for row in rows), ZERO)
        return {
            line_id: number
            for line_id, number in sorted(units.items())
            if number and line_id not in dropshipped
        }

    def _read_receipts(self):
        """Order line → [(move id, {lot id: units}, units)], oldest first; drop-shipped lines."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move.purchase_line_id, move.id,
                       CASE WHEN template.lot_valuated THEN line.lot_id END,
                       source.company_id IS NOT NULL AND source.usage IN ('internal', 'transit'),
                       dest.company_id IS NOT NULL AND dest.usage IN ('internal', 'transit'),
                       SUM(line.quantity_product_uom::numeric)
                  FROM stock_move move
                  JOIN stock_move_line line ON line.move_id = move.id
                  JOIN stock_location source ON source.id = line.location_id
                  JOIN stock_location dest ON dest.id = line.location_dest_id
                  JOIN product_product product ON product.id = move.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
                 WHERE move.state = 'done' AND move.company_id = %s
                   AND move.purchase_line_id IS NOT NULL AND move.product_id = ANY(%s)
                   AND (line.owner_id IS NULL OR line.owner_id = %s)
                 GROUP BY move.purchase_line_id, move.date, move.id, 3, 4, 5
                 ORDER BY move.purchase_line_id, move.date, move.id
                """,
                self.company.id,
                self.product_ids,
                self.company.partner_id.id,
            )
        )
        receipts, dropshipped = defaultdict(list), set()
        for line_id, move_id, lot_id, out, into, units in rows:
            if out == into:
                if not into:
                    dropshipped.add(line_id)
                continue
            signed = _units(units if into else -units)
            last = receipts[line_id][-1:]
            if last and last[0][0] == move_id:
                lots = {**last[0][1], lot_id: signed}
                receipts[line_id][-1] = (move_id, lots, sum(lots.values(), ZERO))
            else:
                receipts[line_id].append((move_id, {lot_id: signed}, signed))
        return receipts, dropshipped

    def _read_bills(self):
        """Order line → [(item id, units in the product's unit)], oldest first."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT item.purchase_line_id, item.id,
                       item.quantity::numeric * COALESCE(billed.factor / own.factor, 1)
                       * CASE WHEN move.move_type = 'in_refund' THEN -1 ELSE 1 END
                  FROM account_move_line item
                  JOIN account_move move ON move.id = item.move_id
                  JOIN product_product product ON product.id = item.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
                  LEFT JOIN uom_uom billed ON billed.id = item.product_uom_id
                  LEFT JOIN uom_uom own ON own.id = template.uom_id
                 WHERE item.company_id = %s AND item.parent_state = 'posted'
                   AND item.display_type = 'product' AND item.product_id = ANY(%s)
                   AND item.purchase_line_id IS NOT NULL
                   AND move.move_type IN ('in_invoice', 'in_refund', 'in_receipt')
                 ORDER BY item.purchase_line_id, item.date, item.id
                """,
                self.company.id,
                self.product_ids,
            )
        )
        bills = defaultdict(list)
        for line_id, item_id, units in rows:
            bills[line_id].append((item_id, _units(units)))
        return bills

    def receipts(self, line, units: Decimal):
        """The youngest receipts that make up ``units``: (move, units, {lot id: units})."""
        for move_id, lots, received in reversed(self._receipts[line.id]):
            take = min(received, units)
            if take > ZERO:
                share = {lot: number * take / received for lot, number in lots.items()}
                yield self.env["stock.move"].browse(move_id), take, share
                units -= take

    def bills(self, line, units: Decimal):
        """The youngest bills that make up ``units``: (journal item, units, its units)."""
        for item_id, billed in reversed(self._bills[line.id]):
            take = min(billed, units)
            if take > ZERO:
                yield self.env["account.move.line"].browse(item_id), take, billed
                units -= take


def _units(number) -> Decimal:
    return Decimal(str(number)).quantize(Decimal("0.000001")) + 0

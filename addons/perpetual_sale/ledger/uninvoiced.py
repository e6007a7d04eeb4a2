"""Order lines delivered and invoiced to different quantities before the ledger knew them."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from odoo.tools import SQL

from odoo.addons.perpetual_stock.costing import ZERO

#: Deliveries (+) and returns (-) of order lines, consigned goods left out.
DELIVERED = SQL(
    """stock_move move
       JOIN stock_move_line line ON line.move_id = move.id
       JOIN stock_location source ON source.id = line.location_id
       JOIN stock_location dest ON dest.id = line.location_dest_id
       JOIN res_company company ON company.id = move.company_id"""
)
SIGN = SQL(
    """CASE WHEN dest.usage = 'customer' AND source.usage != 'customer' THEN 1
            WHEN source.usage = 'customer' AND dest.usage != 'customer' THEN -1
            ELSE 0 END"""
)
OWNED = SQL("(line.owner_id IS NULL OR line.owner_id = company.partner_id)")


def legacy_units(lines) -> dict[tuple[int, int], Decimal]:
    """(order line id, product id) → units delivered before the ledger, less what go-live
    noted of them: what invoices from before have met already."""
    if not lines:
        return {}
    rows = lines.env.execute_query(
        SQL(
            """
            SELECT sale_line_id, product_id, SUM(units) FROM (
                SELECT move.sale_line_id, move.product_id,
                       line.quantity_product_uom::numeric * %(sign)s AS units
                  FROM %(delivered)s
                 WHERE move.sale_line_id IN %(lines)s AND move.state = 'done' AND %(owned)s
                   AND NOT EXISTS (SELECT FROM perpetual_ledger_entry entry
                                    WHERE entry.stock_move_id = move.id
                                      AND entry.kind != 'opening')
                 UNION ALL
                SELECT move.sale_line_id, move.product_id, -entry.moved_quantity
                  FROM perpetual_ledger_entry entry
                  JOIN stock_move move ON move.id = entry.stock_move_id
                 WHERE move.sale_line_id IN %(lines)s AND entry.kind = 'opening'
            ) delivered GROUP BY sale_line_id, product_id
            """,
            sign=SIGN,
            delivered=DELIVERED,
            owned=OWNED,
            lines=tuple(lines.ids),
        )
    )
    return {(line_id, product_id): _units(units) for line_id, product_id, units in rows}


class Uninvoiced:
    """Reads both sides of the order lines of these products."""

    def __init__(self, company, product_ids):
        self.env = company.env
        self.company = company
        self.product_ids = list(product_ids)
        for model in ("stock.move", "stock.move.line", "account.move", "account.move.line"):
            self.env[model].flush_model()
        self._deliveries = self._read_deliveries()
        self._invoiced = self._read_invoiced()

    def by_line(self):
        """(order line, product, units delivered less invoiced), where that is not zero."""
        SaleLine = self.env["sale.order.line"]
        Product = self.env["product.product"]
        keys = set(self._deliveries)
        mine = set(self.product_ids)
        for line_id, (product_id, _sold) in self._invoiced.items():
            if product_id in mine:
                keys.add((line_id, product_id))
        for line_id, product_id in sorted(keys):
            rows = self._deliveries.get((line_id, product_id), ())
            delivered = sum((row[2] for row in rows), ZERO)
            sold_product, sold = self._invoiced.get(line_id, (product_id, ZERO))
            if sold_product == product_id and delivered == sold:
                continue
            line = SaleLine.browse(line_id)
            left = delivered - _units(line._perpetual_units_sold(product_id, sold))
            if left:
                yield line, Product.browse(product_id), left

    def invoiced(self, line, product) -> Decimal:
        """Units of the product that are invoiced on the line."""
        sold = self._invoiced.get(line.id, (None, ZERO))[1]
        return _units(line._perpetual_units_sold(product.id, sold))

    def cost_posted(self, line, product) -> Decimal:
        """What core has expensed with the invoices of the line, in company currency."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(cost.balance), 0)
                  FROM sale_order_line_invoice_rel rel
                  JOIN account_move_line cost ON cost.cogs_origin_id = rel.invoice_line_id
                  JOIN account_account account ON account.id = cost.account_id
                 WHERE rel.order_line_id = %s AND cost.product_id = %s
                   AND cost.parent_state = 'posted' AND cost.display_type = 'cogs'
                   AND account.account_type LIKE 'expense%%'
                """,
                line.id,
                product.id,
            )
        )
        return Decimal(str(rows[0][0]))

    def deliveries(self, line, product, units: Decimal):
        """The youngest deliveries that make up ``units``: (move, units, {lot id: units})."""
        for move_id, lots, delivered in reversed(self._deliveries[line.id, product.id]):
            take = min(delivered, units)
            if take > ZERO:
                share = {lot: number * take / delivered for lot, number in lots.items()}
                yield self.env["stock.move"].browse(move_id), take, share
                units -= take

    def _read_deliveries(self):
        """(order line id, product id) → [(move id, {lot id: units}, units)], oldest first."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT move.sale_line_id, move.product_id, move.id,
                       CASE WHEN template.lot_valuated THEN line.lot_id END,
                       SUM(line.quantity_product_uom::numeric * %(sign)s)
                  FROM %(delivered)s
                  JOIN product_product product ON product.id = move.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
                 WHERE move.state = 'done' AND move.company_id = %(company)s
                   AND move.sale_line_id IS NOT NULL AND move.product_id = ANY(%(products)s)
                   AND %(owned)s
                   -- What the ledger knew from an earlier time is on its books.
                   AND NOT EXISTS (SELECT FROM perpetual_ledger_entry entry
                                    WHERE entry.stock_move_id = move.id)
                 GROUP BY move.sale_line_id, move.product_id, move.date, move.id, 4
                HAVING SUM(line.quantity_product_uom::numeric * %(sign)s) != 0
                 ORDER BY move.date, move.id
                """,
                sign=SIGN,
                delivered=DELIVERED,
                company=self.company.id,
                products=self.product_ids,
                owned=OWNED,
            )
        )
        deliveries = defaultdict(list)
        for line_id, product_id, move_id, lot_id, units in rows:
            moves = deliveries[line_id, product_id]
            signed = _units(units)
            if moves and moves[-1][0] == move_id:
                lots = {**moves[-1][1], lot_id: signed}
                moves[-1] = (move_id, lots, sum(lots.values(), ZERO))
            else:
                moves.append((move_id, {lot_id: signed}, signed))
        return deliveries

    def _read_invoiced(self):
        """Order line id → (product id sold, units in its unit) of posted documents."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT rel.order_line_id, sold.product_id,
                       SUM(item.quantity::numeric * COALESCE(unit.factor / own.factor, 1)
                           * CASE WHEN move.move_type = 'out_refund' THEN -1 ELSE 1 END)
                  FROM sale_order_line_invoice_rel rel
                  JOIN sale_order_line sold ON sold.id = rel.order_line_id
                  JOIN account_move_line item ON item.id = rel.invoice_line_id
                  JOIN account_move move ON move.id = item.move_id
                  JOIN product_product product ON product.id = sold.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
                  LEFT JOIN uom_uom unit ON unit.id = item.product_uom_id
                  LEFT JOIN uom_uom own ON own.id = template.uom_id
                 WHERE item.company_id = %s AND item.parent_state = 'posted'
                   AND item.display_type = 'product'
                   AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
                 GROUP BY rel.order_line_id, sold.product_id
                """,
                self.company.id,
            )
        )
        return {line_id: (product_id, _units(units)) for line_id, product_id, units in rows}


def _units(number) -> Decimal:
    return Decimal(str(number)).quantize(Decimal("0.000001")) + 0

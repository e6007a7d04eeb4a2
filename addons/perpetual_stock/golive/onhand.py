"""What is on hand, read with a few statements whatever the number of products."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo.tools import SQL

from .opening import Place

#: Quants in valued locations of a company; owned, or kept for somebody else.
VALUED_QUANTS = SQL(
    """stock_quant quant
       JOIN stock_location location ON location.id = quant.location_id
       JOIN product_product product ON product.id = quant.product_id
       JOIN product_template template ON template.id = product.product_tmpl_id"""
)
POOL_LOT = SQL("CASE WHEN template.lot_valuated THEN COALESCE(quant.lot_id, 0) ELSE 0 END")


class Stock(NamedTuple):
    """On hand of one costing key: units owned and units kept for others."""

    owned: Decimal
    consigned: Decimal


class OnHand:
    """Stock of these products in valued locations of a company."""

    def __init__(self, company, product_ids):
        self.env = company.env
        self.company = company
        self.product_ids = list(product_ids)
        self.env["stock.quant"].flush_model()
        self.env["product.template"].flush_model(["lot_valuated"])
        self.env["stock.location"].flush_model(["company_id", "usage"])

    def _where(self) -> SQL:
        return SQL(
            """location.company_id = %s AND location.usage IN ('internal', 'transit')
               AND quant.quantity != 0 AND quant.product_id = ANY(%s)""",
            self.company.id,
            self.product_ids,
        )

    def _is_owned(self) -> SQL:
        return SQL("(quant.owner_id IS NULL OR quant.owner_id = %s)", self.company.partner_id.id)

    def totals(self) -> dict[tuple[int, int], Stock]:
        """(product id, lot id or 0) → units."""
        rows = self.env.execute_query(
            SQL(
                """SELECT quant.product_id, %(lot)s,
                          COALESCE(SUM(quant.quantity::numeric) FILTER (WHERE %(owned)s), 0),
                          COALESCE(SUM(quant.quantity::numeric) FILTER (WHERE NOT %(owned)s), 0)
                     FROM %(quants)s WHERE %(where)s GROUP BY 1, 2 ORDER BY 1, 2""",
                lot=POOL_LOT,
                owned=self._is_owned(),
                quants=VALUED_QUANTS,
                where=self._where(),
            )
        )
        return {
            (product_id, lot_id): Stock(_units(owned), _units(consigned))
            for product_id, lot_id, owned, consigned in rows
        }

    def places(self) -> dict[tuple[int, int], list[Place]]:
        """(product id, lot id or 0) → where the units are, as whose."""
        rows = self.env.execute_query(
            SQL(
                """SELECT quant.product_id, %(lot)s, quant.location_id, quant.lot_id,
                          quant.owner_id, quant.package_id, %(owned)s,
                          SUM(quant.quantity::numeric)
                     FROM %(quants)s WHERE %(where)s
                    GROUP BY 1, 2, 3, 4, 5, 6, 7 ORDER BY 1, 2, 3, 4, 5, 6""",
                lot=POOL_LOT,
                owned=self._is_owned(),
                quants=VALUED_QUANTS,
                where=self._where(),
            )
        )
        places = defaultdict(list)
        for product_id, pool_lot, *place, quantity in rows:
            places[product_id, pool_lot].append(Place(*place, _units(quantity)))
        return places

    def in_transit(self) -> dict[tuple[int, int], Decimal]:
        """(product id, lot id or 0) → owned units under way between own warehouses."""
        rows = self.env.execute_query(
            SQL(
                """SELECT quant.product_id, %s, SUM(quant.quantity::numeric)
                     FROM %s WHERE %s AND %s AND location.usage = 'transit'
                    GROUP BY 1, 2 ORDER BY 1, 2""",
                POOL_LOT,
                VALUED_QUANTS,
                self._where(),
                self._is_owned(),
            )
        )
        return {(product_id, lot_id): _units(units) for product_id, lot_id, units in rows}

    def fingerprints(self) -> dict[int, str]:
        """Product id → digest of all that core's figures depend on.

        Two equal ones: nothing was moved, counted, billed or revalued in between.
        """
        for model in ("stock.move", "product.value", "product.product", "product.category"):
            self.env[model].flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    WITH moves AS (
                        SELECT product_id, COUNT(*) AS number, MAX(write_date) AS latest,
                               SUM(value) AS value, MAX(id) AS id
                          FROM stock_move
                         WHERE state = 'done' AND company_id = %(company)s
                           AND product_id = ANY(%(products)s)
                         GROUP BY product_id
                    ), quants AS (
                        SELECT product_id, COUNT(*) AS number, MAX(write_date) AS latest,
                               SUM(quantity::numeric) AS quantity
                          FROM stock_quant WHERE product_id = ANY(%(products)s)
                         GROUP BY product_id
                    ), costs AS (
                        SELECT product_id, COUNT(*) AS number, MAX(id) AS latest
                          FROM product_value WHERE product_id = ANY(%(products)s)
                         GROUP BY product_id
                    )
                    SELECT product.id, md5(concat_ws('|',
                               product.standard_price, template.lot_valuated,
                               category.id, category.property_cost_method,
                               moves.number, moves.latest, moves.value, moves.id,
                               quants.number, quants.latest, quants.quantity,
                               costs.number, costs.latest))
                      FROM product_product product
                      JOIN product_template template ON template.id = product.product_tmpl_id
                      LEFT JOIN product_category category ON category.id = template.categ_id
                      LEFT JOIN moves ON moves.product_id = product.id
                      LEFT JOIN quants ON quants.product_id = product.id
                      LEFT JOIN costs ON costs.product_id = product.id
                     WHERE product.id = ANY(%(products)s)
                    """,
                    company=self.company.id,
                    products=self.product_ids,
                )
            )
        )


def _units(number) -> Decimal:
    return Decimal(str(number)).quantize(Decimal("0.000001")) + 0

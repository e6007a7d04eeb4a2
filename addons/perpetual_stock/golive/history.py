"""Core's figures of many products at once, from what core would read one by one."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from odoo.tools import SQL, split_every

from .replay import CostSet, Moved, average_value, fifo_stack, fifo_value

#: Products whose moves are in memory together.
CHUNK = 50

#: What the replay stands in for. An addon that changes one of these is asked, not imitated.
ENGINE = {
    "product.product": ("_run_avco", "_run_fifo", "_run_fifo_get_stack", "_compute_value"),
    "stock.move": ("_get_valued_qty", "_is_in", "_get_in_move_lines", "_get_out_move_lines"),
    "stock.move.line": ("_should_exclude_for_valuation",),
    "stock.location": ("_should_be_valued",),
}
KNOWN = ("odoo.addons.stock_account.", "odoo.addons.perpetual_stock.")


class History:
    """Values of average and FIFO products, worked out without a query per product.

    A product that it leaves out has to be asked for by core's own methods: it is valued by
    lot, was dropshipped, or an addon changed how core values.
    """

    def __init__(self, products):
        """:param products: where core sees this company's stock only, as the superuser"""
        self.env = products.env
        self.values: dict[int, float] = {}
        self.stacks: dict[int, list[Moved]] = {}
        if not self._is_core_engine():
            return
        for method in ("average", "fifo"):
            self._load(products, method)

    def _is_core_engine(self) -> bool:
        return all(
            cls.__module__.startswith(KNOWN)
            for model, names in ENGINE.items()
            for cls in type(self.env[model]).mro()
            for name in names
            if name in vars(cls)
        )

    def _load(self, products, method):
        """Replay these products; keep it if core agrees on the first of them."""
        group = self._group(products, method)
        values, stacks = {}, {}
        costs = self._costs(group)
        money = self.env.company.currency_id.round
        on_hand = {product.id: product.qty_available for product in group}
        for ids in split_every(CHUNK, group.ids):
            for product, moves in self._histories(group.browse(ids)):
                quantity = on_hand[product.id]
                value = 0.0
                if method == "fifo":
                    stacks[product.id], value = self._fifo(product, moves, quantity)
                elif not product.uom_id.is_zero(quantity):
                    value = average_value(moves, costs[product.id], quantity)
                values[product.id] = money(value)
        if self._agrees(products, values):
            self.values |= values
            self.stacks |= stacks

    def _group(self, products, method):
        """The products of this method, with the stock that core takes for it.

        With a cache of their own: core's does not tell apart whose stock is counted.
        """
        group = products.filtered(
            lambda product: product.cost_method == method and not product.lot_valuated
        )
        # Core looks the valued locations up for each product anew.
        return group[:1]._with_valuation_context().browse(group.ids)

    def _fifo(self, product, moves, quantity):
        """Receipts on hand, oldest first, and their value."""
        if product.uom_id.compare(quantity, 0) <= 0:
            return [], quantity * product.standard_price
        is_some = partial(_is_some, product.uom_id)
        receipts = [move for move in reversed(moves) if move.is_in]
        stack, left = fifo_stack(receipts, quantity, is_some)
        return stack, fifo_value(stack, left, quantity, product.standard_price)

    def _agrees(self, products, values) -> bool:
        """Whether core says the same of one of them."""
        if not values:
            return True
        product = products.browse(next(iter(values)))
        currency = product.env.company.currency_id
        return not currency.compare_amounts(product.total_value, values[product.id])

    # Reading

    def _histories(self, group):
        """(product, its valued moves by date and id), without those that core must replay."""
        found = defaultdict(list)
        dropshipped = set()
        for product_id, is_dropship, *row in self.env.execute_query(self._moves_query(group.ids)):
            found[product_id].append(Moved(*row))
            if is_dropship:
                dropshipped.add(product_id)
        for product in group:
            if product.id not in dropshipped:
                yield product, found[product.id]

    def _moves_query(self, product_ids) -> SQL:
        """Valued moves with their owned units, as ``stock.move._get_valued_qty`` counts."""
        return SQL(
            """
            SELECT move.product_id, move.is_dropship, move.id, move.date, move.is_in,
                   move.is_out, COALESCE(move.value, 0)::float8,
                   CASE WHEN COALESCE(line.ins, 0) > 0 THEN line.units_in
                        WHEN COALESCE(line.outs, 0) > 0 THEN line.units_out
                        ELSE 0 END::float8,
                   COALESCE(move.quantity, 0)::float8
              FROM stock_move move
              LEFT JOIN LATERAL (
                   SELECT COUNT(*) FILTER (WHERE into_stock AND NOT from_stock) AS ins,
                          COUNT(*) FILTER (WHERE from_stock AND NOT into_stock) AS outs,
                          SUM(quantity) FILTER (WHERE into_stock AND NOT from_stock) AS units_in,
                          SUM(quantity) FILTER (WHERE from_stock AND NOT into_stock) AS units_out
                     FROM (SELECT detail.quantity_product_uom AS quantity,
                                  %(from_stock)s AS from_stock, %(into_stock)s AS into_stock
                             FROM stock_move_line detail
                             JOIN stock_location source ON source.id = detail.location_id
                             JOIN stock_location dest ON dest.id = detail.location_dest_id
                             LEFT JOIN res_company owning ON owning.id = detail.company_id
                            WHERE detail.move_id = move.id AND detail.picked
                              AND (detail.owner_id IS NULL
                                   OR detail.owner_id = owning.partner_id)) ends
                   ) line ON TRUE
             WHERE move.company_id = %(company)s AND move.product_id = ANY(%(products)s)
               AND (move.is_in OR move.is_out OR move.is_dropship)
             ORDER BY move.product_id, move.date, move.id
            """,
            from_stock=_is_valued("source"),
            into_stock=_is_valued("dest"),
            company=self.env.company.id,
            products=list(product_ids),
        )

    def _costs(self, group):
        """Product id → costs that were set, as core reads them: see ``product.value``."""
        costs = defaultdict(list)
        values = self.env["product.value"]._search(
            [("product_id", "in", group.ids), ("move_id", "=", False), ("lot_id", "=", False)],
            order="product_id, date, id",
        )
        value = SQL("COALESCE(%s, 0)::float8", SQL.identifier(values.table, "value"))
        rows = self.env.execute_query(
            values.select(
                *(SQL.identifier(values.table, name) for name in ("product_id", "date")), value
            )
        )
        for product_id, date, cost in rows:
            costs[product_id].append(CostSet(date, cost))
        return costs


def _is_some(uom, quantity: float) -> bool:
    return uom.compare(quantity, 0) > 0


def _is_valued(alias: str) -> SQL:
    return SQL(
        "(%s IS NOT NULL AND %s IN ('internal', 'transit'))",
        SQL.identifier(alias, "company_id"),
        SQL.identifier(alias, "usage"),
    )

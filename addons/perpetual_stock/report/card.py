"""SQL of stock ledger cards: opening, entries with running balances, closing."""

from __future__ import annotations

from odoo.tools import SQL

#: Ids of the three types of line do not meet: entry ``4n``, opening ``4n+1``, closing ``4n+2``.
ID_STEP = 4

#: One of the two entries by which value changes to or from the goods-in-transit account.
HALF = SQL("entry.kind = 'transfer' AND entry.quantity = 0 AND entry.value != 0")

#: Value of the first of these two, which are written one after the other; else 0.
FIRST_HALF = SQL(
    """CASE WHEN %s AND MOD(ROW_NUMBER() OVER halves, 2) = 1
             AND LEAD(entry.value) OVER halves = -entry.value
            THEN entry.value ELSE 0 END""",
    HALF,
)


class Card:
    """Cards of products of one company, from a UTC instant to another (inclusive).

    A card is of one product, or of one lot where the product is valued by lot; its
    running balances are over all cost pools of that.
    """

    def __init__(self, company, product_ids, start, stop):
        """:param start: first instant of the period; None for the beginning"""
        self.company, self.product_ids = company, tuple(product_ids) or (0,)
        self.start, self.stop = start or None, stop

    def query(self) -> SQL:
        """One row per line; ``position`` orders the lines of a card."""
        return SQL(
            """WITH card_pool AS (
                   SELECT pool.id AS pool_id, pool.product_id,
                          CASE WHEN template.lot_valuated THEN pool.lot_id END AS lot_id,
                          MIN(pool.id) OVER (PARTITION BY pool.product_id,
                              CASE WHEN template.lot_valuated THEN pool.lot_id END) AS card_id
                     FROM perpetual_cost_pool pool
                     JOIN product_product product ON product.id = pool.product_id
                     JOIN product_template template ON template.id = product.product_tmpl_id
                    WHERE pool.company_id = %(company)s AND pool.product_id IN %(products)s
               ), opening AS (%(opening)s), closing AS (%(closing)s), moved AS (%(moved)s)
               %(heads)s
                UNION ALL
               SELECT entry.id::bigint * %(step)s, opening.product_id, opening.lot_id, 'entry',
                      entry.id, entry.effective_at, entry.quantity, entry.value,
                      opening.quantity + moved.quantity, opening.value + moved.value,
                      moved.position
                 FROM moved
                 JOIN opening USING (card_id)
                 JOIN perpetual_ledger_entry entry ON entry.id = moved.entry_id
                UNION ALL
               %(feet)s""",
            company=self.company.id,
            products=self.product_ids,
            opening=self._balance(self._before()),
            closing=self._balance(SQL("effective_at <= %s", self.stop)),
            moved=self._moved(),
            heads=self._edge("opening", 1, SQL("0")),
            feet=self._edge("closing", 2, SQL("2147483647")),
            step=ID_STEP,
        )

    def _before(self) -> SQL:
        return SQL("effective_at < %s", self.start) if self.start else SQL("FALSE")

    @staticmethod
    def _balance(where: SQL) -> SQL:
        """Per card: what its pools held after the last entry that ``where`` chooses."""
        return SQL(
            """SELECT card_id, product_id, lot_id,
                      COALESCE(SUM(last.balance_quantity), 0) AS quantity,
                      COALESCE(SUM(last.balance_value), 0) AS value
                 FROM card_pool
                 LEFT JOIN LATERAL (
                      SELECT balance_quantity, balance_value FROM perpetual_ledger_entry
                       WHERE pool_id = card_pool.pool_id AND %s
                       ORDER BY effective_at DESC, sequence DESC LIMIT 1) last ON TRUE
                GROUP BY 1, 2, 3""",
            where,
        )

    def _moved(self) -> SQL:
        """Entries with what the card held after each.

        Value that goes to the goods-in-transit account or comes from there has two entries,
        which cancel out: the card stands as after both at either.
        """
        since = SQL("entry.effective_at >= %s", self.start) if self.start else SQL("TRUE")
        return SQL(
            """SELECT card_id, entry.id AS entry_id,
                      SUM(entry.quantity) OVER card AS quantity,
                      SUM(entry.value) OVER card - %s AS value,
                      ROW_NUMBER() OVER card AS position
                 FROM card_pool
                 JOIN perpetual_ledger_entry entry USING (pool_id)
                WHERE %s AND entry.effective_at <= %s
               WINDOW card AS (PARTITION BY card_id ORDER BY entry.effective_at, entry.id),
                      halves AS (PARTITION BY entry.pool_id, entry.effective_at, (%s)
                                 ORDER BY entry.sequence)""",
            FIRST_HALF,
            since,
            self.stop,
            HALF,
        )

    def _edge(self, line_type: str, offset: int, position: SQL) -> SQL:
        """The first or the last line of each card that has anything to show."""
        return SQL(
            """SELECT edge.card_id::bigint * %(step)s + %(offset)s AS id, edge.product_id,
                      edge.lot_id, %(line_type)s AS line_type, NULL::int AS entry_id,
                      %(at)s::timestamp AS effective_at, 0 AS quantity, 0 AS value,
                      edge.quantity AS running_quantity, edge.value AS running_value,
                      %(position)s AS position
                 FROM %(edge)s edge
                WHERE edge.quantity != 0 OR edge.value != 0
                   OR EXISTS (SELECT FROM moved WHERE moved.card_id = edge.card_id)""",
            step=ID_STEP,
            offset=offset,
            line_type=line_type,
            at=self.start if line_type == "opening" else self.stop,
            position=position,
            edge=SQL.identifier(line_type),
        )

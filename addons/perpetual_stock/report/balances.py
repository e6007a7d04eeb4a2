"""SQL of what was on hand at a moment: per cost pool and account, or per place.

Everything here only reads. A balance at an instant is one index look-up per pool;
quantities per place are sums over the ledger's own movements, never over stock moves.
"""

from __future__ import annotations

from odoo.tools import SQL

#: An id of a line is ``pool * ID_SPAN + account or place``: stable, and exact in JavaScript.
ID_SPAN = 1 << 22

#: What moves from one inventory account to another when a pool changes its account. Its two
#: entries have a value but no quantity: the goods stay where they are (``leave_account`` and
#: ``enter_account`` of the ledger).
CARRIED = SQL(
    """CASE WHEN entry.kind = 'revaluation' AND entry.quantity = 0 THEN COALESCE((
            SELECT CASE WHEN other.sequence > entry.sequence
                        THEN -entry.balance_quantity ELSE entry.balance_quantity END
              FROM perpetual_ledger_entry other
             WHERE other.pool_id = entry.pool_id
               AND other.sequence IN (entry.sequence - 1, entry.sequence + 1)
               AND other.kind = 'revaluation' AND other.quantity = 0
               AND other.value = -entry.value
               AND other.valuation_account_id != entry.valuation_account_id
             LIMIT 1), 0) ELSE 0 END"""
)


class Balances:
    """SQL fragments for one company."""

    def __init__(self, company):
        self.company = company

    def spans(self) -> SQL:
        """``pool_id, low, high``: the inventory accounts that a pool was ever in."""
        return SQL(
            """SELECT pool.id AS pool_id, span.low, span.high
                 FROM perpetual_cost_pool pool
                 JOIN LATERAL (SELECT MIN(valuation_account_id) AS low,
                                      MAX(valuation_account_id) AS high
                                 FROM perpetual_ledger_entry WHERE pool_id = pool.id) span ON TRUE
                WHERE pool.company_id = %s""",
            self.company.id,
        )

    def at_instant(self, instant) -> SQL:
        """``pool_id, account_id, quantity, value`` at a UTC instant (inclusive).

        Reads the common table ``spans``. Few pools ever change their account: only
        those are summed up by account.
        """
        return SQL(
            """SELECT spans.pool_id, spans.low AS account_id,
                      last.balance_quantity AS quantity, last.balance_value AS value
                 FROM spans
                 JOIN LATERAL (%(last)s) last ON TRUE
                WHERE spans.low IS NOT DISTINCT FROM spans.high
                UNION ALL
               SELECT entry.pool_id, entry.valuation_account_id,
                      SUM(entry.quantity + %(carried)s), SUM(entry.value)
                 FROM perpetual_ledger_entry entry
                WHERE entry.pool_id IN (SELECT pool_id FROM spans WHERE low != high)
                  AND entry.effective_at <= %(instant)s
                GROUP BY 1, 2""",
            last=self._last(instant),
            carried=CARRIED,
            instant=instant,
        )

    def at_instant_by_place(self, instant) -> SQL:
        """``pool_id, account_id, place_id, quantity, value`` at a UTC instant.

        ``place_id`` is a location; ``account_id`` is empty for a pool of several accounts.
        """
        balances = SQL(
            """SELECT spans.pool_id,
                      CASE WHEN spans.low = spans.high THEN spans.low END AS account_id,
                      last.balance_quantity AS quantity, last.balance_value AS value
                 FROM spans JOIN LATERAL (%s) last ON TRUE""",
            self._last(instant),
        )
        places = self.places(SQL("location.id"), SQL("entry.effective_at <= %s", instant))
        return self.shared_out(balances, places)

    @staticmethod
    def _last(instant) -> SQL:
        return SQL(
            """SELECT balance_quantity, balance_value FROM perpetual_ledger_entry
                WHERE pool_id = spans.pool_id AND effective_at <= %s
                ORDER BY effective_at DESC, sequence DESC LIMIT 1""",
            instant,
        )

    # places

    def places(self, place: SQL, where: SQL) -> SQL:
        """``pool_id, place_id, quantity``: own goods in valued locations.

        :param place: what to sum by, an expression of ``location``
        :param where: which entries count, a condition on ``entry``
        """
        return SQL(
            """SELECT moved.pool_id, %(place)s AS place_id, SUM(moved.quantity) AS quantity
                 FROM (SELECT pool_id, location_dest_id AS location_id,
                              moved_quantity AS quantity
                         FROM perpetual_ledger_entry entry WHERE %(where)s
                        UNION ALL
                       SELECT pool_id, location_id, -moved_quantity
                         FROM perpetual_ledger_entry entry WHERE %(where)s) moved
                 JOIN stock_location location ON location.id = moved.location_id
                  AND location.company_id = %(company)s
                  AND location.usage IN ('internal', 'transit')
                GROUP BY 1, 2 HAVING SUM(moved.quantity) != 0""",
            place=place,
            where=SQL(
                "company_id = %s AND (owner_id IS NULL OR owner_id = %s) AND %s",
                self.company.id,
                self.company.partner_id.id,
                where,
            ),
            company=self.company.id,
        )

    def shared_out(self, balances: SQL, places: SQL) -> SQL:
        """``pool_id, account_id, place_id, quantity, value``: each pool's value by quantity.

        Shares are rounded to the currency; what rounding leaves goes to the place with
        most of the goods, so that the parts are the pool's value to the cent. What no
        place accounts for has an empty ``place_id``.
        """
        rounding = self.company.currency_id.rounding
        return SQL(
            """WITH balances AS (%(balances)s), known AS (%(places)s), placed AS (
                   SELECT pool_id, place_id, quantity FROM known
                    UNION ALL
                   SELECT balances.pool_id, NULL, balances.quantity - COALESCE(known.total, 0)
                     FROM balances
                     LEFT JOIN (SELECT pool_id, SUM(quantity) AS total
                                  FROM known GROUP BY 1) known USING (pool_id)
                    WHERE balances.quantity != COALESCE(known.total, 0)
                       OR (balances.value != 0 AND known.total IS NULL)
               ), summed AS (
                   SELECT pool_id, place_id, SUM(quantity) AS quantity
                     FROM placed GROUP BY 1, 2
               ), shares AS (
                   SELECT summed.*, balances.account_id, balances.value AS total,
                          COALESCE(ROUND(balances.value * summed.quantity
                              / NULLIF(balances.quantity, 0) / %(rounding)s)
                              * %(rounding)s, 0) AS share,
                          ROW_NUMBER() OVER (PARTITION BY pool_id
                              ORDER BY ABS(summed.quantity) DESC, place_id) AS rank
                     FROM summed JOIN balances USING (pool_id)
               )
               SELECT pool_id, account_id, place_id, quantity,
                      share + CASE WHEN rank = 1
                          THEN total - SUM(share) OVER (PARTITION BY pool_id)
                          ELSE 0 END AS value
                 FROM shares""",
            balances=balances,
            places=places,
            rounding=SQL("%s::numeric", str(rounding)),
        )

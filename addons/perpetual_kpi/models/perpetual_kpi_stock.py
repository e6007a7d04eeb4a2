from odoo import models
from odoo.tools import SQL

#: Entries that show that somebody wants the goods.
DEMAND = ("issue", "production_out")
#: Entries by which nobody brings goods in.
NO_ARRIVAL = ("count", "customer_return", "revaluation")


class PerpetualKpiStock(models.AbstractModel):
    """What was on hand at the end of each day, from the ledger's own movements.

    Value of a pool is shared out to warehouses by quantity, as in the valuation by place; what no
    warehouse accounts for has none.
    """

    _name = "perpetual.kpi.sources"
    _inherit = "perpetual.kpi.sources"

    def _source_stock(self, span):
        """Closing values; what of it is slow or dead; who ran out."""
        return (
            SQL(JUDGED + BY_DAY, **self._stock_values(span)),
            [
                *("closing_value", "carrying_cost", "slow_value", "dead_value"),
                *("stocked_days", "stockout_days"),
            ],
        )

    def _stock_values(self, span):
        """What the statements below ask for."""
        company = span.company
        return {
            "legs": self._legs(span),
            "values": self._pool_values(span),
            "first": span.period.first,
            "last": span.period.last,
            "rate": (company.perpetual_kpi_carrying_rate or 0.0) / 100.0 / span.period.year_days,
            "slow": company.perpetual_kpi_slow_days,
            "dead": company.perpetual_kpi_dead_days,
            "stocked": company.perpetual_kpi_stocked_days,
        }

    def _own(self, span) -> SQL:
        """Entries of goods that the company owns, up to the end of the span."""
        return SQL(
            """entry.company_id = %s AND entry.effective_at < %s
               AND (entry.owner_id IS NULL OR entry.owner_id = %s)""",
            span.company.id,
            span.end,
            span.company.partner_id.id,
        )

    def _legs(self, span) -> SQL:
        """Each movement into and out of a place; all before the span on the day before it."""
        day = self._day(SQL("entry.effective_at"), span)
        return SQL(
            """
            SELECT leg.pool_id, leg.product_id, COALESCE(location.warehouse_id, 0) AS place_id,
                   GREATEST(leg.day, %(first)s::date - 1) AS day, leg.quantity, leg.day AS moved_on,
                   CASE WHEN leg.quantity < 0 AND leg.kind IN %(demand)s THEN leg.day
                        END AS wanted_on,
                   CASE WHEN leg.quantity > 0 AND leg.kind NOT IN %(other)s
                         AND (leg.kind != 'transfer' OR location.warehouse_id
                              IS DISTINCT FROM other.warehouse_id) THEN leg.day END AS came_on
              FROM (SELECT entry.pool_id, entry.product_id, entry.kind, %(day)s AS day,
                           entry.location_dest_id AS location_id, entry.location_id AS other_id,
                           entry.moved_quantity AS quantity
                      FROM perpetual_ledger_entry entry WHERE %(own)s
                     UNION ALL
                    SELECT entry.pool_id, entry.product_id, entry.kind, %(day)s,
                           entry.location_id, entry.location_dest_id, -entry.moved_quantity
                      FROM perpetual_ledger_entry entry WHERE %(own)s) leg
              JOIN stock_location location ON location.id = leg.location_id
               AND location.company_id = %(company)s AND location.usage IN ('internal', 'transit')
              LEFT JOIN stock_location other ON other.id = leg.other_id
            """,
            first=span.period.first,
            demand=DEMAND,
            other=NO_ARRIVAL,
            day=day,
            own=self._own(span),
            company=span.company.id,
        )

    def _pool_values(self, span) -> SQL:
        """What each pool's quantity and value changed by, on each day."""
        return SQL(
            """
            SELECT entry.pool_id, entry.product_id,
                   GREATEST(%(day)s, %(first)s::date - 1) AS day,
                   SUM(entry.quantity) AS quantity, SUM(entry.value) AS value
              FROM perpetual_ledger_entry entry
             WHERE entry.company_id = %(company)s AND entry.effective_at < %(end)s
             GROUP BY 1, 2, 3
            """,
            day=self._day(SQL("entry.effective_at"), span),
            first=span.period.first,
            company=span.company.id,
            end=span.end,
        )


#: ``judged``: each product at the end of each day in each place (0: no warehouse), how much, its
#: value, its last demand and receipt; ``rest``: value that no place accounts for. Rows are
#: positions times days.
JUDGED = """
    WITH calendar AS (
        SELECT day::date FROM generate_series(%(first)s::date - 1, %(last)s::date, '1 day') day
    ), changed AS MATERIALIZED (
        SELECT pool_id, product_id, place_id, day, SUM(quantity) AS quantity,
               MAX(moved_on) AS moved_on, MAX(wanted_on) AS wanted_on, MAX(came_on) AS came_on
          FROM (%(legs)s) leg GROUP BY 1, 2, 3, 4
    ), position AS (
        SELECT pool_id, product_id, place_id, calendar.day
          FROM (SELECT DISTINCT pool_id, product_id, place_id FROM changed) known
         CROSS JOIN calendar
    ), held AS (
        SELECT position.*, SUM(changed.quantity) OVER upto AS quantity,
               MAX(moved_on) OVER upto AS moved_on, MAX(wanted_on) OVER upto AS wanted_on,
               MAX(came_on) OVER upto AS came_on
          FROM position LEFT JOIN changed USING (pool_id, product_id, place_id, day)
        WINDOW upto AS (PARTITION BY pool_id, place_id ORDER BY day)
    ), delta AS MATERIALIZED (%(values)s
    ), worth AS MATERIALIZED (
        SELECT known.pool_id, known.product_id, calendar.day,
               COALESCE(SUM(delta.quantity) OVER upto, 0) AS quantity,
               COALESCE(SUM(delta.value) OVER upto, 0) AS value
          FROM (SELECT DISTINCT pool_id, product_id FROM delta) known
         CROSS JOIN calendar LEFT JOIN delta USING (pool_id, product_id, day)
        WINDOW upto AS (PARTITION BY known.pool_id ORDER BY calendar.day)
    ), placed AS (
        SELECT held.day, held.product_id, held.place_id, held.quantity, moved_on, wanted_on,
               came_on, COALESCE(worth.value * held.quantity / NULLIF(worth.quantity, 0), 0)
                   AS value, held.pool_id
          FROM held JOIN worth USING (pool_id, product_id, day)
         WHERE held.day >= %(first)s::date AND held.quantity IS NOT NULL
    ), rest AS (
        SELECT worth.day, worth.product_id, worth.value - COALESCE(known.value, 0) AS value
          FROM worth
          LEFT JOIN (SELECT pool_id, day, SUM(value) AS value FROM placed GROUP BY 1, 2) known
            USING (pool_id, day)
         WHERE worth.day >= %(first)s::date
           AND ABS(worth.value - COALESCE(known.value, 0)) > 0.000001
    ), goods AS (
        SELECT day, product_id, place_id, SUM(quantity) AS quantity, SUM(value) AS value,
               MAX(moved_on) AS moved_on, MAX(wanted_on) AS wanted_on, MAX(came_on) AS came_on
          FROM placed GROUP BY 1, 2, 3
    ), judged AS (
        SELECT goods.*, COALESCE(GREATEST(wanted_on, came_on), moved_on) AS alive_on,
               (place_id != 0 AND product.active
                AND (quantity > 0 OR moved_on > day - %(stocked)s)) AS is_stocked
          FROM goods JOIN product_product product ON product.id = goods.product_id
    )
"""
BY_DAY = """
    SELECT day, product_id, NULLIF(place_id, 0), NULL::varchar, value, value * %(rate)s,
           CASE WHEN alive_on <= day - %(slow)s AND alive_on > day - %(dead)s THEN value ELSE 0 END,
           CASE WHEN alive_on <= day - %(dead)s THEN value ELSE 0 END,
           is_stocked::int, (is_stocked AND quantity <= 0)::int
      FROM judged
     UNION ALL
    SELECT day, product_id, NULL, NULL, value, value * %(rate)s, 0, 0, 0, 0 FROM rest
"""

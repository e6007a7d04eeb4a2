from contextlib import contextmanager

from odoo import models
from odoo.tools import SQL

#: Ledger kinds that are consumption, and the one that takes it back.
ISSUES = ("issue", "production_out")
RETURN = "customer_return"
#: Length of a period of XYZ.
PERIOD_DAYS = 28
#: Values and quantities are whole numbers of this part of a unit, in double precision: added up
#: without error in any order up to 2⁵³, so that equal values rank as equal, and at a third of what
#: adding decimals takes.
SCALE = 10_000.0
#: Days of a year, to which a window's consumption is scaled.
YEAR = 365


class PerpetualAbcRanking(models.AbstractModel):
    """Ranks the products of a policy in each warehouse: one statement with window functions.

    The rule of the boundary is that of ``counting.abc``. Issues are read from the stock
    ledger, and from done moves where the ledger has nothing on them.
    """

    _name = "perpetual.abc.ranking"
    _description = "ABC Ranking"

    def _rank(self, policy, company, start, until):
        """Fill the temporary table ``perpetual_abc_ranking``, one row per product and warehouse.

        :param start: instant after which issues count, UTC
        :param until: last instant, UTC
        """
        # What is not written yet would be missing in the statement.
        self.env.flush_all()
        window = {"company": company, "start": start, "until": until}
        self.env.cr.execute("DROP TABLE IF EXISTS perpetual_abc_ranking")
        with self._for_many_rows():
            self.env.cr.execute(self._ranking_sql(policy, company, window))
        self.env.cr.execute("ANALYZE perpetual_abc_ranking")

    @contextmanager
    def _for_many_rows(self):
        """Have PostgreSQL join and sort a million rows in memory.

        Steps of the statement are estimated at few rows and a first run fills an empty table:
        planned for that, each row would be looked up in what has come before it.
        """
        self.env.cr.execute("SET LOCAL enable_nestloop = off")
        self.env.cr.execute("SET LOCAL work_mem = '128MB'")
        self.env.cr.execute("SET LOCAL hash_mem_multiplier = 4")
        self.env.cr.execute("SET LOCAL jit = off")
        yield
        self.env.cr.execute("SET LOCAL enable_nestloop TO DEFAULT")
        self.env.cr.execute("SET LOCAL work_mem TO DEFAULT")
        self.env.cr.execute("SET LOCAL hash_mem_multiplier TO DEFAULT")
        self.env.cr.execute("SET LOCAL jit TO DEFAULT")

    def _ranking_sql(self, policy, company, window):
        return SQL(
            """
                CREATE TEMPORARY TABLE perpetual_abc_ranking ON COMMIT DROP AS
                WITH scope AS MATERIALIZED (%(scope)s),
                issue AS (%(ledger)s UNION ALL %(moves)s),
                period AS (
                    SELECT product_id, warehouse_id, SUM(quantity) AS quantity,
                           SUM(value) AS value, COUNT(*) FILTER (WHERE picked) AS picks
                      FROM issue
                     GROUP BY product_id, warehouse_id,
                           floor(date_part('epoch', %(until)s - at) / (86400 * %(period)s))::int),
                pair AS (
                    SELECT product_id, warehouse_id, SUM(on_hand) AS on_hand,
                           SUM(quantity) AS quantity, SUM(value) AS value, SUM(picks) AS picks,
                           SUM(quantity * quantity) AS squares
                      FROM (SELECT product_id, warehouse_id, quantity, value, picks,
                                   0::numeric AS on_hand
                              FROM period
                             UNION ALL %(stock)s) one
                     GROUP BY product_id, warehouse_id),
                goods AS (
                    SELECT pair.*, COALESCE(template.categ_id, 0) AS categ_id,
                           template.list_price, product.standard_price
                      FROM pair
                      JOIN product_product product ON product.id = pair.product_id
                      JOIN product_template template ON template.id = product.product_tmpl_id
                     WHERE template.is_storable
                    OFFSET 0),
                measured AS (
                    SELECT pair.product_id, pair.warehouse_id, %(criterion)s AS value,
                           CASE WHEN pair.quantity > 0 THEN sqrt(GREATEST(
                               %(periods)s * pair.squares
                               - pair.quantity * pair.quantity, 0)
                               ) / pair.quantity END AS variation
                      FROM goods pair
                      JOIN scope ON scope.warehouse_id = pair.warehouse_id
                                AND scope.categ_id = pair.categ_id
                      %(joins)s),
                ranked AS (
                    SELECT product_id, warehouse_id, value, variation,
                           row_number() OVER best AS rank,
                           COUNT(*) OVER whole AS items,
                           SUM(GREATEST(value, 0)) OVER best AS until_here,
                           SUM(GREATEST(value, 0)) OVER whole AS total
                      FROM measured
                    WINDOW whole AS (PARTITION BY warehouse_id),
                           best AS (PARTITION BY warehouse_id
                                    ORDER BY value DESC, product_id ROWS UNBOUNDED PRECEDING))
                SELECT product_id, warehouse_id, value / %(scale)s AS value, rank::int,
                       GREATEST(value, 0) * 100 / NULLIF(total, 0) AS share,
                       until_here * 100 / NULLIF(total, 0) AS cumulative_share,
                       variation, %(xyz)s AS xyz, %(class)s AS class_id
                  FROM ranked
                """,
            scope=policy._scope_sql(company),
            ledger=self._ledger_sql(**window),
            moves=self._moves_sql(**window),
            stock=self._stock_sql(company),
            until=window["until"],
            period=PERIOD_DAYS,
            periods=max(policy.window_days // PERIOD_DAYS, 1),
            criterion=self._criterion_sql(policy),
            joins=self._joins_sql(policy, **window),
            xyz=self._xyz_sql(policy),
            scale=SCALE,
            **{"class": self._class_sql(policy)},
        )

    def _intervals_of(self, warehouse):
        """Of the ranking: (number of products, days between counts) of each class."""
        return self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*), abc.interval_days
                  FROM perpetual_abc_ranking JOIN perpetual_abc_class abc ON abc.id = class_id
                 WHERE warehouse_id = %s GROUP BY abc.id, abc.interval_days
                """,
                warehouse.id,
            )
        )

    # Where figures come from

    def _ledger_sql(self, company, start, until):
        return SQL(
            """
            SELECT entry.product_id, place.warehouse_id, %(quantity)s AS quantity,
                   %(value)s AS value, entry.kind != %(back)s AS picked,
                   entry.effective_at AS at
              FROM perpetual_ledger_entry entry
              JOIN stock_location place
                ON place.id = CASE WHEN entry.kind = %(back)s THEN entry.location_dest_id
                                   ELSE entry.location_id END
             WHERE entry.company_id = %(company)s AND entry.kind IN %(kinds)s
               AND entry.effective_at > %(start)s AND entry.effective_at <= %(until)s
               AND place.warehouse_id IS NOT NULL
            """,
            quantity=_whole(SQL("-entry.quantity")),
            value=_whole(SQL("-entry.value")),
            back=RETURN,
            kinds=(*ISSUES, RETURN),
            company=company.id,
            start=start,
            until=until,
        )

    def _moves_sql(self, company, start, until):
        """Done move lines between a warehouse and customers or production.

        A line has its share of the move's value; where core valued nothing, today's cost.
        """
        return SQL(
            """
            SELECT line.product_id, place.warehouse_id, %(quantity)s, %(value)s,
                   line.sign > 0, line.date
              FROM (SELECT line.product_id, line.date, move.value::numeric AS value,
                           line.quantity_product_uom::numeric AS quantity,
                           SUM(line.quantity_product_uom::numeric)
                               OVER (PARTITION BY line.move_id) AS whole,
                           CASE WHEN source.usage = 'internal' THEN 1 ELSE -1 END AS sign,
                           CASE WHEN source.usage = 'internal' THEN source.id ELSE dest.id END
                               AS place_id
                      FROM stock_move_line line
                      JOIN stock_move move ON move.id = line.move_id
                      JOIN stock_location source ON source.id = line.location_id
                      JOIN stock_location dest ON dest.id = line.location_dest_id
                     WHERE line.company_id = %(company)s AND line.state = 'done'
                       AND line.date > %(start)s AND line.date <= %(until)s
                       AND (source.usage = 'internal' AND dest.usage IN ('customer', 'production')
                            OR source.usage = 'customer' AND dest.usage = 'internal')
                       AND NOT EXISTS (SELECT FROM perpetual_ledger_entry entry
                                        WHERE entry.stock_move_id = line.move_id)) line
              JOIN stock_location place ON place.id = line.place_id
              JOIN product_product product ON product.id = line.product_id
             WHERE place.warehouse_id IS NOT NULL
            """,
            quantity=_whole(SQL("line.sign * line.quantity")),
            value=_whole(
                SQL(
                    """line.sign * COALESCE(
                           NULLIF(abs(line.value), 0) * line.quantity / NULLIF(line.whole, 0),
                           line.quantity * COALESCE(
                               (product.standard_price ->> %s)::numeric, 0))""",
                    str(company.id),
                )
            ),
            company=company.id,
            start=start,
            until=until,
        )

    def _stock_sql(self, company):
        return SQL(
            """
            SELECT quant.product_id, place.warehouse_id, 0, 0, 0, quant.quantity::numeric
              FROM stock_quant quant
              JOIN stock_location place ON place.id = quant.location_id
             WHERE quant.company_id = %s AND quant.quantity != 0 AND quant.owner_id IS NULL
               AND place.usage = 'internal' AND place.warehouse_id IS NOT NULL
            """,
            company.id,
        )

    # What is ranked

    def _criterion_sql(self, policy):
        """Expression over ``pair``, ``cost`` and ``invoiced``, in parts of a unit."""
        if policy.criterion == "consumption":
            # Whole numbers, also of another window than a year.
            year = SQL("round(pair.value * %s / %s)", YEAR, policy.window_days)
            return SQL("pair.value") if policy.window_days == YEAR else year
        return _whole(
            {
                "picks": SQL("pair.picks"),
                "on_hand": SQL("pair.on_hand * COALESCE(cost.unit, 0)"),
                "margin": SQL(
                    """(COALESCE(invoiced.revenue / NULLIF(invoiced.quantity, 0),
                                 pair.list_price, 0)::numeric * pair.quantity::numeric
                        - pair.value::numeric) / %s""",
                    int(SCALE),
                ),
            }[policy.criterion]
        )

    def _joins_sql(self, policy, company, start, until):
        if policy.criterion == "on_hand":
            return SQL(
                """CROSS JOIN LATERAL (
                       SELECT (pair.standard_price ->> %s)::numeric AS unit) cost""",
                str(company.id),
            )
        if policy.criterion == "margin":
            return SQL(
                "LEFT JOIN (%s) invoiced ON invoiced.product_id = pair.product_id",
                self._invoiced_sql(company, start, until),
            )
        return SQL()

    def _invoiced_sql(self, company, start, until):
        """Net sales and the quantity of them in the product's unit, credit notes deducted."""
        return SQL(
            """
            SELECT line.product_id, SUM(-line.balance) AS revenue,
                   SUM(sign(-line.balance) * abs(line.quantity) * unit.factor / own.factor)
                       AS quantity
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom own ON own.id = template.uom_id
              JOIN uom_uom unit ON unit.id = COALESCE(line.product_uom_id, template.uom_id)
             WHERE line.company_id = %s AND move.state = 'posted'
               AND line.display_type = 'product'
               AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND move.date > %s::date AND move.date <= %s::date
             GROUP BY line.product_id
            """,
            company.id,
            start,
            until,
        )

    # Which class

    def _class_sql(self, policy):
        ladder = policy._ladder()
        before = SQL("until_here - GREATEST(value, 0)")
        if policy.cut == "share":
            before, whole = SQL("rank - 1"), SQL("items")
        else:
            whole = SQL("total")
        steps = [
            SQL(
                "WHEN (%s) * 100 < %s::float8 * %s THEN %s",
                before,
                step.cumulative_limit,
                whole,
                step.id,
            )
            for step in ladder[:-1]
        ]
        last = ladder[-1].id
        return SQL("CASE WHEN value <= 0 THEN %s %s ELSE %s END", last, SQL(" ").join(steps), last)

    def _xyz_sql(self, policy):
        return SQL(
            "CASE WHEN variation <= %s THEN 'x' WHEN variation <= %s THEN 'y' ELSE 'z' END",
            policy.x_limit,
            policy.y_limit,
        )


def _whole(value):
    """A decimal as a whole number of parts of a unit, see ``SCALE``."""
    return SQL("((%s) * %s)::int8::float8", value, int(SCALE))

from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from .perpetual_count_key import KEY


class PerpetualCountFacts(models.AbstractModel):
    """What a plan knows of its keys, each read by one statement."""

    _name = "perpetual.count.facts"
    _description = "Facts of a Plan's Keys"

    def _facts(self, today):
        """One row per key with stock that is on no open sheet.

        :returns: list of dicts: the key's ids (0: none), ``quantity``, ``counted_at``,
            ``varied_at``, ``movements``
        """
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                """
                WITH key AS (
                    SELECT %(key)s, SUM(quant.quantity) AS quantity
                      FROM stock_quant quant
                     WHERE quant.location_id IN %(places)s AND quant.company_id = %(company)s
                     GROUP BY 1, 2, 3, 4, 5 HAVING SUM(quant.quantity) != 0),
                counted AS (%(counted)s),
                varied AS (
                    SELECT %(varied_key)s, MAX(variance.date) AS varied_at
                      FROM perpetual_count_variance variance
                     WHERE variance.company_id = %(company)s AND variance.state = 'posted'
                       AND NOT COALESCE(variance.is_within, FALSE)
                     GROUP BY 1, 2, 3, 4, 5)
                SELECT key.*, counted_at, varied_at, %(movements)s AS movements
                  FROM key
                  LEFT JOIN counted USING (product_id, location_id, lot_id, package_id, owner_id)
                  LEFT JOIN varied USING (product_id, location_id, lot_id, package_id, owner_id)
                 WHERE NOT %(is_open)s
                 ORDER BY product_id, location_id, lot_id, package_id, owner_id
                """,
                key=self._columns("quant"),
                varied_key=self._columns("variance"),
                counted=self._counted_sql(),
                places=self._places(),
                company=self.company_id.id,
                movements=self._movements_sql() if self.movements else SQL("0"),
                is_open=self._is_open_sql(),
            )
        )

    def _places(self):
        # Which places a plan covers does not depend on who looks at it.
        return self.env["stock.location"].sudo()._search(self._scope_domain()).subselect()

    @api.model
    def _columns(self, table):
        """The key's columns named as in ``KEY``, 0 where there is none."""
        return SQL(", ").join(
            SQL("COALESCE(%s, 0) AS %s", SQL.identifier(table, name), SQL.identifier(name))
            for name in KEY
        )

    def _counted_sql(self):
        """Last count of each key, of any round; given up sessions do not stand for one."""
        return SQL(
            """
            SELECT %s, MAX(entry.counted_at) AS counted_at
              FROM perpetual_count_line line
              JOIN perpetual_count_entry entry ON entry.line_id = line.id
             WHERE line.company_id = %s AND line.state != 'cancel'
             GROUP BY 1, 2, 3, 4, 5
            """,
            self._columns("line"),
            self.company_id.id,
        )

    def _movements_sql(self):
        """Done movements of the key since its last count, else since the plan began."""
        return SQL(
            """
            (SELECT COUNT(*) FROM stock_move_line move
              WHERE move.product_id = key.product_id AND move.state = 'done'
                AND key.location_id IN (move.location_id, move.location_dest_id)
                AND COALESCE(move.lot_id, 0) = key.lot_id
                AND move.date > COALESCE(counted_at, %s::timestamp))
            """,
            self.warehouse_id._perpetual_midnight(self.since),
        )

    def _is_open_sql(self):
        return SQL(
            """
            EXISTS (SELECT FROM perpetual_count_line open
                     WHERE open.is_open AND open.product_id = key.product_id
                       AND open.location_id = key.location_id
                       AND COALESCE(open.lot_id, 0) = key.lot_id
                       AND COALESCE(open.package_id, 0) = key.package_id
                       AND COALESCE(open.owner_id, 0) = key.owner_id)
            """
        )

    def _emptied(self, today):
        """Keys whose stock ran out lately and that were not counted since.

        :returns: list of dicts as :meth:`_facts`, with ``emptied_at`` and ``bin_empty``
        """
        if not (self.by_zero or self.by_empty_bin):
            return []
        first = today - timedelta(days=self.empty_days)
        start = self.warehouse_id._perpetual_midnight(first)
        return self.env.execute_query_dict(
            SQL(
                """
                WITH key AS (
                    SELECT %(key)s, MAX(line.date) AS emptied_at
                      FROM stock_move_line line JOIN stock_move move ON move.id = line.move_id
                     WHERE line.company_id = %(company)s AND line.state = 'done'
                       AND line.date >= %(start)s AND line.location_id IN %(places)s
                       AND NOT COALESCE(move.is_inventory, FALSE)
                     GROUP BY 1, 2, 3, 4, 5),
                counted AS (%(counted)s)
                SELECT key.*, counted_at, NOT EXISTS (
                           SELECT FROM stock_quant quant
                            WHERE quant.location_id = key.location_id AND quant.quantity != 0
                       ) AS bin_empty
                  FROM key JOIN product_product product ON product.id = key.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
                   AND template.is_storable
                  LEFT JOIN counted USING (product_id, location_id, lot_id, package_id, owner_id)
                 WHERE COALESCE(counted_at < emptied_at, TRUE) AND NOT %(is_open)s
                   AND NOT EXISTS (
                       SELECT FROM stock_quant quant
                        WHERE quant.product_id = key.product_id AND quant.quantity != 0
                          AND quant.location_id = key.location_id
                          AND COALESCE(quant.lot_id, 0) = key.lot_id
                          AND COALESCE(quant.package_id, 0) = key.package_id
                          AND COALESCE(quant.owner_id, 0) = key.owner_id)
                 ORDER BY product_id, location_id, lot_id, package_id, owner_id
                """,
                key=self._columns("line"),
                company=self.company_id.id,
                start=start,
                places=self._places(),
                counted=self._counted_sql(),
                is_open=self._is_open_sql(),
            )
        )

from odoo import api, models
from odoo.tools import SQL

#: One row for each product and transaction that touched its stock. No model: it has no id, is
#: written by triggers only, so that no path past the ORM is missed, and pruned by age.
CREATE = """
CREATE TABLE IF NOT EXISTS perpetual_level_change (
    xid bigint NOT NULL,
    product_id integer NOT NULL,
    at timestamp NOT NULL DEFAULT (now() AT TIME ZONE 'UTC'),
    PRIMARY KEY (xid, product_id)
);
CREATE OR REPLACE FUNCTION perpetual_level_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        INSERT INTO perpetual_level_change (xid, product_id)
        VALUES (pg_current_xact_id()::text::bigint, OLD.product_id) ON CONFLICT DO NOTHING;
    END IF;
    IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR NEW.product_id <> OLD.product_id) THEN
        INSERT INTO perpetual_level_change (xid, product_id)
        VALUES (pg_current_xact_id()::text::bigint, NEW.product_id) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS perpetual_level_changed_quant ON stock_quant;
CREATE TRIGGER perpetual_level_changed_quant
    AFTER INSERT OR DELETE OR UPDATE OF quantity, reserved_quantity, product_id, location_id
    ON stock_quant FOR EACH ROW EXECUTE FUNCTION perpetual_level_changed();
DROP TRIGGER IF EXISTS perpetual_level_changed_move ON stock_move;
CREATE TRIGGER perpetual_level_changed_move
    AFTER INSERT OR DELETE
    OR UPDATE OF state, product_qty, date, product_id, location_id, location_dest_id
    ON stock_move FOR EACH ROW EXECUTE FUNCTION perpetual_level_changed();
"""
DROP = """
DROP TRIGGER IF EXISTS perpetual_level_changed_quant ON stock_quant;
DROP TRIGGER IF EXISTS perpetual_level_changed_move ON stock_move;
DROP FUNCTION IF EXISTS perpetual_level_changed();
DROP TABLE IF EXISTS perpetual_level_change;
"""
OPEN = ("waiting", "confirmed", "partially_available", "assigned")
#: Days that changes are kept; a cursor that is older has to read everything again.
KEPT_DAYS = 30
FORGOTTEN = "perpetual_api.forgotten"


class PerpetualStockLevel(models.AbstractModel):
    """What is on hand, free and expected, per product and warehouse, in one statement each."""

    _name = "perpetual.stock.level"
    _description = "Stock Level"

    def init(self):
        self.env.cr.execute(CREATE)

    @api.model
    def _horizon(self):
        """Number of the oldest transaction that is still under way; see ``wire/cursor.py``."""
        self.env.cr.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return self.env.cr.fetchone()[0]

    @api.model
    def _forgotten(self):
        """Number of the newest transaction whose changes were forgotten."""
        # A number of our own, which every reader of levels is judged by.
        return int(self.env["ir.config_parameter"].sudo().get_param(FORGOTTEN, "0"))

    @api.model
    def _changed(self, since, before=None):
        """Statement that gives the ids of products touched by transactions from ``since`` on."""
        until = SQL("") if before is None else SQL("AND xid < %s", before)
        return SQL("SELECT product_id FROM perpetual_level_change WHERE xid >= %s %s", since, until)

    @api.model
    def _levels(self, product_ids, warehouse_ids):
        """Return ``{(product id, warehouse id): level}``; what has nothing is not in it.

        A level has ``on_hand``, ``reserved``, ``forecast`` in the product's unit, and
        ``next_receipt``: None or ``(UTC instant, quantity)`` of the first receipt that is open.
        As core's *On Hand*, *Free To Use* and *Forecasted* of a warehouse.
        """
        levels = {}
        if not product_ids or not warehouse_ids:
            return levels
        self.env["stock.move"].flush_model()
        self.env["stock.quant"].flush_model()
        self.env.cr.execute(self._levels_sql(list(product_ids), list(warehouse_ids)))
        for (
            product,
            warehouse,
            on_hand,
            reserved,
            coming,
            going,
            at,
            units,
        ) in self.env.cr.fetchall():
            levels[product, warehouse] = {
                "on_hand": on_hand,
                "reserved": reserved,
                "forecast": on_hand + coming - going,
                "next_receipt": (at, units) if at else None,
            }
        return levels

    def _levels_sql(self, product_ids, warehouse_ids):
        return SQL(
            """
            WITH held AS (
                SELECT quant.product_id, place.warehouse_id, sum(quant.quantity) AS on_hand,
                       sum(quant.reserved_quantity) AS reserved
                  FROM stock_quant quant JOIN stock_location place ON place.id = quant.location_id
                 WHERE quant.product_id = ANY(%(products)s)
                   AND place.warehouse_id = ANY(%(warehouses)s)
                 GROUP BY 1, 2
            ), open AS (
                SELECT move.product_id, move.product_qty, move.date,
                       source.warehouse_id AS source, target.warehouse_id AS target
                  FROM stock_move move
                  JOIN stock_location source ON source.id = move.location_id
                  JOIN stock_location target
                    ON target.id = COALESCE(move.location_final_id, move.location_dest_id)
                 WHERE move.product_id = ANY(%(products)s) AND move.state = ANY(%(states)s)
                   AND source.warehouse_id IS DISTINCT FROM target.warehouse_id
            ), coming AS (
                SELECT product_id, target AS warehouse_id, sum(product_qty) AS units,
                       (array_agg(date ORDER BY date))[1] AS at,
                       (array_agg(product_qty ORDER BY date))[1] AS first
                  FROM open WHERE target = ANY(%(warehouses)s) GROUP BY 1, 2
            ), going AS (
                SELECT product_id, source AS warehouse_id, sum(product_qty) AS units
                  FROM open WHERE source = ANY(%(warehouses)s) GROUP BY 1, 2
            )
            SELECT product_id, warehouse_id, COALESCE(held.on_hand, 0)::float8,
                   COALESCE(held.reserved, 0)::float8, COALESCE(coming.units, 0)::float8,
                   COALESCE(going.units, 0)::float8, coming.at, coming.first::float8
              FROM held
              FULL JOIN coming USING (product_id, warehouse_id)
              FULL JOIN going USING (product_id, warehouse_id)
            """,
            products=product_ids,
            warehouses=warehouse_ids,
            states=list(OPEN),
        )

    @api.autovacuum
    def _gc_changes(self, days=KEPT_DAYS):
        """Forget changes after so many days."""
        self.env.cr.execute(
            """WITH gone AS (
                   DELETE FROM perpetual_level_change
                    WHERE at <= (now() AT TIME ZONE 'UTC') - make_interval(days => %s)
                RETURNING xid)
               SELECT max(xid) FROM gone""",
            [days],
        )
        newest = self.env.cr.fetchone()[0]
        if newest:
            # As above; the scheduled clean-up runs as the superuser anyway.
            self.env["ir.config_parameter"].sudo().set_param(FORGOTTEN, str(newest))

from odoo import fields, models
from odoo.tools import SQL

from .perpetual_count_key import KEY


class Held:
    """Quants that this transaction has locked already. A client's context holds no such object."""

    def __init__(self, ids):
        self.ids = frozenset(ids)


class StockQuant(models.Model):
    _inherit = "stock.quant"

    def try_lock_for_update(self, *, allow_referencing=False, limit=None):
        """What is locked already is not locked again, one statement a movement."""
        held = self.env.context.get("perpetual_held_quants")
        if isinstance(held, Held) and held.ids.issuperset(self.ids):
            return self[:limit]
        return super().try_lock_for_update(allow_referencing=allow_referencing, limit=limit)

    def _perpetual_hold(self, rows):
        """Lock what a batch of adjustments changes, and make what is not there yet.

        :param rows: (record with a key, loss location)
        :returns: (core's cache of quants for the batch, :class:`Held`)
        """
        keys = {row._key() for row, _loss in rows}
        keys |= {(key[0], loss.id, *key[2:]) for row, loss in rows for key in [row._key()]}
        products = self.env["product.product"].union(*(row.product_id for row, _loss in rows))
        places = self.env["stock.location"].union(*(row.location_id + loss for row, loss in rows))
        cache = self._get_quants_by_products_locations(products, places)
        found = self.union(*(cache[key] for key in keys if key in cache))
        found.lock_for_update(allow_referencing=True)
        missing = sorted((key for key in keys if not cache.get(key)), key=str)
        made = self._perpetual_insert(missing)
        cache.update(zip(missing, made, strict=True))
        held = found | made
        # Core reads them one by one.
        held.fetch([*KEY, "quantity", "reserved_quantity", "in_date"])
        return cache, Held(held.ids)

    def _perpetual_insert(self, keys):
        """Empty quants of keys, in their order: all in one statement."""
        if not keys:
            return self
        now, columns = fields.Datetime.now(), [*KEY, "quantity", "reserved_quantity", "in_date"]
        columns += ["create_uid", "create_date", "write_uid", "write_date"]
        rest = (0, 0, now, self.env.uid, now, self.env.uid, now)
        rows = [(*(part or None for part in key), *rest) for key in keys]
        query = SQL(
            "INSERT INTO stock_quant (%s) VALUES %s RETURNING id",
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ".join(["%s"] * len(rows)), *rows),
        )
        made = self.browse(row[0] for row in self.env.execute_query(query))
        for field in self._fields.values():
            if field.store and field.compute:
                self.env.add_to_compute(field, made)
        return made

    def _apply_inventory(self, date=None):
        """Each of core's ways to adjust stock ends here."""
        self.env["stock.move"]._perpetual_check_adjuster(self.company_id)
        return super()._apply_inventory(date)

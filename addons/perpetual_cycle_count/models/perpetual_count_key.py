from odoo import fields, models
from odoo.tools import SQL

#: What tells one quantity of goods from another, beside the company. Never a quant's id: core
#: merges and deletes quants.
KEY = ("product_id", "location_id", "lot_id", "package_id", "owner_id")


class PerpetualCountKey(models.AbstractModel):
    """The key of what is counted: product, location, lot, package, owner."""

    _name = "perpetual.count.key"
    _description = "Key of a Count"

    company_id = fields.Many2one("res.company", "Company", required=True, readonly=True, index=True)
    product_id = fields.Many2one(
        "product.product", "Product", required=True, readonly=True, ondelete="restrict", index=True
    )
    location_id = fields.Many2one(
        "stock.location", "Location", required=True, readonly=True, ondelete="restrict"
    )
    lot_id = fields.Many2one("stock.lot", "Lot/Serial Number", readonly=True, ondelete="restrict")
    package_id = fields.Many2one("stock.package", "Package", readonly=True, ondelete="restrict")
    owner_id = fields.Many2one("res.partner", "Owner", readonly=True, ondelete="restrict")
    uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")

    def _key(self):
        """Ids in the order of ``KEY``, ``False`` where there is none."""
        self.ensure_one()
        return tuple(self[name].id for name in KEY)

    def _key_name(self):
        """For messages: goods and where they lie."""
        # Who counts has no rights to stock, and needs to know what to count.
        key = self.sudo()
        names = [key.product_id.display_name, key.lot_id.name, key.package_id.name]
        if key.owner_id:
            names.append(f"({key.owner_id.name})")
        return self.env._(
            "%(goods)s in %(place)s",
            goods=" ".join(filter(None, names)),
            place=key.location_id.complete_name,
        )

    def _key_sql(self, table):
        """The columns of the key, comparable: no lot is lot 0."""
        columns = [
            SQL("COALESCE(%s, 0)", SQL.identifier(table, name))
            if name in ("lot_id", "package_id", "owner_id")
            else SQL.identifier(table, name)
            for name in KEY
        ]
        return SQL(", ").join(columns)

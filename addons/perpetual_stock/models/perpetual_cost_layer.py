from odoo import fields, models


class PerpetualCostLayer(models.Model):
    """What is left of one FIFO receipt, or an open debt (negative stock).

    Only the ledger writes here.
    """

    _name = "perpetual.cost.layer"
    _description = "Cost Layer"
    _order = "id"
    _rec_name = "entry_id"
    _log_access = False

    pool_id = fields.Many2one("perpetual.cost.pool", required=True, ondelete="restrict")
    company_id = fields.Many2one(related="pool_id.company_id")
    product_id = fields.Many2one(related="pool_id.product_id")
    currency_id = fields.Many2one(related="pool_id.currency_id")
    entry_id = fields.Many2one(
        "perpetual.ledger.entry",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty where a change of the costing method made the layer.",
    )
    legacy_move_id = fields.Many2one(
        "stock.move",
        string="Receipt before Go-Live",
        index="btree_not_null",
        ondelete="restrict",
        help="The receipt of a layer that go-live took over.",
    )
    quantity = fields.Float(digits="Product Unit", help="Left; negative for a debt.")
    value = fields.Monetary(groups="perpetual_stock.group_inventory_value")
    is_open = fields.Boolean(help="Something is left.")

    _open_index = models.Index("(pool_id, id) WHERE is_open")

from odoo import fields, models

from .perpetual_ledger_entry import forbid_changes


class PerpetualLayerConsumption(models.Model):
    """How much of which layer an issue took; negative when it went back. Never changes."""

    _name = "perpetual.layer.consumption"
    _description = "Layer Consumption"
    _order = "id"
    _rec_name = "layer_id"
    _log_access = False

    entry_id = fields.Many2one(
        "perpetual.ledger.entry", required=True, index=True, ondelete="restrict"
    )
    layer_id = fields.Many2one(
        "perpetual.cost.layer", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="entry_id.company_id")
    currency_id = fields.Many2one(related="entry_id.currency_id")
    quantity = fields.Float(digits="Product Unit")
    value = fields.Monetary(groups="perpetual_stock.group_inventory_value")

    def init(self):
        forbid_changes(self.env.cr, self._table)

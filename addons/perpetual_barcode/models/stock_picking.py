from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    perpetual_return_reason_id = fields.Many2one(
        "perpetual.barcode.reason", "Return Reason", readonly=True, copy=False
    )
    perpetual_return_note = fields.Char("Return Note", readonly=True, copy=False)
    perpetual_return_condition = fields.Selection(
        [("stock", "Good, back to stock"), ("quarantine", "Quarantine"), ("scrap", "Scrapped")],
        "Condition of the Return",
        readonly=True,
        copy=False,
    )
    perpetual_damage_ids = fields.One2many("perpetual.damage", "picking_id", "Damage Reports")

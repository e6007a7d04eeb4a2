from odoo import fields, models


class PerpetualBarcodeSession(models.Model):
    _inherit = "perpetual.barcode.session"

    batch_id = fields.Many2one("stock.picking.batch", "Batch Transfer", index="btree_not_null")

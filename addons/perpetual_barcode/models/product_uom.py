from odoo import api, models


class ProductUom(models.Model):
    _inherit = "product.uom"

    @api.constrains("barcode")
    def _check_further_barcodes(self):
        self.env["perpetual.product.barcode"]._check_not_among(self)

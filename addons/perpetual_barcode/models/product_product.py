from odoo import api, fields, models


class ProductProduct(models.Model):
    _inherit = "product.product"

    perpetual_barcode_ids = fields.One2many(
        "perpetual.product.barcode", "product_id", "Further Barcodes"
    )

    @api.constrains("barcode")
    def _check_further_barcodes(self):
        self.env["perpetual.product.barcode"]._check_not_among(self)

    def _perpetual_barcodes(self):
        """Barcode → how many of the product's unit one scan of it stands for.

        :returns: a dict by product
        """
        answer = {product: {} for product in self}
        for product in self:
            if product.barcode:
                answer[product][product.barcode] = 1.0
            for row in product.perpetual_barcode_ids:
                answer[product][row.barcode] = 1.0
            for packaging in product.product_uom_ids:
                answer[product][packaging.barcode] = packaging.uom_id._compute_quantity(
                    1, product.uom_id, round=False
                )
        return answer

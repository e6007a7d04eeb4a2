from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..scanning import same_article


class PerpetualProductBarcode(models.Model):
    """A further barcode of a product: an old one, a vendor's, a country's."""

    _name = "perpetual.product.barcode"
    _description = "Further Product Barcode"
    _rec_name = "barcode"
    _order = "product_id, id"

    barcode = fields.Char(required=True, index=True)
    product_id = fields.Many2one(
        "product.product", "Product", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", "Company", related="product_id.company_id")

    _barcode_uniq = models.Constraint("UNIQUE(barcode)", "A barcode belongs to one product.")

    @api.model
    def _check_not_among(self, records):
        """Products and packagings have no barcode that is a further one of another product.

        :raises ValidationError: naming the product that has it
        """
        codes = [
            code for record in records if record.barcode for code in same_article(record.barcode)
        ]
        # The other product may be another company's, which is no reason to share a barcode.
        for row in self.sudo().search([("barcode", "in", codes)], limit=1):
            raise ValidationError(
                self.env._(
                    "%(barcode)s is a barcode of %(product)s. Take it away there first.",
                    barcode=row.barcode,
                    product=row.product_id.display_name,
                )
            )

    @api.constrains("barcode")
    def _check_barcode(self):
        """Core keeps barcodes of products and of packagings apart from each other; these
        have to be apart from both."""
        for row in self:
            # The barcode may be a product's of another company, which is no reason to let two
            # products answer to it.
            product = self.env["product.product"].sudo().search([("barcode", "=", row.barcode)])
            packaging = self.env["product.uom"].sudo().search([("barcode", "=", row.barcode)])
            owner = product[:1] or packaging.product_id[:1]
            if owner:
                raise ValidationError(
                    self.env._(
                        "%(barcode)s is a barcode of %(product)s. Take it away there first.",
                        barcode=row.barcode,
                        product=owner.display_name,
                    )
                )

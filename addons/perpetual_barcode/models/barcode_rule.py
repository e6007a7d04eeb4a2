from odoo import fields, models


class BarcodeRule(models.Model):
    """Labels of weighed goods are also read where there is no point of sale, which has them too."""

    _inherit = "barcode.rule"

    type = fields.Selection(
        selection_add=[("weight", "Weighted Product"), ("price", "Priced Product")],
        ondelete={"weight": "set default", "price": "set default"},
    )

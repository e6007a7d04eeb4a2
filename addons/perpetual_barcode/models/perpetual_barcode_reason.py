from odoo import fields, models


class PerpetualBarcodeReason(models.Model):
    """Why something is not as it should be, chosen on the floor with one tap."""

    _name = "perpetual.barcode.reason"
    _description = "Reason"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    use = fields.Selection(
        [
            ("receiving", "Receiving discrepancy"),
            ("picking", "Short pick"),
            ("return", "Return"),
            ("damage", "Damage and write-off"),
        ],
        required=True,
    )
    company_id = fields.Many2one("res.company", "Company")

from odoo import fields, models


class PerpetualAbcRunItem(models.Model):
    """A product that changes class in a run; the most valuable ones are listed."""

    _name = "perpetual.abc.run.item"
    _description = "Product That Changes Class"
    _order = "value desc, id"

    run_id = fields.Many2one("perpetual.abc.run", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    warehouse_id = fields.Many2one("stock.warehouse", required=True, ondelete="cascade")
    rank = fields.Integer()
    value = fields.Float("Criterion", digits=(16, 2))
    class_from_id = fields.Many2one("perpetual.abc.class", "From", ondelete="cascade")
    class_to_id = fields.Many2one("perpetual.abc.class", "To", required=True, ondelete="cascade")

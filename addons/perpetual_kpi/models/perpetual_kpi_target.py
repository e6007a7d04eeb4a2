from odoo import fields, models


class PerpetualKpiTarget(models.Model):
    """What is aimed at, for all products or those of a class, in all companies or one."""

    _name = "perpetual.kpi.target"
    _description = "Target of a Key Figure"
    _order = "kpi_id, class_name, company_id"
    _rec_name = "kpi_id"

    kpi_id = fields.Many2one("perpetual.kpi", "Key Figure", required=True, ondelete="cascade")
    class_name = fields.Char("Class", help="Name of an ABC class; empty: all products.")
    company_id = fields.Many2one("res.company", "Company", help="Empty: all companies.")
    value = fields.Float("Target", required=True, digits=(16, 2))

    _one_unique = models.UniqueIndex(
        "(kpi_id, COALESCE(class_name, ''), COALESCE(company_id, 0))",
        "A key figure has one target per class and company.",
    )

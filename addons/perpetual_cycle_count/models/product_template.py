from odoo import fields, models
from odoo.fields import Domain

from .perpetual_count_figures import HIDDEN


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "perpetual.count.figures"]

    perpetual_abc = fields.Char("ABC Class", compute="_compute_perpetual_abc", groups=HIDDEN)

    def _compute_perpetual_abc(self):
        for template in self:
            names = set(template.product_variant_ids.mapped("perpetual_abc")) - {"–"}
            template.perpetual_abc = ", ".join(sorted(names)) or "–"

    def _perpetual_lines(self):
        return Domain("product_id.product_tmpl_id", "in", self.ids)

    def action_perpetual_classes(self):
        """Open the classes of the product's variants, with history."""
        return self.product_variant_ids.action_perpetual_classes()

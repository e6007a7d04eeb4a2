from odoo import fields, models


class PerpetualGrniMatch(models.Model):
    """Kits are matched by the kit, each component on its own."""

    _inherit = "perpetual.grni.match"

    component_id = fields.Many2one(
        "product.product",
        ondelete="restrict",
        readonly=True,
        help="The component whose receipt or return is matched with its share of the kit's bill.",
    )
    kit_share = fields.Float(digits=(16, 10), readonly=True)
    quantity = fields.Float(digits=(16, 10))
    credit_start = fields.Float(digits=(16, 10))
    debit_start = fields.Float(digits=(16, 10))

    def _vals(self, pair):
        vals = super()._vals(pair)
        if pair.credit.part:
            vals.update(self._kit_vals(pair.line, pair.credit.part))
        return vals

    def _kit_vals(self, line, part):
        moves = line._perpetual_kit_moves()
        move = moves.filtered(lambda move: move.perpetual_kit_part == part)[:1]
        start, stop = line._perpetual_parts()[part]
        return {"component_id": move.product_id.id, "kit_share": float(stop - start)}

    def _valued_product(self):
        if not self.component_id:
            return super()._valued_product()
        return self.component_id.with_company(self.company_id)

from odoo import models


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _perpetual_moves_at_order(self):
        """A kit moves with its order if any of its components does."""
        company = self.order_id.company_id
        kit = self.product_id.with_company(company)
        find = self.env["mrp.bom"]._bom_find
        bom = find(kit, company_id=company.id, bom_type="phantom")[kit]
        if not bom:
            return super()._perpetual_moves_at_order()
        _boms, components = bom.explode(kit, self.qty)
        return any(
            component.product_id.with_company(company)._is_perpetual()
            for component, _values in components
        )

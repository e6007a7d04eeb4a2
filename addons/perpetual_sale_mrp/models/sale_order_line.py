from odoo import models

from odoo.addons.perpetual_stock.ledger.facts import decimal


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _perpetual_units_sold(self, product_id, quantity):
        """Of a kit, the component's units as its bill of materials gives them."""
        kit = self.product_id
        bom = self._perpetual_kit_bom() if product_id != kit.id else None
        if not bom:
            return super()._perpetual_units_sold(product_id, quantity)
        kits = kit.uom_id._compute_quantity(float(quantity), bom.product_uom_id, round=False)
        _boms, components = bom.explode(
            kit,
            kits / bom.product_qty,
            never_attribute_values=self.product_no_variant_attribute_value_ids,
        )
        units = sum(
            decimal(
                component.product_uom_id._compute_quantity(
                    values["qty"], component.product_id.uom_id, rounding_method="HALF-UP"
                )
            )
            for component, values in components
            if component.product_id.id == product_id
        )
        # What left the bill of materials after the delivery must not wait for ever.
        return units or super()._perpetual_units_sold(product_id, quantity)

    def _perpetual_kit_bom(self):
        """The bill of materials that the deliveries were exploded with, else today's."""
        kit = self.product_id
        boms = self.move_ids.bom_line_id.bom_id.filtered(
            lambda bom: (
                bom.type == "phantom"
                and bom.product_tmpl_id == kit.product_tmpl_id
                and bom.product_id in (kit, kit.browse())
            )
        )
        find = self.env["mrp.bom"]._bom_find
        return boms[:1] or find(kit, company_id=self.company_id.id, bom_type="phantom")[kit]

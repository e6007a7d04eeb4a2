"""Buying kits: ordered and billed as one, received by the component."""

from odoo.addons.perpetual_purchase.tests.common import PurchaseCommon
from odoo.addons.perpetual_stock.tests.kits import make_bom


class KitCommon(PurchaseCommon):
    """A kit of 2 of one component (a quarter of its price) and 3 of another, and its like for
    each costing method."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kits = {}
        for method in ("standard", "average", "fifo"):
            first, second = cls.products[method], cls.make_component(method)
            cls.kits[method] = cls.make_kit([(first, 2, 25), (second, 3, 75)])
        cls.kit = cls.kits["average"]
        cls.first, cls.second = cls.components(cls.kit)

    @classmethod
    def make_component(cls, method, **vals):
        cost = 20.0 if method == "standard" else 0.0
        return cls.make_product(method, name=f"Other {method}", standard_price=cost, **vals)

    @classmethod
    def make_kit(cls, components, quantity=1, **vals):
        """A kit from [(product, units, cost share in per cent)]; ``quantity`` of it."""
        kit = cls.env["product.product"].create({"name": "Kit", **vals})
        parts = [(part, units, {"cost_share": share}) for part, units, share in components]
        make_bom(kit, parts, quantity)
        return kit

    @classmethod
    def components(cls, kit):
        bom = cls.env["mrp.bom"].search([("product_tmpl_id", "=", kit.product_tmpl_id.id)])
        return bom.bom_line_ids.product_id

    def listed(self, order):
        """What the listing shows of an order: [(kind, product, kits, amount)]."""
        rows = self.env["perpetual.grni.item"].search([("purchase_order_id", "=", order.id)])
        return [
            (row.kind, row.product_id, round(row.quantity, 6), round(row.amount, 2))
            for row in rows.sorted("id")
        ]

    def assert_grni_line(self, line):
        """Of a kit: documents less what of them is matched; nothing where all kits are both
        received and billed."""
        if not line._perpetual_kit_moves():
            return super().assert_grni_line(line)
        items = self.grni_items(line)
        if not items:
            return None
        matches = self.env["perpetual.grni.match"].search([("purchase_line_id", "=", line.id)])
        documents = items.filtered(lambda item: not item.perpetual_grni_match_id)
        left = sum(documents.mapped("balance")) + sum(
            match.credit_amount - match.debit_amount for match in matches
        )
        self.assertAlmostEqual(sum(items.mapped("balance")), left, 6)
        residual = sum(items.mapped("amount_residual"))
        self.assertAlmostEqual(residual, left, 6)
        for field in ("amount_residual", "amount_residual_currency"):
            self.assertFalse(sum(items.filtered("perpetual_grni_match_id").mapped(field)))
        return None

"""The tests that the table in ``test_kits`` names."""

from odoo import Command
from odoo.tests import tagged

from .test_kits import KitCommon


@tagged("post_install", "-at_install")
class TestD20(KitCommon):
    """Average component at 10, FIFO component 9 at 1 and then at 2, standard component at 10."""

    def cost(self, order):
        return sum(self.moves(order).mapped("value"))

    def sold(self, order):
        """{component: value of what left with the order}."""
        moves = self.moves(order)
        return {
            product: sum(of_product.mapped("value"))
            for product, of_product in moves.grouped("product_id").items()
        }

    def test_d20_cost_of_the_line(self):
        """What the books bear of a kit is the value of its components: 20 and 6."""
        order = self.sell([(self.kit, 1)])
        self.assertEqual(self.sold(order), {self.average: 20, self.fifo: 6})
        self.assertTrue(order.is_total_cost_computed)
        self.assertEqual(self.balance("cogs"), 26)

    def test_d20_kit_of_kits_invoiced(self):
        """A box of 2 kits and a unit of the third component, with a kit beside it: 3 kits."""
        box = self.make_kit("Box", [(self.kit, 2, self.unit), (self.standard, 1, self.unit)])
        order = self.sell([(box, 1), (self.kit, 1)], partner_id=self.customer.id, to_invoice=True)
        self.assert_no_cost(order.account_move)
        self.assertEqual(
            self.sold(order), {self.standard: 10, self.average: 60, self.fifo: 9 + 9 * 2}
        )
        back = self.refund(order, 1, 0, partner_id=self.customer.id)
        self.assertEqual(set(self.sold(back)), {self.standard, self.average, self.fifo})
        self.assertEqual(self.sold(back)[self.average], 40)
        rest = self.refund(order, 0, 1, partner_id=self.customer.id)
        self.assertEqual(self.cost(back) + self.cost(rest), self.cost(order))
        self.assertEqual(self.balance("cogs"), 0)

    def test_d20_other_units(self):
        """Kept by the dozen at 120, used by the unit: 6 for 2 kits, so 30 a kit."""
        for method in ("standard", "average", "fifo"):
            with self.subTest(method):
                part = self.make_product(
                    method,
                    name=f"Dozens {method}",
                    uom_id=self.dozen.id,
                    standard_price=120 if method == "standard" else 0,
                )
                self.receive(part, 10, 120)
                kit = self.make_kit("Half", [(part, 6, self.unit)])
                self.boms(kit).product_qty = 2
                order = self.sell([(kit, 2)])
                self.assert_entry(self.moves(order), self.items(("cogs", 60)))
                self.assertEqual(self.on_hand(part), (9.5, 1140))

    def boms(self, kit):
        return self.env["mrp.bom"].search([("product_tmpl_id", "=", kit.product_tmpl_id.id)])

    def items(self, *sides):
        return [row for name, cost in sides for row in ((name, cost, 0), ("inventory", 0, cost))]

    def test_d20_shared_component(self):
        """One component in two kits of an order: each kit bears its own."""
        other = self.make_kit("Other", [(self.average, 3, self.unit)])
        order = self.sell([(self.kit, 1), (other, 1)])
        moves = self.moves(order, self.average)
        self.assertEqual(sorted(moves.mapped("value")), [20, 30])
        self.assertEqual(self.cost(order), 20 + 6 + 30)

    def attributes(self, create_variant):
        """A product in two sizes; returns the values of its template."""
        size = self.env["product.attribute"].create(
            {
                "name": "Size",
                "create_variant": create_variant,
                "value_ids": [Command.create({"name": name}) for name in ("S", "L")],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Sized",
                "attribute_line_ids": [
                    Command.create(
                        {"attribute_id": size.id, "value_ids": [Command.set(size.value_ids.ids)]}
                    )
                ],
            }
        )
        return template.attribute_line_ids.product_template_value_ids

    def bom_by_value(self, values, parts):
        return self.env["mrp.bom"].create(
            {
                "product_tmpl_id": values.product_tmpl_id.id,
                "product_qty": 1,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create(
                        {
                            "product_id": part.id,
                            "product_qty": units,
                            "bom_product_template_attribute_value_ids": [Command.set(value.ids)],
                        }
                    )
                    for value, (part, units) in zip(values, parts, strict=True)
                ],
            }
        )

    def test_d20_components_by_variant(self):
        """The small one is made of 1, the large one of 2."""
        values = self.attributes("always")
        self.bom_by_value(values, [(self.average, 1), (self.average, 2)])
        small, large = values.product_tmpl_id.product_variant_ids
        order = self.sell([(large, 1), (small, 1)])
        self.assertEqual(sorted(self.moves(order).mapped("value")), [10, 20])
        back = self.refund(order, 1, 0)
        self.assertEqual(self.cost(back), 20)

    def test_d20_components_by_attribute(self):
        """No variants: what the cashier chooses says which component leaves."""
        values = self.attributes("no_variant")
        self.bom_by_value(values, [(self.average, 1), (self.standard, 3)])
        product = values.product_tmpl_id.product_variant_ids
        chosen = [{"attribute_value_ids": [Command.set(value.ids)]} for value in values]
        order = self.sell([(product, 1, chosen[0]), (product, 1, chosen[1])])
        self.assertEqual(self.sold(order), {self.average: 10, self.standard: 30})
        self.assertEqual(self.balance("cogs"), 40)

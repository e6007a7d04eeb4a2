"""D20: what core skips in ``sale_mrp`` since 19.0, with the right figures.

==================================================  =======================================
skipped in core (sale_mrp/tests)                    here, or where
==================================================  =======================================
TestSaleMRPAngloSaxonValuation
.test_sale_mrp_kit_bom_cogs                         test_d20_a_third_of_a_kit_of_kits
.test_sale_mrp_anglo_saxon_variant                  test_d20_variants
.test_anglo_saxo_return_and_credit_note             test_d20_fifo_return_and_credit_note
.test_anglo_saxo_return_and_create_invoice          test_d20_fifo_return_and_next_invoice
.test_kit_avco_fully_owned_*, partially_owned_*     test_d20_components_of_an_owner
.test_anglo_saxo_kit_subkits                        test_d20_kits_of_kits
.test_sell_kit_invoice_before_delivery              test_d20_invoice_before_delivery
TestSaleMrpFlow.test_02_sale_mrp_anglo_saxon        test_d20_two_of_three_invoiced
.test_15_, 16_anglo_saxon_variant_price_unit        test_d20_variants
.test_kit_margin_and_return_picking                 test_d20_fifo_return_and_credit_note
.test_fifo_reverse_and_create_new_invoice           test_d20_invoice_corrected
.test_kit_avco_amls_reconciliation                  test_kits: test_delivery_then_invoice
.test_00_sale_mrp_flow, test_01_sale_mrp_delivery_* no valuation: procurement, quantities
TestSaleMrpKitBom.test_sale_mrp_kit_cost            test_d20_components_by_the_dozen
==================================================  =======================================
"""

from odoo import Command
from odoo.tests import tagged

from odoo.addons.perpetual_sale.tests.common import SaleCommon
from odoo.addons.perpetual_stock.tests.kits import make_bom


@tagged("post_install", "-at_install")
class TestD20(SaleCommon):
    """Cost at invoice: what is on the invoice is what the delivered components cost."""

    def part(self, method, cost=None, units=100, **vals):
        """A component, in stock at ``cost``."""
        product = self.make_product(
            method, standard_price=cost if method == "standard" else 0.0, **vals
        )
        if cost:
            self.receive(product, units, cost)
        return product

    def make_kit(self, components, quantity=1, product=None):
        kit = product or self.env["product.product"].create({"name": "Kit"})
        parts = [
            (part, units, {"product_uom_id": (uom[0] if uom else part.uom_id).id})
            for part, units, *uom in components
        ]
        make_bom(kit, parts, quantity, product_id=kit.id)
        return kit

    def ship_all(self, line, *quantities, owner=None):
        picking = line.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        picking = picking.picking_id.with_env(self.as_role("stock_user"))
        moves = picking.move_ids.sorted("id")
        for move, units in zip(moves, quantities or moves.mapped("product_uom_qty"), strict=True):
            self._pick(move, units, owner=owner)
        return self.validate(picking.with_context(skip_backorder=True)).move_ids

    def assert_costs(self, document, amount):
        """Cost of goods sold by a document: a debit, or for a credit note a credit."""
        items = self.cost_entries(document).line_ids
        self.assertEqual(
            round(sum(i.balance for i in items if i.account_id == self.account("cogs")), 2), amount
        )

    def test_d20_two_of_three_invoiced(self):
        """2 at 20 and 1 at 10 a kit: 100 for two of the three delivered."""
        for method in ("standard", "average", "fifo"):
            with self.subTest(method):
                kit = self.make_kit([(self.part(method, 20), 2), (self.part(method, 10), 1)])
                line = self.sell(kit, 3)
                self.ship_all(line)
                self.assert_costs(self.invoice(line, 2), 100)
                self.assert_costs(self.invoice(line, 1), 50)
                self.assertEqual(self.balance("gdni"), 0)

    def test_d20_a_third_of_a_kit_of_kits(self):
        """Three boxes hold two kits, ten of which hold two parts at 4; and one part at 3. What
        is not kept in stock costs nothing. Quantities go up to the next hundredth."""
        first, second = self.part("average", 3), self.part("average", 4)
        paper = self.env["product.product"].create({"name": "Paper", "standard_price": 5})
        kit = self.make_kit([(second, 2), (paper, 3)], quantity=10)
        box = self.make_kit([(kit, 2), (first, 1)], quantity=3)
        line = self.sell(box, 1)
        self.ship_all(line)
        left = sum(self.entries(part)[-1].value for part in (first, second))
        invoice = self.invoice(line)
        self.assert_costs(invoice, -left)
        self.assertEqual(self.balance("gdni"), 0)
        self.assertAlmostEqual(-left, 1.53, delta=0.1)

    def test_d20_variants(self):
        """Each variant has a bill of materials of its own."""
        attribute = self.env["product.attribute"].create(
            {
                "name": "Colour",
                "value_ids": [Command.create({"name": name}) for name in ("Red", "Blue")],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Coloured Kit",
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        for variant, cost in zip(template.product_variant_ids, (20, 10), strict=True):
            self.make_kit([(self.part("average", cost), 1)], product=variant)
            line = self.sell(variant, 2)
            self.ship_all(line)
            self.assert_costs(self.invoice(line), 2 * cost)

    def three_layers(self):
        """Three kits of one component, received and delivered at 10, 20 and 60."""
        part = self.part("fifo")
        for cost in (10, 20, 60):
            self.receive(part, 1, cost)
        line = self.sell(self.make_kit([(part, 1)]), 3)
        return line, [self.ship_all(line, 1) for _number in range(3)]

    def test_d20_fifo_return_and_credit_note(self):
        """What comes back is credited at what it left at: 20."""
        line, moves = self.three_layers()
        invoice = self.invoice(line)
        self.assert_costs(invoice, 90)
        back = self.return_from_customer(moves[1], 1)
        self.assertEqual(back.perpetual_entry_ids.value, 20)
        note = self.credit(invoice, 1)
        self.assert_costs(note, -20)
        self.assertEqual(self.balance("gdni"), 0)

    def test_d20_fifo_return_and_next_invoice(self):
        """Returned before it is invoiced: the two that stay cost 10 and 60."""
        line, moves = self.three_layers()
        self.return_from_customer(moves[1], 1)
        self.assert_costs(self.invoice(line, 2), 70)
        self.assertEqual(self.balance("gdni"), 0)

    def test_d20_components_of_an_owner(self):
        """What belongs to somebody else costs nothing."""
        first, second = self.part("average", 10), self.part("average", 20)
        for part in (first, second):
            self.receive(part, 1, owner=self.customer)
        kit = self.make_kit([(first, 1), (second, 1)])
        line = self.sell(kit, 2)
        self.ship_all(line, 1, 1, owner=self.customer)
        self.assert_costs(self.invoice(line, 1), 0)
        self.ship_all(line)
        self.assert_costs(self.invoice(line, 1), 30)
        self.assertEqual(self.balance("gdni"), 0)

    def test_d20_kits_of_kits(self):
        """Four boxes hold one kit of 2 at 10 and one of 2 at 6: 8.00 a box."""
        first, second = self.part("fifo", 10), self.part("fifo", 6)
        box = self.make_kit(
            [(self.make_kit([(first, 2)]), 1), (self.make_kit([(second, 2)]), 1)], quantity=4
        )
        line = self.sell(box, 1)
        self.ship_all(line)
        self.assert_costs(self.invoice(line), 8)

    def test_d20_invoice_before_delivery(self):
        """A kit and one of its components on one order."""
        first, second = self.part("average", 10), self.part("average", 20)
        kit = self.make_kit([(first, 1), (second, 1)])
        lines = self.sell_all([(kit, 1), (second, 1)]).order_line
        invoice = self.invoice(lines)
        self.assert_costs(invoice, 0)
        self.ship_all(lines)
        self.assert_costs(invoice, 50)
        self.assertEqual(self.balance("gdni"), 0)

    def test_d20_invoice_corrected(self):
        """One delivered at 10, another one at 50 on hand: the invoice is credited and made
        anew. Nothing came back, so the one sold costs 10 all the time."""
        part = self.part("fifo")
        for cost in (10, 50):
            self.receive(part, 1, cost)
        line = self.sell(self.make_kit([(part, 1)]), 1)
        self.ship_all(line)
        invoice = self.invoice(line)
        self.credit(invoice, 1)
        self.invoice(line, 1)
        self.assertEqual((self.balance("cogs"), self.balance("gdni")), (10, 0))

    def test_d20_components_by_the_dozen(self):
        """A dozen at 6 and two at 10: 92."""
        for method in ("standard", "average", "fifo"):
            with self.subTest(method):
                kit = self.make_kit(
                    [(self.part(method, 6), 1, self.dozen), (self.part(method, 10), 2)]
                )
                line = self.sell(kit, 1)
                self.ship_all(line)
                self.assert_costs(self.invoice(line), 92)

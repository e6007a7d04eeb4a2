"""Kits: sold as one, delivered and costed by the component.

Cost at invoice: test_delivery_then_invoice, test_a_component_of_each_method (standard, average,
FIFO); at delivery: test_at_delivery. Awkward orders: test_components_on_their_way,
test_invoice_then_delivery, test_return_and_credit_note, test_a_component_that_is_no_longer_one.
Units and kits of kits: test_kit_of_kits_made_by_three.
"""

from odoo.tests import tagged

from odoo.addons.perpetual_sale.tests.common import SaleCommon
from odoo.addons.perpetual_stock.tests.kits import make_bom


class KitCase(SaleCommon):
    """A kit of 2 of one component and half a dozen of another, sold by the kit."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kit = cls.env["product.product"].create({"name": "Kit"})
        cls.bom = cls.make_bom(cls.kit, [(cls.average, 2, cls.unit), (cls.fifo, 0.5, cls.dozen)])

    @classmethod
    def make_bom(cls, product, components, quantity=1):
        parts = [(part, units, {"product_uom_id": uom.id}) for part, units, uom in components]
        return make_bom(product, parts, quantity)

    def setUp(self):
        super().setUp()
        self.receive(self.average, 100, 10)
        self.receive(self.fifo, 100, 1)

    def ship_kits(self, line, *quantities):
        """Deliver units of each component, in the order of the kit."""
        picking = line.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        picking = picking.picking_id.with_env(self.as_role("stock_user"))
        for move, quantity in zip(picking.move_ids.sorted("id"), quantities, strict=True):
            if quantity:
                self._pick(move, quantity)
        return self.validate(picking.with_context(skip_backorder=True)).move_ids


@tagged("post_install", "-at_install")
class TestKits(KitCase):
    """Kits delivered and invoiced, in any order."""

    def test_delivery_then_invoice(self):
        line = self.sell(self.kit, 10)
        moves = self.ship_kits(line, 20, 60)
        self.assert_items(
            moves.perpetual_entry_ids.account_move_id,
            [("gdni", 200, 0), ("inventory", 0, 200), ("gdni", 60, 0), ("inventory", 0, 60)],
        )
        first, second = self.invoice(line, 4), self.invoice(line, 6)
        self.assert_cost(
            first, [("cogs", 80, 0), ("gdni", 0, 80), ("cogs", 24, 0), ("gdni", 0, 24)]
        )
        self.assert_cost(
            second, [("cogs", 120, 0), ("gdni", 0, 120), ("cogs", 36, 0), ("gdni", 0, 36)]
        )
        self.assertEqual(self.balance("gdni"), 0)
        self.assertEqual(self.cost_entries(first).line_ids.product_id, self.average | self.fifo)

    def test_components_on_their_way(self):
        """An incomplete kit: what left is expensed, the rest when it leaves."""
        line = self.sell(self.kit, 10)
        self.ship_kits(line, 20, 12)
        invoice = self.invoice(line)
        self.assert_cost(
            invoice, [("cogs", 200, 0), ("gdni", 0, 200), ("cogs", 12, 0), ("gdni", 0, 12)]
        )
        self.ship_kits(line, 48)
        self.assertEqual(self.balance("gdni"), 0)
        self.assertEqual(self.balance("cogs"), 260)

    def test_invoice_then_delivery(self):
        line = self.sell(self.kit, 10)
        invoice = self.invoice(line, 5)
        self.assert_silent(invoice)
        self.ship_kits(line, 20, 60)
        self.assert_cost(
            invoice, [("cogs", 100, 0), ("gdni", 0, 100), ("cogs", 30, 0), ("gdni", 0, 30)]
        )
        self.assertEqual(self.balance("gdni"), 130)

    def test_return_and_credit_note(self):
        line = self.sell(self.kit, 10)
        moves = self.ship_kits(line, 20, 60)
        invoice = self.invoice(line)
        for move, quantity in zip(moves.sorted("id"), (2, 6), strict=True):
            self.return_from_customer(move, quantity)
        note = self.credit(invoice, 1)
        self.assert_cost(note, [("gdni", 20, 0), ("cogs", 0, 20), ("gdni", 6, 0), ("cogs", 0, 6)])

    def test_kit_of_kits_made_by_three(self):
        """Three boxes hold one kit and one more of the first component."""
        box = self.env["product.product"].create({"name": "Box"})
        self.make_bom(box, [(self.kit, 1, self.unit), (self.average, 1, self.unit)], quantity=3)
        line = self.sell(box, 6)
        self.assertEqual(sum(line.move_ids.mapped("product_qty")), 2 * 2 + 2 + 12)
        for move in line.move_ids.sorted("id"):
            self._pick(move.with_env(self.as_role("stock_user")), move.product_qty)
        self.validate(line.move_ids.picking_id.with_env(self.as_role("stock_user")))
        self.assertEqual(self.balance("gdni"), 72)
        self.invoice(line, 3)
        self.assertEqual(self.balance("gdni"), 36)
        self.invoice(line, 3)
        self.assertEqual(self.balance("gdni"), 0)

    def test_a_component_that_is_no_longer_one(self):
        line = self.sell(self.kit, 10)
        self.ship_kits(line, 20, 60)
        self.bom.bom_line_ids[1].unlink()
        self.assert_cost(
            self.invoice(line, 5),
            [("cogs", 100, 0), ("gdni", 0, 100), ("cogs", 5, 0), ("gdni", 0, 5)],
        )

    def test_at_delivery(self):
        self.company.perpetual_cogs_timing = "delivery"
        line = self.sell(self.kit, 10)
        moves = self.ship_kits(line, 20, 60)
        self.assert_items(
            moves.perpetual_entry_ids.account_move_id,
            [("cogs", 200, 0), ("inventory", 0, 200), ("cogs", 60, 0), ("inventory", 0, 60)],
        )
        invoice = self.invoice(line)
        self.assert_silent(invoice)
        self.assert_cost(invoice, [])

    def test_a_component_of_each_method(self):
        """Delivered at 3 × 10, 2 × 12.50 and 4 × 1 a kit, by standard, average and FIFO."""
        self.receive(self.standard, 30, 10)
        self.receive(self.average, 100, 15)
        kit = self.env["product.product"].create({"name": "Three Methods"})
        parts = [(self.standard, 3), (self.average, 2), (self.fifo, 4)]
        self.make_bom(kit, [(product, number, self.unit) for product, number in parts])
        line = self.sell(kit, 10)
        moves = self.ship_kits(line, 30, 20, 40)
        costs = (300, 250, 40)
        self.assert_items(
            moves.perpetual_entry_ids.account_move_id,
            [row for cost in costs for row in (("gdni", cost, 0), ("inventory", 0, cost))],
        )
        invoice = self.invoice(line)
        self.assert_cost(
            invoice, [row for cost in costs for row in (("cogs", cost, 0), ("gdni", 0, cost))]
        )
        for move, number in zip(moves.sorted("id"), (3, 2, 4), strict=True):
            self.return_from_customer(move, number)
        self.assert_cost(
            self.credit(invoice, 1),
            [row for cost in (30, 25, 4) for row in (("gdni", cost, 0), ("cogs", 0, cost))],
        )

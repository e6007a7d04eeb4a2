"""Kits that the vendor sends straight to the customer: no component passes the warehouse.

Odoo buys the components of a kit that is sold; a kit may be bought as one, too.
"""

from odoo.tests import tagged

from odoo.addons.perpetual_dropshipping.tests.common import DropshipCommon
from odoo.addons.perpetual_purchase_mrp.tests.common import KitCommon

#: What 10 kits at 100 cost: 20 of one component at 12.50, 30 of the other at 25.00.
AMOUNTS = (250, 750)


class KitDropshipCommon(KitCommon, DropshipCommon):
    def ship(self, order, share=1):
        """The vendor ships this share of what is still to come; returns the moves."""
        moves = order.picking_ids.move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
        )
        moves = moves.with_env(self.as_role("stock_user"))
        for move in moves:
            self._pick(move, move.product_uom_qty * share)
        self.validate(moves.picking_id.with_context(skip_backorder=True))
        return moves.with_env(self.env)

    def items(self, debit, credit, amounts=AMOUNTS):
        return [row for amount in amounts for row in ((debit, amount, 0), (credit, 0, amount))]

    def assert_untouched(self, kit):
        for component in self.components(kit):
            self.assertEqual(self.on_hand(component), (0, 0))

    def return_kits(self, moves, share):
        """The customer sends this share of all components back to the vendor."""
        env = self.as_role("stock_user")
        wizard = env["stock.return.picking"].create({"picking_id": moves.picking_id.id})
        for row in wizard.product_return_moves:
            row.quantity = row.move_id.quantity * share
        picking = env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        for move in picking.move_ids:
            self._pick(move, move.product_uom_qty)
        return self.validate(picking).move_ids


@tagged("post_install", "-at_install")
class TestKitSold(KitDropshipCommon):
    """The sale of a kit buys its components."""

    def order_kits(self, kit):
        """10 kits are sold and their components ordered; returns (sales line, order)."""
        for component, price in zip(self.components(kit), (12.5, 25), strict=True):
            self.offer(component, price)
        line = self.sell(kit, 10)
        order = self.orders(line)
        order.order_line.tax_ids = False
        order.with_env(self.as_role("buyer")).button_confirm()
        return line, order

    def test_shipped_billed_and_invoiced(self):
        for method, kit in self.kits.items():
            with self.subTest(method):
                before = self.balance("cogs")
                line, order = self.order_kits(kit)
                moves = self.ship(order)
                self.assertEqual(moves.product_id, self.components(kit))
                self.assert_entry(moves, self.items("cogs", "grni"))
                first, second = order.order_line
                bill = self.bill((first, 20, 13.75), (second, 30, 27.5))
                self.assert_bill(bill, [("grni", 275, 0), ("grni", 825, 0), ("payable", 0, 1100)])
                self.assert_difference_lines(bill, self.items("cogs", "grni", (25, 75)))
                self.assert_settled(order)
                self.assert_silent(self.invoice(line))
                self.assertEqual(self.balance("cogs") - before, 1100)
                self.assert_untouched(kit)

    def test_returned_to_the_vendor(self):
        for method, kit in self.kits.items():
            with self.subTest(method):
                _line, order = self.order_kits(kit)
                back = self.return_kits(self.ship(order), 0.4)
                self.assert_entry(back, self.items("grni", "cogs", (100, 300)))
                self.assert_open(order, -600)
                self.assert_untouched(kit)


@tagged("post_install", "-at_install")
class TestKitBought(KitDropshipCommon):
    """A kit bought as one, for an address of the customer's."""

    def order_kits(self, kit):
        kind = self.env["stock.picking.type"].search(
            [("code", "=", "dropship"), ("company_id", "=", self.company.id)], limit=1
        )
        return self.order((kit, 10, 100), picking_type_id=kind.id, dest_address_id=self.customer.id)

    def test_shipped_in_parts_and_billed(self):
        """4 of 10, then the rest; billed at 110 each."""
        for method, kit in self.kits.items():
            with self.subTest(method):
                order = self.order_kits(kit)
                self.assert_entry(self.ship(order, 0.4), self.items("cogs", "grni", (100, 300)))
                self.assert_open(order, -400)
                self.assert_entry(self.ship(order), self.items("cogs", "grni", (150, 450)))
                bill = self.bill((order.order_line, 10, 110))
                self.assert_bill(bill, [("grni", 1100, 0), ("payable", 0, 1100)])
                self.assert_difference(bill, [("cogs", 100, 0), ("grni", 0, 100)])
                self.assert_settled(order)
                self.assert_untouched(kit)

    def test_returned_to_the_vendor(self):
        for method, kit in self.kits.items():
            with self.subTest(method):
                order = self.order_kits(kit)
                back = self.return_kits(self.ship(order), 0.4)
                self.assert_entry(back, self.items("grni", "cogs", (100, 300)))
                self.assert_open(order, -600)
                self.assert_untouched(kit)

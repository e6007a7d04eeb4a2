"""Parts of a repair are issues and returns of the stock ledger.

D20: core's ``TestAngloSaxonValuation.test_inv_ro_with_auto_fifo_part`` (skipped there since 19.0)
is ``test_d20_the_oldest_part`` here, with the cost at the repair and with its invoice.
"""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from odoo.addons.perpetual_sale.tests.common import SaleCommon

WAYS = ("add", "remove", "recycle")


class RepairCommon(SaleCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phone = cls.make_product("average", name="Phone")
        cls.users["mechanic"] = cls.make_user("mechanic", "stock.group_stock_user")

    def repair(self, *parts, partner=True, sold=False):
        """A finished repair order of the customer's phone.

        :param parts: (product, quantity, what is done with it)
        """
        order = self.as_role("mechanic")["repair.order"].create(
            {
                "product_id": self.phone.id,
                "product_qty": 1,
                "partner_id": self.customer.id if partner else False,
                "picking_type_id": self.warehouse().repair_type_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "product_uom": product.uom_id.id,
                            "repair_line_type": way,
                        }
                    )
                    for product, quantity, way in parts
                ],
            }
        )
        order.action_validate()
        if sold:
            order.with_env(self.env).action_create_sale_order()
        order.action_repair_start()
        for move in order.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
        order.action_repair_end()
        self.assertEqual(order.state, "done")
        return order.with_env(self.env)

    def part(self, order, product):
        return order.move_ids.filtered(lambda move: move.product_id == product)


@tagged("post_install", "-at_install")
class TestRepair(RepairCommon):
    timing = "delivery"

    def test_parts_are_a_cost(self):
        """By each costing method: nothing stays in work in progress."""
        for method, product in self.products.items():
            with self.subTest(method):
                self.receive(product, 10, cost=10)
                order = self.repair((product, 2, "add"))
                self.assert_entry(
                    self.part(order, product), [("cogs", 20, 0), ("inventory", 0, 20)]
                )
                self.assertEqual(self.last_entry(product).kind, "issue")
        self.assertEqual(self.balance("wip"), 0)

    def test_d20_the_oldest_part(self):
        """One of 10 and one of 25: the first one is used; the invoice adds no cost."""
        for method, cost in (("standard", 10), ("average", 17.5), ("fifo", 10)):
            with self.subTest(method):
                product = self.products[method]
                self.receive(product, 1, cost=10)
                self.receive(product, 1, cost=25)
                order = self.repair((product, 1, "add"), sold=True)
                self.assert_entry(
                    self.part(order, product), [("cogs", cost, 0), ("inventory", 0, cost)]
                )
                order.sale_order_id.with_env(self.as_role("salesperson")).action_confirm()
                line = order.sale_order_id.order_line
                self.assertEqual(line.qty_to_invoice, 1)
                self.assert_silent(self.invoice(line))

    def test_a_part_that_is_kept(self):
        self.receive(self.average, 10, cost=6)
        order = self.repair((self.average, 3, "recycle"))
        self.assert_entry(self.part(order, self.average), [("inventory", 18, 0), ("cogs", 0, 18)])
        self.assertEqual(self.on_hand(self.average), (13, 78))

    def test_a_part_that_is_thrown_away(self):
        self.receive(self.average, 10, cost=6)
        order = self.repair((self.average, 3, "remove"))
        self.assertFalse(self.part(order, self.average).perpetual_entry_ids)
        self.assertEqual(self.on_hand(self.average), (10, 60))

    def test_what_is_repaired_keeps_its_value(self):
        self.receive(self.phone, 1, cost=300)
        self.repair()
        self.assertEqual(self.on_hand(self.phone), (1, 300))

    def test_buttons(self):
        self.receive(self.average, 10, cost=6)
        order = self.repair((self.average, 2, "add"), (self.average, 1, "recycle"))
        order = order.with_user(self.users["accountant"])
        self.assertEqual(order.perpetual_entry_count, 3)
        entries = self.env["perpetual.ledger.entry"].search(
            order.action_perpetual_entries()["domain"]
        )
        # What is repaired was moved, too, by nothing.
        self.assertEqual(sorted(entries.mapped("quantity")), [-2, 0, 1])
        self.assertEqual(order.perpetual_account_move_count, len(entries.account_move_id))

    def test_accountant_and_auditor_read(self):
        """The transfer and the repair that an entry leads to open for who checks it."""
        self.receive(self.average, 10, cost=6)
        order = self.repair((self.average, 2, "add"))
        transfer = self.receive(self.average, 1, cost=6).picking_id
        for role in ("accountant", "auditor"):
            for record in (order, transfer):
                form = Form(record.with_env(self.as_role(role)))
                self.assertEqual(form.name, record.name)

    def test_employee_reads_no_repair(self):
        order = self.repair((self.average, 2, "add"))
        with self.assertRaises(AccessError):
            order.with_env(self.as_role("employee")).read(["name"])


@tagged("post_install", "-at_install")
class TestRepairInvoiced(RepairCommon):
    timing = "invoice"

    def test_cost_waits_for_the_invoice(self):
        self.receive(self.average, 10, cost=6)
        order = self.repair((self.average, 2, "add"), sold=True)
        self.assert_entry(self.part(order, self.average), [("gdni", 12, 0), ("inventory", 0, 12)])
        order.sale_order_id.with_env(self.as_role("salesperson")).action_confirm()
        line = order.sale_order_id.order_line.filtered(lambda line: line.product_id == self.average)
        self.invoice(line)
        self.assertEqual(self.balance("gdni"), 0)
        self.assertEqual(self.balance("cogs"), 12)

    def test_d20_the_oldest_part(self):
        """One of 10 and one of 25: the invoice bears what was used."""
        for method, cost in (("standard", 10), ("average", 17.5), ("fifo", 10)):
            with self.subTest(method):
                product = self.products[method]
                self.receive(product, 1, cost=10)
                self.receive(product, 1, cost=25)
                order = self.repair((product, 1, "add"), sold=True)
                order.sale_order_id.with_env(self.as_role("salesperson")).action_confirm()
                invoice = self.invoice(order.sale_order_id.order_line)
                self.assert_cost(invoice, [("cogs", cost, 0), ("gdni", 0, cost)])

    def test_without_an_order(self):
        self.receive(self.average, 10, cost=6)
        order = self.repair((self.average, 2, "add"), partner=False)
        self.assert_entry(self.part(order, self.average), [("cogs", 12, 0), ("inventory", 0, 12)])


@tagged("post_install", "-at_install")
class TestRepairContinental(RepairCommon):
    timing = "delivery"

    def test_stock_variation(self):
        self.company.anglo_saxon_accounting = False
        self.receive(self.average, 10, cost=6)
        order = self.repair((self.average, 2, "add"))
        self.assert_entry(
            self.part(order, self.average), [("variation", 12, 0), ("inventory", 0, 12)]
        )

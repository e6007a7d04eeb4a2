from odoo.tests import tagged

from .common import SaleCommon


@tagged("post_install", "-at_install")
class TestEdges(SaleCommon):
    """Corrected transfers, goods without a cost or of others, stock below zero."""

    def test_an_edit_upwards_is_another_delivery(self):
        """More units, costed at the time of the edit."""
        self.receive(self.fifo, 4, 10)
        self.receive(self.fifo, 6, 12)
        line = self.sell(self.fifo, 10)
        move = self.ship(line, 4)
        invoice = self.invoice(line, 10)
        self.assert_cost(invoice, [("cogs", 40, 0), ("gdni", 0, 40)])
        self.edit(move, 7)
        self.assertEqual(
            self.table(self.cost_entries(invoice)),
            [("cogs", 36, 0), ("cogs", 40, 0), ("gdni", 0, 36), ("gdni", 0, 40)],
        )

    def test_an_edit_downwards_takes_its_delivery_back(self):
        self.receive(self.average, 10, 10)
        line = self.sell(self.average, 10)
        move = self.ship(line)
        self.edit(move, 7)
        self.assertEqual(self.balance("gdni"), 70)
        self.assert_cost(self.invoice(line, 7), [("cogs", 70, 0), ("gdni", 0, 70)])

    def test_an_edit_downwards_takes_back_what_these_units_cost(self):
        """FIFO: the dearest unit left last, and it is the one that did not leave."""
        self.receive(self.fifo, 8, 10)
        self.receive(self.fifo, 4, 16)
        line = self.sell(self.fifo, 10)
        move = self.ship(line)
        self.assertEqual(self.balance("gdni"), 112)
        self.edit(move, 9)
        self.assertEqual((self.balance("gdni"), self.balance("cogs")), (96, 0))
        self.assert_cost(self.invoice(line, 9), [("cogs", 96, 0), ("gdni", 0, 96)])

    def test_an_edit_downwards_after_the_invoice_waits_for_the_credit_note(self):
        self.receive(self.average, 10, 10)
        line = self.sell(self.average, 10)
        move = self.ship(line)
        invoice = self.invoice(line)
        self.edit(move, 7)
        self.assertEqual(self.balance("gdni"), -30)
        self.assert_cost(self.credit(invoice, 3), [("gdni", 30, 0), ("cogs", 0, 30)])

    def test_another_lot_at_the_same_cost(self):
        """Back and out again in one entry that nets to nothing: the delivery stays."""
        self.fifo.tracking = "lot"
        first, second = self.make_lot(self.fifo, "first"), self.make_lot(self.fifo, "second")
        self.receive(self.fifo, 5, 10, lot=first)
        self.receive(self.fifo, 5, 10, lot=second)
        line = self.sell(self.fifo, 5)
        env = self.as_role("stock_user")
        self._pick(line.move_ids.with_env(env), 5, first)
        self.validate(line.move_ids.picking_id.with_env(env))
        self.edit(line.move_ids, 5, lot_id=second.id)
        self.assertEqual(self.balance("gdni"), 50)
        invoice = self.invoice(line, 3)
        self.assert_cost(invoice, [("cogs", 30, 0), ("gdni", 0, 30)])
        self.invoice(line, 2)
        self.assertEqual(self.balance("gdni"), 0)

    def test_another_lot_at_another_cost(self):
        self.average.write({"tracking": "lot", "lot_valuated": True})
        first, second = self.make_lot(self.average, "first"), self.make_lot(self.average, "second")
        self.receive(self.average, 5, 10, lot=first)
        self.receive(self.average, 5, 12, lot=second)
        line = self.sell(self.average, 5)
        env = self.as_role("stock_user")
        self._pick(line.move_ids.with_env(env), 5, first)
        self.validate(line.move_ids.picking_id.with_env(env))
        self.edit(line.move_ids, 5, lot_id=second.id)
        self.assertEqual(self.balance("gdni"), 60)
        self.assert_cost(self.invoice(line), [("cogs", 60, 0), ("gdni", 0, 60)])
        items = self.env["account.move.line"].search([("perpetual_sale_line_id", "=", line.id)])
        self.assertEqual(set(items.mapped("reconciled")), {True})

    def test_goods_without_cost_take_their_invoice(self):
        """Units that cost nothing are invoiced first; the rest waits for the rest."""
        line = self.sell(self.fifo, 10)
        self.receive(self.fifo, 5)
        self.ship(line, 5)
        self.receive(self.fifo, 5, 12)
        self.ship(line, 5)
        self.assert_cost(self.invoice(line, 5), [])
        self.assertEqual(self.balance("gdni"), 60)
        self.assert_cost(self.invoice(line, 5), [("cogs", 60, 0), ("gdni", 0, 60)])

    def test_consigned_goods_take_their_invoice(self):
        self.receive(self.average, 5, 10)
        self.receive(self.average, 5, owner=self.vendor)
        line = self.sell(self.average, 10)
        env = self.as_role("stock_user")
        move = line.move_ids.with_env(env)
        self._pick(move, 5, owner=self.vendor)
        self.validate(move.picking_id.with_context(skip_backorder=True))
        self.assert_no_entry(move.with_env(self.env))
        self.ship(line, 5)
        self.assert_cost(self.invoice(line, 5), [])
        self.assert_cost(self.invoice(line, 5), [("cogs", 50, 0), ("gdni", 0, 50)])

    def test_stock_below_zero(self):
        """Expensed at the assumed cost; the settlement is a cost of its own, at once."""
        self.receive(self.average, 2, 10)
        line = self.sell(self.average, 5)
        self.assert_entry(self.ship(line), [("gdni", 50, 0), ("inventory", 0, 50)])
        self.assert_cost(self.invoice(line), [("cogs", 50, 0), ("gdni", 0, 50)])
        move = self.receive(self.average, 5, 12)
        self.assert_entry(move, [("inventory", 54, 0), ("cogs", 6, 0), ("grni", 0, 60)])

    def test_a_return_settles_a_shortage(self):
        """The settlement is no part of what the customer's return puts on the account."""
        self.receive(self.average, 4, 10)
        line = self.sell(self.average, 4)
        first = self.ship(line)
        self.receive(self.average, 1, 20)
        self.deliver(self.average, 3)
        back = self.return_from_customer(first, 4)
        self.assert_entry(back, [("inventory", 60, 0), ("gdni", 0, 40), ("cogs", 0, 20)])
        self.assertEqual(self.balance("gdni"), 0)
        self.assertTrue(first._perpetual_gdni_items().reconciled)

    def test_scrapped_by_the_customer_order_is_scrap(self):
        self.receive(self.average, 10, 10)
        line = self.sell(self.average, 4)
        self.ship(line)
        scrap = self.scrap(self.average, 1)
        self.assert_entry(scrap, [("scrap", 10, 0), ("inventory", 0, 10)])
        self.assertEqual(self.balance("gdni"), 40)

    def test_a_delivery_moved_to_another_order(self):
        """What is open follows the goods to the order that invoices them."""
        self.receive(self.average, 10, 10)
        wrong = self.sell(self.average, 4)
        move = self.ship(wrong)
        right = self.sell(self.average, 4)
        move.picking_id.sudo().sale_id = right.order_id
        self.assertEqual(move.sale_line_id, right)
        self.assert_cost(self.invoice(right), [("cogs", 40, 0), ("gdni", 0, 40)])

    def test_what_is_not_in_the_ledger_is_left_alone(self):
        service = self.env["product.product"].create({"name": "Advice", "type": "service"})
        bag = self.env["product.product"].create({"name": "Bag", "standard_price": 7})
        order = self.sell_all([(bag, 2), (service, 1)])
        self.ship(order.order_line[0])
        invoice = self.invoice(order.order_line)
        self.assert_silent(invoice)
        self.assert_cost(invoice, [])
        self.assertFalse(self.env["perpetual.gdni.match"].search([]))

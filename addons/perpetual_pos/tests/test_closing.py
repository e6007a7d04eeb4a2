"""The close of the session: no cost twice; others' stock moves when the company says so."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import METHODS, PRICE, PosCommon

LOGGER = "odoo.addons.perpetual_pos.models.stock_picking"


class MixedCommon(PosCommon):
    """Beside continuous products, one that core values at the close, and a periodic one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Core posts at the close for companies whose own valuation is real time.
        cls.company.inventory_valuation = "real_time"
        cls.core_account = cls.account(cls, "inventory").copy({"name": "Core inventory"})
        cls.real_time = cls.make_other("real_time")
        cls.periodic = cls.make_other("periodic")

    @classmethod
    def make_other(cls, valuation):
        category = cls.make_category("average", valuation=valuation)
        category.property_stock_valuation_account_id = cls.core_account
        return cls.env["product.product"].create(
            {
                "name": f"Product {valuation}",
                "is_storable": True,
                "categ_id": category.id,
                "standard_price": 7,
            }
        )

    def stock_up(self):
        for product in (*self.products.values(), self.real_time, self.periodic):
            self.receive(product, 10, 7 if product in (self.real_time, self.periodic) else 10)

    def sell_all(self, **vals):
        """One order with one unit of each."""
        everything = (*self.products.values(), self.real_time, self.periodic)
        return self.sell([(product, 1) for product in everything], **vals)

    def on_shelf(self, product):
        return product.with_context(location=self.stock().id).qty_available

    def assert_closing(self, entry):
        """The sales, the cash, and the cost of the product that core values at the close."""
        rows = [
            (item.account_id.name, item.debit, item.credit)
            for item in entry.line_ids
            if item.account_id in (self.account("cogs"), self.core_account)
        ]
        self.assertEqual(
            sorted(rows),
            sorted([(self.account("cogs").name, 7, 0), ("Core inventory", 0, 7)]),
        )
        self.assertNotIn(self.account("inventory"), entry.line_ids.account_id)
        revenue = entry.line_ids.filtered(lambda item: item.account_id.account_type == "income")
        self.assertEqual(sum(revenue.mapped("credit")), 5 * PRICE)

    # Core's closing of the others' stock is not what is tested here.
    def assert_core_closes(self, company):
        pass


@tagged("post_install", "-at_install")
class TestCloseInRealTime(MixedCommon):
    def test_no_cost_twice(self):
        self.stock_up()
        order = self.sell_all()
        self.assertEqual(len(order.picking_ids), 1)
        self.assert_items(
            self.moves(order).perpetual_entry_ids.account_move_id,
            [row for _method in METHODS for row in (("cogs", 10, 0), ("inventory", 0, 10))],
        )
        self.assert_closing(self.close(order.session_id))
        self.assertEqual(self.balance("cogs"), 3 * 10 + 7)


@tagged("post_install", "-at_install")
class TestCloseWithStock(MixedCommon):
    update_stock = "closing"

    def test_continuous_moves_at_the_order_others_at_the_close(self):
        self.stock_up()
        order = self.sell_all()
        self.assertEqual(self.moves(order).product_id, self.standard | self.average | self.fifo)
        self.assertEqual(set(self.moves(order).mapped("state")), {"done"})
        self.assert_items(
            self.moves(order).perpetual_entry_ids.account_move_id,
            [row for _method in METHODS for row in (("cogs", 10, 0), ("inventory", 0, 10))],
        )
        self.assertEqual((self.on_shelf(self.fifo), self.on_shelf(self.real_time)), (9, 10))
        entry = self.close(order.session_id)
        self.assertEqual((self.on_shelf(self.fifo), self.on_shelf(self.real_time)), (9, 9))
        self.assertEqual(self.on_shelf(self.periodic), 9)
        at_close = order.session_id.picking_ids - order.picking_ids
        self.assertEqual(at_close.move_ids.product_id, self.real_time | self.periodic)
        self.assert_closing(entry)

    def test_refunds(self):
        self.stock_up()
        order = self.sell_all()
        self.receive(self.average, 10, 40)
        self.refund(order)
        for product in self.products.values():
            self.assertEqual(self.on_shelf(product), 20 if product == self.average else 10)
        self.assertEqual(self.balance("cogs"), 0)
        entry = self.close(order.session_id)
        self.assertEqual(self.on_shelf(self.real_time), 10)
        self.assertNotIn(self.account("inventory"), entry.line_ids.account_id)

    def test_margins_are_known_at_the_order(self):
        self.stock_up()
        order = self.sell([(product, 1) for product in self.products.values()])
        self.assertTrue(order.is_total_cost_computed)
        self.assertAlmostEqual(order.margin, 3 * (PRICE - 10))
        self.close(order.session_id)
        self.assertAlmostEqual(order.margin, 3 * (PRICE - 10))

    def test_invoiced_before_the_close(self):
        """Core moves the goods of an order when it is invoiced: not those that have left."""
        self.stock_up()
        order = self.sell_all(partner_id=self.customer.id)
        order.with_env(self.as_role("pos_manager")).with_context(
            generate_pdf=False
        ).action_pos_order_invoice()
        self.assertEqual(len(self.moves(order, self.fifo)), 1)
        self.assertEqual(len(self.moves(order, self.real_time)), 1)
        self.close(order.session_id)
        self.assertEqual((self.on_shelf(self.fifo), self.on_shelf(self.real_time)), (9, 9))

    def test_what_cannot_move_at_the_order(self):
        """The close moves it. A set-up that does not fit is a warning; a defect shows where."""
        self.stock_up()
        create = "_create_move_from_pos_order_lines"
        for error, level in ((UserError("No route"), "WARNING"), (ValueError("Bug"), "ERROR")):
            with (
                self.subTest(level),
                patch.object(type(self.env["stock.picking"]), create, side_effect=error),
                self.assertLogs(LOGGER, level) as logs,
            ):
                order = self.sell_all()
            (record,) = logs.records
            self.assertEqual((record.levelname, bool(record.exc_info)), (level, level == "ERROR"))
            self.assertIn(order.name, record.getMessage())
            self.assertEqual(order.state, "paid")
            self.assertFalse(self.moves(order))
            self.assertFalse(any(order.lines.mapped("perpetual_is_moved")))
        self.close(order.session_id)
        for product in self.products.values():
            self.assertEqual(self.on_shelf(product), 8)

    def test_switched_after_the_order(self):
        """What has not moved with its order moves at the close, at the ledger's value."""
        order = self.sell([(self.periodic, 2)])
        self.assertFalse(order.picking_ids)
        self.periodic.categ_id = self.categories["average"]
        entry = self.close(order.session_id)
        move = order.session_id.picking_ids.move_ids
        self.assert_entry(move, [("cogs", 14, 0), ("inventory", 0, 14)])
        self.assert_no_cost(entry)

    def test_switched_back_after_the_order(self):
        """What has moved with its order does not move again."""
        self.receive(self.average, 2, 10)
        order = self.sell([(self.average, 2)])
        self.average.categ_id = self.periodic.categ_id
        self.close(order.session_id)
        self.assertEqual(order.session_id.picking_ids, order.picking_ids)
        self.assertEqual(self.on_shelf(self.average), 0)

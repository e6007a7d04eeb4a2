"""D20: what core skips in ``point_of_sale`` since 19.0, with the right figures.

==================================================  ==========================================
skipped in core (point_of_sale/tests)               here, or where
==================================================  ==========================================
TestPoSStock.test_01_orders_no_invoiced             test_d20_orders_out_of_many_receipts
….test_02_orders_with_invoice                       the same: the third order is invoiced
….test_03_order_product_w_owner                     test_d20_goods_of_another_owner
….test_04_order_refund                              test_order: test_refunds_come_back_at_…
TestAngloSaxonFlow.test_create_account_move_line    test_order: test_sale_posts_at_the_order
….test_fifo_valuation_no_invoice                    test_d20_oldest_first
….test_cogs_with_ship_later_no_invoicing            test_d20_shipped_in_two_steps
….test_cogs_with_ship_later_with_backorder          test_d20_shipped_with_a_backorder
….test_action_pos_order_invoice                     test_invoice: test_invoiced_before_the_close
TestPoSMargin.test_fifo_margin_real_time            test_d20_margins, at each choice of when
….test_avco_margin_closing_time                     the same: known with the order, not at close
TestPoSOtherCurrency…test_04_anglo_saxon_products   test_d20_register_in_another_currency
TestUi.test_02_pos_with_invoiced, 05_ticket_screen  test_tours; test_invoice
==================================================  ==========================================

Other by design: the entry of the order has the cost, the closing entry of the session has none.
"""

from odoo import Command, fields
from odoo.tests import tagged

from .common import METHODS, PRICE, PosCommon

#: Value of 3 units out of 2 at 10 and 4 at 16, then of 2 more.
SHARES = {"standard": (30, 20), "average": (42, 28), "fifo": (36, 32)}


class D20Common(PosCommon):
    def stock_up(self):
        for product in self.products.values():
            self.receive(product, 2, 10)
            self.receive(product, 4, 16)

    def rows(self, *costs):
        return [row for cost in costs for row in (("cogs", cost, 0), ("inventory", 0, cost))]


@tagged("post_install", "-at_install")
class TestD20(D20Common):
    def test_d20_orders_out_of_many_receipts(self):
        """Core's own figures: 10 at 5, 5 at 6 and 10 at 13 of one product, 10 at 10, 5 at 6 and
        10 at 13 of another. Three orders cost 150, 56 and 121."""
        first, second = self.fifo, self.make_product("fifo", name="Second")
        for product, price in ((first, 5), (second, 10)):
            for quantity, cost in ((10, price), (5, 6), (10, 13)):
                self.receive(product, quantity, cost)
        for goods, costs, vals in (
            ([(first, 10), (second, 10)], (50, 100), {}),
            ([(second, 7)], (56,), {}),
            ([(first, 6), (second, 6)], (43, 78), {"to_invoice": True}),
        ):
            order = self.sell(goods, partner_id=self.customer.id, **vals)
            self.assert_entry(self.moves(order), self.rows(*costs))
        self.assert_no_cost(order.account_move)
        self.assertEqual(self.balance("cogs"), 327)
        self.assert_no_cost(self.close())
        self.assertEqual(self.balance("cogs"), 327)

    def test_d20_oldest_first(self):
        """5 at 5 and 5 at 1: 7 of them cost 27."""
        self.receive(self.fifo, 5, 5)
        self.receive(self.fifo, 5, 1)
        order = self.sell([(self.fifo, 7)])
        self.assert_entry(self.moves(order), self.rows(27))

    def test_d20_goods_of_another_owner(self):
        """They are sold and taken back as their owner's, and cost nothing; own goods do."""
        for method in METHODS:
            with self.subTest(method):
                product = self.products[method]
                self.receive(product, 3, owner=self.vendor)
                order = self.sell([(product, 2)])
                self.assertEqual(self.moves(order).move_line_ids.owner_id, self.vendor)
                self.assert_no_entry(self.moves(order))
                last = self.last_entry(product)
                self.assertEqual((last.owner_id, last.moved_quantity), (self.vendor, 2))
                back = self.refund(order, 1)
                self.assertEqual(self.moves(back).move_line_ids.owner_id, self.vendor)
                self.assert_no_entry(self.moves(back))
                self.assertEqual(self.on_hand(product), (0, 0))
                self.sell([(product, 2)])
                self.receive(product, 1, 10)
                own = self.sell([(product, 1)])
                self.assert_entry(self.moves(own), self.rows(10))
        self.assert_no_cost(self.close())
        self.assertEqual(self.balance("cogs"), 30)

    def test_d20_margins(self):
        """Known with the order: at what has left, whenever others move."""
        self.stock_up()
        for method in METHODS:
            with self.subTest(method):
                product, costs = self.products[method], SHARES[method]
                for quantity, cost in zip((3, 2), costs, strict=True):
                    order = self.sell([(product, quantity)])
                    self.assertTrue(order.is_total_cost_computed)
                    self.assertAlmostEqual(order.margin, quantity * PRICE - cost)
        margins = sum(order.margin for order in order.session_id.order_ids)
        self.close()
        self.assertAlmostEqual(sum(order.session_id.order_ids.mapped("margin")), margins)


@tagged("post_install", "-at_install")
class TestD20WithStockAtClose(TestD20):
    update_stock = "closing"


@tagged("post_install", "-at_install")
class TestD20ShipLater(D20Common):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.register.ship_later = True

    def order(self, *goods):
        today = fields.Date.to_string(fields.Date.context_today(self.company))
        return self.sell(list(goods), partner_id=self.customer.id, shipping_date=today)

    def step(self, order, *products):
        """Validate what is ready of an order, or these products of it."""
        env = self.as_role("stock_user")
        picking = order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        for move in picking.with_env(env).move_ids:
            is_sent = not products or move.product_id in products
            self._pick(move, move.product_uom_qty if is_sent else 0)
        self.validate(picking.with_env(env).with_context(skip_backorder=True))
        return picking.move_ids.filtered(lambda move: move.state == "done")

    def test_d20_shipped_in_two_steps(self):
        """Picked without a cost; what goes to the customer costs what it is worth."""
        self.warehouse().delivery_steps = "pick_ship"
        self.stock_up()
        for method in METHODS:
            with self.subTest(method):
                order = self.order((self.products[method], 3))
                self.assert_no_entry(self.step(order))
                self.assert_entry(self.step(order), self.rows(SHARES[method][0]))
        self.assert_no_cost(self.close())

    def test_d20_shipped_with_a_backorder(self):
        """Goods that cost nothing first, the others later."""
        self.stock_up()
        free = self.make_product("average", name="Free")
        self.receive(free, 5, 0)
        for method in METHODS:
            with self.subTest(method):
                product = self.products[method]
                order = self.order((free, 1), (product, 3))
                self.assert_no_entry(self.step(order, free))
                self.assert_entry(self.step(order), self.rows(SHARES[method][0]))
        self.assert_no_cost(self.close())


@tagged("post_install", "-at_install")
class TestD20Currency(D20Common):
    """A register that sells in euro, worth 2 dollars each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls._enable_currency("EUR")
        cls.env["res.currency.rate"].search([("currency_id", "=", cls.euro.id)]).unlink()
        cls.euro.rate_ids = [
            Command.create(
                {"name": "2020-01-01", "company_id": cls.company.id, "inverse_company_rate": 2}
            )
        ]
        cls.till = cls.make_euro_register()

    @classmethod
    def make_euro_register(cls):
        company = {"company_id": cls.company.id, "currency_id": cls.euro.id}
        kinds = (("sale", "EURI"), ("sale", "EURS"), ("cash", "EURC"), ("bank", "EURB"))
        invoices, sales, cash, bank = cls.env["account.journal"].create(
            [{"name": code, "type": kind, "code": code, **company} for kind, code in kinds]
        )
        prices = cls.env["product.pricelist"].create({"name": "In euro", **company})
        methods = cls.env["pos.payment.method"].create(
            [
                {"name": journal.name, "journal_id": journal.id, "company_id": cls.company.id}
                for journal in (cash, bank)
            ]
        )
        return cls.env["pos.config"].create(
            {
                "name": "Euro Shop",
                "company_id": cls.company.id,
                "journal_id": sales.id,
                "invoice_journal_id": invoices.id,
                "use_pricelist": True,
                "available_pricelist_ids": [Command.set(prices.ids)],
                "pricelist_id": prices.id,
                "payment_method_ids": [Command.set(methods.ids)],
            }
        )

    def test_d20_register_in_another_currency(self):
        """Sold in euro, costed in dollars; the margin is in euro, as the price."""
        self.stock_up()
        for method in METHODS:
            with self.subTest(method):
                cost = SHARES[method][0]
                order = self.sell([(self.products[method], 3)], register=self.till)
                self.assertEqual(order.currency_id, self.euro)
                self.assert_entry(self.moves(order), self.rows(cost))
                items = self.moves(order).perpetual_entry_ids.account_move_id.line_ids
                self.assertEqual(items.currency_id, self.company.currency_id)
                self.assertAlmostEqual(order.margin, 3 * PRICE - cost / 2)
                back = self.refund(order, 3, register=self.till)
                self.assert_entry(self.moves(back), [("inventory", cost, 0), ("cogs", 0, cost)])
                self.assertAlmostEqual(sum((order | back).lines.mapped("total_cost")), 0)
        entry = self.close(self.till.current_session_id)
        self.assert_no_cost(entry)
        self.assertEqual(self.balance("cogs"), 0)

from odoo.tests import tagged

from .common import METHODS, SaleCommon


@tagged("post_install", "-at_install")
class TestOrders(SaleCommon):
    """Several lines, orders, units, steps, lots, currencies and companies."""

    def test_an_order_of_three_products(self):
        """One delivery, one invoice, one cost entry."""
        self.stock_up()
        order = self.sell_all([(self.products[method], 4) for method in METHODS])
        picking = order.picking_ids.with_env(self.as_role("stock_user"))
        for move in picking.move_ids:
            self._pick(move, 4)
        moves = self.validate(picking).move_ids
        self.assert_items(
            moves.perpetual_entry_ids.account_move_id,
            [("gdni", 40, 0), ("inventory", 0, 40)] * 3,
        )
        invoice = self.invoice(order.order_line)
        self.assert_cost(invoice, [("cogs", 40, 0), ("gdni", 0, 40)] * 3)
        products = self.cost_entries(invoice).line_ids.product_id
        self.assertEqual(products, self.average | self.fifo | self.standard)

    def test_an_invoice_of_two_orders(self):
        self.receive(self.average, 10, 10)
        lines = self.sell(self.average, 4) | self.sell(self.average, 3)
        for line in lines:
            self.ship(line)
        invoice = self.invoice(lines)
        self.assertEqual(len(invoice), 1)
        self.assert_cost(
            invoice, [("cogs", 40, 0), ("gdni", 0, 40), ("cogs", 30, 0), ("gdni", 0, 30)]
        )

    def test_two_lines_of_one_product(self):
        """Each line has goods and papers of its own."""
        self.receive(self.average, 10, 10)
        first, second = self.sell_all([(self.average, 4), (self.average, 3)]).order_line
        self.ship(second)
        invoice = self.invoice(first | second, 4, 0)
        self.assert_cost(invoice, [])
        self.assertEqual(self.balance("gdni"), 30)

    def test_dozens(self):
        self.receive(self.average, 48, 2)
        line = self.sell(self.average, 3, uom=self.dozen)
        self.ship(line, 18)
        invoice = self.invoice(line, 2)
        self.assert_cost(invoice, [("cogs", 36, 0), ("gdni", 0, 36)])
        self.ship(line, 18)
        self.assertEqual(
            self.table(self.cost_entries(invoice))[:2], [("cogs", 12, 0), ("cogs", 36, 0)]
        )
        self.assertEqual(self.matches(invoice).mapped("quantity"), [6, 18])
        self.assertEqual(self.balance("gdni"), 24)

    def test_three_steps(self):
        """Only the last step leaves the company; the return comes back in one."""
        self.warehouse().delivery_steps = "pick_pack_ship"
        self.receive(self.average, 10, 10)
        line = self.sell(self.average, 4)
        for place in (
            self.warehouse().wh_pack_stock_loc_id,
            self.warehouse().wh_output_stock_loc_id,
        ):
            step = self.ship(line)
            self.assertEqual(step.location_dest_id, place)
            self.assert_no_entry(step)
        move = self.ship(line)
        self.assert_entry(move, [("gdni", 40, 0), ("inventory", 0, 40)])
        invoice = self.invoice(line)
        self.assert_cost(invoice, [("cogs", 40, 0), ("gdni", 0, 40)])
        self.return_from_customer(move, 1)
        self.assert_cost(self.credit(invoice, 1), [("gdni", 10, 0), ("cogs", 0, 10)])

    def test_serial_numbers_valued_by_lot(self):
        """Several pools on one move: one item on each side all the same."""
        self.average.write({"tracking": "serial", "lot_valuated": True})
        lots = [self.make_lot(self.average, name) for name in ("one", "two")]
        for lot, cost in zip(lots, (10, 13), strict=True):
            self.receive(self.average, 1, cost, lot=lot)
        line = self.sell(self.average, 2)
        move = line.move_ids.with_env(self.as_role("stock_user"))
        self._pick(move, 1, lots[0])
        move.move_line_ids.copy({"lot_id": lots[1].id, "quantity": 1})
        move.picked = True
        self.validate(move.picking_id)
        self.assert_entry(line.move_ids, [("gdni", 23, 0), ("inventory", 0, 23)])
        self.assert_cost(self.invoice(line), [("cogs", 23, 0), ("gdni", 0, 23)])

    def test_an_order_in_a_foreign_currency(self):
        """Cost is company currency, whatever the customer pays in."""
        euro = self._enable_currency("EUR")
        self.env["res.currency.rate"].create(
            {
                "currency_id": euro.id,
                "rate": 2.0,
                "name": "2020-01-01",
                "company_id": self.company.id,
            }
        )
        prices = self.env["product.pricelist"].create({"name": "Euro", "currency_id": euro.id})
        self.receive(self.average, 10, 10)
        line = self.sell_all([(self.average, 4)], pricelist_id=prices.id).order_line
        self.ship(line)
        invoice = self.invoice(line)
        self.assertEqual(invoice.currency_id, euro)
        self.assert_cost(invoice, [("cogs", 40, 0), ("gdni", 0, 40)])
        self.assertEqual(self.cost_entries(invoice).line_ids.currency_id, self.company.currency_id)

    def test_fiscal_position_maps_the_expense_account(self):
        abroad = self.account("cogs").copy({"name": "COGS abroad", "code": "599990"})
        position = self.env["account.fiscal.position"].create(
            {
                "name": "Abroad",
                "account_ids": [
                    (
                        0,
                        0,
                        {"account_src_id": self.account("cogs").id, "account_dest_id": abroad.id},
                    )
                ],
            }
        )
        self.receive(self.average, 10, 10)
        line = self.sell_all([(self.average, 4)], fiscal_position_id=position.id).order_line
        self.ship(line, 2)
        self.assert_cost(self.invoice(line, 2), [("COGS abroad", 20, 0), ("gdni", 0, 20)])
        self.company.perpetual_cogs_timing = "delivery"
        self.assert_entry(self.ship(line, 2), [("COGS abroad", 20, 0), ("inventory", 0, 20)])

    def test_a_sale_that_is_no_order(self):
        """Without an order there is nothing to wait for: cost at delivery."""
        self.receive(self.average, 10, 10)
        move = self.deliver(self.average, 4)
        self.assert_entry(move, [("cogs", 40, 0), ("inventory", 0, 40)])
        back = self.return_from_customer(move, 1)
        self.assert_entry(back, [("inventory", 10, 0), ("cogs", 0, 10)])

    def test_one_look_up_for_many_orders(self):
        """The counts of a list of orders take as many queries as those of one."""
        names = ("perpetual_entry_count", "perpetual_account_move_count")
        self.stock_up()
        orders = self.env["sale.order"]
        for product in self.products.values():
            line = self.sell(product, 2)
            self.ship(line)
            self.invoice(line)
            orders |= line.order_id
        groups = "sales_team.group_sale_salesman_all_leads,account.group_account_invoice,"
        user = self.make_user(
            "seller_accountant", groups + "perpetual_stock.group_perpetual_accountant"
        )
        seen = orders.with_env(self.as_role(user))
        one = self.queries(seen[0], *names)
        self.assertLessEqual(self.queries(seen, *names), one)
        # Each has its delivery and the cost of its invoice.
        self.assertEqual(seen.mapped("perpetual_entry_count"), [1, 1, 1])
        self.assertEqual(seen.mapped("perpetual_account_move_count"), [2, 2, 2])

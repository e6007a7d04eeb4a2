from odoo.tests import freeze_time, tagged

from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestAtDelivery(DropshipCommon):
    """Dr Cost of goods sold / Cr GRNI at the order's price; the pool is untouched."""

    def test_d4_the_pool_is_untouched(self):
        """D4: 10 at 10 on hand, 10 drop-shipped at 20: the cost stays 10."""
        for product in self.products.values():
            with self.subTest(product.name):
                self.receive(product, 10, cost=10)
                _line, move = self.dropship(product, 10, 20)
                self.assert_entry(move, [("cogs", 200, 0), ("grni", 0, 200)])
                self.assertEqual(self.on_hand(product), (10, 100))
                self.assertEqual(product.with_company(self.company).standard_price, 10)
                self.assert_ledger(
                    product,
                    [
                        ("receipt", 10, 100, 10, 100),
                        ("dropship", 0, 0, 10, 100),
                        ("dropship", 0, 0, 10, 100),
                    ],
                )

    def test_nothing_on_hand(self):
        for product in self.products.values():
            with self.subTest(product.name):
                _line, move = self.dropship(product, 10, 20)
                self.assert_entry(move, [("cogs", 200, 0), ("grni", 0, 200)])
                self.assertEqual(self.on_hand(product), (0, 0))

    def test_bill_at_the_same_price(self):
        line, _move = self.dropship(self.average, 10, 20)
        bill = self.bill(self.orders(line))
        self.assert_bill(bill, [("grni", 200, 0), ("payable", 0, 200)])
        self.assert_difference_lines(bill, [])
        self.assert_settled(self.orders(line))

    def test_bill_at_another_price(self):
        """All of the difference is cost of goods sold, under each method."""
        for product in self.products.values():
            with self.subTest(product.name):
                self.receive(product, 10, cost=10)
                line, _move = self.dropship(product, 10, 20)
                bill = self.bill((self.orders(line).order_line, 10, 22))
                self.assert_bill(bill, [("grni", 220, 0), ("payable", 0, 220)])
                self.assert_difference_lines(bill, [("cogs", 20, 0), ("grni", 0, 20)])
                self.assert_settled(self.orders(line))
                self.assertEqual(self.on_hand(product), (10, 100))

    def test_bill_before_the_shipment(self):
        line = self.order_dropship(self.fifo, 10, 20)
        bill = self.bill((self.orders(line).order_line, 10, 21))
        self.assert_bill(bill, [("grni", 210, 0), ("payable", 0, 210)])
        self.send(line)
        self.assert_difference_lines(bill, [("cogs", 10, 0), ("grni", 0, 10)])
        self.assert_settled(self.orders(line))

    def test_bill_reset_and_posted_again(self):
        line, _move = self.dropship(self.average, 10, 20)
        bill = self.bill((self.orders(line).order_line, 10, 22))
        self.reset(bill)
        self.assertEqual(self.balance("cogs"), 200)
        self.repost(bill, price_unit=19)
        self.assert_settled(self.orders(line))
        self.assertEqual(self.balance("cogs"), 190)

    def test_in_parts(self):
        line = self.order_dropship(self.average, 10, 20)
        first = self.send(line, 4)
        self.assert_entry(first, [("cogs", 80, 0), ("grni", 0, 80)])
        bill = self.bill((self.orders(line).order_line, 6, 20))
        self.assert_open(self.orders(line), 40)
        second = self.send(line)
        self.assert_entry(second, [("cogs", 120, 0), ("grni", 0, 120)])
        self.assert_open(self.orders(line), -80)
        self.assertEqual(sum(self.matches(bill).mapped("quantity")), 6)

    def test_invoice_posts_no_cost(self):
        line, _move = self.dropship(self.average, 10, 20)
        invoice = self.invoice(line)
        self.assert_silent(invoice)
        self.assertEqual(self.balance("cogs"), 200)

    def test_edited_quantity(self):
        line, move = self.dropship(self.average, 10, 20)
        self.edit(move, 8)
        self.assertEqual(self.balance("cogs"), 160)
        self.assert_open(self.orders(line), -160)
        self.edit(move, 11)
        self.assertEqual(self.balance("cogs"), 220)
        self.assert_open(self.orders(line), -220)

    def test_listing(self):
        """What is shipped and not billed is listed with its units."""
        line, _move = self.dropship(self.average, 10, 20)
        row = self.env["perpetual.grni.item"].search(
            [("purchase_line_id", "=", line.purchase_line_ids.id)]
        )
        self.assertEqual((row.kind, row.quantity, row.amount), ("receipt", 10, 200))

    def test_free_of_charge(self):
        line, move = self.dropship(self.average, 10, 0)
        self.assertEqual(self.balance("cogs"), 0)
        bill = self.bill((self.orders(line).order_line, 10, 1))
        self.assert_difference_lines(bill, [("cogs", 10, 0), ("grni", 0, 10)])
        self.assert_settled(self.orders(line))
        self.assertTrue(move.perpetual_entry_ids)

    @freeze_time("2026-03-01 12:00:00")
    def test_foreign_currency(self):
        """Accrued at the shipment's rate, in the order's currency too."""
        euro = self._enable_currency("EUR")
        self.set_rates(euro, {"2026-03-01": 1.2, "2026-03-10": 1.3})
        line, move = self.dropship(self.average, 10, 20, currency=euro)
        self.assert_entry(move, [("cogs", 240, 0), ("grni", 0, 240)])
        self.assert_open(self.orders(line), -240, -200)
        with freeze_time("2026-03-10 12:00:00"):
            bill = self.bill((self.orders(line).order_line, 10, 21))
        self.assert_bill(bill, [("grni", 273, 0), ("payable", 0, 273)])
        self.assert_difference_lines(
            bill, [("cogs", 13, 0), ("grni", 0, 13), ("exchange_loss", 20, 0), ("grni", 0, 20)]
        )
        self.assert_settled(self.orders(line))

    def test_lots(self):
        for method in ("standard", "average", "fifo"):
            with self.subTest(method):
                cost = 10 if method == "standard" else 0
                product = self.make_product(method, tracking="lot", standard_price=cost)
                product.lot_valuated = True
                lot = self.make_lot(product, "DS1")
                line, move = self.dropship(product, 10, 20, lot=lot)
                self.assert_entry(move, [("cogs", 200, 0), ("grni", 0, 200)])
                bill = self.bill((self.orders(line).order_line, 10, 22))
                self.assert_difference_lines(bill, [("cogs", 20, 0), ("grni", 0, 20)])
                self.assertEqual(lot.total_value, 0)
                self.assertEqual(product.total_value, 0)


@tagged("post_install", "-at_install")
class TestReturns(DropshipCommon):
    def test_back_to_the_vendor(self):
        for product in self.products.values():
            with self.subTest(product.name):
                line, move = self.dropship(product, 10, 20)
                back = self.send_back(move, 4)
                self.assert_entry(back, [("grni", 80, 0), ("cogs", 0, 80)])
                self.assert_open(self.orders(line), -120)
                bill = self.bill((self.orders(line).order_line, 6, 20))
                self.assert_difference_lines(bill, [])
                self.assert_settled(self.orders(line))

    def test_back_to_the_vendor_after_the_bill(self):
        """At what was billed; the refund clears it."""
        line, move = self.dropship(self.average, 10, 20)
        self.bill((self.orders(line).order_line, 10, 22))
        back = self.send_back(move, 10)
        self.assert_entry(back, [("grni", 220, 0), ("cogs", 0, 220)])
        self.refund((self.orders(line).order_line, 10, 22))
        self.assert_settled(self.orders(line))
        self.assertEqual(self.balance("cogs"), 0)

    def test_into_stock(self):
        """It comes in at what it cost, and GRNI does not change."""
        for product in (self.average, self.fifo):
            with self.subTest(product.name):
                self.receive(product, 10, cost=10)
                line, move = self.dropship(product, 10, 20)
                back = self.send_back(move, 4, self.stock())
                self.assert_entry(back, [("inventory", 80, 0), ("cogs", 0, 80)])
                self.assertEqual(self.on_hand(product), (14, 180))
                self.bill(self.orders(line))
                self.assert_settled(self.orders(line))

    def test_into_stock_after_the_bill(self):
        line, move = self.dropship(self.fifo, 10, 20)
        self.bill((self.orders(line).order_line, 10, 22))
        back = self.send_back(move, 5, self.stock())
        self.assert_entry(back, [("inventory", 110, 0), ("cogs", 0, 110)])
        self.assertEqual(self.balance("cogs"), 110)

    def test_into_stock_at_standard(self):
        _line, move = self.dropship(self.standard, 10, 20)
        back = self.send_back(move, 5, self.stock())
        self.assert_entry(back, [("inventory", 50, 0), ("difference", 50, 0), ("cogs", 0, 100)])
        self.assertEqual(self.on_hand(self.standard), (5, 50))

    def test_last_unit_back_takes_the_rest(self):
        line, move = self.dropship(self.average, 3, 3.3333)
        for _number in range(3):
            self.send_back(move, 1)
        self.assertEqual(self.balance("cogs"), 0)
        self.assert_open(self.orders(line), 0)


@tagged("post_install", "-at_install")
class TestAtInvoice(DropshipCommon):
    """The cost waits on goods delivered not invoiced for the customer's invoice."""

    timing = "invoice"

    def test_through_gdni(self):
        for product in self.products.values():
            with self.subTest(product.name):
                self.receive(product, 10, cost=10)
                line, move = self.dropship(product, 10, 20)
                self.assert_entry(move, [("gdni", 200, 0), ("grni", 0, 200)])
                invoice = self.invoice(line)
                self.assert_silent(invoice)
                self.assert_cost(invoice, [("cogs", 200, 0), ("gdni", 0, 200)])
                self.assertEqual(self.on_hand(product), (10, 100))

    def test_invoiced_first(self):
        line = self.order_dropship(self.average, 10, 20)
        line.product_id.invoice_policy = "order"
        invoice = self.invoice(line)
        self.assert_cost(invoice, [])
        self.send(line)
        self.assertEqual(self.balance("cogs"), 200)
        self.assertEqual(self.balance("gdni"), 0)

    def test_price_difference_is_a_cost(self):
        line, _move = self.dropship(self.average, 10, 20)
        bill = self.bill((self.orders(line).order_line, 10, 22))
        self.assert_difference_lines(bill, [("cogs", 20, 0), ("grni", 0, 20)])
        self.invoice(line)
        self.assertEqual(self.balance("cogs"), 220)
        self.assertEqual(self.balance("gdni"), 0)

    def test_returned_before_the_invoice(self):
        line, move = self.dropship(self.average, 10, 20)
        back = self.send_back(move, 4)
        self.assert_entry(back, [("grni", 80, 0), ("gdni", 0, 80)])
        self.invoice(line)
        self.assertEqual(self.balance("cogs"), 120)
        self.assertEqual(self.balance("gdni"), 0)

    def test_returned_into_stock(self):
        line, move = self.dropship(self.average, 10, 20)
        invoice = self.invoice(line)
        back = self.send_back(move, 4, self.stock())
        self.assert_entry(back, [("inventory", 80, 0), ("gdni", 0, 80)])
        self.credit(invoice, 4)
        self.assertEqual(self.balance("gdni"), 0)
        self.assertEqual(self.balance("cogs"), 120)


@tagged("post_install", "-at_install")
class TestNotDropshipped(DropshipCommon):
    """What looks like a drop-shipment and is none."""

    def test_vendor_to_subcontractor(self):
        """#282044: goods that the vendor sends to a place of ours, such as a subcontractor's,
        are a receipt, whatever the type of the transfer."""
        place = self.make_location("Subcontractor")
        kind = self.env["stock.picking.type"].search(
            [("code", "=", "dropship"), ("company_id", "=", self.company.id)], limit=1
        )
        order = self.order((self.average, 10, 20), picking_type_id=kind.id)
        move = order.picking_ids.move_ids
        order.picking_ids.location_dest_id = place
        move.location_dest_id = place
        self.assertEqual(move.picking_type_id, kind)
        move = move.with_env(self.as_role("stock_user"))
        self._pick(move, 10)
        self.validate(move.picking_id)
        self.assert_entry(move.with_env(self.env), [("inventory", 200, 0), ("grni", 0, 200)])
        self.assertEqual(self.on_hand(self.average), (10, 200))
        bill = self.bill((order.order_line, 10, 22))
        self.assert_bill(bill, [("grni", 220, 0), ("payable", 0, 220)])
        self.assert_difference_lines(bill, [("inventory", 20, 0), ("grni", 0, 20)])

    def test_continental(self):
        """The bill is the expense; nothing is posted at the shipment."""
        self.company.anglo_saxon_accounting = False
        self.company.perpetual_setup()
        line, move = self.dropship(self.average, 10, 20)
        self.assert_no_entry(move)
        bill = self.bill(self.orders(line))
        self.assert_bill(bill, [("cogs", 200, 0), ("payable", 0, 200)])

    def test_goods_of_core(self):
        category = self.make_category("average", "periodic")
        product = self.make_product("average", categ_id=category.id)
        line, move = self.dropship(product, 10, 20, user="sender")
        self.assertFalse(move.perpetual_entry_ids)
        bill = self.bill(self.orders(line))
        self.assert_bill(bill, [("cogs", 200, 0), ("payable", 0, 200)])

    def test_shipped_before_the_ledger(self):
        """Its bill stays an expense: nothing waits for it on GRNI."""
        category = self.make_category("average", "periodic")
        product = self.make_product("average", categ_id=category.id)
        line, move = self.dropship(product, 10, 20, user="sender")
        product.categ_id = self.categories["average"]
        self.assert_no_entry(move)
        bill = self.bill(self.orders(line))
        self.assert_bill(bill, [("cogs", 200, 0), ("payable", 0, 200)])

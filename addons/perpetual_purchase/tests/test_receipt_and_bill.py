from odoo.tests import tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestReceiptAndBill(PurchaseCommon):
    """Receipts at the order's price, bills at the same price, in several orders."""

    def test_receipt_posts_the_order_price(self):
        for product in self.products.values():
            order = self.order((product, 10, 10))
            move = self.receive_order(order)
            self.assert_entry(move, [("inventory", 100, 0), ("grni", 0, 100)])
            self.assert_ledger(product, [("receipt", 10, 100, 10, 100)])
            self.assert_open(order, -100)
            item = self.grni_items(order.order_line)
            self.assertRecordValues(
                item,
                [
                    {
                        "perpetual_purchase_line_id": order.order_line.id,
                        "purchase_line_id": False,
                        "perpetual_stock_move_id": move.id,
                        "partner_id": self.vendor.id,
                        "quantity": 10.0,
                        "product_id": product.id,
                    }
                ],
            )

    def test_standard_receipt_posts_the_price_difference(self):
        """Worked example: 10 at standard 90, ordered at 100."""
        self.set_cost(self.standard, 90)
        order = self.order((self.standard, 10, 100))
        move = self.receive_order(order)
        self.assert_entry(move, [("inventory", 900, 0), ("difference", 100, 0), ("grni", 0, 1000)])
        bill = self.bill(order)
        self.assert_bill(bill, [("grni", 1000, 0), ("payable", 0, 1000)])
        self.assert_difference(bill, [])
        self.assert_settled(order)

    def test_bill_at_the_order_price(self):
        """Worked example 15: receive 10 at 10, then the bill."""
        for product in self.products.values():
            order = self.order((product, 10, 10))
            self.receive_order(order)
            bill = self.bill(order)
            self.assert_bill(bill, [("grni", 100, 0), ("payable", 0, 100)])
            self.assert_difference(bill, [])
            self.assert_settled(order)
            self.assert_ledger(product, [("receipt", 10, 100, 10, 100)])
        self.assertEqual(self.balance("grni"), 0)

    def test_create_bill_button(self):
        """The way most people bill: from the order, what was received."""
        order = self.order((self.average, 10, 10), (self.fifo, 4, 2.5))
        self.receive_order(order, 6, 4)
        buyer = order.with_env(self.as_role("buyer"))
        buyer.action_create_invoice()
        bill = order.invoice_ids.with_env(self.as_role("biller"))
        bill.invoice_date = bill.date
        bill.action_post()
        self.assert_bill(bill, [("grni", 60, 0), ("grni", 10, 0), ("payable", 0, 70)])
        self.assert_settled(order)

    def test_bill_before_receipt(self):
        for product in self.products.values():
            order = self.order((product, 10, 10))
            bill = self.bill(order)
            self.assert_bill(bill, [("grni", 100, 0), ("payable", 0, 100)])
            self.assert_open(order, 100)
            move = self.receive_order(order)
            self.assert_entry(move, [("inventory", 100, 0), ("grni", 0, 100)])
            self.assert_settled(order)
            self.assert_difference(bill, [])

    def test_bill_between_partial_receipts(self):
        for product in self.products.values():
            order = self.order((product, 10, 10))
            line = order.order_line
            self.receive_order(order, 3)
            self.bill((line, 5))
            self.assert_open(order, 20)
            self.receive_order(order, 4)
            self.assert_open(order, -20)
            self.bill((line, 4))
            self.assert_open(order, 20)
            self.receive_order(order)
            self.assert_open(order, -10)
            self.bill((line, 1))
            self.assert_settled(order)
        self.assertEqual(self.balance("grni"), 0)

    def test_oldest_first(self):
        """Each match says which units of which documents met."""
        order = self.order((self.fifo, 10, 10))
        line = order.order_line
        moves = [self.receive_order(order, quantity) for quantity in (2, 3, 5)]
        first, second = self.bill((line, 4)), self.bill((line, 6))
        credits = [
            move.account_move_id.line_ids.filtered("perpetual_purchase_line_id") for move in moves
        ]
        rows = [
            (first, 0, 2, 0, 0),
            (first, 1, 2, 0, 2),
            (second, 1, 1, 2, 0),
            (second, 2, 5, 0, 1),
        ]
        self.assertRecordValues(
            self.matches(first) | self.matches(second),
            [
                {
                    "debit_line_id": bill.invoice_line_ids.id,
                    "credit_line_id": credits[number].id,
                    "quantity": quantity,
                    "credit_start": credit_start,
                    "debit_start": debit_start,
                    "credit_amount": quantity * 10.0,
                    "debit_amount": quantity * 10.0,
                    "price_difference": 0.0,
                }
                for bill, number, quantity, credit_start, debit_start in rows
            ],
        )
        self.assert_settled(order)

    def test_many_receipts_one_bill(self):
        for product in self.products.values():
            order = self.order((product, 10, 10))
            for quantity in (1, 2, 3, 4):
                self.receive_order(order, quantity)
            bill = self.bill(order)
            self.assertEqual(self.matches(bill).mapped("quantity"), [1, 2, 3, 4])
            self.assert_settled(order)

    def test_one_bill_for_many_orders(self):
        orders = [self.order((product, 10, 10)) for product in self.products.values()]
        orders.append(self.order((self.fifo, 2, 7), (self.average, 3, 5)))
        for order in orders:
            self.receive_order(order)
        bill = self.bill(*orders)
        self.assert_bill(
            bill,
            [("grni", 100, 0)] * 3 + [("grni", 14, 0), ("grni", 15, 0), ("payable", 0, 329)],
        )
        for order in orders:
            self.assert_settled(order)

    def test_two_order_lines_of_one_product(self):
        """Each line is matched with its own bill line."""
        order = self.order((self.fifo, 10, 10), (self.fifo, 5, 12))
        self.receive_order(order)
        first, second = order.order_line
        bill = self.bill((second, 5))
        self.assert_open(order, -100)
        self.assertEqual(self.matches(bill).purchase_line_id, second)
        self.bill((first, 10))
        self.assert_settled(order)

    def test_dozens(self):
        """Ordered and billed by the dozen, kept in units."""
        for product in self.products.values():
            order = self.order((product, 2, 120, {"product_uom_id": self.dozen.id}))
            move = self.receive_order(order)
            self.assert_entry(move, [("inventory", 240, 0), ("grni", 0, 240)])
            self.assert_ledger(product, [("receipt", 24, 240, 24, 240)])
            bill = self.bill((order.order_line, 1))
            self.assertEqual(self.matches(bill).quantity, 12)
            self.assert_open(order, -120)
            unit = {"product_uom_id": self.unit.id}
            self.bill((order.order_line, 12, 10, unit))
            self.assert_settled(order)

    def test_packs_that_do_not_divide(self):
        """A price per pack that is no whole cent per unit."""
        pack = self.env["uom.uom"].create(
            {"name": "Pack of 7", "relative_factor": 7, "relative_uom_id": self.unit.id}
        )
        order = self.order((self.average, 3, 10, {"product_uom_id": pack.id}))
        for _number in range(3):
            self.receive_order(order, 7)
        self.assert_ledger(
            self.average,
            [("receipt", 7, 10, 7, 10), ("receipt", 7, 10, 14, 20), ("receipt", 7, 10, 21, 30)],
        )
        self.bill((order.order_line, 3))
        self.assert_settled(order)

    def test_odd_cents_are_not_lost(self):
        """Three units for 10.00, received and billed one by one against each other."""
        order = self.order((self.fifo, 3, 3.3333))
        line = order.order_line
        self.receive_order(order)
        self.assert_open(order, -10)
        for _number in range(3):
            self.bill((line, 1, 3.33))
        self.assertEqual(self.on_hand(self.fifo), (3, 9.99))
        self.assert_settled(order)

    def test_discount(self):
        for product in self.products.values():
            self.set_cost(product, 9)
            order = self.order((product, 10, 10, {"discount": 10}))
            move = self.receive_order(order)
            self.assert_entry(move, [("inventory", 90, 0), ("grni", 0, 90)])
            bill = self.bill(order)
            self.assert_bill(bill, [("grni", 90, 0), ("payable", 0, 90)])
            self.assert_difference(bill, [])
            self.assert_settled(order)

    def test_recoverable_tax_is_no_cost(self):
        tax = self.make_tax(20, recoverable=True)
        order = self.order((self.average, 10, 10, {"tax_ids": tax.ids}))
        move = self.receive_order(order)
        self.assert_entry(move, [("inventory", 100, 0), ("grni", 0, 100)])
        bill = self.bill(order)
        self.assert_bill(bill, [("grni", 100, 0), ("Tax 20", 20, 0), ("payable", 0, 120)])
        self.assert_settled(order)

    def test_more_received_than_ordered(self):
        order = self.order((self.fifo, 10, 10))
        self.receive_order(order, 12)
        self.assert_open(order, -120)
        self.bill((order.order_line, 12))
        self.assert_settled(order)

    def test_order_of_a_service_is_left_alone(self):
        service = self.env["product.product"].create({"name": "Advice", "type": "service"})
        order = self.order((service, 1, 50), (self.average, 1, 10))
        self.receive_order(order)
        bill = self.bill(order)
        self.assertNotIn(
            self.account("grni"),
            bill.invoice_line_ids.filtered(lambda item: item.product_id == service).account_id,
        )
        self.assert_settled(order)

    def test_tie_out_row(self):
        order = self.order((self.average, 10, 10))
        self.receive_order(order, 4)
        (row,) = self.rows("grni")
        self.assertEqual((row["expected"], row["actual"], row["difference"]), (-40, -40, 0))
        self.assertEqual(row["account"], self.account("grni"))
        self.bill((order.order_line, 6))
        (row,) = self.rows("grni")
        self.assertEqual((row["expected"], row["actual"], row["difference"]), (20, 20, 0))
        self.receive_order(order)
        self.bill((order.order_line, 4))
        (row,) = self.rows("grni")
        self.assertEqual((row["expected"], row["actual"], row["difference"]), (0, 0, 0))

    def rows(self, check):
        company = self.company.with_env(self.as_role("accountant"))
        return [row for row in company.perpetual_tie_out() if row["check"] == check]

    def test_tie_out_names_what_was_posted_by_hand(self):
        """An entry on GRNI that no receipt or bill explains is a difference."""
        grni, other = self.account("grni"), self.account("cogs")
        entry = self.env["account.move"].create(
            {
                "journal_id": self.company.account_stock_journal_id.id,
                "line_ids": [
                    (0, 0, {"account_id": grni.id, "credit": 5}),
                    (0, 0, {"account_id": other.id, "debit": 5}),
                ],
            }
        )
        entry.action_post()
        (row,) = self.rows("grni")
        self.assertEqual(row["difference"], -5)
        self.assertIn(entry.name, row["detail"])
        entry.button_draft()
        entry.unlink()


@tagged("post_install", "-at_install")
class TestTwoCompanies(PurchaseCommon):
    """Side by side, one of them in another currency."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_second_company(currency="EUR")

    def test_each_in_its_company(self):
        company = self.company2
        here = self.order((self.average, 10, 10))
        there = self.order((self.average, 5, 8), company=company)
        self.receive_order(here)
        self.receive_order(there)
        self.assertEqual(self.on_hand(self.average), (10, 100))
        self.assertEqual(self.on_hand(self.average, company), (5, 40))
        bill = self.bill(there)
        self.assert_bill(bill, [("grni", 40, 0), ("payable", 0, 40)])
        self.assert_settled(there)
        self.assert_open(here, -100)
        self.bill(here)
        self.assertEqual(self.balance("grni", company), 0)
        self.assertEqual(self.balance("grni"), 0)

    def test_transfers_of_two_companies_at_once(self):
        """D16: moves of two companies validated together post in their own journals."""
        company = self.company2
        orders = self.order((self.fifo, 10, 10)) | self.order((self.fifo, 5, 8), company=company)
        moves = orders.picking_ids.move_ids
        for move in moves:
            move.quantity, move.picked = move.product_uom_qty, True
        user = self.users["stock_user"]
        companies = (self.company | company).ids
        env = self.env(user=user, context={"allowed_company_ids": companies}, su=False)
        moves.with_env(env)._action_done()
        self.assertEqual(self.balance("grni"), -100)
        self.assertEqual(self.balance("grni", company), -40)

    def test_moves_without_a_reference(self):
        """D16: no transfer and no reference, two companies in one call."""
        moves = self.env["stock.move"]
        for company, quantity in ((self.company, 3), (self.company2, 4)):
            moves |= moves.create(
                {
                    "product_id": self.fifo.id,
                    "product_uom_qty": quantity,
                    "location_id": self.suppliers.id,
                    "location_dest_id": self.stock(company).id,
                    "company_id": company.id,
                    "price_unit": 10,
                }
            )
        moves._action_confirm()
        moves.write({"reference": False, "picked": True})
        for move in moves:
            move.quantity = move.product_uom_qty
        moves._action_done()
        self.assertEqual(self.balance("grni"), -30)
        self.assertEqual(self.balance("grni", self.company2), -40)

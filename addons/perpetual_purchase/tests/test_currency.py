from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestCurrency(PurchaseCommon):
    """Orders in a foreign currency: rates of the order, the receipt and the bill."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls._enable_currency("EUR")
        rates = {"2026-03-01": 1.20, "2026-03-05": 1.25, "2026-03-10": 1.30, "2026-03-15": 1.10}
        cls.set_rates(cls.euro, rates)

    def day(self, day):
        return freeze_time(f"2026-03-{day:02d} 12:00:00")

    def euro_order(self, product, quantity=10, price=8):
        with self.day(1):
            return self.order((product, quantity, price), currency=self.euro)

    # One currency, three rates

    def test_receipt_at_the_rate_of_its_day(self):
        for product in self.products.values():
            order = self.euro_order(product)
            with self.day(5):
                move = self.receive_order(order)
            rows = [("inventory", 100, 0), ("grni", 0, 100)]
            self.assert_entry(move, rows)
            item = self.grni_items(order.order_line)
            self.assertEqual((item.currency_id, item.amount_currency), (self.euro, -80))
            self.assert_open(order, -100, -80)

    def test_d19_same_price_other_rate(self):
        """All of it is an exchange difference; stock keeps the value of its receipt."""
        for product in self.products.values():
            order = self.euro_order(product)
            with self.day(5):
                self.receive_order(order)
            with self.day(10):
                bill = self.bill(order)
            self.assert_bill(bill, [("grni", 104, 0), ("payable", 0, 104)])
            self.assert_difference(bill, [("exchange_loss", 4, 0), ("grni", 0, 4)])
            self.assertEqual(self.on_hand(product), (10, 100))
            self.assert_settled(order)
            match = self.matches(bill)
            self.assertEqual((match.price_difference, match.exchange_difference), (0, 4))

    def test_the_currency_fell(self):
        for product in self.products.values():
            order = self.euro_order(product)
            with self.day(5):
                self.receive_order(order)
            with self.day(15):
                bill = self.bill(order)
            self.assert_difference(bill, [("grni", 12, 0), ("exchange_gain", 0, 12)])
            self.assertEqual(self.on_hand(product), (10, 100))
            self.assert_settled(order)

    def test_other_price_and_other_rate(self):
        """9 for 8: 10 at 1.30 is price, 80 at 0.05 more is exchange."""
        for product in (self.average, self.fifo):
            order = self.euro_order(product)
            with self.day(5):
                self.receive_order(order)
            self.deliver(product, 4)
            with self.day(10):
                bill = self.bill((order.order_line, 10, 9))
            self.assert_bill(bill, [("grni", 117, 0), ("payable", 0, 117)])
            self.assert_difference(
                bill,
                [("inventory", 7.8, 0), ("cogs", 5.2, 0), ("exchange_loss", 4, 0), ("grni", 0, 17)],
            )
            self.assertEqual(self.on_hand(product), (6, 67.8))
            self.assert_settled(order)

    def test_standard_other_price_and_other_rate(self):
        order = self.euro_order(self.standard)
        with self.day(5):
            self.receive_order(order)
        with self.day(10):
            bill = self.bill((order.order_line, 10, 9))
        self.assert_difference(
            bill, [("difference", 13, 0), ("exchange_loss", 4, 0), ("grni", 0, 17)]
        )
        self.assert_settled(order)

    def test_dearer_in_a_currency_that_fell(self):
        """Price and exchange part of opposite signs: two items, each of one sign."""
        for product in (self.average, self.fifo):
            order = self.euro_order(product)
            with self.day(5):
                self.receive_order(order)
            with self.day(15):
                bill = self.bill((order.order_line, 10, 9))
            self.assert_bill(bill, [("grni", 99, 0), ("payable", 0, 99)])
            self.assert_difference(
                bill, [("inventory", 11, 0), ("exchange_gain", 0, 12), ("grni", 12, 11)]
            )
            self.assertEqual(self.on_hand(product), (10, 111))
            self.assert_settled(order)
            self.assertEqual(
                sorted(self.matches(bill).variance_line_ids.mapped("amount_currency")), [-10, 0]
            )

    def test_bill_before_receipt(self):
        for product in (self.average, self.fifo):
            order = self.euro_order(product)
            with self.day(5):
                bill = self.bill((order.order_line, 10, 9))
            self.assert_open(order, 112.5, 90)
            with self.day(10):
                self.receive_order(order)
            self.assert_difference(
                bill, [("inventory", 12.5, 0), ("exchange_gain", 0, 4), ("grni", 4, 12.5)]
            )
            self.assertEqual(self.on_hand(product), (10, 116.5))
            self.assert_settled(order)

    # In parts

    def test_parts_at_many_rates(self):
        """Two receipts and three bills on five days; zero in both currencies."""
        for product in self.products.values():
            order = self.euro_order(product, 9, 7.77)
            line = order.order_line
            with self.day(1):
                self.receive_order(order, 4)
            with self.day(5):
                self.bill((line, 2, 7.77))
            with self.day(10):
                self.receive_order(order, 5)
                self.bill((line, 4, 8.01))
            self.assert_open(order, -30.31, -23.31)
            with self.day(15):
                self.bill((line, 3, 7.5))
            self.assert_settled(order)
        self.assertEqual(self.balance("grni"), 0)

    def test_odd_rates(self):
        """Rates and prices that no cent divides."""
        self.set_rates(
            self.euro, {"2026-03-01": 1.0831, "2026-03-05": 1.09137, "2026-03-10": 1.0777}
        )
        for product in self.products.values():
            order = self.euro_order(product, 7, 3.337)
            line = order.order_line
            with self.day(1):
                self.receive_order(order, 3)
            with self.day(5):
                self.receive_order(order, 4)
                for quantity, price in ((1, 3.35), (2.5, 3.31), (3.5, 3.337)):
                    self.bill((line, quantity, price))
            self.assert_settled(order)
        self.assertEqual(self.balance("grni"), 0)

    # Corrections

    def test_reset_takes_both_parts_back(self):
        for product in (self.average, self.fifo):
            order = self.euro_order(product)
            with self.day(5):
                self.receive_order(order)
            with self.day(10):
                bill = self.bill((order.order_line, 10, 9))
                self.reset(bill)
            self.assert_open(order, -100, -80)
            self.assertEqual(self.balance("exchange_loss"), 0)
            self.assertEqual(self.on_hand(product), (10, 100))
            with self.day(10):
                self.repost(bill)
            self.assert_settled(order)
            self.reset(bill)

    def test_return_and_refund(self):
        """Goods go back at the receipt's rate; the refund's other rate is exchange."""
        for product in self.products.values():
            order = self.euro_order(product)
            with self.day(5):
                move = self.receive_order(order)
                self.bill(order)
            with self.day(10):
                back = self.return_to_vendor(move, 4)
                self.assert_entry(back, [("grni", 40, 0), ("inventory", 0, 40)])
                self.assert_open(order, 40, 32)
                refund = self.refund((order.order_line, 4))
            self.assert_bill(refund, [("grni", 0, 41.6), ("payable", 41.6, 0)])
            self.assert_difference(refund, [("grni", 1.6, 0), ("exchange_gain", 0, 1.6)])
            self.assert_settled(order)

    def test_return_before_the_bill(self):
        for product in self.products.values():
            order = self.euro_order(product)
            with self.day(5):
                move = self.receive_order(order)
            with self.day(10):
                self.return_to_vendor(move, 10)
            self.assert_settled(order)

    def test_replacement(self):
        """What comes back after a return is worth what the return took off."""
        order = self.euro_order(self.fifo)
        with self.day(5):
            move = self.receive_order(order)
        with self.day(10):
            back = self.return_to_vendor(move, 4)
        with self.day(15):
            again = self.give_back(back, 4)
        self.assert_entry(again, [("inventory", 40, 0), ("grni", 0, 40)])
        self.assertEqual(self.on_hand(self.fifo), (10, 100))
        self.assert_open(order, -100, -80)

    def test_receipt_edited_on_another_day(self):
        order = self.euro_order(self.fifo)
        with self.day(5):
            move = self.receive_order(order)
        with self.day(10):
            self.edit(move, 12)
            self.assert_open(order, -120, -96)
            self.edit(move, 9)
            self.assert_open(order, -90, -72)
        with self.day(5):
            self.bill((order.order_line, 9))
        self.assert_settled(order)
        self.assertEqual(self.on_hand(self.fifo), (9, 90))

    # Mixed

    def test_billed_in_company_currency(self):
        """Ordered in euro, billed in dollars: all of the difference is price."""
        for product in (self.average, self.fifo):
            order = self.euro_order(product)
            with self.day(5):
                self.receive_order(order)
            dollars = self.company.currency_id.id
            with self.day(10):
                bill = self.bill((order.order_line, 10, 10.5), currency_id=dollars)
            self.assert_bill(bill, [("grni", 105, 0), ("payable", 0, 105)])
            self.assert_difference(bill, [("inventory", 5, 0), ("grni", 0, 5)])
            self.assert_settled(order)

    def test_ordered_in_company_currency_billed_in_euro(self):
        for product in (self.average, self.fifo):
            order = self.order((product, 10, 10))
            with self.day(5):
                self.receive_order(order)
            with self.day(10):
                bill = self.bill((order.order_line, 10, 8), currency_id=self.euro.id)
            self.assert_difference(bill, [("inventory", 4, 0), ("grni", 0, 4)])
            self.assert_settled(order)

    def test_free_goods(self):
        order = self.euro_order(self.average, price=0)
        with self.day(5):
            self.receive_order(order)
        with self.day(10):
            self.bill((order.order_line, 10, 1))
        self.assertEqual(self.on_hand(self.average), (10, 13))
        self.assert_settled(order)

    def test_turns_out_to_be_free(self):
        order = self.euro_order(self.average)
        with self.day(5):
            self.receive_order(order)
        with self.day(10):
            self.bill((order.order_line, 10, 0))
        self.assertEqual(self.on_hand(self.average), (10, 0))
        self.assert_settled(order)

    def test_company_without_exchange_accounts(self):
        """The bill is refused with the name of what to fill in."""
        order = self.euro_order(self.average)
        with self.day(5):
            self.receive_order(order)
        account = self.company.expense_currency_exchange_account_id
        self.company.expense_currency_exchange_account_id = False
        with self.day(10), self.assertRaises(UserError) as refused:
            self.bill(order)
        self.assertIn("no account for exchange differences", str(refused.exception))
        self.company.expense_currency_exchange_account_id = account

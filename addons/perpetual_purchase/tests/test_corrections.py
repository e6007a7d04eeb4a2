from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PurchaseCommon


@tagged("post_install", "-at_install")
class TestCorrections(PurchaseCommon):
    """Bills reset, cancelled, edited, posted again; too much billed; without an order."""

    def billed(self, product, price=12, sold=0):
        order = self.order((product, 10, 10))
        move = self.receive_order(order)
        if sold:
            self.deliver(product, sold)
        return order, move, self.bill((order.order_line, 10, price))

    # Reset and cancelled

    def test_d7_reset_to_draft(self):
        """Core left the goods at the price of a bill that is no more."""
        for product in (self.average, self.fifo):
            order, move, bill = self.billed(product)
            self.assertEqual(move.value, 120)
            self.reset(bill)
            self.assert_ledger(
                product,
                [
                    ("receipt", 10, 100, 10, 100),
                    ("price_difference", 0, 20, 10, 120),
                    ("price_difference", 0, -20, 10, 100),
                ],
            )
            self.assertEqual(move.value, 100)
            self.assertEqual(product.total_value, 100)
            self.assertEqual(product.standard_price, 10)
            self.assert_open(order, -100)
            self.assertFalse(self.matches(bill))

    def test_price_difference_names_its_bill(self):
        """Its entry cannot be reset, also after the bill was: the way out is the bill."""
        for product in self.products.values():
            _order, _move, bill = self.billed(product, sold=4)
            found = self.matches(bill).variance_line_ids.move_id
            for entry in found.with_env(self.as_role("biller")):
                with self.subTest(product.name), self.assertRaises(UserError) as caught:
                    entry.button_draft()
                message = str(caught.exception)
                self.assertIn(f"price difference of {bill.name} and follows", message)
                self.assertIn("Correct the bill instead: reset it to draft", message)
                self.assertNotIn("stock transaction", message)
            self.assertTrue(found)

    def test_receipt_names_its_transfer(self):
        _order, move, _bill = self.billed(self.average)
        receipt = move.perpetual_entry_ids.sorted("id")[0].account_move_id
        with self.assertRaises(UserError) as caught:
            receipt.with_env(self.as_role("biller")).button_draft()
        self.assertIn("Correct the stock transaction instead", str(caught.exception))

    def test_reset_standard(self):
        order, _move, bill = self.billed(self.standard)
        self.assertEqual(self.balance("difference"), 20)
        self.reset(bill)
        self.assertEqual(self.balance("difference"), 0)
        self.assert_open(order, -100)

    def test_cancelled(self):
        for product in (self.average, self.fifo):
            order, _move, bill = self.billed(product)
            bill.with_env(self.as_role("biller")).button_cancel()
            self.assertEqual(bill.state, "cancel")
            self.assertEqual(self.on_hand(product), (10, 100))
            self.assert_open(order, -100)
            self.bill(order)
            self.assert_settled(order)

    def test_posted_again(self):
        for product in (self.average, self.fifo):
            order, _move, bill = self.billed(product)
            self.repost(self.reset(bill))
            self.assertEqual(self.on_hand(product), (10, 120))
            self.assert_settled(order)

    def test_posted_again_at_another_price(self):
        for product in (self.average, self.fifo):
            order, _move, bill = self.billed(product)
            self.repost(self.reset(bill), price_unit=11)
            self.assertEqual(self.on_hand(product), (10, 110))
            self.assert_bill(bill, [("grni", 110, 0), ("payable", 0, 110)])
            self.assert_settled(order)

    def test_posted_again_with_another_quantity(self):
        for product in (self.average, self.fifo):
            order, _move, bill = self.billed(product)
            self.repost(self.reset(bill), quantity=6)
            self.assertEqual(self.on_hand(product), (10, 112))
            self.assert_open(order, -40)
            self.bill((order.order_line, 4))
            self.assert_settled(order)

    def test_reset_when_part_is_sold_in_between(self):
        """20 more went to stock; 4 were sold at 12; taken back, 12 leave stock, 8 COGS."""
        for product in (self.average, self.fifo):
            cogs = self.balance("cogs")
            order, _move, bill = self.billed(product)
            self.deliver(product, 4)
            self.reset(bill)
            self.assertEqual(self.on_hand(product), (6, 60))
            self.assertEqual(self.balance("cogs") - cogs, 40)
            self.repost(bill)
            self.assertEqual(self.on_hand(product), (6, 72))
            self.assertEqual(self.balance("cogs") - cogs, 48)
            self.assert_settled(order)

    def test_reset_of_one_bill_leaves_the_other(self):
        order = self.order((self.fifo, 10, 10))
        line = order.order_line
        self.receive_order(order)
        first, second = self.bill((line, 4, 12)), self.bill((line, 6, 11))
        self.reset(first)
        self.assertEqual(self.on_hand(self.fifo), (10, 106))
        self.assert_open(order, -40)
        self.assertEqual(self.matches(second).quantity, 6)
        self.repost(first)
        self.assertEqual(self.on_hand(self.fifo), (10, 114))
        self.assert_settled(order)

    def test_reset_lets_another_bill_take_its_place(self):
        """What the over-billed vendor billed too much meets the units that came free."""
        order = self.order((self.fifo, 10, 10))
        line = order.order_line
        self.receive_order(order)
        first, second = self.bill((line, 10, 10)), self.bill((line, 4, 12))
        self.assert_open(order, 48)
        self.reset(first)
        self.assertEqual(self.matches(second).quantity, 4)
        self.assertEqual(self.on_hand(self.fifo), (10, 108))
        self.assert_open(order, -60)

    def test_reset_over_and_over(self):
        order, _move, bill = self.billed(self.average, price=10.37, sold=3)
        for _number in range(3):
            self.repost(self.reset(bill))
        self.assertEqual(self.on_hand(self.average), (7, 72.59))
        self.assert_settled(order)
        self.assertEqual(len(self.matches(bill)), 1)
        self.assertEqual(len(self.matches(bill, live=False)), 4)

    def test_reset_before_the_receipt(self):
        order = self.order((self.average, 10, 10))
        bill = self.bill((order.order_line, 10, 12))
        self.reset(bill)
        self.receive_order(order)
        self.assertEqual(self.on_hand(self.average), (10, 100))
        self.repost(bill)
        self.assertEqual(self.on_hand(self.average), (10, 120))
        self.assert_settled(order)

    def test_draft_deleted(self):
        order, _move, bill = self.billed(self.average)
        self.reset(bill)
        draft = bill.with_env(self.as_role("biller"))
        draft.invoice_line_ids.unlink()
        self.assert_open(order, -100)
        draft.unlink()
        self.bill(order)
        self.assert_settled(order)

    def test_line_put_on_another_bill(self):
        """A line taken off a draft is billed with the next one."""
        order, _move, bill = self.billed(self.average)
        self.reset(bill)
        other = self.order((self.fifo, 1, 5))
        self.receive_order(other)
        draft = bill.with_env(self.as_role("biller"))
        draft.invoice_line_ids = [
            Command.clear(),
            Command.create(self._bill_line_vals(other.order_line)),
        ]
        draft.action_post()
        self.assert_settled(other)
        self.assert_open(order, -100)
        self.bill(order)
        self.assert_settled(order)

    def test_price_difference_entry_cannot_be_reset(self):
        _order, _move, bill = self.billed(self.average)
        entry = self.matches(bill).variance_line_ids.move_id
        with self.assertRaises(UserError):
            entry.button_draft()

    # Too much, too little, by hand

    def test_over_billed(self):
        """12 billed, 10 received: 2 wait for goods or a refund."""
        for product in self.products.values():
            order = self.order((product, 10, 10))
            self.receive_order(order)
            bill = self.bill((order.order_line, 12, 10))
            self.assertEqual(self.matches(bill).quantity, 10)
            self.assert_open(order, 20)
            self.refund((order.order_line, 2, 10))
            self.assert_settled(order)

    def test_over_billed_then_delivered(self):
        order = self.order((self.fifo, 10, 10))
        self.receive_order(order)
        self.bill((order.order_line, 12, 11))
        self.assert_open(order, 22)
        order.order_line.product_qty = 12
        self.receive_order(order)
        self.assert_settled(order)
        self.assertEqual(self.on_hand(self.fifo), (12, 132))

    def test_bill_without_an_order(self):
        """It stays open on GRNI until someone says which receipt it is for."""
        env = self.as_role("biller")
        bill = env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.vendor.id,
                "invoice_date": "2026-01-15",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.average.id,
                            "quantity": 3,
                            "price_unit": 10,
                            "tax_ids": [],
                        }
                    )
                ],
            }
        )
        bill.action_post()
        self.assert_bill(bill, [("grni", 30, 0), ("payable", 0, 30)])
        self.assertEqual(self.balance("grni"), 30)
        self.assertFalse(bill.invoice_line_ids.reconciled)

    def test_receipt_without_an_order(self):
        move = self.receive(self.average, 3, 10, partner=self.vendor)
        self.assert_entry(move, [("inventory", 30, 0), ("grni", 0, 30)])
        item = move.account_move_id.line_ids.filtered(
            lambda item: item.account_id == self.account("grni")
        )
        self.assertFalse(item.perpetual_purchase_line_id)
        self.assertFalse(item.reconciled)

    def test_one_product_twice_on_a_bill(self):
        """Two lines of a bill for one order line count together."""
        order = self.order((self.fifo, 10, 10))
        line = order.order_line
        self.receive_order(order)
        bill = self.bill((line, 6, 10), (line, 4, 12))
        self.assertEqual(self.matches(bill).quantity, 10)
        self.assertEqual(self.on_hand(self.fifo), (10, 108))
        self.assert_settled(order)

    def test_returned_goods_taken_off_the_bill(self):
        """A negative line beside the goods: 10 billed less 3 sent back."""
        order = self.order((self.fifo, 10, 10))
        line = order.order_line
        move = self.receive_order(order)
        self.return_to_vendor(move, 3)
        self.bill((line, 10, 10), (line, -3, 10))
        self.assert_settled(order)

    def test_reconciled_by_hand(self):
        """An accountant clears an open receipt against something else: left alone."""
        order = self.order((self.average, 10, 10))
        self.receive_order(order)
        item = self.grni_items(order.order_line)
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.vendor.id,
                "invoice_date": "2026-01-15",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": self.average.id,
                            "quantity": 10,
                            "price_unit": 10,
                            "tax_ids": [],
                        }
                    )
                ],
            }
        )
        bill.action_post()
        (item | bill.invoice_line_ids).reconcile()
        self.assertTrue(item.reconciled)
        self.bill((order.order_line, 10, 12))
        self.assertEqual(self.on_hand(self.average), (10, 120))
        self.ignore_reconciliation = True

    def test_bill_line_linked_afterwards(self):
        """A bill entered without the order, reset, linked to it and posted."""
        order = self.order((self.average, 10, 10))
        self.receive_order(order)
        bill = self.bill((order.order_line, 10, 12, {"purchase_line_id": False}))
        self.assert_open(order, -100)
        self.reset(bill)
        self.repost(bill, purchase_line_id=order.order_line.id)
        self.assert_settled(order)
        self.assertEqual(self.on_hand(self.average), (10, 120))

    def test_bill_line_on_another_account(self):
        """The accountant decides: what is not on GRNI is not matched."""
        order = self.order((self.average, 10, 10))
        self.receive_order(order)
        bill = self.bill((order.order_line, 10, 10, {"account_id": self.account("shrinkage").id}))
        self.assert_bill(bill, [("shrinkage", 100, 0), ("payable", 0, 100)])
        self.assert_open(order, -100)


@tagged("post_install", "-at_install")
class TestDates(PurchaseCommon):
    """On which day each thing is on the books."""

    def day(self, day):
        return freeze_time(f"2026-03-{day:02d} 12:00:00")

    def lock(self, date):
        # Core may not work out the dates of transfers any more once they are locked.
        self.env.flush_all()
        self.company.fiscalyear_lock_date = date

    def grni_at(self, date):
        rows = self.company.perpetual_tie_out(date)
        (row,) = [row for row in rows if row["check"] == "grni"]
        self.assertEqual(row["difference"], 0, date)
        return row["actual"]

    def test_the_difference_is_posted_when_both_are_there(self):
        with self.day(1):
            order = self.order((self.average, 10, 10))
        with self.day(3):
            self.receive_order(order)
        with self.day(9):
            bill = self.bill((order.order_line, 10, 12), date="2026-03-07")
        entry = self.matches(bill).variance_line_ids.move_id
        self.assertEqual(str(entry.date), "2026-03-07")
        self.assertEqual(
            [self.grni_at(f"2026-03-0{day}") for day in (2, 3, 6, 7)], [0, -100, -100, 0]
        )

    def test_a_bill_dated_before_the_receipt(self):
        with self.day(3):
            order = self.order((self.average, 10, 10))
            self.receive_order(order)
            bill = self.bill((order.order_line, 10, 12), date="2026-03-01")
        entry = self.matches(bill).variance_line_ids.move_id
        self.assertEqual(str(entry.date), "2026-03-03")
        self.assertEqual([self.grni_at(f"2026-03-0{day}") for day in (1, 2, 3)], [120, 120, 0])

    def test_reset_restores_the_past(self):
        with self.day(3):
            order = self.order((self.average, 10, 10))
            self.receive_order(order)
            bill = self.bill((order.order_line, 10, 12))
        with self.day(20):
            self.reset(bill)
        self.assertEqual([self.grni_at(f"2026-03-{day:02d}") for day in (3, 10, 20)], [-100] * 3)
        self.assertEqual(self.value_at("2026-03-10"), 100)

    def value_at(self, date):
        row = next(
            row
            for row in self.company.perpetual_tie_out(date)
            if row["check"] == "valuation_account"
        )
        self.assertEqual(row["difference"], 0)
        return row["actual"]

    def test_locked_period(self):
        """The receipt's month is closed: the difference goes to the first open day."""
        with self.day(3):
            order = self.order((self.average, 10, 10))
            self.receive_order(order)
        self.lock("2026-03-31")
        with freeze_time("2026-04-10 12:00:00"):
            bill = self.bill((order.order_line, 10, 12))
        entry = self.matches(bill).variance_line_ids.move_id
        self.assertEqual(str(entry.date), "2026-04-10")
        self.assertEqual([self.grni_at(f"2026-{day}") for day in ("03-31", "04-10")], [-100, 0])

    def test_stock_period_locked_after_the_bill_date(self):
        """Bills are open, other entries are not: match and difference move on together."""
        with self.day(3):
            order = self.order((self.average, 10, 10))
            self.receive_order(order)
        with freeze_time("2026-04-10 12:00:00"):
            draft = self.bill((order.order_line, 10, 12), date="2026-03-20", post=False)
            self.lock("2026-03-31")
            draft.with_env(self.as_role("biller")).action_post()
        match = self.matches(draft)
        self.assertEqual(match.date, match.variance_line_ids.move_id.date)
        for date in ("2026-03-31", "2026-04-01", "2026-04-10", "2026-04-30"):
            self.grni_at(date)

    def test_forced_date(self):
        """A receipt put on an earlier day is accrued on that day."""
        with self.day(10):
            order = self.order((self.average, 10, 10))
            picking = order.picking_ids.with_env(self.as_role("stock_user"))
            picking.move_ids.write({"quantity": 10, "picked": True})
            picking.with_context(force_period_date="2026-03-05").button_validate()
        self.assertEqual(self.grni_at("2026-03-05"), -100)
        self.assertEqual(self.grni_at("2026-03-04"), 0)

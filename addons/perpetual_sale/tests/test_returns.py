from odoo.tests import tagged

from .common import METHODS, SaleCommon


@tagged("post_install", "-at_install")
class TestReturns(SaleCommon):
    """Goods that come back and papers that are credited, in every order."""

    def delivered(self, product, quantity=10):
        """(order line, its delivery) of everything that was ordered."""
        line = self.sell(product, quantity)
        return line, self.ship(line)

    # Before the invoice

    def test_return_before_the_invoice(self):
        """The two cancel out on goods delivered not invoiced, at the value that left."""
        self.stock_up()
        for method in METHODS:
            product = self.products[method]
            line, move = self.delivered(product)
            self.receive(product, 10, 40)
            back = self.return_from_customer(move, 4)
            self.assert_entry(back, [("inventory", 40, 0), ("gdni", 0, 40)])
            match = self.matches(line=line)
            self.assertEqual((match.delivery_amount, match.return_amount), (40, 40))
            self.assertFalse(match.cost_line_ids)
            self.assert_cost(self.invoice(line, 6), [("cogs", 60, 0), ("gdni", 0, 60)])
        self.assertEqual(self.balance("gdni"), 0)

    def test_return_takes_its_own_delivery(self):
        """The second delivery comes back: the first, at another cost, stays as it is."""
        self.receive(self.fifo, 5, 10)
        self.receive(self.fifo, 5, 14)
        line = self.sell(self.fifo, 10)
        self.ship(line, 5)
        back = self.return_from_customer(self.ship(line, 5), 2)
        self.assert_entry(back, [("inventory", 28, 0), ("gdni", 0, 28)])
        self.assertFalse(self.matches(line=line).cost_line_ids)
        invoice = self.invoice(line, 8)
        self.assert_cost(
            invoice, [("cogs", 50, 0), ("gdni", 0, 50), ("cogs", 42, 0), ("gdni", 0, 42)]
        )

    def test_return_of_another_cost(self):
        """Units of the first, invoiced delivery come back: the difference is a cost.

        Sold are 3 at 10 and 2 at 14, which is 58; open are 3 at 14.
        """
        self.receive(self.fifo, 5, 10)
        self.receive(self.fifo, 5, 14)
        line = self.sell(self.fifo, 10)
        first = self.ship(line, 5)
        self.assert_cost(self.invoice(line, 5), [("cogs", 50, 0), ("gdni", 0, 50)])
        self.ship(line, 5)
        back = self.return_from_customer(first, 2)
        self.assert_entry(back, [("inventory", 20, 0), ("gdni", 0, 20)])
        match = self.matches(line=line).filtered("return_id")
        self.assertEqual(self.table(match.cost_line_ids.move_id), [("cogs", 8, 0), ("gdni", 0, 8)])
        self.assertEqual(match.cost_line_ids.move_id.ref, back.reference)
        self.assertEqual(self.balance("cogs"), 58)
        self.assertEqual(self.balance("gdni"), 42)

    def test_exchange(self):
        """Goods that come back and go out again leave one delivery to be invoiced."""
        self.receive(self.average, 20, 10)
        line, move = self.delivered(self.average)
        back = self.return_from_customer(move, 4)
        again = self.give_back(back, 4)
        self.assertEqual(again.sale_line_id, line)
        self.assert_entry(again, [("gdni", 40, 0), ("inventory", 0, 40)])
        self.assert_cost(
            self.invoice(line), [("cogs", 60, 0), ("gdni", 0, 60), ("cogs", 40, 0), ("gdni", 0, 40)]
        )

    # After the invoice

    def test_return_then_credit_note(self):
        for method in METHODS:
            product = self.products[method]
            self.receive(product, 10, 10)
            line, move = self.delivered(product)
            invoice = self.invoice(line)
            self.receive(product, 10, 40)
            self.return_from_customer(move, 4)
            self.assertEqual(self.balance("gdni"), -40)
            note = self.credit(invoice, 4)
            self.assert_silent(note)
            self.assert_cost(note, [("gdni", 40, 0), ("cogs", 0, 40)])
            self.assertEqual(self.balance("gdni"), 0)

    def test_credit_note_then_return(self):
        """Nothing for goods that the customer still has; all of it when they come back."""
        self.receive(self.average, 10, 10)
        line, move = self.delivered(self.average)
        invoice = self.invoice(line)
        note = self.credit(invoice, 4)
        self.assert_cost(note, [])
        self.assertEqual(self.balance("cogs"), 100)
        self.return_from_customer(move, 4)
        self.assert_cost(note, [("gdni", 40, 0), ("cogs", 0, 40)])
        self.assertEqual(self.balance("cogs"), 60)

    def test_return_of_uninvoiced_goods_that_are_credited_after_all(self):
        """Ten delivered, five invoiced, two back: taken from what nobody had invoiced. The
        credit note tells that they had been: 8 less 3 are delivered and not invoiced."""
        self.receive(self.average, 10, 10)
        line, move = self.delivered(self.average)
        invoice = self.invoice(line, 5)
        self.return_from_customer(move, 2)
        self.assertEqual((self.balance("gdni"), self.balance("cogs")), (30, 50))
        note = self.credit(invoice, 2)
        self.assert_cost(note, [("gdni", 20, 0), ("cogs", 0, 20)])
        self.assertEqual((self.balance("gdni"), self.balance("cogs")), (50, 30))
        self.assert_cost(self.invoice(line, 5), [("cogs", 50, 0), ("gdni", 0, 50)])
        self.assertEqual((self.balance("gdni"), self.balance("cogs")), (0, 80))

    def test_credit_note_before_the_return_of_goods_in_part_invoiced(self):
        """The same the other way round."""
        self.receive(self.average, 10, 10)
        line, move = self.delivered(self.average)
        note = self.credit(self.invoice(line, 5), 2)
        self.assert_cost(note, [])
        self.return_from_customer(move, 2)
        self.assert_cost(note, [("gdni", 20, 0), ("cogs", 0, 20)])
        self.assertEqual((self.balance("gdni"), self.balance("cogs")), (50, 30))

    def test_return_of_the_first_delivery_credited_later(self):
        """10 at 10 and 10 at 14, 15 invoiced, 3 of the first back, credited: 5 at 14 wait."""
        self.receive(self.average, 10, 10)
        line = self.sell(self.average, 20)
        move = self.ship(line, 10)
        self.receive(self.average, 10, 14)
        self.ship(line, 10)
        invoice = self.invoice(line, 15)
        self.assertEqual((self.balance("gdni"), self.balance("cogs")), (70, 170))
        self.return_from_customer(move, 3)
        self.credit(invoice, 3)
        self.assertEqual((self.balance("gdni"), self.balance("cogs")), (70, 140))

    def test_credited_for_more_than_came_back(self):
        self.receive(self.average, 10, 10)
        line, move = self.delivered(self.average)
        invoice = self.invoice(line, 5)
        self.return_from_customer(move, 2)
        note = self.credit(invoice, 3)
        self.assert_cost(note, [("gdni", 20, 0), ("cogs", 0, 20)])
        # One unit is credited that the customer still has.
        self.assertEqual((self.balance("gdni"), self.balance("cogs")), (50, 30))

    def test_credit_note_and_new_invoice(self):
        """A wrong invoice, credited and made again, moves no cost."""
        self.receive(self.average, 10, 10)
        line, _move = self.delivered(self.average)
        note = self.credit(self.invoice(line))
        again = self.invoice(line)
        self.assert_cost(note, [])
        self.assert_cost(again, [])
        self.assertEqual(self.balance("cogs"), 100)

    def test_credit_note_of_what_was_never_delivered(self):
        self.receive(self.average, 10, 10)
        line = self.sell(self.average, 10)
        self.credit(self.invoice(line))
        self.ship(line)
        self.assertEqual(self.balance("gdni"), 100)
        self.assert_cost(self.invoice(line), [("cogs", 100, 0), ("gdni", 0, 100)])

    def test_credit_note_by_hand(self):
        """No order, no link: the goods wait for the credit note that names the order."""
        self.receive(self.average, 10, 10)
        line, move = self.delivered(self.average)
        self.invoice(line)
        self.return_from_customer(move, 4)
        note = self.as_role("biller")["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": self.customer.id,
                "invoice_date": "2025-01-31",
                "invoice_line_ids": [
                    (0, 0, {"product_id": self.average.id, "quantity": 4, "price_unit": 50})
                ],
            }
        )
        self.post(note)
        self.assert_silent(note)
        self.assert_cost(note, [])
        self.assertEqual(self.balance("gdni"), -40)

    def test_negative_line_of_an_invoice_is_a_credit_note(self):
        self.receive(self.average, 10, 10)
        line, move = self.delivered(self.average)
        self.invoice(line)
        self.return_from_customer(move, 4)
        other = self.sell(self.standard, 1)
        draft = self.draft_invoice(other)
        draft.sudo().write(
            {
                "invoice_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.average.id,
                            "quantity": -4,
                            "price_unit": 10,
                            "sale_line_ids": line.ids,
                        },
                    )
                ]
            }
        )
        self.assert_cost(self.post(draft), [("gdni", 40, 0), ("cogs", 0, 40)])

    def test_return_without_a_delivery(self):
        """Returned to the order by hand: at current cost, and its difference is a cost."""
        self.receive(self.average, 10, 10)
        line, _move = self.delivered(self.average, 6)
        self.receive(self.average, 12, 18)
        kind = self.warehouse().in_type_id
        picking = self.prepare([(self.average, 2)], self.customers, self.stock(), kind)
        picking.move_ids.sudo().sale_line_id = line
        back = self.validate(picking).move_ids
        self.assert_entry(back, [("inventory", 32, 0), ("gdni", 0, 32)])
        match = self.matches(line=line)
        self.assertEqual(
            self.table(match.cost_line_ids.move_id), [("cogs", 0, 12), ("gdni", 12, 0)]
        )
        self.assert_cost(self.invoice(line, 4), [("cogs", 40, 0), ("gdni", 0, 40)])

    def test_returns_add_up_to_what_left(self):
        """3 left for 10.00 and come back one by one: no cent stays in cost of sales."""
        for product in (self.average, self.fifo):
            self.receive(product, 3, 10 / 3)
            line, move = self.delivered(product, 3)
            invoice = self.invoice(line)
            self.assert_cost(invoice, [("cogs", 10, 0), ("gdni", 0, 10)])
            values = [self.return_from_customer(move, 1).value for _unit in range(3)]
            self.assertEqual(values, [3.33, 3.33, 3.34])
            self.credit(invoice)
            self.assertEqual((self.balance("cogs"), self.balance("gdni")), (0, 0))
            self.assertEqual(self.on_hand(product), (3, 10))

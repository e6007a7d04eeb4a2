import os
import random

from freezegun import freeze_time

from odoo.tests import tagged

from .common import PurchaseCommon

#: More streams: PERPETUAL_STREAMS=100 ./dev test …; one of them: PERPETUAL_SEED=17.
STREAMS = int(os.environ.get("PERPETUAL_STREAMS", "1"))
SEED = int(os.environ.get("PERPETUAL_SEED", "0"))
STEPS = 10


@tagged("post_install", "-at_install")
class TestRandom(PurchaseCommon):
    """Whatever the order of events, the books agree after each of them.

    In the end everything is received, billed or refunded: GRNI is zero, and what was
    paid is in stock, in cost of sales, or named a price or exchange difference.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.euro = cls._enable_currency("EUR")
        cls.set_rates(cls.euro, {f"2026-03-{day:02d}": 1 + day * 0.0137 for day in range(1, 29)})
        cls.tax = cls.make_tax(7)

    def test_dollars(self):
        self.play_all({})

    def test_euro(self):
        self.play_all({"currency": self.euro})

    def test_taxed(self):
        self.play_all({}, {"tax_ids": self.tax.ids})

    def test_dozens_of_taxed_euro_goods(self):
        vals = {"tax_ids": self.tax.ids, "product_uom_id": self.dozen.id}
        self.play_all({"currency": self.euro}, vals)

    def play_all(self, order_vals, line_vals=None):
        for seed in [SEED] if SEED else range(1, STREAMS + 1):
            for method, product in self.products.items():
                with self.subTest(seed=seed, method=method):
                    stream = Stream(self, seed, product, order_vals, line_vals or {})
                    stream.play()
                    stream.settle()


class Stream:
    """One order line and what happens to it."""

    def __init__(self, case, seed, product, order_vals, line_vals):
        self.case, self.dice, self.product = case, random.Random(seed), product
        self.day = 1
        self.price = self.dice.choice([8, 3.33, 0.07, 11.119])
        self.bills, self.moves = [], []
        with self.today():
            self.order = case.order((product, 40, self.price, line_vals), **order_vals)
        self.line = self.order.order_line

    def today(self):
        return freeze_time(f"2026-03-{self.day:02d} 12:00:00")

    def play(self):
        verbs = [self.receive, self.receive, self.bill, self.bill, self.sell, self.give_back]
        verbs += [self.refund, self.reset, self.edit, self.come_back]
        for _number in range(STEPS):
            self.day += self.dice.choice([0, 0, 1, 2])
            verb = self.dice.choice(verbs)
            with self.today():
                verb()
            self.check(verb.__name__)

    def check(self, verb):
        case = self.case
        case.env.invalidate_all()
        wrong = [row for row in case.company.perpetual_tie_out() if row["difference"]]
        case.assertEqual(wrong, [], f"after {verb}")
        case.assert_grni(case.company)

    def other_price(self):
        return round(self.price * self.dice.choice([1, 1, 0.8, 1.37, 2]), 3)

    # Events

    def receive(self):
        picking = self.order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel"))
        expected = sum(picking.move_ids.mapped("product_uom_qty"))
        if expected:
            quantity = min(self.dice.choice([1, 3, 7, 12]), expected)
            self.moves.append(self.case.receive_order(self.order, quantity))

    def bill(self):
        quantity = self.dice.choice([1, 2, 5, 9])
        self.bills.append(self.case.bill((self.line, quantity, self.other_price())))

    def refund(self):
        quantity = self.dice.choice([1, 2])
        self.bills.append(self.case.refund((self.line, quantity, self.other_price())))

    def reset(self):
        if self.bills:
            bill = self.dice.choice(self.bills)
            self.case.reset(bill)
            self.case.repost(bill, price_unit=self.other_price())

    def sell(self):
        on_hand = self.case.on_hand(self.product)[0]
        if on_hand >= 1:
            self.case.deliver(self.product, self.dice.randint(1, int(on_hand)))

    def give_back(self):
        on_hand = self.case.on_hand(self.product)[0]
        moves = [move for move in self.moves if move.quantity <= on_hand]
        if moves:
            move = self.dice.choice(moves)
            left = move.quantity - sum(move.returned_move_ids.mapped("quantity"))
            if left >= 1:
                back = self.case.return_to_vendor(move, self.dice.randint(1, int(left)))
                self.returned = back

    def come_back(self):
        back = getattr(self, "returned", None)
        if back:
            self.case.give_back(back, back.quantity)
            self.returned = None

    def edit(self):
        if self.moves:
            move = self.dice.choice(self.moves)
            left = move.quantity - sum(move.returned_move_ids.mapped("quantity"))
            if left > 1 and self.case.on_hand(self.product)[0] > 1:
                self.case.edit(move, move.quantity + self.dice.choice([-1, 1, 2]))

    # The end

    def settle(self):
        """Bill or refund what is open: nothing is left on GRNI, in any currency."""
        with self.today():
            # By the unit: a dozen has no two decimals for one of its twelve.
            units, vals = -self.open_units(), {"product_uom_id": self.product.uom_id.id}
            if units > 0:
                self.case.bill((self.line, units, self.price, vals))
            elif units < 0:
                self.case.refund((self.line, -units, self.price, vals))
        self.check("settle")
        self.case.assert_settled(self.order)

    def open_units(self):
        """Units billed and not received, less units received and not billed."""
        case, left = self.case, 0.0
        for document in case._documents(self.line):
            rest = document["quantity"] - case._matched(document["items"])
            lead = document["items"][0]
            is_bill = lead.move_id.move_type != "entry"
            if is_bill:
                sign = 1 if lead.move_id.move_type == "in_invoice" else -1
            else:
                rows = lead.perpetual_stock_move_id.perpetual_entry_ids.filtered(
                    lambda row, lead=lead: row.account_move_id == lead.move_id
                )
                sign = -1 if sum(rows.mapped("quantity")) > 0 else 1
            left += sign * rest
        return round(left, 6)

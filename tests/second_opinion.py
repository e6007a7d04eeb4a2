"""FIFO streams through Odoo agree with Beancount; run by ``./dev test --opinion``.

The file's name keeps it out of the other runs, which have no Beancount.
"""

import os
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from beancount import loader
from beancount.core.data import Transaction

from odoo.tests import tagged

from odoo.addons.perpetual_stock.tests.common import PerpetualCommon

STREAMS = int(os.environ.get("PERPETUAL_STREAMS", "10"))
STEPS = 30
COSTS = (1, 2.5, 3.33, 9.99, 10, 16.83, 0.07)
HEAD = """
2020-01-01 open Assets:Stock UNIT "FIFO"
2020-01-01 open Expenses:Cost
2020-01-01 open Equity:Vendor
"""
RECEIPT = """
{day} * "receipt"
  Assets:Stock  {quantity} UNIT {{{cost} USD}}
  Equity:Vendor
"""
ISSUE = """
{day} * "issue"
  Assets:Stock  -{quantity} UNIT {{}}
  Expenses:Cost
"""


class Beancount:
    """The same stream as Beancount's input; it books when all is told."""

    def __init__(self):
        self.text, self.day = HEAD, date(2020, 1, 1)

    def receive(self, quantity, cost):
        self._tell(RECEIPT, quantity=quantity, cost=Decimal(str(cost)))

    def issue(self, quantity):
        self._tell(ISSUE, quantity=quantity)

    def _tell(self, template, **values):
        self.day += timedelta(1)
        self.text += template.format(day=self.day, **values)

    def book(self):
        """Return ([value of each issue], [(units, value) of each lot on hand])."""
        entries, errors, _options = loader.load_string(self.text)
        assert not errors, errors
        issues, lots = [], {}
        for entry in entries:
            if isinstance(entry, Transaction):
                postings = [post for post in entry.postings if post.account == "Assets:Stock"]
                for post in postings:
                    lots[post.cost] = lots.get(post.cost, Decimal(0)) + post.units.number
                if entry.narration == "issue":
                    value = sum(post.units.number * post.cost.number for post in postings)
                    issues.append(float(value))
        on_hand = sorted((lot.date, units, units * lot.number) for lot, units in lots.items())
        return issues, [(float(units), float(value)) for _day, units, value in on_hand if units]


@tagged("post_install", "-at_install")
class TestSecondOpinion(PerpetualCommon):
    """Whole units at prices in cents: no share is rounded, so all must agree to the cent."""

    def test_fifo(self):
        for seed in range(1, STREAMS + 1):
            with self.subTest(seed=seed):
                self.play(Random(seed))

    def play(self, dice):
        product = self.make_product("fifo", name="Queue")
        beancount, on_hand, moves = Beancount(), 0, []
        verbs = {"deliver": self.deliver, "scrap": self.scrap, "lose": self.lose}
        for _step in range(STEPS):
            if not on_hand or dice.random() < 0.45:
                quantity, cost = dice.randint(1, 12), dice.choice(COSTS)
                self.receive(product, quantity, cost)
                beancount.receive(quantity, cost)
                on_hand += quantity
            else:
                quantity = dice.randint(1, on_hand)
                moves.append(verbs[dice.choice(list(verbs))](product, quantity))
                beancount.issue(quantity)
                on_hand -= quantity
        self.assertGreater(len(moves), 3)
        issues, lots = beancount.book()
        rows = self.entries(product).filtered(lambda row: row.quantity < 0)
        self.assertEqual(rows.stock_move_id, self.env["stock.move"].union(*moves))
        self.assertEqual([round(row.value, 6) for row in rows], [round(v, 6) for v in issues])
        layers = [(round(units, 6), round(value, 6)) for units, value in self.layers(product)]
        self.assertEqual(layers, [(units, round(value, 6)) for units, value in lots])
        self.assertEqual(self.on_hand(product)[0], on_hand)

    def lose(self, product, quantity):
        """Units that a count does not find."""
        return self.count(product, self.on_hand(product)[0] - quantity)

"""Four people validate, return and count the same products at the same moment."""

import random
import re
import threading

import requests

import odoo
from odoo.tests import BaseCase, tagged

from .served.server import Server, ServerError, Trade

ROUNDS = 6
CLERKS = 4
GOODS = ("Goods standard", "Goods average", "Goods fifo")
SEED = 20


@tagged("post_install", "-at_install")
class TestFourSessions(BaseCase):
    """Through HTTP, each in a process of its own, with commits: nothing is lost or doubled.

    In each round all four start at once on the same three products. Whatever has to wait
    or start over does so unseen: no one gets an error.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = Server(f"{odoo.tools.config['db_name'][0]}-four", CLERKS)
        cls.addClassCleanup(cls.server.stop)
        cls.server.start()

    def test_same_goods_at_once(self):
        self.together = threading.Barrier(CLERKS)
        self.errors, self.done = [], []
        clerks = [threading.Thread(target=self.work, args=(n,)) for n in range(1, CLERKS + 1)]
        for clerk in clerks:
            clerk.start()
        for clerk in clerks:
            clerk.join()
        self.assertEqual(self.errors, [])
        self.assertEqual(len(self.done), CLERKS * ROUNDS)
        self.assert_each_is_done_once()
        self.assertEqual(self.server.verify(), [])
        # They did meet: otherwise this proves nothing.
        log = self.server.log.read_text()
        self.assertTrue(re.search(r"tries left, try again", log))
        # Odoo logs each statement that makes it start over; nothing else may go wrong.
        self.assertEqual(re.findall(r"deadlock detected\n(?:(?!\d{4}-).*\n)*", log), [])
        self.assertEqual(re.findall(r".* ERROR (?!.*odoo\.sql_db).*|Traceback.*", log), [])

    def work(self, number):
        dice = random.Random(SEED + number)
        verbs = (self.receive, self.deliver, self.come_back, self.count)
        try:
            trade = Trade(self.server.client(f"clerk{number}"))
            products = trade.products(*GOODS)
            for turn in range(ROUNDS):
                # Some rounds all four do the same, some each another thing.
                verb = verbs[(turn + number * (turn % 2)) % len(verbs)]
                job = verb(trade, products, dice.randint(1, 5))
                self.together.wait(300)
                job()
                self.done.append(verb.__name__)
        except (ServerError, requests.RequestException, threading.BrokenBarrierError) as error:
            self.errors.append(f"clerk {number}: {error!r}")
            self.together.abort()

    # What a clerk prepares, and then does when all are ready

    def receive(self, trade, products, quantity):
        picking = trade.prepare(True, [(product, quantity) for product in products], 8 + quantity)
        return lambda: self.validate(trade, picking)

    def deliver(self, trade, products, quantity):
        # Each line in an order of its own: who locks in the order of lines waits in a ring.
        goods = [(product, quantity) for product in reversed(products)]
        picking = trade.prepare(False, goods)
        return lambda: self.validate(trade, picking)

    def come_back(self, trade, products, quantity):
        picking = trade.prepare(False, [(product, quantity) for product in products])
        self.validate(trade, picking)
        back = trade.give_back(picking, 1)
        return lambda: self.validate(trade, back)

    def count(self, trade, products, quantity):
        product = products[quantity % len(products)]
        quant = trade.count(product, quantity)
        return lambda: trade.apply(quant)

    def validate(self, trade, picking):
        trade.validate(picking)
        (row,) = trade.client.read("stock.picking", [picking], "state")
        if row["state"] != "done":
            self.errors.append(f"transfer {picking} is {row['state']}")

    def assert_each_is_done_once(self):
        """A done line has its quantity in the ledger once, and its move one journal entry."""
        with self.server.connect() as connection, connection.cursor() as cr:
            cr.execute(
                """SELECT line.id FROM stock_move_line line
                     JOIN perpetual_ledger_entry entry ON entry.stock_move_line_id = line.id
                    WHERE line.state = 'done'
                    GROUP BY line.id, line.quantity_product_uom
                   HAVING SUM(ABS(entry.moved_quantity)) != line.quantity_product_uom
                       OR COUNT(*) FILTER (WHERE entry.quantity != 0) != 1
                       OR COUNT(DISTINCT entry.account_move_id) > 1"""
            )
            self.assertEqual(cr.fetchall(), [])
            cr.execute("SELECT COUNT(*) FROM stock_picking WHERE state != 'done'")
            self.assertEqual(cr.fetchone(), (0,))
            # Goods on hand are what was there, and what each person did.
            cr.execute(
                """SELECT move.product_id, SUM(CASE WHEN move.is_out THEN -move.quantity
                                                    ELSE move.quantity END)
                     FROM stock_move move WHERE move.state = 'done' GROUP BY 1"""
            )
            moved = dict(cr.fetchall())
            cr.execute("SELECT product_id, quantity FROM perpetual_cost_pool")
            for product, quantity in cr.fetchall():
                self.assertEqual(quantity, moved[product])
